import CCMark
import ProvText

/// Turns cmark's blocks into ours, with the ranges put right.
struct BlockBuilder {
    let input: ParserInput
    let detail: ParseDetail
    var containers: ContainerStack
    let dialect: Dialect
    let references: References
    private var footnotes: [Footnote] = []
    private var footnoteNumbers = FootnoteNumbers()
    private var anchors = Anchors()

    /// Containers nested deeper than this become paragraphs of their source text: no runbook is, and every reader of
    /// the tree recurses.
    private static let depthLimit = 100

    init(_ input: ParserInput, references: References, detail: ParseDetail, dialect: Dialect) {
        self.input = input
        self.detail = detail
        self.dialect = dialect
        self.references = references
        containers = ContainerStack(input)
    }

    /// Learns which footnotes there are before the text that refers to them is read.
    mutating func prepare(_ root: CMarkTree.Node) {
        guard !input.footnoteMarks.isEmpty else { return }
        var marks: [FootnoteMark] = []
        CMarkTree.visit(root) { node in
            if node.type == CMARK_NODE_ITEM, let mark = footnoteMark(of: node) { marks.append(mark) }
        }
        footnoteNumbers = FootnoteNumbers(marks)
    }

    /// The footnotes that the text refers to, in order of first reference.
    var referencedFootnotes: [Footnote] { footnoteNumbers.ordered(footnotes) }

    private func footnoteMark(of item: CMarkTree.Node) -> FootnoteMark? {
        guard let mark = input.footnoteMarks[item.startLine] else { return nil }
        return input.source.lineStarts[item.startLine - 1] + column(of: item) - 1 == mark.edit.bytes.lowerBound
            ? mark : nil
    }

    private func isContainerMark(_ item: CMarkTree.Node) -> Bool {
        guard let mark = input.containerMarks[item.startLine] else { return false }
        return input.source.lineStarts[item.startLine - 1] + column(of: item) - 1 == mark.edit.bytes.lowerBound
    }

    mutating func blocks(under parent: CMarkTree.Node) -> [Block] {
        var blocks: [Block] = []
        var next = parent.firstChild
        while let node = next {
            append(node, to: &blocks)
            next = node.next
        }
        return blocks
    }

    private mutating func append(_ node: CMarkTree.Node, to blocks: inout [Block]) {
        let start = start(of: node)
        if containers.depth >= BlockBuilder.depthLimit,
            node.type == CMARK_NODE_BLOCK_QUOTE || node.type == CMARK_NODE_LIST
        {
            let end = endOfLine(max(start.line, node.endLine))
            let text: [Inline] = detail == .full ? [.text(sourceText(start, through: end.line))] : []
            return blocks.append(Block(.paragraph(text), range: TextRange(start, end)))
        }
        switch node.type {
        case CMARK_NODE_PARAGRAPH: appendParagraph(node, start, to: &blocks)
        case CMARK_NODE_HEADING: appendHeading(node, start, to: &blocks)
        case CMARK_NODE_CODE_BLOCK: blocks.append(codeBlock(node, start))
        case CMARK_NODE_HTML_BLOCK: blocks.append(htmlBlock(node, start))
        case CMARK_NODE_BLOCK_QUOTE: blocks.append(quote(node, start))
        case CMARK_NODE_LIST: appendList(node, to: &blocks)
        case CMARK_NODE_THEMATIC_BREAK:
            blocks.append(Block(.thematicBreak, range: TextRange(start, endOfLine(start.line))))
        default: break
        }
    }

    // MARK: Positions

    private func start(of node: CMarkTree.Node) -> TextPosition {
        let line = max(1, node.startLine)
        var column = column(of: node)
        if let mark = input.footnoteMarks.isEmpty ? nil : input.footnoteMarks[line] {
            let markColumn = mark.edit.bytes.lowerBound - input.source.lineStarts[line - 1] + 1
            if column > markColumn { column += mark.shift }
        }
        return TextPosition(line: line, column: column)
    }

