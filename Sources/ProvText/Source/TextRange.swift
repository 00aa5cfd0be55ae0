/// A place in a text file; line and column count from 1, columns are UTF-8 bytes.
package struct TextPosition: Hashable, Comparable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A half-open stretch of a text file: `end` is the first position that no longer belongs to it.
package struct TextRange: Hashable, Sendable {
    package var start: TextPosition
    package var end: TextPosition

    package init(_ start: TextPosition, _ end: TextPosition) {
        self.start = start
        self.end = end
    }

    /// The smallest range that covers both.
    package func union(_ other: TextRange) -> TextRange {
        TextRange(min(start, other.start), max(end, other.end))
    }
}
