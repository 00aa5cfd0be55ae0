/// Reads a condition by recursive descent: `||`, then `&&`, then `!`, then a comparison.
struct ConditionParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parse() throws(Condition.ReadingError) -> Condition.Expression {
        let expression = try either()
        skipSpace()
        guard position == bytes.count else { throw error("'\(rest)' is left over") }
        return expression
    }

    private mutating func either() throws(Condition.ReadingError) -> Condition.Expression {
        var left = try both()
        while take("||") || takeWord("or") { left = .or(left, try both()) }
        return left
    }

    private mutating func both() throws(Condition.ReadingError) -> Condition.Expression {
        var left = try negation()
        while take("&&") || takeWord("and") { left = .and(left, try negation()) }
        return left
    }

    private mutating func negation() throws(Condition.ReadingError) -> Condition.Expression {
        skipSpace()
        if position < bytes.count, bytes[position] == 0x21, position + 1 >= bytes.count || bytes[position + 1] != 0x3D {
            position += 1
            return .not(try nested { parser throws(Condition.ReadingError) in try parser.negation() })
        }
        if takeWord("not") { return .not(try nested { parser throws(Condition.ReadingError) in try parser.negation() }) }
        return try comparison()
    }

    private mutating func comparison() throws(Condition.ReadingError) -> Condition.Expression {
        let left = try operand()
        if take("=~") { return .matches(left, try pattern()) }
        for comparison in [Condition.Comparison.equal, .unequal, .lessOrEqual, .greaterOrEqual, .less, .greater] where take(comparison.rawValue) {
            return .compare(left, comparison, try operand())
        }
        if takeWord("in") { return .among(left, try list()) }
        return left
    }

    private mutating func operand() throws(Condition.ReadingError) -> Condition.Expression {
        skipSpace()
        guard position < bytes.count else { throw error("a value is missing at its end") }
        if take("(") {
            let inner = try nested { parser throws(Condition.ReadingError) in try parser.either() }
            guard take(")") else { throw error("')' is missing") }
            return inner
        }
        if bytes[position] == 0x22 || bytes[position] == 0x27 { return .literal(try quoted(bytes[position])) }
        let begin = position
        while position < bytes.count, isWord(bytes[position]) { position += 1 }
        guard position > begin else { throw error("'\(rest)' is no value") }
        let word = String(decoding: bytes[begin..<position], as: UTF8.self)
        return word.first?.isNumber == true ? .literal(word) : .name(word)
    }

    private mutating func list() throws(Condition.ReadingError) -> [Condition.Expression] {
        guard take("[") else { throw error("'[' is missing after 'in'") }
        var items: [Condition.Expression] = []
        repeat { items.append(try operand()) } while take(",")
        guard take("]") else { throw error("']' is missing") }
        return items
    }

    private mutating func pattern() throws(Condition.ReadingError) -> String {
        skipSpace()
        let begin = position
        guard position < bytes.count, [0x2F, 0x22, 0x27].contains(bytes[position]) else { throw error("a regular expression is missing after '=~'") }
        let text = try quoted(bytes[position])
        guard (try? Regex(text)) != nil else { throw Condition.ReadingError(offset: begin, message: "'\(text)' is no regular expression") }
        return text
    }

    private mutating func quoted(_ quote: UInt8) throws(Condition.ReadingError) -> String {
        let begin = position
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != quote { position += 1 }
        guard position < bytes.count else { throw Condition.ReadingError(offset: begin, message: "the quote is not closed") }
        defer { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func nested(_ read: (inout ConditionParser) throws(Condition.ReadingError) -> Condition.Expression) throws(Condition.ReadingError)
        -> Condition.Expression
    {
        depth += 1
        defer { depth -= 1 }
        guard depth < 64 else { throw error("it is nested too deeply") }
        return try read(&self)
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
        guard bytes[position...].starts(with: word.utf8), end >= bytes.count || !isWord(bytes[end]) else { return false }
        position = end
        return true
    }

    private mutating func skipSpace() { while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 } }

    private func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte == 0x2E || byte == 0x2D
    }

    private var rest: String { String(decoding: bytes[min(position, bytes.count)...], as: UTF8.self) }

    private func error(_ message: String) -> Condition.ReadingError { Condition.ReadingError(offset: position, message: message) }
}
