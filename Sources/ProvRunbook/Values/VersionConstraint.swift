/// An exact version or a range: `16.0.10`, `>= 15`, `>= 1.2, < 2`, `~> 1.4`, `^2.1`, `1.x`, `14 || 16`.
///
/// Without an operator it is the beginning of the version: `16` accepts every 16.x, `16.0.10` only itself.
package struct VersionConstraint: Sendable, Equatable {
    package var text: String
    /// Alternatives, each of which is a conjunction.
    private var alternatives: [[Term]]

    private struct Term: Sendable, Equatable {
        var test: Test
        var version: String
    }

    private enum Test: String, Sendable, CaseIterable {
        case atLeast = ">=", atMost = "<=", not = "!=", pessimistic = "~>", same = "==", above = ">", below = "<", compatible = "^"
        case exactly = "=", prefix = ""
    }

    /// What cannot be read, in a sentence.
    package struct ReadingError: Error, Sendable { package var message: String }

    package init(parsing text: String) throws(ReadingError) {
        self.text = text
        alternatives = []
        for alternative in text.split(separator: "||", omittingEmptySubsequences: false) {
            var terms: [Term] = []
            for part in alternative.split(separator: ",", omittingEmptySubsequences: false) { terms.append(try VersionConstraint.term(part, of: text)) }
            alternatives.append(terms)
        }
        guard !alternatives.isEmpty else { throw ReadingError(message: "a version is missing") }
    }

    private static func term(_ part: Substring, of whole: String) throws(ReadingError) -> Term {
        var rest = part.drop { $0 == " " }
        let test = Test.allCases.first { !$0.rawValue.isEmpty && rest.hasPrefix($0.rawValue) } ?? .prefix
        rest = rest.dropFirst(test.rawValue.count).drop { $0 == " " }
        var version = rest.trimmingTrailingBlanks()
        if test == .prefix { while version.hasSuffix(".x") || version.hasSuffix(".*") { version = version.dropLast(2) } }
        guard version == "*" && test == .prefix || Version(String(version)) != nil else {
            throw ReadingError(message: "'\(part)' in '\(whole)' is no version")
        }
        return Term(test: test, version: String(version))
    }

    /// Whether a version, as a tool prints it, satisfies the constraint.
    package func accepts(_ version: String) -> Bool {
        guard let found = Version(version) else { return false }
        return alternatives.contains { $0.allSatisfy { VersionConstraint.holds($0, found) } }
    }

    private static func holds(_ term: Term, _ found: Version) -> Bool {
        if term.version == "*" { return true }
        guard let wanted = Version(term.version) else { return false }
        switch term.test {
        case .atLeast: return found >= wanted
        case .atMost: return found <= wanted
        case .above: return found > wanted
        case .below: return found < wanted
        case .not: return found != wanted
        case .same, .exactly: return found == wanted
        case .pessimistic: return found >= wanted && found.components.starts(with: wanted.components.dropLast(wanted.components.count > 1 ? 1 : 0))
        case .compatible:
            let leading = wanted.components.firstIndex { $0 != 0 } ?? 0
            return found >= wanted && found.components.starts(with: wanted.components.prefix(leading + 1))
        case .prefix: return found.components.starts(with: wanted.components) && (term.version.last?.isNumber == true || found == wanted)
        }
    }
}

extension Substring {
    func trimmingTrailingBlanks() -> Substring {
        var text = self
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
