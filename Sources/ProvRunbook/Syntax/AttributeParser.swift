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
                reportStrayEquals()
                continue
            }
            let start = index
            while let byte = current, !byte.isBlankOrNewline, byte != ASCII.equals, byte != ASCII.comma { index += 1 }
            let key = start..<index
            if current == ASCII.equals {
                index += 1
                parseValue(of: key)
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

    private mutating func parseValue(of key: Range<Int>) {
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

    /// A value such as `env={"A":"1"}` or `hl_lines=[1,2]`: up to the matching bracket.
    private mutating func parseBracketed(of key: Range<Int>) {
        let start = index
        skipBalanced()
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
        append(key: key, value: text(start..<index), at: start..<index)
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
