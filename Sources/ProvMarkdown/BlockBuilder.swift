import CCMark

/// Turns cmark's blocks into ours, with the ranges put right.
struct BlockBuilder {
    let source: SourceText
    let detail: ParseDetail
    private var anchors = Anchors()

    /// Containers nested deeper than this become paragraphs of their source text: no runbook is, and every reader of the tree recurses.
    private static let depthLimit = 100

    init(source: SourceText, detail: ParseDetail) {
        self.source = source
        self.detail = detail
    }

    mutating func blocks(under parent: CMarkTree.Node, depth: Int) -> [Block] {
        var blocks: [Block] = []
        for node in parent.children {
            if let block = block(node, depth: depth) { blocks.append(block) }
        }
        return blocks
    }

    private mutating func block(_ node: CMarkTree.Node, depth: Int) -> Block? {
        let range = range(of: node)
        if depth >= BlockBuilder.depthLimit, node.firstChild != nil { return Block(.paragraph([]), range: range) }
        switch node.type {
        case CMARK_NODE_PARAGRAPH:
            return Block(.paragraph(detail == .full ? InlineBuilder.inlines(under: node) : []), range: range)
        case CMARK_NODE_HEADING:
            let inlines = InlineBuilder.inlines(under: node)
            let text = inlines.plainText
            return Block(.heading(Heading(level: node.headingLevel, inlines: inlines, text: text, anchor: anchors.anchor(for: text))), range: range)
        case CMARK_NODE_CODE_BLOCK:
            return codeBlock(node, range)
        case CMARK_NODE_HTML_BLOCK:
            let literal = node.literal
            return Block(.html(literal), range: htmlRange(literal, from: range.start))
        case CMARK_NODE_BLOCK_QUOTE:
            return quote(blocks(under: node, depth: depth + 1), range)
        case CMARK_NODE_LIST:
            return list(node, depth: depth, range)
        case CMARK_NODE_THEMATIC_BREAK:
            return Block(.thematicBreak, range: range)
        default:
            return nil
        }
    }

    // MARK: Ranges

    /// cmark's columns are bytes from 1 with an inclusive end; an end column of 0 means the end of the line before.
    private func range(of node: CMarkTree.Node) -> TextRange {
        let start = TextPosition(line: max(1, node.startLine), column: max(1, node.startColumn))
        var line = max(node.endLine, start.line), column = node.endColumn + 1
        if node.endColumn == 0 {
            line = max(start.line, line - 1)
            column = length(ofLine: line) + 1
        }
        // Lists and items take the blank lines after them along.
        while line > start.line, isBlank(line) {
            line -= 1
            column = length(ofLine: line) + 1
        }
        return TextRange(start, max(start, TextPosition(line: line, column: column)))
    }

    /// cmark reports a wrong end for HTML blocks; the literal's own lines tell.
    private func htmlRange(_ literal: String, from start: TextPosition) -> TextRange {
        var lines = literal.utf8.count { $0 == 0x0A }
        if literal.utf8.last == 0x0A { lines -= 1 }
        let line = start.line + max(0, lines)
        return TextRange(start, TextPosition(line: line, column: length(ofLine: line) + 1))
    }

    private func bytes(ofLine number: Int) -> ArraySlice<UInt8> {
        guard number >= 1, number <= source.lineStarts.count else { return [] }
        let start = source.lineStarts[number - 1]
        var end = number < source.lineStarts.count ? source.lineStarts[number] - 1 : source.bytes.count
        if end > start, source.bytes[end - 1] == 0x0D { end -= 1 }
        return source.bytes[start..<max(start, end)]
    }

    private func length(ofLine number: Int) -> Int { bytes(ofLine: number).count }

