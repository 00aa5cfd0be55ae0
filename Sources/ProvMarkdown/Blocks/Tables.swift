import ProvText

extension BlockBuilder {
    /// Lines of running text: a paragraph, or a table with what stands before and behind it.
    mutating func appendText(_ start: TextPosition, through last: Int, to blocks: inout [Block]) {
        guard detail == .full else {
            return blocks.append(Block(.paragraph([]), range: TextRange(start, endOfLine(last))))
        }
        var start = start
        while dialect == .github, last > start.line,
            let draft = TableDraft.find(&containers, start, through: last, in: input)
        {
            if draft.headerLine > start.line {
                appendParagraph(start, through: draft.headerLine - 1, to: &blocks)
                start = position(ofLine: draft.headerLine)
            }
            blocks.append(Block(.table(table(draft)), range: TextRange(start, endOfLine(draft.lastLine))))
            guard draft.lastLine < last else { return }
            start = position(ofLine: draft.lastLine + 1)
        }
        appendParagraph(start, through: last, to: &blocks)
    }

    /// A table that cmark takes for a heading, because a line of hyphens or equals signs stands behind it; false where
    /// it is a heading.
    mutating func appendTable(_ start: TextPosition, underline: Int, to blocks: inout [Block]) -> Bool {
        guard underline - start.line > 1, TableDraft.find(&containers, start, through: underline - 1, in: input) != nil
        else { return false }
        let marks = containers.paragraphLine(underline).trimmingBlanks()
        guard marks.first == ASCII.hyphen, marks.count >= 3 else {
            appendText(start, through: underline, to: &blocks)
            return true
        }
        appendText(start, through: underline - 1, to: &blocks)
        blocks.append(Block(.thematicBreak, range: TextRange(position(ofLine: underline), endOfLine(underline))))
        return true
    }

    private mutating func appendParagraph(_ start: TextPosition, through last: Int, to blocks: inout [Block]) {
        blocks.append(Block(.paragraph(inlines(text(start, through: last))), range: TextRange(start, endOfLine(last))))
    }

    /// Where the text of a paragraph's line begins.
    private mutating func position(ofLine line: Int) -> TextPosition {
        TextPosition(
            line: line, column: containers.paragraphLine(line).startIndex - input.source.lineStarts[line - 1] + 1)
    }

    private mutating func table(_ draft: TableDraft) -> Table {
        let header = draft.header.map { inlines($0) }
        let rows = draft.rows.map { row in row.map { inlines($0) } }
        return Table(alignments: draft.alignments, header: header, rows: rows)
    }
}

/// A table whose cells are still text.
///
/// GitHub Flavored Markdown 0.29, section 4.10: the last line of a paragraph and a delimiter row of as many cells make
/// the header.
struct TableDraft {
    var headerLine: Int
    var lastLine: Int
    var alignments: [Table.Alignment]
    var header: [[UInt8]]
    var rows: [[[UInt8]]] = []

    /// Cells that short rows are filled up with, in all of a table: with a wide header and many rows, these would be
    /// most of it.
    private static let paddingLimit = 500_000

    static func find(
        _ containers: inout ContainerStack, _ start: TextPosition, through last: Int, in input: ParserInput
    ) -> TableDraft? {
        var above = input.source.bytes[input.source.byteRange(ofLine: start.line)].dropFirst(start.column - 1)
        for line in (start.line + 1)...last {
            let text = containers.paragraphLine(line)
            if TableDraft.canDelimit(text), let alignments = TableDraft.alignments(text),
                !containers.isLazyOrIndented(line)
            {
                let header = TableDraft.cells(above)
                if header.count == alignments.count {
                    var draft = TableDraft(headerLine: line - 1, lastLine: line, alignments: alignments, header: header)
                    draft.takeRows(&containers, through: last)
                    return draft
                }
            }
            above = text
        }
        return nil
    }

    private mutating func takeRows(_ containers: inout ContainerStack, through last: Int) {
        var padding = 0
        while lastLine < last, !containers.isLazyOrIndented(lastLine + 1) {
            var cells = TableDraft.cells(containers.paragraphLine(lastLine + 1))
            padding += max(0, alignments.count - cells.count)
            guard padding <= TableDraft.paddingLimit else { return }
            while cells.count < alignments.count { cells.append([]) }
            rows.append(Array(cells.prefix(alignments.count)))
            lastLine += 1
        }
    }

    private static func canDelimit(_ line: ArraySlice<UInt8>) -> Bool {
        line.first == ASCII.pipe || line.first == ASCII.colon || line.first == ASCII.hyphen
    }

    /// The alignments of a delimiter row; `nil` where the line is none.
    private static func alignments(_ line: ArraySlice<UInt8>) -> [Table.Alignment]? {
        var content = line.trimmingWhitespace()
        if content.first == ASCII.pipe { content.removeFirst() }
        if content.last == ASCII.pipe { content.removeLast() }
        var alignments: [Table.Alignment] = []
        for cell in content.split(separator: ASCII.pipe, omittingEmptySubsequences: false) {
            var dashes = cell.trimmingWhitespace()
            let isLeft = dashes.first == ASCII.colon
            if isLeft { dashes.removeFirst() }
            let isRight = dashes.last == ASCII.colon
            if isRight { dashes.removeLast() }
            guard !dashes.isEmpty, dashes.allSatisfy({ $0 == ASCII.hyphen }) else { return nil }
            alignments.append(isLeft ? (isRight ? .center : .left) : (isRight ? .right : .none))
        }
        return alignments
    }

    /// A row's cells, split at pipes that nothing escapes, the others unescaped.
    private static func cells(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
        let content = line.trimmingWhitespace()
        var cells: [[UInt8]] = []
        var cell: [UInt8] = []
        var offset = content.startIndex
        if content.first == ASCII.pipe { offset += 1 }
        while offset < content.endIndex {
            let byte = content[offset]
            if byte == ASCII.pipe {
                cells.append(Array(cell[...].trimmingWhitespace()))
                cell = []
            } else if byte == ASCII.backslash, offset + 1 < content.endIndex, content[offset + 1] == ASCII.pipe {
                offset += 1
                cell.append(ASCII.pipe)
            } else {
                cell.append(byte)
            }
            offset += 1
        }
        let rest = cell[...].trimmingWhitespace()
        if content.last != ASCII.pipe || !rest.isEmpty { cells.append(Array(rest)) }
        return cells
    }
}