    /// cmark does not count the byte order mark.
    private func column(of node: CMarkTree.Node) -> Int {
        let skipped =
            node.startLine == 1 && input.source.bytes.starts(with: ByteOrderMark.bytes) ? ByteOrderMark.bytes.count : 0
        return max(1, node.startColumn) + skipped
    }

    func bytes(ofLine number: Int) -> ArraySlice<UInt8> { input.source.bytes[input.source.byteRange(ofLine: number)] }

    func endOfLine(_ number: Int) -> TextPosition {
        TextPosition(line: number, column: input.source.byteRange(ofLine: number).count + 1)
    }

    // MARK: Text

    private mutating func appendParagraph(_ node: CMarkTree.Node, _ nodeStart: TextPosition, to blocks: inout [Block]) {
        let start = startBehindDefinitions(nodeStart, through: node.endLine)
        let end = endOfLine(max(start.line, node.endLine))
        appendText(start, through: end.line, to: &blocks)
    }

    private mutating func appendHeading(_ node: CMarkTree.Node, _ nodeStart: TextPosition, to blocks: inout [Block]) {
        let isSetext = !isATXHeading(nodeStart)
        let start = isSetext ? startBehindDefinitions(nodeStart, through: node.endLine) : nodeStart
        let end = endOfLine(isSetext ? underline(of: node, from: start.line) : start.line)
        if isSetext, dialect == .github, appendTable(start, underline: end.line, to: &blocks) { return }
        let inlines: [Inline]
        if detail == .full {
            inlines = self.inlines(isSetext ? text(start, through: max(start.line, end.line - 1)) : atxText(start))
        } else {
            let isPlain =
                !input.plainLines.isEmpty && (start.line...end.line).contains(where: input.plainLines.contains)
            inlines = isPlain ? [] : InlineBuilder.inlines(under: node)
        }
        let anchor = anchors.anchor(for: inlines.anchorText)
        blocks.append(
            Block(
                .heading(Heading(level: node.headingLevel, inlines: inlines, text: inlines.plainText, anchor: anchor)),
                range: TextRange(start, end)))
    }

    /// cmark lets a paragraph begin at the link definitions that it took off its front.
    private mutating func startBehindDefinitions(_ start: TextPosition, through last: Int) -> TextPosition {
        guard last > start.line, bytes(ofLine: start.line).dropFirst(start.column - 1).first == ASCII.openBracket else {
            return start
        }
        let text = sourceText(start, through: last)
        let skipped = LinkDefinitions.lines(at: Array(text.utf8))
        guard skipped > 0, start.line + skipped <= last else { return start }
        let line = start.line + skipped
        let rest = containers.paragraphLine(line, keepsBlanks: true)
        return TextPosition(line: line, column: rest.startIndex - input.source.lineStarts[line - 1] + 1)
    }

    private func isATXHeading(_ start: TextPosition) -> Bool {
        let line = bytes(ofLine: start.line).dropFirst(start.column - 1)
        let signs = line.prefix { $0 == ASCII.numberSign }.count
        return signs >= 1 && signs <= 6 && (line.count == signs || line.dropFirst(signs).first?.isBlank == true)
    }

    /// The line that underlines a heading; cmark gives that line or the one after it.
    private mutating func underline(of node: CMarkTree.Node, from start: Int) -> Int {
        let last = max(start + 1, node.endLine)
        for line in [last - 1, last] where line > start {
            let text = containers.paragraphLine(line).trimmingBlanks()
            guard let mark = text.first, mark == ASCII.equals || mark == ASCII.hyphen else { continue }
            if text.allSatisfy({ $0 == mark }), (mark == ASCII.equals) == (node.headingLevel == 1) { return line }
        }
        return last
    }

    /// A heading's text without its number signs.
    private func atxText(_ start: TextPosition) -> [UInt8] {
        let content = bytes(ofLine: start.line).dropFirst(start.column - 1).drop { $0 == ASCII.numberSign }
            .trimmingBlanks()
        var rest = content
        while rest.last == ASCII.numberSign { rest.removeLast() }
        if rest.isEmpty { return [] }
        return Array(rest.last?.isBlank == true ? rest.trimmingBlanks() : content)
    }