    private func isBlank(_ number: Int) -> Bool { bytes(ofLine: number).allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    // MARK: Code

    private func codeBlock(_ node: CMarkTree.Node, _ range: TextRange) -> Block {
        let literal = node.literal
        let opening = bytes(ofLine: range.start.line).dropFirst(range.start.column - 1)
        let fence = opening.first ?? 0
        let length = opening.prefix { $0 == fence }.count
        let isFenced = (fence == 0x60 || fence == 0x7E) && length >= 3
        var info = opening.dropFirst(length)
        while let first = info.first, first == 0x20 || first == 0x09 { info.removeFirst() }
        while let last = info.last, last == 0x20 || last == 0x09 { info.removeLast() }
        if !isFenced { info = [] }
        let base = bytes(ofLine: range.start.line).startIndex
        let infoStart = info.isEmpty ? range.start.column : info.startIndex - base + 1
        let contentLine = isFenced ? range.start.line + 1 : range.start.line
        let first = literal.utf8.prefix { $0 != 0x0A }.count
        let contentColumn = isFenced ? max(1, self.length(ofLine: contentLine) - first + 1) : range.start.column
        let code = CodeBlock(
            info: String(decoding: info, as: UTF8.self),
            infoRange: TextRange(TextPosition(line: range.start.line, column: infoStart), TextPosition(line: range.start.line, column: infoStart + info.count)),
            literal: literal, contentStart: TextPosition(line: contentLine, column: contentColumn), isFenced: isFenced,
            isClosed: !isFenced || isClosed(range, fence: fence, length: length))
        return Block(.code(code), range: range)
    }

    /// Whether the last line of a fenced block is a closing fence; cmark does not say.
    private func isClosed(_ range: TextRange, fence: UInt8, length: Int) -> Bool {
        guard range.end.line > range.start.line else { return false }
        var line = bytes(ofLine: range.end.line)
        while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
        let run = line.reversed().prefix { $0 == fence }.count
        let before = line.dropLast(run)
        return run >= length && before.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x3E }
    }

    // MARK: Lists and quotes

    private mutating func list(_ node: CMarkTree.Node, depth: Int, _ range: TextRange) -> Block {
        var items: [ListItem] = []
        for child in node.children {
            let itemRange = self.range(of: child)
            let inner = blocks(under: child, depth: depth + 2)
            var text = ""
            if let first = inner.first, case .paragraph = first.kind { text = sourceText(of: first.range) }
            let box = TaskBox(text)
            items.append(ListItem(isChecked: box?.isChecked, blocks: inner, range: itemRange, text: box?.rest ?? text))
        }
        let list = List(isOrdered: node.isOrderedList, start: node.listStart, isTight: node.isTightList, items: items)
        return Block(.list(list), range: range)
    }

    private func quote(_ inner: [Block], _ range: TextRange) -> Block {
        guard let first = inner.first, case .paragraph(let inlines) = first.kind else { return Block(.quote(inner), range: range) }
        let line = sourceText(of: first.range).prefix { $0 != "\n" }
        guard line.hasPrefix("[!"), line.hasSuffix("]"), let kind = Alert.Kind(rawValue: line.dropFirst(2).dropLast().lowercased()) else {
            return Block(.quote(inner), range: range)
        }
        var rest = inner
        let afterMarker = inlines.firstIndex { $0 == .softBreak || $0 == .hardBreak }.map { Array(inlines[($0 + 1)...]) } ?? []
        if first.range.end.line == first.range.start.line {
            // GitHub shows an alert only where something follows the marker.
            guard inner.count > 1 else { return Block(.quote(inner), range: range) }
            rest.removeFirst()
        } else {
            rest[0].kind = .paragraph(afterMarker)
        }
        return Block(.alert(Alert(kind: kind, blocks: rest)), range: range)
    }

    /// The text of a paragraph as written, container indentation of later lines removed.
    private func sourceText(of range: TextRange) -> String {
        var lines: [String] = []
        for number in range.start.line...max(range.start.line, range.end.line) {
            var line = bytes(ofLine: number)
            if number == range.start.line { line = line.dropFirst(range.start.column - 1) } else {
                line = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x3E }
            }
            lines.append(String(decoding: line, as: UTF8.self))
        }
        return lines.joined(separator: "\n")
    }
}

/// The box of a task list item: `[ ]` or `[x]` and a space.
struct TaskBox {
    var isChecked: Bool
    var rest: String

    init?(_ text: String) {
        let bytes = Array(text.utf8.prefix(4))
        guard bytes.count == 4, bytes[0] == 0x5B, bytes[2] == 0x5D, bytes[3] == 0x20 || bytes[3] == 0x09 || bytes[3] == 0x0A else { return nil }
        switch bytes[1] {
        case 0x20: isChecked = false
        case 0x78, 0x58: isChecked = true
        default: return nil
        }
        rest = String(text.dropFirst(4).drop { $0 == " " || $0 == "\t" })
    }
}
