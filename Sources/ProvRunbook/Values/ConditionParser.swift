import ProvText

/// Reads a condition by recursive descent: `||`, then `&&`, then `!`, then a comparison.
struct ConditionParser {
    private typealias Failure = Condition.ReadingError

    /// Longer ones are no conditions, and would nest deeper than the stack.
    private static let lengthLimit = 4096

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// Whether a name may have a member, as in `server.port`: in a template.
    private let allowsMembers: Bool

    init(_ text: String, allowsMembers: Bool = false) {
        bytes = Array(text.utf8)
        self.allowsMembers = allowsMembers
    }

    mutating func parse() throws(Condition.ReadingError) -> Condition.Expression {
        guard bytes.count <= ConditionParser.lengthLimit else {
            throw Failure(offset: 0, message: "it is longer than \(ConditionParser.lengthLimit) bytes")
        }
        let expression = try either()
        skipSpace()
        guard position == bytes.count else { throw unexpected() }
        return expression
    }

    private mutating func either() throws(Failure) -> Condition.Expression {
        var left = try both()
        while take("||") || takeWord("or") { left = .or(left, try both()) }
        return left
    }

    private mutating func both() throws(Failure) -> Condition.Expression {
        var left = try negation()
        while take("&&") || takeWord("and") { left = .and(left, try negation()) }
        return left
    }

    private mutating func negation() throws(Failure) -> Condition.Expression {
        skipSpace()
        let isSign = peek() == ASCII.exclamation && peek(1) != ASCII.equals
        if isSign { position += 1 }
        guard isSign || takeWord("not") else { return try comparison() }
        depth += 1
        defer { depth -= 1 }
        guard depth < 64 else { throw failure("it is nested too deeply") }
        return .not(try negation())
    }

    private mutating func comparison() throws(Failure) -> Condition.Expression {
        let left = try operand()
        if take("=~") { return .matches(left, try pattern()) }
        for comparison in [Condition.Comparison.equal, .unequal, .lessOrEqual, .greaterOrEqual, .less, .greater]
        where take(comparison.rawValue) {
            return .compare(left, comparison, try operand())
        }
        if takeWord("in") {
            skipSpace()
            if let name = listName() { return .line(left, of: name) }
            return .among(left, try list())
        }
        return left
    }

    private mutating func operand() throws(Failure) -> Condition.Expression {
        skipSpace()
        guard let next = peek() else { throw failure("missing value at the end") }
        if next == ASCII.openParenthesis {
            let opening = position
            position += 1
            depth += 1
            defer { depth -= 1 }
            guard depth < 64 else { throw failure("it is nested too deeply") }
            let inner = try either()
            guard take(")") else {
                throw peek() == nil ? Failure(offset: opening, message: "unclosed '('") : unexpected()
            }
            return inner
        }
        if next == ASCII.quotationMark || next == ASCII.apostrophe { return .literal(try quoted(next)) }
        let begin = position
        while let byte = peek(), isWord(byte) { position += 1 }
        guard position > begin else { throw unexpected() }
        let word = String(decoding: bytes[begin..<position], as: UTF8.self)
        if bytes[begin].isDigit || word == "true" || word == "false" { return .literal(word) }
        if word == "defined", peek() == ASCII.openParenthesis { return .defined(try definedName()) }
        guard bytes[begin..<position].allSatisfy({ $0.isNameByte || allowsMembers && $0 == ASCII.period }) else {
            throw Failure(offset: begin, message: "'\(word)' is not a name; put text in quotes")
        }
        return .name(word)
    }

    /// The name in `defined(NAME)`, from its parenthesis on.
    private mutating func definedName() throws(Failure) -> String {
        position += 1
        skipSpace()
        let begin = position
        while let byte = peek(), byte.isNameByte { position += 1 }
        guard position > begin else { throw failure("missing name in 'defined(NAME)'") }
        let name = String(decoding: bytes[begin..<position], as: UTF8.self)
        guard take(")") else { throw Failure(offset: begin, message: "missing ')' after 'defined(\(name)'") }
        return name
    }

    /// A name behind `in`: that of a list.
    private mutating func listName() -> String? {
        let begin = position
        while let byte = peek(), isWord(byte) { position += 1 }
        guard position > begin, bytes[begin..<position].allSatisfy(\.isNameByte), !bytes[begin].isDigit else {
            position = begin
            return nil
        }
        return String(decoding: bytes[begin..<position], as: UTF8.self)
    }

    private mutating func list() throws(Failure) -> [Condition.Expression] {
        skipSpace()
        let opening = position
        guard take("[") else { throw failure("missing '[' or the name of a list after 'in'") }
        if take("]") { return [] }
        var items: [Condition.Expression] = []
        repeat { items.append(try operand()) } while take(",")
        guard take("]") else {
            throw peek() == nil ? Failure(offset: opening, message: "unclosed '['") : unexpected()
        }
        return items
    }

    private mutating func pattern() throws(Failure) -> Pattern {
        skipSpace()
        let begin = position
        guard let next = peek(), [ASCII.slash, ASCII.quotationMark, ASCII.apostrophe].contains(next) else {
            throw failure("missing regular expression after '=~', such as /^web/")
        }
        let text = try quoted(next)
        do { return try Pattern(text) } catch {
            throw Failure(
                offset: begin + 1 + error.offset, message: "invalid regular expression '\(text)': \(error.message)")
        }
    }

    /// The text up to the same sign; a backslash keeps that sign from ending it.
    private mutating func quoted(_ quote: UInt8) throws(Failure) -> String {
        let begin = position
        var text: [UInt8] = []
        position += 1
        while let byte = peek(), byte != quote {
            if byte == ASCII.backslash, peek(1) == quote { position += 1 }
            text.append(bytes[position])
            position += 1
        }
        guard peek() != nil else { throw Failure(offset: begin, message: "unclosed quote") }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: Bytes

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private mutating func take(_ token: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: token.utf8) else { return false }
        position += token.utf8.count
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        skipSpace()
        let end = position + word.utf8.count
        guard bytes[position...].starts(with: word.utf8), end >= bytes.count || !isWord(bytes[end]) else {
            return false
        }
        position = end
        return true
    }

    private mutating func skipSpace() { while let byte = peek(), byte.isBlankOrNewline { position += 1 } }

    private func isWord(_ byte: UInt8) -> Bool { byte.isNameByte || byte == ASCII.period || byte == ASCII.hyphen }

    private func failure(_ message: String) -> Failure { Failure(offset: position, message: message) }

    /// What stands here fits nowhere; the usual slips get a word of their own.
    private func unexpected() -> Failure {
        let rest = String(decoding: bytes[position...], as: UTF8.self)
        for (slip, meant) in [("=", "=="), ("&", "&&"), ("|", "||")]
        where rest.hasPrefix(slip) && !rest.hasPrefix(meant) {
            return failure("unknown operator '\(slip)'; write '\(meant)'")
        }
        let word = String(rest.prefix { !$0.isWhitespace })
        return failure(word.isEmpty ? "missing value at the end" : "unexpected '\(word)'")
    }
}
