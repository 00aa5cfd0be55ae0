import ProvText

/// Steps over one line as cmark does: bytes for offsets, tab stops of four for columns.
struct LineCursor {
    let bytes: ArraySlice<UInt8>
    private(set) var offset: Int
    private(set) var column = 0
    /// Columns of the tab at `offset` that are still to be consumed; 0 where it is not a tab cut in two.
    private(set) var restOfTab = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
        if bytes.starts(with: ByteOrderMark.bytes) { offset += ByteOrderMark.bytes.count }
    }

    var rest: ArraySlice<UInt8> { bytes[offset...] }
    var byte: UInt8? { offset < bytes.endIndex ? bytes[offset] : nil }
    var isAtEnd: Bool { offset >= bytes.endIndex }

    /// Columns of white space from here to the first other byte.
    var indentation: Int {
        var column = self.column
        for byte in rest {
            if byte == ASCII.space { column += 1 } else if byte == ASCII.tab { column += 4 - column % 4 } else { break }
        }
        return column - self.column
    }

    /// The first byte that is not white space; `nil` on a blank line.
    var firstByte: UInt8? { rest.first { !$0.isBlank } }

    mutating func advance(columns: Int) {
        var left = columns
        while left > 0, let byte {
            let width = byte == ASCII.tab ? 4 - column % 4 : 1
            let taken = min(left, width)
            column += taken
            left -= taken
            restOfTab = width - taken
            if restOfTab == 0 { offset += 1 }
        }
    }

    mutating func advance(bytes count: Int) {
        for _ in 0..<count where !isAtEnd {
            column += byte == ASCII.tab ? 4 - column % 4 : 1
            offset += 1
        }
        restOfTab = 0
    }

    mutating func skipBlanks() {
        while let byte, byte.isBlank { advance(bytes: 1) }
    }

    /// The rest of the line, a tab cut in two replaced by the spaces that are left of it.
    var text: [UInt8] {
        restOfTab == 0 ? Array(rest) : [UInt8](repeating: ASCII.space, count: restOfTab) + rest.dropFirst()
    }
}
