import ProvText

/// From libyaml's places to those of a file: libyaml counts Unicode scalars, and has line endings that no editor has.
struct YAMLPlaces {
    let text: SourceText
    private let start: TextPosition
    private let isASCII: Bool
    /// libyaml does not count the byte order mark, as it is no part of the text.
    private let scalarsBefore: Int
    /// The last place asked for, in Unicode scalars and in bytes: places come nearly in order.
    private var scalar = 0, byte = 0
    /// Index of its line in the text's line starts.
    private var line = 0

    init(_ text: String, start: TextPosition) {
        let bytes = Array(text.utf8)
        self.text = SourceText(path: "", bytes: bytes)
        self.start = start
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        scalarsBefore = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0
    }

    /// The range of something `length` bytes long, as far as it is on the line it begins on, and at least one
    /// character.
    mutating func range(ofScalar index: Int, length: Int) -> TextRange {
        move(toScalar: index)
        let lineEnd = text.byteRange(ofLine: line + 1).upperBound
        return range(to: Swift.max(byte + 1, Swift.min(characterEnd(byte + length), lineEnd)))
    }

    /// The range of a character; empty at the end of a line.
    mutating func range(of place: YAMLEvents.Failure.Place) -> TextRange {
        switch place {
        case .scalar(let index): move(toScalar: index)
        case .byte(let offset): move(toByte: offset)
        }
        return range(to: byte < text.byteRange(ofLine: line + 1).upperBound ? characterEnd(byte + 1) : byte)
    }

    /// The first offset from this one on at which no character is cut.
    private func characterEnd(_ offset: Int) -> Int {
        var end = offset
        while end < text.bytes.count, YAMLPlaces.isContinuation(text.bytes[end]) { end += 1 }
        return end
    }

    private func range(to end: Int) -> TextRange {
        let lineStart = text.lineStarts[line]
        return TextRange(
            TextPosition(line: start.line + line, column: start.column + byte - lineStart),
            TextPosition(line: start.line + line, column: start.column + end - lineStart))
    }

    private mutating func move(toScalar index: Int) {
        guard !isASCII else { return move(toByte: index) }
        let index = index + scalarsBefore
        var offset = byte
        while scalar < index, offset < text.bytes.count {
            repeat { offset += 1 } while offset < text.bytes.count && YAMLPlaces.isContinuation(text.bytes[offset])
            scalar += 1
        }
        while scalar > index, offset > 0 {
            repeat { offset -= 1 } while offset > 0 && YAMLPlaces.isContinuation(text.bytes[offset])
            scalar -= 1
        }
        move(toByte: offset)
    }

    private mutating func move(toByte offset: Int) {
        byte = Swift.max(0, Swift.min(offset, text.bytes.count))
        while line + 1 < text.lineStarts.count, text.lineStarts[line + 1] <= byte { line += 1 }
        while line > 0, text.lineStarts[line] > byte { line -= 1 }
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
