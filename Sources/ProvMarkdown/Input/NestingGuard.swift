import ProvText

/// Finds lines that nest containers deeper than anybody writes.
///
/// Every line costs cmark one step for each open container, so 60,000 nested lists followed by blank lines take it
/// half a minute. Past a hundred markers on a line, or two hundred columns of indentation, a marker is text here.
struct NestingGuard {
    private(set) var lines: Set<Int> = []
    private(set) var edits: [ParserInput.Edit] = []

    static let markerLimit = 100
    static let columnLimit = 200

    init(_ source: SourceText, from firstLine: Int) {
        guard firstLine <= source.lineStarts.count else { return }
        let bytes = source.bytes.span
        for line in firstLine...source.lineStarts.count {
            let start = source.lineStarts[line - 1]
            guard start < bytes.count, NestingGuard.canBegin(bytes[start]) else { continue }
            if let offset = NestingGuard.excess(bytes, from: start) {
                lines.insert(line)
                edits.append(ParserInput.Edit(bytes: offset..<(offset + 1), replacement: [0x78]))
            }
        }
    }

    private static func canBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.space, ASCII.tab, ASCII.greater, ASCII.hyphen, ASCII.plus, ASCII.asterisk, 0x30...0x39: true
        default: false
        }
    }

    /// The offset of the first marker that is one too many.
    private static func excess(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var offset = start
        var column = 0
        var markers = 0
        // Where a run of the same marker began: if nothing else follows on the line, it is a thematic break.
        var runStart = start
        var runByte: UInt8 = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == ASCII.space {
                column += 1
                offset += 1
            } else if byte == ASCII.tab {
                column += 4 - column % 4
                offset += 1
            } else {
                guard let length = markerLength(bytes, at: offset) else { return nil }
                if byte != runByte {
                    runStart = offset
                    runByte = byte
                }
                markers += 1
                if markers > markerLimit || column > columnLimit {
                    return isThematicBreak(bytes, from: runStart) ? nil : offset
                }
                column += length
                offset += length
            }
        }
        return nil
    }

    private static func markerLength(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
        let byte = bytes[offset]
        if byte == ASCII.greater { return 1 }
        var length = 1
        if byte.isDigit {
            while length < 10, offset + length < bytes.count, bytes[offset + length].isDigit { length += 1 }
            guard offset + length < bytes.count else { return nil }
            let delimiter = bytes[offset + length]
            guard length < 10, delimiter == ASCII.period || delimiter == ASCII.closeParenthesis else { return nil }
            length += 1
        } else if byte != ASCII.hyphen && byte != ASCII.plus && byte != ASCII.asterisk {
            return nil
        }
        return offset + length == bytes.count || bytes[offset + length].isWhitespace ? length : nil
    }

    private static func isThematicBreak(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        let marker = bytes[start]
        guard marker == ASCII.hyphen || marker == ASCII.asterisk else { return false }
        var offset = start
        while offset < bytes.count, bytes[offset] != ASCII.newline, bytes[offset] != ASCII.carriageReturn {
            guard bytes[offset] == marker || bytes[offset].isBlank else { return false }
            offset += 1
        }
        return true
    }
}
