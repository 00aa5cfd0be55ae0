/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    package var message: String
    /// UTF-8 offset of the byte where reading stopped.
    package var offset: Int
    /// From 1; columns count bytes.
    package var line: Int
    package var column: Int

    package var description: String { "\(message) at line \(line), column \(column) (byte \(offset))" }
}

extension JSON {
    /// Reads one JSON text (RFC 8259, strictly: no comments, no trailing commas, no byte order mark).
    ///
    /// A number without fraction and exponent that fits becomes `.integer`, any other `.number`. Members with the same
    /// key are all kept. Nesting beyond `maximumDepth`, text after the value, invalid UTF-8 and unpaired surrogates are
    /// errors.
    package init(parsing text: String, maximumDepth: Int = 512) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// Reads one JSON text from its bytes.
    package init(parsing bytes: [UInt8], maximumDepth: Int = 512) throws(JSONError) {
        try self.init(parsing: bytes[...], maximumDepth: maximumDepth)
    }

    /// Reads one JSON text from a stretch of bytes; error offsets count from its start.
    package init(parsing bytes: ArraySlice<UInt8>, maximumDepth: Int = 512) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        self = try parser.parseDocument()
    }
}

private struct JSONParser {
    let bytes: ArraySlice<UInt8>
    let maximumDepth: Int
    var position: Int
    var depth = 0

    init(bytes: ArraySlice<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        position = bytes.startIndex
    }

    var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    func failure(_ message: String, at place: Int? = nil) -> JSONError {
        let place = place ?? position
        let before = bytes[bytes.startIndex..<place]
        let line = before.reduce(into: 1) { count, byte in if byte == 0x0A { count += 1 } }
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex
        return JSONError(message: message, offset: place - bytes.startIndex, line: line, column: place - lineStart + 1)
    }

    mutating func skipSpace() {
        while position < bytes.endIndex {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    mutating func parseDocument() throws(JSONError) -> JSON {
        skipSpace()
        let value = try parseValue()
        skipSpace()
        if position < bytes.endIndex { throw failure("unexpected text after the JSON value") }
        return value
    }

    mutating func parseValue() throws(JSONError) -> JSON {
        guard let byte = current else { throw failure("unexpected end of JSON text") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.parseObject() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw failure("unexpected character where a JSON value should start")
        }
    }

    mutating func nested(_ body: (inout JSONParser) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
        guard depth < maximumDepth else { throw failure("JSON nested deeper than \(maximumDepth) levels") }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let start = position
        for byte in Array(word.description.utf8) {
            guard current == byte else { throw failure("unknown JSON literal, expected '\(word)'", at: start) }
            position += 1
        }
        return value
    }

    mutating func parseArray() throws(JSONError) -> JSON {
        position += 1
        skipSpace()
        var elements: [JSON] = []
        if current == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            skipSpace()
            elements.append(try parseValue())
            skipSpace()
            switch current {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                return .array(elements)
            case nil: throw failure("unexpected end of JSON text in an array")
            default: throw failure("expected ',' or ']' in a JSON array")
            }
        }
    }

    mutating func parseObject() throws(JSONError) -> JSON {
        position += 1
        skipSpace()
        var members: [JSON.Member] = []
        if current == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("expected a quoted key in a JSON object") }
            let key = try parseString()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw failure("expected ':' after a JSON key") }
            position += 1
            skipSpace()
            members.append(JSON.Member(key, try parseValue()))
            skipSpace()
            switch current {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return .object(members)
            case nil: throw failure("unexpected end of JSON text in an object")
            default: throw failure("expected ',' or '}' in a JSON object")
            }
        }
    }

    mutating func parseNumber() throws(JSONError) -> JSON {
        let start = position
        var isInteger = true
        if current == UInt8(ascii: "-") { position += 1 }
        let leading = current
        guard skipDigits() else { throw failure("expected a digit in a JSON number") }
        if leading == UInt8(ascii: "0"), position - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1) {
            throw failure("a JSON number does not start with 0", at: start)
        }
        if current == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            guard skipDigits() else { throw failure("expected a digit after '.' in a JSON number") }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() else { throw failure("expected a digit in the exponent of a JSON number") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, text != "-0", let value = Int(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw failure("JSON number out of range", at: start) }
        return .number(value)
    }

    mutating func skipDigits() -> Bool {
        let start = position
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        return position > start
    }

    mutating func parseString() throws(JSONError) -> String {
        let opening = position
        position += 1
        let start = position
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
                    throw failure("invalid UTF-8 in a JSON string", at: opening)
                }
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start, opening: opening) }
            if byte < 0x20 { throw failure("raw control character in a JSON string") }
            position += 1
        }
        throw failure("JSON string without an end", at: opening)
    }

    /// Goes on from the first backslash of a string that started at `start`.
    mutating func parseEscapedString(from start: Int, opening: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("invalid UTF-8 in a JSON string", at: opening)
                }
                position += 1
                return string
            case UInt8(ascii: "\\"):
                position += 1
                try parseEscape(into: &text)
            case 0..<0x20: throw failure("raw control character in a JSON string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw failure("JSON string without an end", at: opening)
    }

    mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw failure("JSON string without an end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try parseHexadecimal()
            if (0xD800..<0xDC00).contains(code),
                bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
            {
                position += 2
                let low = try parseHexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw failure("unpaired surrogate in a JSON string") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("unpaired surrogate in a JSON string") }
            text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: throw failure("unknown escape in a JSON string", at: position - 1)
        }
    }

    mutating func parseHexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("expected four hexadecimal digits after \\u in a JSON string")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
