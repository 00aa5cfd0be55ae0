import ProvText

/// Reads a text as Python's `ast.literal_eval` does: the rule by which Ansible types the values of INI inventories.
///
/// What is no literal stays the text it is: `true`, `80 http` and `web1` are strings, `True`, `80` and `'web1'` are
/// not.
struct PythonLiteral {
    private struct Malformed: Error {}

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    static func value(of text: String) -> InventoryValue {
        var reader = PythonLiteral(text)
        return (try? reader.readAll()) ?? .string(text)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
    private func peek(_ offset: Int) -> UInt8? { position + offset < bytes.count ? bytes[position + offset] : nil }

    private mutating func skipBlanks() {
        while let byte = current, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0C {
            position += 1
        }
    }

    /// A whole text: one value, or several with commas between them, which make a list; a comment may follow.
    private mutating func readAll() throws -> InventoryValue {
        skipBlanks()
        var values = [try readValue()]
        var isList = false
        skipBlanks()
        while current == UInt8(ascii: ",") {
            isList = true
            position += 1
            skipBlanks()
            if isAtEnd { break }
            values.append(try readValue())
            skipBlanks()
        }
        guard isAtEnd else { throw Malformed() }
        return isList ? .list(values) : values[0]
    }

    private var isAtEnd: Bool { current == nil || current == UInt8(ascii: "#") }

    private mutating func readValue() throws -> InventoryValue {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100, let byte = current else { throw Malformed() }
        switch byte {
        case UInt8(ascii: "["): return .list(try readSequence(until: UInt8(ascii: "]")).values)
        case UInt8(ascii: "("):
            let (values, hasComma) = try readSequence(until: UInt8(ascii: ")"))
            return values.count == 1 && !hasComma ? values[0] : .list(values)
        case UInt8(ascii: "{"): return try readBraces()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return try readStrings()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try readNumber()
        default: return try readWord()
        }
    }

    private mutating func readSequence(until end: UInt8) throws -> (values: [InventoryValue], hasComma: Bool) {
        position += 1
        var values: [InventoryValue] = []
        var hasComma = false
        skipBlanks()
        while current != end {
            values.append(try readValue())
            skipBlanks()
            if current == UInt8(ascii: ",") {
                hasComma = true
                position += 1
                skipBlanks()
            } else if current != end {
                throw Malformed()
            }
        }
        position += 1
        return (values, hasComma)
    }

    /// A dictionary, or a set, which becomes a list.
    private mutating func readBraces() throws -> InventoryValue {
        position += 1
        var members: [InventoryValue.Member] = []
        var values: [InventoryValue] = []
        skipBlanks()
        while current != UInt8(ascii: "}") {
            let first = try readValue()
            skipBlanks()
            if current == UInt8(ascii: ":"), values.isEmpty {
                position += 1
                skipBlanks()
                let key = first.scalarText ?? "null"
                let value = try readValue()
                if let index = members.firstIndex(where: { $0.key == key }) {
                    members[index].value = value
                } else {
                    members.append(.init(key, value))
                }
            } else {
                guard members.isEmpty else { throw Malformed() }
                values.append(first)
            }
            skipBlanks()
            if current == UInt8(ascii: ",") {
                position += 1
                skipBlanks()
            } else if current != UInt8(ascii: "}") {
                throw Malformed()
            }
        }
        position += 1
        return values.isEmpty ? .mapping(members) : .list(values)
    }

    private mutating func readWord() throws -> InventoryValue {
        let start = position
        while let byte = current,
            byte == UInt8(ascii: "_") || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
                || byte >= 0x80
        {
            position += 1
        }
        switch String(decoding: bytes[start..<position], as: UTF8.self) {
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "None": return .null
        case "r", "R", "b", "B", "u", "U", "br", "rb", "Br", "bR", "BR", "rB", "Rb", "RB":
            guard current == UInt8(ascii: "'") || current == UInt8(ascii: "\"") else { throw Malformed() }
            position = start
            return try readStrings()
        default: throw Malformed()
        }
    }

    // MARK: Numbers

    private mutating func readNumber() throws -> InventoryValue {
        var isNegative = false
        if current == UInt8(ascii: "-") || current == UInt8(ascii: "+") {
            isNegative = current == UInt8(ascii: "-")
            position += 1
            skipBlanks()
        }
        if current == UInt8(ascii: "."), peek(1) == UInt8(ascii: "."), peek(2) == UInt8(ascii: ".") {
            position += 3
            return .string("...")
        }
        let start = position
        while let byte = current, isPartOfNumber(byte) { position += 1 }
        let written = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !written.isEmpty, !written.hasPrefix("_"), !written.hasSuffix("_"), !written.contains("__") else {
            throw Malformed()
        }
        let digits = written.replacing(bytesOf: "_", with: "")
        if let value = try Self.integer(digits) { return .integer(isNegative ? -value : value) }
        guard let value = Double(digits), value.isFinite, !digits.contains("x"), !digits.contains("X") else {
            throw Malformed()
        }
        return .number(isNegative ? -value : value)
    }

    private func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        // The sign of an exponent.
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            position > 0 && bytes[position - 1] | 0x20 == UInt8(ascii: "e") && !startsHexadecimal
        default: false
        }
    }

    private var startsHexadecimal: Bool { bytes.contains(UInt8(ascii: "x")) || bytes.contains(UInt8(ascii: "X")) }

    /// `nil` where it is no integer; throws where Python would refuse it.
    private static func integer(_ digits: String) throws -> Int? {
        let lower = digits.lowercased()
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where lower.hasPrefix(prefix) {
            guard let value = Int(lower.dropFirst(2), radix: radix) else { throw Malformed() }
            return value
        }
        guard digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        if digits.hasPrefix("0"), digits.contains(where: { $0 != "0" }) { throw Malformed() }
        guard let value = Int(digits) else { throw Malformed() }
        return value
    }

    // MARK: Strings

    /// One string, or several that stand side by side and are one.
    private mutating func readStrings() throws -> InventoryValue {
        var text: [UInt8] = []
        var kinds: Set<Bool> = []
        while let byte = current {
            let isQuote = byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
            let isPrefix = [UInt8(ascii: "r"), UInt8(ascii: "b"), UInt8(ascii: "u")].contains(byte | 0x20)
            guard isQuote || isPrefix else { break }
            let start = position
            text += try readString()
            // Python joins no bytes with text.
            kinds.insert(
                bytes[start..<position].prefix { $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"") }.contains {
                    $0 | 0x20 == UInt8(ascii: "b")
                })
            skipBlanks()
        }
        guard kinds.count == 1 else { throw Malformed() }
        return .string(String(decoding: text, as: UTF8.self))
    }

    private mutating func readString() throws -> [UInt8] {
        var isRaw = false
        while let byte = current, byte != UInt8(ascii: "'"), byte != UInt8(ascii: "\"") {
            isRaw = isRaw || byte | 0x20 == UInt8(ascii: "r")
            position += 1
        }
        guard let quote = current else { throw Malformed() }
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        var text: [UInt8] = []
        while let byte = current {
            if byte == quote, !isTriple || peek(1) == quote && peek(2) == quote {
                position += isTriple ? 3 : 1
                return text
            }
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escaped = current else { throw Malformed() }
            position += 1
            if isRaw { text += [byte, escaped] } else { try readEscape(escaped, into: &text) }
        }
        throw Malformed()
    }

    private mutating func readEscape(_ byte: UInt8, into text: inout [UInt8]) throws {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(byte)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "a"): text.append(0x07)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "v"): text.append(0x0B)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            var code = UInt32(byte - UInt8(ascii: "0"))
            for _ in 0..<2 {
                guard let next = current, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "7") else { break }
                code = code * 8 + UInt32(next - UInt8(ascii: "0"))
                position += 1
            }
            try append(code, to: &text)
        case UInt8(ascii: "x"): try append(readHexadecimal(2), to: &text)
        case UInt8(ascii: "u"): try append(readHexadecimal(4), to: &text)
        case UInt8(ascii: "U"): try append(readHexadecimal(8), to: &text)
        // Python keeps the backslash of what is no escape.
        default: text += [UInt8(ascii: "\\"), byte]
        }
    }

    private mutating func readHexadecimal(_ count: Int) throws -> UInt32 {
        guard position + count <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<(position + count)], as: UTF8.self), radix: 16)
        else { throw Malformed() }
        position += count
        return code
    }

    private func append(_ code: UInt32, to text: inout [UInt8]) throws {
        guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else { throw Malformed() }
        text += encoded
    }
}
