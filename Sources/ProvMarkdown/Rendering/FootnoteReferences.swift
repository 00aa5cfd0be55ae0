/// Counts how often a document refers to each of its footnotes.
struct FootnoteReferences {
    /// By the footnote's number, less one.
    private(set) var counts: [Int]

    init(_ document: Document) {
        counts = [Int](repeating: 0, count: document.footnotes.count)
        guard !counts.isEmpty else { return }
        count(document.blocks)
        for footnote in document.footnotes { count(footnote.blocks) }
    }

    private mutating func count(_ blocks: [Block]) {
        for block in blocks {
            switch block.kind {
            case .paragraph(let inlines): count(inlines)
            case .heading(let heading): count(heading.inlines)
            case .quote(let inner): count(inner)
            case .alert(let alert): count(alert.blocks)
            case .list(let list): for item in list.items { count(item.blocks) }
            case .table(let table): for cell in table.header + table.rows.joined() { count(cell) }
            case .code, .html, .thematicBreak: break
            }
        }
    }

    private mutating func count(_ inlines: [Inline]) {
        for inline in inlines {
            switch inline {
            case .footnoteReference(_, let number): if counts.indices.contains(number - 1) { counts[number - 1] += 1 }
            case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner):
                count(inner)
            case .text, .softBreak, .hardBreak, .code, .html, .image: break
            }
        }
    }
}
