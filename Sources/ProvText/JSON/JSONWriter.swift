extension JSON {
    /// The value as JSON text: compact on one line, or indented by two spaces.
    ///
    /// Compact text is canonical: no white space, members in their order, only what must be escaped is escaped.
    package func text(pretty: Bool = false) -> String {
        var bytes: [UInt8] = []
        if pretty { writePretty(into: &bytes, indent: 0) } else { write(into: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the canonical compact form. Numbers that JSON cannot say (infinite, not a number) become `null`.
    package func write(into bytes: inout [UInt8]) {
        switch self {
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            JSON.write(members: members, into: &bytes)
            bytes.append(UInt8(ascii: "}"))
        default:
            writeScalar(into: &bytes)
        }
    }

    /// Appends an object's members without its braces.
    package static func write(members: [Member], into bytes: inout [UInt8]) {
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(string: member.key, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.write(into: &bytes)
        }
    }

    /// Appends a quoted JSON string.
    package static func write(string: String, into bytes: inout [UInt8]) {
        var string = string
        string.withUTF8 { unsafe quote(UnsafeRawBufferPointer($0), into: &bytes) }
    }

    /// The same for text as bytes; those that are not UTF-8 are replaced.
    package static func write(text: ArraySlice<UInt8>, into bytes: inout [UInt8]) {
        guard (try? UTF8Span(validating: text.span)) != nil else {
            return write(string: String(decoding: text, as: UTF8.self), into: &bytes)
        }
        unsafe text.withUnsafeBytes { unsafe quote($0, into: &bytes) }
    }

    private static func quote(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if text.count > 4096 { bytes.reserveCapacity(bytes.count + text.count + text.count / 32) }
        var start = 0
        while true {
            let end = unsafe firstEscaped(in: text, from: start)
            unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<end]))
            guard end < text.count else { break }
            unsafe appendEscape(of: text[end], to: &bytes)
            start = end + 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The offset of the next byte that JSON does not take as it is; looks at eight at a time.
    private static func firstEscaped(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var offset = start
        let (ones, tops) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
        while offset + 8 <= text.count {
            let word = unsafe UInt64(littleEndian: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let (quotes, slashes) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
            // The top bit of each byte that is less than 0x20, or that the comparison made zero. The lowest hit is a
            // true one.
            let hits =
                ((word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes) & tops
            if hits != 0 { return offset + hits.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < text.count {
            let byte = unsafe text[offset]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return offset }
            offset += 1
        }
        return offset
    }

    private func writeScalar(into bytes: inout [UInt8]) {
        switch self {
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value) where value.isFinite: bytes.append(contentsOf: value.description.utf8)
        case .string(let value): JSON.write(string: value, into: &bytes)
        default: bytes.append(contentsOf: "null".utf8)
        }
    }

    private func writePretty(into bytes: inout [UInt8], indent: Int) {
        func newLine(_ depth: Int) {
            bytes.append(0x0A)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                newLine(indent + 1)
                element.writePretty(into: &bytes, indent: indent + 1)
            }
            newLine(indent)
            bytes.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                newLine(indent + 1)
                JSON.write(string: member.key, into: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                member.value.writePretty(into: &bytes, indent: indent + 1)
            }
            newLine(indent)
            bytes.append(UInt8(ascii: "}"))
        default:
            write(into: &bytes)
        }
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
