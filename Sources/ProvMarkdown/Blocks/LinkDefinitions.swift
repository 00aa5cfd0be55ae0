import ProvText

/// Recognises link reference definitions (`[label]: address "title"`), which leave no trace in cmark's tree.
///
/// The grammar is that of CommonMark 0.30, section 4.7.
struct LinkDefinitions {
    private let bytes: [UInt8]
    private var offset = 0

    private static let labelLimit = 1_000

    /// How many lines at the front of a paragraph are definitions.
    static func lines(at paragraph: [UInt8]) -> Int {
        var definitions = LinkDefinitions(bytes: paragraph)
        var end = 0
        while definitions.parseOne() { end = definitions.offset }
        return paragraph[..<end].count { $0 == ASCII.newline } + (end == paragraph.count && end > 0 ? 1 : 0)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func parseOne() -> Bool {
        guard parseLabel(), byte == ASCII.colon else { return false }
        offset += 1
        skipSpaces(lines: 1)
        guard parseDestination() else { return false }
        let behindDestination = offset
        skipSpaces(lines: 1)
        if offset > behindDestination, parseTitle(), endsLine() { return true }
        offset = behindDestination
        return endsLine()
    }

    private mutating func parseLabel() -> Bool {
        guard byte == ASCII.openBracket else { return false }
        offset += 1
        let start = offset
        var hasText = false
        while let byte, offset - start < LinkDefinitions.labelLimit, byte != ASCII.openBracket {
            if byte == ASCII.closeBracket {
                offset += 1
                return hasText
            }
            if !byte.isWhitespace { hasText = true }
            offset += byte == ASCII.backslash && offset + 1 < bytes.count && bytes[offset + 1].isPunctuation ? 2 : 1
        }
        return false
    }

    private mutating func parseDestination() -> Bool {
        if byte == ASCII.less {
            offset += 1
            while let byte, byte != ASCII.newline, byte != ASCII.less {
                offset += byte == ASCII.backslash && offset + 1 < bytes.count && bytes[offset + 1].isPunctuation ? 2 : 1
                if byte == ASCII.greater { return true }
            }
            return false
        }
        let start = offset
        var depth = 0
        while let byte, !byte.isWhitespace, byte > ASCII.space {
            if byte == ASCII.openParenthesis { depth += 1 }
            if byte == ASCII.closeParenthesis {
                if depth == 0 { break }
                depth -= 1
            }
            offset += byte == ASCII.backslash && offset + 1 < bytes.count && bytes[offset + 1].isPunctuation ? 2 : 1
        }
        return offset > start && depth == 0
    }

    private mutating func parseTitle() -> Bool {
        let closing: UInt8
        switch byte {
        case ASCII.quotationMark: closing = ASCII.quotationMark
        case ASCII.apostrophe: closing = ASCII.apostrophe
        case ASCII.openParenthesis: closing = ASCII.closeParenthesis
        default: return false
        }
        offset += 1
        while let byte {
            offset += byte == ASCII.backslash && offset + 1 < bytes.count && bytes[offset + 1].isPunctuation ? 2 : 1
            if byte == closing { return true }
        }
        return false
    }

    private mutating func skipSpaces(lines: Int) {
        var left = lines
        while let byte, byte.isBlank || (byte == ASCII.newline && left > 0) {
            if byte == ASCII.newline { left -= 1 }
            offset += 1
        }
    }

    private mutating func endsLine() -> Bool {
        while let byte, byte.isBlank { offset += 1 }
        guard let byte else { return true }
        guard byte == ASCII.newline else { return false }
        offset += 1
        return true
    }
}
