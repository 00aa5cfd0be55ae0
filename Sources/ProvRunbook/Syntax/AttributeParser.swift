import ProvText

/// Reads `key=value key="quoted" flag` and the flat JSON object that is its equal spelling.
struct AttributeParser {
    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private(set) var attributes: [RawAttribute] = []
    private(set) var problems: [AttributeProblem] = []

    /// Offsets in the results are indices of the slice.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    static func parse(_ bytes: ArraySlice<UInt8>) -> (attributes: [RawAttribute], problems: [AttributeProblem]) {
        var parser = AttributeParser(bytes)
        if parser.startsWithJSONKey { parser.parseJSON() } else { parser.parseWords() }
        return (parser.attributes, parser.problems)
    }

    private var current: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private var startsWithJSONKey: Bool {
        guard let first = bytes.firstIndex(where: { !$0.isBlankOrNewline }) else { return false }
        return bytes[first] == ASCII.quotationMark
    }

    private mutating func skipBlanks() {
        while let byte = current, byte.isBlankOrNewline || byte == ASCII.comma { index += 1 }
    }

    // MARK: Words

    private mutating func parseWords() {
        while true {
            skipBlanks()
            guard let byte = current else { return }
            if byte == ASCII.equals {
                if !joinAroundEquals() { reportStrayEquals() }
                continue
            }
            let start = index
            while let byte = current, !byte.isBlankOrNewline, byte != ASCII.equals, byte != ASCII.comma { index += 1 }
            let key = start..<index
            if current == ASCII.equals {
                index += 1
                if !joinBehindBlank(key) { parseValue(of: key) }
            } else {
                append(key: key, value: nil, at: key)
            }
        }
    }

    private mutating func reportStrayEquals() {
        let start = index
        while let byte = current, byte == ASCII.equals || byte.isBlankOrNewline { index += 1 }
        problems.append(
            AttributeProblem(
                headline: "'=' without a key", bytes: start..<start + 1,
                fix: "write key=value without spaces around '='"))
    }

    /// `name = a`: the flag before the sign and the word behind it are one attribute.
    private mutating func joinAroundEquals() -> Bool {
        guard let last = attributes.last, last.value == nil, index > last.keyBytes.upperBound,
            index + 1 < bytes.endIndex,
            bytes[index + 1].isBlankOrNewline,
            let start = bytes[(index + 1)...].firstIndex(where: { !$0.isBlankOrNewline }), bytes[start] != ASCII.equals
        else { return false }
        let sign = index
        attributes.removeLast()
        index = start
        parseValue(of: last.keyBytes)
        problems.append(
            AttributeProblem(
                headline: "blanks around '='", bytes: sign..<sign + 1,
                fix: "write \(last.key)=\(text(start..<index))"))
        return true
    }

    /// `name= a`: the word behind the blank is the value, unless it is a key.
    private mutating func joinBehindBlank(_ key: Range<Int>) -> Bool {
        guard current?.isBlankOrNewline == true else { return false }
        let sign = index - 1
        guard let word = nextListWord() else { return false }
        append(key: key, value: word, at: (index - word.utf8.count)..<index)
        problems.append(
            AttributeProblem(
                headline: "blanks around '='", bytes: sign..<sign + 1, fix: "write \(text(key))=\(word)"))
        return true
    }

    private mutating func parseValue(of key: Range<Int>) {
        if let quote = AttributeParser.curlyQuotes.first(where: { bytes[index...].starts(with: $0.open.utf8) }) {
            parseCurly(of: key, quote)
            return
        }
        switch current {
        case ASCII.quotationMark, ASCII.apostrophe: parseQuoted(of: key)
        case ASCII.openBrace, ASCII.openBracket: parseBracketed(of: key)
        default: parseUnquoted(of: key)
        }
    }

    private mutating func parseQuoted(of key: Range<Int>) {
        guard let quote = current else { return }
        let opening = index
        index += 1
        let start = index
        var value: [UInt8] = []
        while let byte = current, byte != quote {
            if byte == ASCII.backslash, index + 1 < bytes.endIndex,
                bytes[index + 1] == quote || bytes[index + 1] == ASCII.backslash
            {
                index += 1
            }
            value.append(bytes[index])
            index += 1
        }
        let end = index
        if current == nil {
            let sign = quote == ASCII.quotationMark ? "\"" : "'"
            problems.append(
                AttributeProblem(
                    headline: "value of '\(text(key))' has no closing \(sign)",
                    bytes: opening..<opening + 1, fix: "close the quote"))
        } else {
            index += 1
        }
        append(key: key, value: String(decoding: value, as: UTF8.self), at: start..<end)
    }

    private static let curlyQuotes = [(open: "“", close: "”"), (open: "‘", close: "’"), (open: "”", close: "”")]

    /// A value in the quotes that word processors write.
    private mutating func parseCurly(of key: Range<Int>, _ quote: (open: String, close: String)) {
        let opening = index
        let start = index + quote.open.utf8.count
        index = start
        let close = Array(quote.close.utf8)
        while index < bytes.endIndex, !bytes[index...].starts(with: close) { index += 1 }
        let value = text(start..<index)
        append(key: key, value: value, at: start..<index)
        index = min(bytes.endIndex, index + close.count)
        problems.append(
            AttributeProblem(
                headline: "curly quotes around the value of '\(text(key))'", bytes: opening..<start,
                fix: "write \(text(key))=\"\(value)\""))
    }

    /// A value such as `env={"A":"1"}` or `hl_lines=[1,2]`: up to the matching bracket. One that begins with a hole, as
    /// in `file={{service}}.ini`, goes on to the next blank.
    private mutating func parseBracketed(of key: Range<Int>) {
        let start = index
        let isHole = bytes[index...].starts(with: "{{".utf8)
        skipBalanced()
        while isHole, let byte = current, !byte.isBlankOrNewline { index += 1 }
        append(key: key, value: text(start..<index), at: start..<index)
    }

    /// Up to the next blank outside quotes, so that `when=os=="debian 12"` is one value.
    private mutating func parseUnquoted(of key: Range<Int>) {
        let start = index
        while let byte = current, !byte.isBlankOrNewline {
            if byte == ASCII.quotationMark || byte == ASCII.apostrophe,
                let close = bytes[(index + 1)...].firstIndex(of: byte)
            {
                index = close
            }
            index += 1
        }
        let known = BlockKey.named(text(key))
        if known?.kind == .condition, isBeforeOperator {
            parseCondition(of: key, from: start)
        } else if known != nil, index > start + 1, bytes[index - 1] == ASCII.comma {
            reportComma(behind: key, value: start..<(index - 1))
        } else {
            append(key: key, value: text(start..<index), at: start..<index)
        }
    }

    /// Whether an operator of a condition comes next.
    private var isBeforeOperator: Bool {
        guard let next = bytes[index...].firstIndex(where: { !$0.isBlankOrNewline }), next > index else { return false }
        return "=!<>&|".utf8.contains(bytes[next])
    }

    /// `when=os == debian`: everything up to the end is the condition.
    private mutating func parseCondition(of key: Range<Int>, from start: Int) {
        index = bytes.endIndex
        let written = bytes[start...].trimmingBlanksAndNewlines()
        var value = text(written.startIndex..<written.endIndex)
        // The right side is meant as a text.
        if let word = value.split(separator: " ").last, word.utf8.allSatisfy({ $0.isNameByte || $0 == ASCII.hyphen }) {
            value = "\(value.dropLast(word.count))\"\(word)\""
        }
        append(key: key, value: value, at: start..<written.endIndex)
        problems.append(
            AttributeProblem(
                headline: "value of '\(text(key))' has blanks and no quotes", bytes: start..<written.endIndex,
                fix: "write \(text(key))='\(value)'"))
    }

    /// `name=a, timeout=5m`: keys stand without commas between them.
    private mutating func reportComma(behind key: Range<Int>, value: Range<Int>) {
        var words = text(value)
        let isList = BlockKey.named(text(key))?.kind == .names
        while isList, let word = nextListWord() { words += ",\(word)" }
        append(key: key, value: words, at: value)
        problems.append(
            AttributeProblem(
                headline: isList ? "blanks in the list of '\(text(key))'" : "comma behind the value of '\(text(key))'",
                bytes: value.upperBound..<value.upperBound + 1,
                fix: isList ? "write \(text(key))=\(words)" : "separate keys with blanks alone"))
    }

    /// A further word of a list that was written with blanks; `nil` before a key.
    private mutating func nextListWord() -> String? {
        guard let start = bytes[index...].firstIndex(where: { !$0.isBlankOrNewline }) else { return nil }
        let word = bytes[start...].prefix { !$0.isBlankOrNewline && $0 != ASCII.comma }
        let name = String(decoding: word, as: UTF8.self)
        guard !word.isEmpty, !word.contains(ASCII.equals), BlockKey.named(name) == nil else { return nil }
        index =
            word.endIndex < bytes.endIndex && bytes[word.endIndex] == ASCII.comma ? word.endIndex + 1 : word.endIndex
        return name
    }

    private mutating func skipBalanced() {
        var depth = 0
        while let byte = current {
            index += 1
            switch byte {
            case ASCII.openBrace, ASCII.openBracket: depth += 1
            case ASCII.closeBrace, ASCII.closeBracket:
                depth -= 1
                if depth == 0 { return }
            case ASCII.quotationMark: skipJSONString()
            default: break
            }
        }
    }

    // MARK: JSON

    private mutating func parseJSON() {
        while true {
            skipBlanks()
            guard current != nil else { return }
            guard current == ASCII.quotationMark, let key = parseJSONString() else {
                problems.append(
                    AttributeProblem(
                        headline: "quoted key expected in the JSON object", bytes: index..<index + 1,
                        fix: "write {\"name\": \"value\"}"))
                return
            }
            skipBlanks()
            guard current == ASCII.colon else {
                problems.append(
                    AttributeProblem(
                        headline: "'\(key.text)' has no value", bytes: key.bytes,
                        fix: "write \"\(key.text)\": followed by its value"))
                return
            }
            index += 1
            skipBlanks()
            parseJSONValue(of: key)
        }
    }

    private mutating func parseJSONValue(of key: (text: String, bytes: Range<Int>)) {
        if current == ASCII.quotationMark {
            guard let value = parseJSONString() else {
                problems.append(
                    AttributeProblem(
                        headline: "value of '\(key.text)' has no closing \"",
                        bytes: key.bytes, fix: "close the quote"))
                index = bytes.endIndex
                return
            }
            attributes.append(
                RawAttribute(key: key.text, keyBytes: key.bytes, value: value.text, valueBytes: value.bytes))
            return
        }
        let start = index
        if current == ASCII.openBrace || current == ASCII.openBracket {
            skipBalanced()
        } else {
            while let byte = current, !byte.isBlankOrNewline, byte != ASCII.comma { index += 1 }
        }
        attributes.append(
            RawAttribute(key: key.text, keyBytes: key.bytes, value: text(start..<index), valueBytes: start..<index))
    }

    /// The string at the opening quote; offsets are those between the quotes. `nil` where it never ends.
    private mutating func parseJSONString() -> (text: String, bytes: Range<Int>)? {
        let start = index + 1
        index += 1
        skipJSONString()
        let end = index - 1
        guard end >= start, end < bytes.endIndex, bytes[end] == ASCII.quotationMark else { return nil }
        let raw = text(start..<end)
        guard raw.utf8.contains(ASCII.backslash) else { return (raw, start..<end) }
        let unescaped = (try? JSON(parsing: "\"\(raw)\""))?.stringValue
        return (unescaped ?? raw, start..<end)
    }

    /// From just after an opening quote to just after the closing one.
    private mutating func skipJSONString() {
        while let byte = current {
            index += 1
            if byte == ASCII.backslash {
                index = min(index + 1, bytes.endIndex)
            } else if byte == ASCII.quotationMark {
                return
            }
        }
    }

    private mutating func append(key: Range<Int>, value: String?, at bytes: Range<Int>) {
        attributes.append(RawAttribute(key: text(key), keyBytes: key, value: value, valueBytes: bytes))
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
