import ProvText

/// The escapes with which a line of expected output names bytes that a page cannot show: those of Python's string
/// literals, which cram reads, and `\e`, which scrut reads too.
package enum LineEscapes {
    private static let letters: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
        UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B,
        ASCII.backslash: ASCII.backslash, ASCII.apostrophe: ASCII.apostrophe,
        ASCII.quotationMark: ASCII.quotationMark,
    ]

    /// The bytes that the text names; an escape that is not one stays as it is written.
    static func decoded(_ text: ArraySlice<UInt8>, dialect: LineDialect) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == ASCII.backslash, let next = rest.first else {
                result.append(byte)
                continue
            }
            if let letter = letters[next] {
                result.append(letter)
                rest.removeFirst()
            } else if next == UInt8(ascii: "e"), dialect != .cram {
                result.append(0x1B)
                rest.removeFirst()
            } else if next == UInt8(ascii: "x"), let value = value(rest.dropFirst().prefix(2), radix: 16, digits: 2) {
                result.append(value)
                rest.removeFirst(3)
            } else if let digits = octalDigits(rest), let value = value(digits, radix: 8, digits: digits.count) {
                result.append(value)
                rest.removeFirst(digits.count)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func octalDigits(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let digits = text.prefix(3).prefix { (0x30...0x37).contains($0) }
        return digits.isEmpty ? nil : digits
    }

    private static func value(_ digits: ArraySlice<UInt8>, radix: Int, digits count: Int) -> UInt8? {
        guard digits.count == count, digits.allSatisfy(\.isHexadecimal) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: radix).map { UInt8(truncatingIfNeeded: $0) }
    }

    /// A line as cram writes it: every control character and every byte past ASCII escaped, ` (esc)` behind; as it is
    /// where it needs none.
    package static func asCramWrites(_ line: [UInt8]) -> [UInt8] {
        guard line.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return line }
        return encoded(line[...]) { $0 < 0x20 || $0 >= 0x7F } + Array(" (esc)".utf8)
    }

    /// A line as a page shows it: escaped, with ` (esc)` behind, where it has control characters, is not UTF-8, or ends
    /// with a blank, which editors remove.
    static func shown(_ line: ArraySlice<UInt8>) -> String {
        let text = String(validating: line, as: UTF8.self)
        let hasControls = line.contains { $0 < 0x20 && $0 != ASCII.tab || $0 == 0x7F }
        let endsBlank = line.last?.isBlank ?? false
        if let text, !hasControls, !endsBlank { return text }
        let isText = text != nil
        var bytes = encoded(line.dropLast(endsBlank ? 1 : 0)) { $0 < 0x20 || $0 == 0x7F || $0 > 0x7F && !isText }
        if endsBlank { bytes += Array((line.last == ASCII.tab ? "\\t" : "\\x20").utf8) }
        return String(decoding: bytes, as: UTF8.self) + " (esc)"
    }

    /// The line with its first byte escaped, for one that would be read as something else where it stands.
    static func guarded(_ line: ArraySlice<UInt8>) -> String {
        guard let first = line.first else { return " (esc)" }
        let isText = String(validating: line, as: UTF8.self) != nil
        let rest = encoded(line.dropFirst()) { $0 < 0x20 || $0 == 0x7F || $0 > 0x7F && !isText }
        return String(decoding: hexadecimal(first) + rest, as: UTF8.self) + " (esc)"
    }

    private static func encoded(_ line: ArraySlice<UInt8>, where needsEscape: (UInt8) -> Bool) -> [UInt8] {
        var result: [UInt8] = []
        for byte in line {
            switch byte {
            case ASCII.backslash: result += [ASCII.backslash, ASCII.backslash]
            case ASCII.tab where needsEscape(byte): result += Array("\\t".utf8)
            case ASCII.carriageReturn where needsEscape(byte): result += Array("\\r".utf8)
            case _ where needsEscape(byte): result += hexadecimal(byte)
            default: result.append(byte)
            }
        }
        return result
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        let digits = String(byte, radix: 16)
        return Array("\\x\(digits.utf8.count < 2 ? "0" : "")\(digits)".utf8)
    }
}
