import CCMark

/// Turns cmark's blocks into ours, with the ranges put right.
struct BlockBuilder {
    let input: ParserInput
    let detail: ParseDetail
    var containers: ContainerStack
    private(set) var footnotes: [Footnote] = []
    /// Tables whose cells are still to be parsed.
    private(set) var tables: [TableDraft] = []
    private var anchors = Anchors()
    private let inlineBuilder: InlineBuilder

    /// Containers nested deeper than this become paragraphs of their source text: no runbook is, and every reader of the tree recurses.
    private static let depthLimit = 100

    init(_ input: ParserInput, detail: ParseDetail) {
        self.input = input
        self.detail = detail
        containers = ContainerStack(input)
        inlineBuilder = InlineBuilder(shield: input.shield)
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
        if containers.depth >= BlockBuilder.depthLimit, node.type == CMARK_NODE_BLOCK_QUOTE || node.type == CMARK_NODE_LIST {
            let end = endOfLine(max(start.line, node.endLine))
            return blocks.append(Block(.paragraph(plainText(start, end)), range: TextRange(start, end)))
        }
        switch node.type {
        case CMARK_NODE_PARAGRAPH: appendParagraph(node, start, to: &blocks)
        case CMARK_NODE_HEADING: appendHeading(node, start, to: &blocks)
        case CMARK_NODE_CODE_BLOCK: blocks.append(codeBlock(node, start))
        case CMARK_NODE_HTML_BLOCK: blocks.append(htmlBlock(node, start))
        case CMARK_NODE_BLOCK_QUOTE: blocks.append(quote(node, start))
        case CMARK_NODE_LIST: appendList(node, to: &blocks)
        case CMARK_NODE_THEMATIC_BREAK: blocks.append(Block(.thematicBreak, range: TextRange(start, endOfLine(start.line))))
        default: break
        }
    }

    // MARK: Positions

    private func start(of node: CMarkTree.Node) -> TextPosition {
        let line = max(1, node.startLine)
        var column = max(1, node.startColumn)
        if let mark = input.footnoteMarks.isEmpty ? nil : input.footnoteMarks[line] {
            let markColumn = mark.edit.bytes.lowerBound - input.source.lineStarts[line - 1] + 1
            if column > markColumn { column += mark.shift }
        }
        return TextPosition(line: line, column: column)
    }

    func bytes(ofLine number: Int) -> ArraySlice<UInt8> { input.source.bytes[input.source.byteRange(ofLine: number)] }

    func endOfLine(_ number: Int) -> TextPosition {
        TextPosition(line: number, column: input.source.byteRange(ofLine: number).count + 1)
    }

    // MARK: Text

    private mutating func appendParagraph(_ node: CMarkTree.Node, _ nodeStart: TextPosition, to blocks: inout [Block]) {
        let start = startBehindDefinitions(nodeStart, through: node.endLine)
        let end = endOfLine(max(start.line, node.endLine))
        if detail == .full, appendTable(from: start, through: end.line, node, to: &blocks) { return }
        blocks.append(Block(.paragraph(detail == .full ? inlines(under: node, start, end) : []), range: TextRange(start, end)))
    }

    private mutating func appendHeading(_ node: CMarkTree.Node, _ nodeStart: TextPosition, to blocks: inout [Block]) {
        let isSetext = !isATXHeading(nodeStart)
        let start = isSetext ? startBehindDefinitions(nodeStart, through: node.endLine) : nodeStart
        let end = endOfLine(isSetext ? underline(of: node, from: start.line) : start.line)
        if isSetext, detail == .full, appendTable(from: start, through: end.line, node, to: &blocks) { return }
        let inlines = inlines(under: node, start, end)
        let anchor = anchors.anchor(for: inlines.anchorText)
        blocks.append(Block(.heading(Heading(level: node.headingLevel, inlines: inlines, text: inlines.plainText, anchor: anchor)),
                            range: TextRange(start, end)))
    }

    /// cmark lets a paragraph begin at the link definitions that it took off its front.
    private mutating func startBehindDefinitions(_ start: TextPosition, through last: Int) -> TextPosition {
        guard last > start.line, bytes(ofLine: start.line).dropFirst(start.column - 1).first == ASCII.openBracket else { return start }
        let text = sourceText(start, through: last)
        let skipped = LinkDefinitions.lines(at: Array(text.utf8))
        guard skipped > 0, start.line + skipped <= last else { return start }
        let line = start.line + skipped
        let rest = containers.paragraphLine(line)
        return TextPosition(line: line, column: rest.startIndex - input.source.lineStarts[line - 1] + 1)
    }

    private func isATXHeading(_ start: TextPosition) -> Bool {
        let line = bytes(ofLine: start.line).dropFirst(start.column - 1)
        let signs = line.prefix { $0 == ASCII.numberSign }.count
        return signs >= 1 && signs <= 6 && (line.count == signs || line.dropFirst(signs).first?.isSpaceOrTab == true)
    }

    /// The line that underlines a heading; cmark gives that line or the one after it.
    private mutating func underline(of node: CMarkTree.Node, from start: Int) -> Int {
        let last = max(start + 1, node.endLine)
        for line in [last - 1, last] where line > start {
            let text = containers.paragraphLine(line)
            guard let mark = text.first, mark == ASCII.equals || mark == ASCII.hyphen else { continue }
            if text.allSatisfy({ $0 == mark }), (mark == ASCII.equals) == (node.headingLevel == 1) { return line }
        }
        return last
    }

    private mutating func inlines(under node: CMarkTree.Node, _ start: TextPosition, _ end: TextPosition) -> [Inline] {
        if !input.plainLines.isEmpty, (start.line...end.line).contains(where: input.plainLines.contains) { return plainText(start, end) }
        return inlineBuilder.inlines(under: node)
    }

    /// The lines as they are written.
    private mutating func plainText(_ start: TextPosition, _ end: TextPosition) -> [Inline] {
        detail == .full ? [.text(sourceText(start, through: end.line))] : []
    }

    /// Lines of a paragraph without what belongs to its containers.
    mutating func sourceText(_ start: TextPosition, through last: Int) -> String {
        var text = Array(bytes(ofLine: start.line).dropFirst(start.column - 1).trimmingBlanks())
        if last > start.line {
            for line in (start.line + 1)...last {
                text.append(ASCII.newline)
                text += containers.paragraphLine(line)
            }
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
        if isOutermost, let alert = alert(from: inner) { return Block(.alert(alert), range: range) }
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
            let mark = input.footnoteMarks.isEmpty ? nil : input.footnoteMarks[item.range.start.line]
            if let mark, input.source.lineStarts[item.range.start.line - 1] + item.range.start.column - 1 == mark.edit.bytes.lowerBound {
                close(&items, into: &blocks)
                footnotes.append(Footnote(label: mark.label, blocks: item.blocks, range: item.range))
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
        if let first = inner.first, case .paragraph = first.kind { text = sourceText(first.range.start, through: first.range.end.line) }
        guard let box = TaskBox(text) else { return ListItem(isChecked: nil, blocks: inner, range: range, text: text) }
        if detail == .full { TaskBox.remove(from: &inner) }
        return ListItem(isChecked: box.isChecked, blocks: inner, range: range, text: box.rest)
    }
}
