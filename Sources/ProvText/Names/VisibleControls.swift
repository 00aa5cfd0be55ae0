/// Characters that act on whoever shows them, and the symbols they are shown as instead.
package enum VisibleControls {
    /// The symbol for a character that must be shown and not obeyed; `nil` for one that only shows itself.
    ///
    /// Newline and tab are text. Covers C0, DEL and C1, what reorders (Unicode's bidirectional controls), what is
    /// invisible, and what XML and HTML forbid.
    package static func symbol(for scalar: Unicode.Scalar) -> String? {
        let value = scalar.value
        switch value {
        case 0x09, 0x0A, 0x20...0x7E, 0xA0...0xAC: return nil
        case 0x00...0x1F: return Unicode.Scalar(0x2400 + value).map { String(Character($0)) }
        case 0x7F: return "␡"
        case 0x80...0x9F: return numbered(value)
        default: break
        }
        if let name = names[value] { return "‹\(name)›" }
        let isInvisible =
            switch value {
            case 0x2061...0x2064, 0x206A...0x206F, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF, 0x115F...0x1160, 0x3164, 0xFFA0:
                true
            default: false
            }
        return isInvisible || isNoncharacter(value) ? numbered(value) : nil
    }

    /// The symbol for a byte that is not part of any character.
    package static func symbol(forByte byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return "‹\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])›"
    }

    /// The text with every control shown as its symbol.
    package static func shown(_ text: String) -> String {
        guard !isPlain(text), text.unicodeScalars.contains(where: { symbol(for: $0) != nil }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if let symbol = symbol(for: scalar) { result += symbol } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    /// The text on one line: controls as symbols, every run of white space as one blank, none at the ends.
    package static func shownOnOneLine(_ text: String) -> String {
        if isPlain(text), isOneLine(text.utf8) { return text }
        return shown(text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r\n" }.joined(separator: " "))
    }

    /// Printable ASCII and line ends alone, as most texts are.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }
    }

    private static func isOneLine(_ bytes: String.UTF8View) -> Bool {
        var before: UInt8 = 0x20
        for byte in bytes {
            if byte < 0x20 || byte == 0x20 && before == 0x20 { return false }
            before = byte
        }
        return before != 0x20
    }

    private static let names: [UInt32: String] = [
        0xAD: "SHY", 0x061C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200E: "LRM", 0x200F: "RLM", 0x2028: "LS",
        0x2029: "PS",
        0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI",
        0x2067: "RLI",
        0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
    ]

    private static func isNoncharacter(_ value: UInt32) -> Bool {
        value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
    }

    private static func numbered(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "‹U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "›"
    }
}
