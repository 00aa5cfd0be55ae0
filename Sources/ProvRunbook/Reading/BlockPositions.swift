import ProvMarkdown

/// Finds the place in the file of an offset into a block's text, whose container indentation has been removed.
///
/// A line of the text is always the end of its line in the file, so columns are counted from the right. Offsets that
/// grow from call to call cost one pass over the text.
struct BlockPositions {
    private let source: SourceText
    private let text: [UInt8]
    private let firstLine: Int
    private var lineStart = 0
    private var lineIndex = 0

    init(source: SourceText, text: String, firstLine: Int) {
        self.source = source
        self.text = Array(text.utf8)
        self.firstLine = firstLine
    }

    mutating func position(at offset: Int) -> TextPosition {
        if offset < lineStart {
            lineStart = 0
            lineIndex = 0
        }
        var scan = lineStart
        while scan < offset, scan < text.count {
            if text[scan] == 0x0A {
                lineStart = scan + 1
                lineIndex += 1
            }
            scan += 1
        }
        let line = firstLine + lineIndex
        let indentation = max(0, source.lineLength(line) - textLineLength())
        return TextPosition(line: line, column: indentation + offset - lineStart + 1)
    }

    mutating func range(_ offsets: Range<Int>) -> TextRange {
        let start = position(at: offsets.lowerBound)
        return TextRange(start, position(at: offsets.upperBound))
    }

    private func textLineLength() -> Int {
        var end = lineStart
        while end < text.count, text[end] != 0x0A { end += 1 }
        if end > lineStart, text[end - 1] == 0x0D { end -= 1 }
        return end - lineStart
    }
}

extension SourceText {
    /// Bytes in the line without its ending; 0 past the end.
    func lineLength(_ line: Int) -> Int {
        guard line >= 1, line <= lineStarts.count else { return 0 }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return max(0, end - start)
    }

    /// The byte offset of a place; clamped to the file.
    func offset(of position: TextPosition) -> Int {
        guard position.line >= 1, position.line <= lineStarts.count else { return bytes.count }
        return min(bytes.count, lineStarts[position.line - 1] + position.column - 1)
    }

    func text(in range: TextRange) -> String {
        let start = offset(of: range.start)
        let end = max(start, offset(of: range.end))
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
