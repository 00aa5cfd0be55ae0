import ProvText

extension Parameter {
    /// Says what is wrong with a value, as a clause that follows the parameter's name; `nil` where nothing is.
    ///
    /// A value whose name says secret is not in it.
    package func validate(_ value: String) -> String? {
        if kind == .list { return complaintOfList(value) }
        if value.utf8.contains(where: { $0 == ASCII.newline || $0 == ASCII.carriageReturn || $0 == 0 }) {
            return "the value must be one line"
        }
        if let complaint = complaintOfKind(value) { return complaint }
        return patternComplaint(value)
    }

    private func patternComplaint(_ value: String) -> String? {
        guard let pattern, let compiled = try? Pattern(pattern), !compiled.matchesWhole(value) else { return nil }
        return "\(shown(value)) does not match \(pattern)"
    }

    /// The choices and the pattern hold for the text of every item.
    private func complaintOfList(_ value: String) -> String? {
        do {
            let list = try ListValue(parsing: value)
            return list.items.lazy.compactMap { choiceComplaint($0.text) ?? patternComplaint($0.text) }.first
        } catch {
            return isSecret ? "the value is not a list as it must be" : error.text
        }
    }

    /// The form in which steps see a value: a `bool` is `true` or `false`, however it was written; of a list its
    /// canonical spelling.
    package func canonical(_ value: String) -> String {
        if kind == .list { return (try? ListValue(parsing: value))?.canonical ?? value }
        guard kind == .bool, let truth = ValueReading.bool(value) else { return value }
        return truth ? "true" : "false"
    }

    private func complaintOfKind(_ value: String) -> String? {
        switch kind {
        case .string, .list: choiceComplaint(value)
        case .choice: choiceComplaint(value)
        case .int: Int(value) == nil ? "\(shown(value)) is not a whole number" : choiceComplaint(value)
        case .bool: ValueReading.bool(value) == nil ? "\(shown(value)) is not true or false" : nil
        case .path: value.isEmpty ? "the path is empty" : choiceComplaint(value)
        case .duration:
            ValueReading.duration(value) == nil
                ? "\(shown(value)) is not a duration such as 5m" : choiceComplaint(value)
        case .timestamp: DateAndTime.isValid(value) ? nil : "\(shown(value)) is not a time such as 2026-01-31T09:30:00Z"
        }
    }

    private var isSecret: Bool { SecretName.isSecret(name) || writtenName.map(SecretName.isSecret) ?? false }

    private func shown(_ value: String) -> String { isSecret ? "the value, which is a secret," : "'\(value)'" }

    private func choiceComplaint(_ value: String) -> String? {
        choices.isEmpty || choices.contains { $0.isSame(as: value) }
            ? nil : "\(shown(value)) is not one of \(choices.joined(separator: ", "))"
    }
}

/// ISO 8601 dates and times, as far as a parameter needs to know one when it sees one.
enum DateAndTime {
    /// `2026-01-31`, `2026-01-31T09:30`, with seconds, a fraction, `Z` or an offset.
    static func isValid(_ text: String) -> Bool {
        let pattern = /(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?/
            .asciiOnlyDigits()
        guard let match = text.wholeMatch(of: pattern),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
        else { return false }
        let hour = match.4.flatMap { Int($0) } ?? 0
        let minute = match.5.flatMap { Int($0) } ?? 0
        let second = match.6.flatMap { Int($0) } ?? 0
        return (1...12).contains(month) && day >= 1 && day <= days(in: month, of: year) && hour < 24 && minute < 60
            && second <= 60
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
