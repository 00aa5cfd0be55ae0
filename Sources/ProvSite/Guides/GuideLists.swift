import ProvRunbook
import ProvText

/// The lists of a runbook: what is in them, as far as the runbook says it, and the variables that they are.
struct GuideLists {
    enum Items {
        /// The runbook says what is in it.
        case given(ListValue)
        /// The input of this name says it; what it has at first, if anything.
        case field(String, ListValue?)
    }

    private var items: [String: Items] = [:]
    private var memberNames: [String: [String]] = [:]

    init(_ runbook: Runbook) {
        let lists = runbook.parameters.filter { $0.kind == .list }
        let byName = Dictionary(lists.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for parameter in lists {
            var source = parameter
            var depth = 0
            while let name = source.given?.whole, let next = byName[name], depth < 10 {
                source = next
                depth += 1
            }
            let value = source.defaultValue.flatMap { try? ListValue(parsing: $0) }
            items[parameter.name] =
                source.given != nil && source.given?.whole == nil
                ? value.map(Items.given) ?? .field(source.name, nil) : .field(source.name, value)
            // Of hosts the inventory says what else is known of them: what the steps use is asked for.
            memberNames[parameter.name] =
                source.hosts == nil ? value?.memberNames : Self.usedMembers(of: parameter.name, in: runbook)
        }
        for parameter in lists where parameter.given != nil {
            guard case .field(let source, _)? = items[parameter.name], byName[source]?.hosts != nil else { continue }
            let used = Set((memberNames[source] ?? []) + (memberNames[parameter.name] ?? [])).sorted()
            memberNames[source] = used
            memberNames[parameter.name] = used
        }
    }

    /// The list of this name, by the name that the runbook has for it.
    func items(of list: String) -> Items? { items[list] }

    func members(of list: String) -> [String] { memberNames[list] ?? [] }

    /// What a shell has under the list's name, or under that of a member.
    func value(of list: String, member: String? = nil) -> GuideValues.Value? {
        guard let items = items[list] else { return nil }
        switch items {
        case .given(let value):
            let name = member.map { "x_\($0)" } ?? "x"
            return GuideValues.Value(pieces: [.text(value.variables(named: "x")[name] ?? "")], isSplit: true)
        case .field(let field, _):
            return GuideValues.Value(pieces: [.field(member.map { "\(field)_\($0)" } ?? field)], isSplit: true)
        }
    }

    /// Words of the steps behind `LIST_`.
    private static func usedMembers(of list: String, in runbook: Runbook) -> [String] {
        var used: Set<String> = []
        for step in runbook.steps {
            for own in step.names(for: list) {
                for text in step.scripts.map(\.text) {
                    for start in text.ranges(of: "$\(own)_") + text.ranges(of: "${\(own)_") {
                        let name = text[start.upperBound...].utf8.prefix(while: \.isNameByte)
                        if !name.isEmpty { used.insert(String(Substring(name))) }
                    }
                }
            }
        }
        return used.sorted()
    }
}

extension ListValue {
    /// As a person reads and writes it: the items with commas between them, where that says all.
    var written: String {
        let isPlain = items.allSatisfy { item in
            item.members.isEmpty && !item.text.contains { $0 == "," || $0 == "[" || $0.isWhitespace }
        }
        return isPlain ? items.map(\.text).joined(separator: ", ") : canonical
    }
}
