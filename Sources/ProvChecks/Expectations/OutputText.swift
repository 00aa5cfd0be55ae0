import ProvText

/// Output as an expectation sees it: bytes without escape sequences, with plain newlines.
enum OutputText {
    static func plain(_ text: String) -> String { String(decoding: plain(Array(text.utf8)), as: UTF8.self) }

    /// Without terminal escape sequences (ECMA-48) and without the carriage returns before newlines.
    static func plain(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 == 0x1B || $0 == ASCII.carriageReturn }) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x1B {
                position = endOfSequence(bytes, position + 1)
            } else {
                let isBeforeNewline =
                    byte == ASCII.carriageReturn && position + 1 < bytes.count && bytes[position + 1] == ASCII.newline
                if !isBeforeNewline { result.append(byte) }
                position += 1
            }
        }
        return result
    }

    /// Where a sequence ends whose ESC stands before the position; a broken one never reaches past its line.
    private static func endOfSequence(_ bytes: [UInt8], _ start: Int) -> Int {
        guard start < bytes.count else { return start }
        var position = start + 1
        switch bytes[start] {
        case 0x5B:  // CSI: parameters and intermediates, then a final byte
            while position < bytes.count, (0x20...0x3F).contains(bytes[position]) { position += 1 }
            return position < bytes.count && (0x40...0x7E).contains(bytes[position]) ? position + 1 : position
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F:  // OSC and other strings, up to BEL or ST
            while position < bytes.count, bytes[position] != ASCII.newline {
                if bytes[position] == 0x07 { return position + 1 }
                if bytes[position] == 0x1B {
                    return position + 1 < bytes.count && bytes[position + 1] == 0x5C ? position + 2 : position
                }
                position += 1
            }
            return position
        case 0x20...0x2F:  // character sets
            while position < bytes.count, (0x20...0x2F).contains(bytes[position]) { position += 1 }
            return position < bytes.count && bytes[position] != ASCII.newline ? position + 1 : position
        case ASCII.newline: return start
        default: return position
        }
    }

    static func trimmed(_ text: String) -> String { String(decoding: trimmed(Array(text.utf8)[...]), as: UTF8.self) }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes.drop(while: \.isBlankOrNewline)
        while rest.last?.isBlankOrNewline == true { rest.removeLast() }
        return rest
    }

    /// Whether one stands in the other (Knuth, Morris and Pratt: linear whatever the texts are).
    static func contains(_ bytes: some Sequence<UInt8>, _ part: [UInt8]) -> Bool {
        guard !part.isEmpty else { return true }
        var fallback = [Int](repeating: 0, count: part.count)
        var length = 0
        for index in part.indices.dropFirst() {
            while length > 0, part[index] != part[length] { length = fallback[length - 1] }
            if part[index] == part[length] { length += 1 }
            fallback[index] = length
        }
        length = 0
        for byte in bytes {
            while length > 0, byte != part[length] { length = fallback[length - 1] }
            if byte == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }

    static func contains(_ text: String, _ part: String) -> Bool { contains(Array(text.utf8), Array(part.utf8)) }

    // MARK: For people

    /// In quotes, at most 200 bytes of it.
    static func shown(_ bytes: some Collection<UInt8>) -> String {
        guard bytes.count > 200 else { return "'\(String(decoding: bytes, as: UTF8.self))'" }
        var end = bytes.index(bytes.startIndex, offsetBy: 199)
        // Never through the middle of a character.
        while end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end = bytes.index(end, offsetBy: -1) }
        return "'\(String(decoding: bytes[..<end], as: UTF8.self))…'"
    }

    static func shown(_ text: String) -> String { shown(Array(text.utf8)) }

    /// The beginning of an output on one line.
    static func excerpt(_ bytes: [UInt8]) -> String {
        let start = trimmed(bytes.prefix(2000))
        return start.isEmpty
            ? "no output" : shown(String(decoding: start, as: UTF8.self).replacing(bytesOf: "\n", with: "⏎"))
    }

    static func excerpt(_ text: String) -> String { excerpt(Array(text.utf8.prefix(2000))) }
}

/// The lines of an output without the blanks at their ends; empty lines at the end do not count.
///
/// Four bytes a line beside the text: an output may be nothing but newlines.
package struct OutputLines: RandomAccessCollection {
    private let bytes: [UInt8]
    private let starts: [UInt32]
    package let startIndex = 0
    package let endIndex: Int

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts: [UInt32] = [0]
        var last = 0
        for (offset, byte) in bytes.enumerated() {
            if byte == ASCII.newline {
                starts.append(UInt32(clamping: offset + 1))
            } else if !byte.isBlankOrNewline {
                last = starts.count
            }
        }
        self.starts = starts
        endIndex = last
    }

    /// A line without its newline, and without blanks and carriage returns at its end.
    package subscript(index: Int) -> ArraySlice<UInt8> {
        var line = bytes[Int(starts[index])..<(index + 1 < starts.count ? Int(starts[index + 1]) - 1 : bytes.count)]
        while let last = line.last, last.isBlank || last == ASCII.carriageReturn { line.removeLast() }
        return line
    }
}
