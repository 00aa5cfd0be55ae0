package import ProvText

/// Finds the place in the file of an offset into a block's text, whose container indentation has been removed.
///
/// A line of the text is always the end of its line in the file, so columns are counted from the right. The text is
/// read once, whatever is asked and in whatever order.
package struct BlockPositions {
    private let source: SourceText
    private let firstLine: Int
    private let count: Int
    /// Offsets of the lines of the text; the last one's end stands after them.
    private let lineStarts: [Int]
    /// Whether a line ends with a carriage return, by line.
    private let hasReturn: [Bool]
    private var line = 0

    package init(source: SourceText, text: String, firstLine: Int) {
        self.source = source
        self.firstLine = firstLine
        var starts = [0]
        var returns: [Bool] = []
        var previous: UInt8 = 0
        var offset = 0
        for byte in text.utf8 {
            offset += 1
            if byte == ASCII.newline {
                starts.append(offset)
                returns.append(previous == ASCII.carriageReturn)
            }
            previous = byte
        }
        returns.append(previous == ASCII.carriageReturn && starts[starts.count - 1] < offset)
        count = offset
        lineStarts = starts
        hasReturn = returns
    }

    /// Where a byte of the block stands in the file, behind the indentation that the block has there; clamped to the
    /// block.
    package mutating func position(at offset: Int) -> TextPosition {
        find(min(offset, count))
        let number = firstLine + line
        let end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : count
        let length = max(0, end - lineStarts[line] - (hasReturn[line] ? 1 : 0))
        let indentation = max(0, source.lineLength(number) - length)
        return TextPosition(line: number, column: indentation + offset - lineStarts[line] + 1)
    }

    /// Most questions are about the line of the one before, or the next.
    private mutating func find(_ offset: Int) {
        if isIn(line, offset) { return }
        if line + 1 < lineStarts.count, isIn(line + 1, offset) {
            line += 1
            return
        }
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        line = low
    }

    private func isIn(_ line: Int, _ offset: Int) -> Bool {
        lineStarts[line] <= offset && (line + 1 == lineStarts.count || offset < lineStarts[line + 1])
    }

    /// The same for a range of bytes.
    package mutating func range(_ offsets: Range<Int>) -> TextRange {
        let start = position(at: offsets.lowerBound)
        return TextRange(start, position(at: offsets.upperBound))
    }
}
