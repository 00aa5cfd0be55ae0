/// A number that is wanted, or a bound for it: `3`, `>= 2`, `< 80`.
struct NumberCondition: Sendable, Equatable {
    private enum Test: String, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case not = "!="
        case same = "=="
        case above = ">"
        case below = "<"
        case equal = "="
    }

    private let test: Test
    private let number: Double
    let text: String

    init?(_ text: String) {
        let trimmed = OutputText.trimmed(text)
        let test = Test.allCases.first { trimmed.hasPrefix($0.rawValue) }
        guard let number = Double(OutputText.trimmed(String(trimmed.dropFirst(test?.rawValue.count ?? 0)))),
            number.isFinite
        else { return nil }
        self.test = test ?? .equal
        self.number = number
        self.text = trimmed
    }

    /// True where the text has an operator, so that it cannot be meant literally.
    static func isBound(_ text: String) -> Bool { Test.allCases.contains { text.hasPrefix($0.rawValue) } }

    func accepts(_ value: Double) -> Bool {
        switch test {
        case .atLeast: value >= number
        case .atMost: value <= number
        case .above: value > number
        case .below: value < number
        case .not: value != number
        case .same, .equal: value == number
        }
    }
}

extension CheckAnswer {
    func number(_ text: CheckText) throws(CheckTrouble) -> NumberCondition {
        guard let want = NumberCondition(resolve(text)) else {
            throw CheckTrouble("\(text.written) is not a number or a bound such as '>= 2'")
        }
        return want
    }
}

extension CheckValues {
    /// A number or a bound; it may hold parameters.
    func numberWant(_ key: String) throws(CheckReadingError) -> CheckText? {
        guard let text = text(key) else { return nil }
        if let literal = text.literal, NumberCondition(literal) == nil {
            throw CheckReadingError(
                key: key, "'\(key)' must be a number or a bound, not '\(literal)'",
                fix: "write for example '\(key): \">= 2\"'")
        }
        return text
    }
}
