/// An exact version or a range: `16.0.10`, `>= 15`, `>= 1.2, < 2`, `~> 1.4`, `^2.1`, `1.x`, `14 || 16`.
///
/// A version without an operator is the beginning of what is accepted: `16` takes every 16.x, `16.0.10` takes 16.0.10
/// (and 16.0.10.1); `=16.0.10` takes nothing else. Terms side by side or after commas must all hold, `||` separates
/// alternatives.
package struct VersionConstraint: Sendable, Equatable {
    package let text: String
    /// Alternatives, each of which is a conjunction.
    let alternatives: [[Term]]

    struct Term: Sendable, Equatable {
        var test: Test
        var version: String
    }

    enum Test: String, Sendable, CaseIterable {
        // Longer operators first: they are recognised in this order.
        case atLeast = ">="
        case atMost = "<="
        case not = "!="
        case pessimistic = "~>"
        case same = "=="
        case compatiblePython = "~="
        case above = ">"
        case below = "<"
        case caret = "^"
        case tilde = "~"
        case exactly = "="
        case prefix = ""
        case any = "*"
    }

    /// Why a constraint cannot be read, and at which UTF-8 offset.
    package struct ReadingError: Error, Sendable, Equatable {
        package var message: String
        package var offset: Int

        package init(message: String, offset: Int) {
            self.message = message
            self.offset = offset
        }
    }

    package init(parsing text: String) throws(ReadingError) {
        self.text = text
        alternatives = try VersionConstraintParser.parse(text)
    }

    /// Whether a version, as a tool prints it, satisfies the constraint; what is no version satisfies only `*`.
    package func accepts(_ version: String) -> Bool {
        alternatives.contains { $0.allSatisfy { VersionConstraint.holds($0, version) } }
    }

    private static func holds(_ term: Term, _ text: String) -> Bool {
        if term.test == .any { return true }
        guard let wanted = Version(term.version), let found = Version(text) else { return false }
        switch term.test {
        case .any: return true
        case .atLeast: return found >= wanted
        case .atMost: return found <= wanted
        case .above: return found > wanted
        case .below: return found < wanted
        case .not: return found != wanted
        case .same, .exactly: return found == wanted
        case .prefix:
            return found.components.starts(with: wanted.components)
                && (found == wanted || !found.isEarly && wanted.isPlain)
        case .pessimistic, .compatiblePython:
            return found >= wanted
                && found.components.starts(with: wanted.components.dropLast(wanted.components.count > 1 ? 1 : 0))
        case .tilde: return found >= wanted && found.components.starts(with: wanted.components.prefix(2))
        case .caret:
            let leading = wanted.components.firstIndex { $0 != 0 } ?? wanted.components.count - 1
            return found >= wanted && found.components.starts(with: wanted.components.prefix(leading + 1))
        }
    }
}

extension Version {
    /// Numbers alone, which others may follow.
    fileprivate var isPlain: Bool {
        text.utf8.last?.isDigit == true
            && text.utf8.allSatisfy { $0.isDigit || $0 == ASCII.period || $0 | 0x20 == UInt8(ascii: "v") }
    }
}

/// Reads the text of a constraint.
private struct VersionConstraintParser {
    private let bytes: [UInt8]
    private var position = 0

    static func parse(_ text: String) throws(VersionConstraint.ReadingError) -> [[VersionConstraint.Term]] {
        var parser = VersionConstraintParser(bytes: Array(text.utf8))
        var alternatives = [try parser.conjunction()]
        while parser.take("||") { alternatives.append(try parser.conjunction()) }
        guard parser.position == parser.bytes.count else { throw parser.error("'\(parser.rest)' is not a version") }
        return alternatives
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func conjunction() throws(VersionConstraint.ReadingError) -> [VersionConstraint.Term] {
        var terms = [try term()]
        while true {
            if take(",") {
                terms.append(try term())
            } else if position < bytes.count, !bytes[position...].starts(with: "||".utf8) {
                terms.append(try term())
            } else {
                return terms
            }
        }
    }

    private mutating func term() throws(VersionConstraint.ReadingError) -> VersionConstraint.Term {
        skipSpace()
        let test =
            VersionConstraint.Test.allCases.first {
                $0 != .prefix && $0 != .any && bytes[position...].starts(with: $0.rawValue.utf8)
            } ?? .prefix
        position += test.rawValue.utf8.count
        skipSpace()
        let start = position
        while position < bytes.count, !bytes[position].isBlank, bytes[position] != ASCII.comma,
            bytes[position] != ASCII.pipe
        { position += 1 }
        defer { skipSpace() }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if word.isEmpty, start < bytes.count, bytes[start] == ASCII.pipe, !bytes[start...].starts(with: "||".utf8) {
            throw VersionConstraint.ReadingError(message: "unknown operator '|'; write '||'", offset: start)
        }
        guard !word.isEmpty else {
            throw VersionConstraint.ReadingError(message: "missing version", offset: start)
        }
        if test == .prefix, ["*", "x", "X"].contains(word) { return VersionConstraint.Term(test: .any, version: word) }
        var version = word
        while test == .prefix, [".x", ".X", ".*"].contains(where: version.hasSuffix) { version.removeLast(2) }
        guard Version(version) != nil,
            version.utf8.allSatisfy({
                $0.isNameByte || [ASCII.period, ASCII.hyphen, ASCII.tilde, UInt8(ascii: "+"), ASCII.colon].contains($0)
            })
        else {
            throw VersionConstraint.ReadingError(message: "'\(word)' is not a version", offset: start)
        }
        return VersionConstraint.Term(test: test, version: version)
    }

    private mutating func take(_ token: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: token.utf8) else { return false }
        position += token.utf8.count
        return true
    }

    private mutating func skipSpace() { while position < bytes.count, bytes[position].isBlank { position += 1 } }

    private var rest: String { String(decoding: bytes[position...], as: UTF8.self) }

    private func error(_ message: String) -> VersionConstraint.ReadingError {
        VersionConstraint.ReadingError(message: message, offset: position)
    }
}