    mutating func inlines(_ text: [UInt8]) -> [Inline] {
        var parser = InlineParser(text, references: references, footnotes: footnoteNumbers, dialect: dialect)
        // The parser's copy must be the only one, or each new number would copy all of them.
        footnoteNumbers = FootnoteNumbers()
        defer { footnoteNumbers = parser.footnotes }
        return parser.parse()
    }

    /// Lines of a paragraph without what belongs to its containers, and without the white space at their front.
    mutating func text(_ start: TextPosition, through last: Int) -> [UInt8] {
        var text = Array(bytes(ofLine: start.line).dropFirst(start.column - 1))
        if last > start.line {
            for line in (start.line + 1)...last {
                text.append(ASCII.newline)
                text += containers.paragraphText(line)
            }
        }
        guard text.contains(0) else { return text }
        return Array(text.split(separator: 0, omittingEmptySubsequences: false).joined(separator: "\u{FFFD}".utf8))
    }

    /// Those lines as written, without white space at their ends.
    mutating func sourceText(_ start: TextPosition, through last: Int) -> String {
        let first = bytes(ofLine: start.line).dropFirst(start.column - 1).trimmingBlanks()
        if last <= start.line { return first.text }
        var text = Array(first)
        for line in (start.line + 1)...last {
            text.append(ASCII.newline)
            text += containers.paragraphLine(line).trimmingBlanks()
        }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: Containers

    private mutating func quote(_ node: CMarkTree.Node, _ start: TextPosition) -> Block {
        let isOutermost = containers.depth == 0
        containers.push(quote: true, at: start)
        let inner = blocks(under: node)
        defer { containers.pop() }
        let range = TextRange(start, inner.last?.range.end ?? endOfLine(max(start.line, node.endLine)))
        if isOutermost, dialect == .github, let alert = alert(from: inner) { return Block(.alert(alert), range: range) }
        return Block(.quote(inner), range: range)
    }

    private mutating func appendList(_ node: CMarkTree.Node, to blocks: inout [Block]) {
        var items: [ListItem] = []
        var number = node.listStart
        func close(_ items: inout [ListItem], into blocks: inout [Block]) {
            guard let first = items.first, let last = items.last else { return }
            let list = List(isOrdered: node.isOrderedList, start: number, isTight: node.isTightList, items: items)
            blocks.append(Block(.list(list), range: TextRange(first.range.start, last.range.end)))
            number += items.count
            items = []
        }
        var next = node.firstChild
        while let child = next {
            next = child.next
            let item = item(child)
            if let mark = input.footnoteMarks.isEmpty ? nil : footnoteMark(of: child) {
                close(&items, into: &blocks)
                let blocks = mark.isEmpty ? Array(item.blocks.dropFirst()) : item.blocks
                footnotes.append(Footnote(label: mark.label, blocks: blocks, range: item.range))
            } else if isContainerMark(child) {
                close(&items, into: &blocks)
                blocks += item.blocks
            } else {
                items.append(item)
            }
        }
        close(&items, into: &blocks)
    }

    private mutating func item(_ node: CMarkTree.Node) -> ListItem {
        let start = start(of: node)
        containers.push(quote: false, at: start)
        defer { containers.pop() }
        var inner = blocks(under: node)
        let range = TextRange(start, inner.last?.range.end ?? endOfLine(start.line))
        var text = ""
        var box: TaskBox?
        if let first = inner.first, case .paragraph = first.kind {
            text = sourceText(first.range.start, through: first.range.end.line)
            if dialect == .github {
                box = TaskBox(bytes(ofLine: first.range.start.line).dropFirst(first.range.start.column - 1))
            }
        }
        guard let box else { return ListItem(isChecked: nil, blocks: inner, range: range, text: text) }
        if detail == .full { TaskBox.remove(from: &inner) }
        return ListItem(isChecked: box.isChecked, blocks: inner, range: range, text: TaskBox.remove(from: text))
    }
}
