import ProvText

/// The quotes and list items around a block, with what each of them takes off the front of a line.
struct ContainerStack {
    private var containers: [Container] = []
    private let input: ParserInput

    private struct Container {
        var isQuote: Bool
        /// Where the marker stands.
        var start: TextPosition
        /// Found out when a line is asked for, which few documents need.
        var opening: Opening?
    }

    private struct Opening {
        /// The cursor behind the marker, on the marker's line.
        var cursor: LineCursor
        /// The indentation that later lines of an item need.
        var width: Int
    }

    init(_ input: ParserInput) { self.input = input }

    var depth: Int { containers.count }

    mutating func push(quote: Bool, at start: TextPosition) {
        containers.append(Container(isQuote: quote, start: start))
    }

    mutating func pop() { containers.removeLast() }

    /// A line behind the markers and indentation of all open containers; `nil` where it does not belong to all of them.
    mutating func line(_ number: Int) -> LineCursor? {
        let (cursor, isInside) = advance(line: number, through: containers.count)
        return isInside ? cursor : nil
    }

    /// A line of a paragraph without white space at its front; it may leave containers out ("lazy continuation").
    ///
    /// Of such a line cmark keeps that white space.
    mutating func paragraphLine(_ number: Int, keepsBlanks: Bool = false) -> ArraySlice<UInt8> {
        if containers.isEmpty {
            return input.source.bytes[input.source.byteRange(ofLine: number)].drop(while: \.isBlank)
        }
        let (cursor, isInside) = advance(line: number, through: containers.count)
        return keepsBlanks && !isInside ? cursor.rest : cursor.rest.drop(while: \.isBlank)
    }

    /// A line of a paragraph as cmark takes it in.
    mutating func paragraphText(_ number: Int) -> [UInt8] {
        if containers.isEmpty { return Array(paragraphLine(number)) }
        let (cursor, isInside) = advance(line: number, through: containers.count)
        return isInside ? Array(cursor.rest.drop(while: \.isBlank)) : cursor.text
    }

    /// Whether a line continues a paragraph only, and no other block.
    mutating func isLazyOrIndented(_ number: Int) -> Bool {
        guard let cursor = line(number) else { return true }
        return cursor.indentation > 3
    }

    private mutating func advance(line: Int, through count: Int) -> (cursor: LineCursor, isInside: Bool) {
        var cursor = LineCursor(input.source.bytes[input.source.byteRange(ofLine: line)])
        for index in 0..<count {
            let opening = opening(of: index)
            if containers[index].start.line == line {
                cursor = opening.cursor
            } else if containers[index].isQuote {
                let indentation = cursor.indentation
                guard indentation <= 3, cursor.firstByte == ASCII.greater else { return (cursor, false) }
                cursor.advance(columns: indentation + 1)
                if cursor.byte?.isBlank == true { cursor.advance(columns: 1) }
            } else if cursor.indentation >= opening.width {
                cursor.advance(columns: opening.width)
            } else if cursor.firstByte == nil {
                cursor.skipBlanks()
            } else {
                return (cursor, false)
            }
        }
        return (cursor, true)
    }

    private mutating func opening(of index: Int) -> Opening {
        if let known = containers[index].opening { return known }
        let container = containers[index]
        var cursor = advance(line: container.start.line, through: index).cursor
        let indentation = cursor.indentation
        cursor.advance(columns: indentation)
        let width: Int
        if container.isQuote {
            cursor.advance(columns: 1)
            if cursor.byte?.isBlank == true { cursor.advance(columns: 1) }
            width = 0
        } else if let mark = input.footnoteMarks[container.start.line] {
            cursor.advance(bytes: mark.edit.bytes.upperBound - cursor.offset)
            width = indentation + FootnoteMark.width
        } else if let mark = input.containerMarks[container.start.line] {
            cursor.advance(bytes: mark.edit.bytes.upperBound - cursor.offset)
            width = indentation + IndentedContainerMark.width
        } else {
            width = indentation + ContainerStack.consumeItemMarker(&cursor)
        }
        let opening = Opening(cursor: cursor, width: width)
        containers[index].opening = opening
        return opening
    }

    /// Steps over `-`, `1.` and the space behind; returns the columns from the marker to the item's content.
    private static func consumeItemMarker(_ cursor: inout LineCursor) -> Int {
        var length = 1
        if cursor.byte?.isDigit == true {
            length += cursor.rest.prefix { $0.isDigit }.count
        }
        cursor.advance(bytes: length)
        let spaces = cursor.indentation
        if spaces >= 1, spaces <= 4, cursor.firstByte != nil {
            cursor.advance(columns: spaces)
            return length + spaces
        }
        if spaces > 0 { cursor.advance(columns: 1) }
        return length + 1
    }
}
