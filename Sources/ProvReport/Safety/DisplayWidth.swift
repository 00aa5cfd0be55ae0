/// How many columns of a terminal a text takes.
package enum DisplayWidth {
    package static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + width(of: $1) }
    }

    /// The text in at most `columns`, with an ellipsis where something is cut off.
    package static func fitted(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        var used = 0
        var result = ""
        for character in text {
            let width = width(of: character)
            if used + width > columns - 1 { break }
            used += width
            result.append(character)
        }
        return columns > 0 ? result + "…" : ""
    }

    /// The text in rows of at most `columns`, broken between words where a word fits a row.
    package static func wrapped(_ text: String, to columns: Int) -> [String] {
        let columns = max(1, columns)
        var rows: [String] = []
        var row = ""
        var used = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let width = of(word)
            if !row.isEmpty, used + 1 + width <= columns {
                row += " " + word
                used += 1 + width
                continue
            }
            if !row.isEmpty { rows.append(row) }
            (row, used) = (String(word), width)
            while used > columns {
                let head = prefix(row, to: columns)
                rows.append(head)
                row = String(row.dropFirst(head.count))
                used = of(row)
            }
        }
        return rows + (row.isEmpty && !rows.isEmpty ? [] : [row])
    }

    /// As many characters as fit, at least one.
    private static func prefix(_ text: String, to columns: Int) -> String {
        var used = 0
        var result = ""
        for character in text {
            used += width(of: character)
            if used > columns, !result.isEmpty { break }
            result.append(character)
        }
        return result
    }

    /// The text followed by blanks up to `columns`.
    package static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - of(text)))
    }

    /// After the East Asian Width property (UAX 11), by its large blocks.
    private static func width(of character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.value {
        case 0x0300...0x036F, 0x200C...0x200D, 0xFE00...0xFE0F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return character.unicodeScalars.contains { $0.value == 0xFE0F } ? 2 : 1
        }
    }
}
