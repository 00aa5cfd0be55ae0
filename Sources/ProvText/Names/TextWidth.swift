/// How many columns of a terminal a text takes, and how to show it there without obeying it.
package enum TextWidth {
    /// Columns of one character: 0 for marks that only change the one before, 2 for East Asian wide ones and emoji.
    package static func columns(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars { width = max(width, columns(scalar)) }
        // U+FE0F asks for the picture, which is wide.
        return character.unicodeScalars.contains("\u{FE0F}") ? max(width, 2) : width
    }

    /// Columns of a text on one line.
    package static func columns(_ text: some StringProtocol) -> Int {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text.utf8.count : text.reduce(0) { $0 + columns($1) }
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// Unicode's East Asian Width W and F, in the blocks where they are.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
        0x1F680...0x1F6FF,
        0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    /// The character as it may be shown: control characters and those that turn the direction of text by their code.
    package static func shown(_ character: Character) -> String {
        guard let scalar = character.unicodeScalars.first else { return "" }
        let isBidi =
            (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            || scalar.value == 0x200E || scalar.value == 0x200F || scalar.value == 0x061C
        guard
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || isBidi || scalar.value == 0x2028
                || scalar.value == 0x2029
        else {
            return String(character)
        }
        if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) {
            return String(Character(picture))
        }
        return "<\(String(scalar.value, radix: 16, uppercase: true))>"
    }

    /// The text with pictures for control characters; newlines stay.
    package static func shown(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        return text.map { $0 == "\n" ? "\n" : shown($0) }.joined()
    }
}
