package import ProvText

extension Document {
    /// Parses a file; whatever the bytes, something comes of them.
    ///
    /// With `.blocks`, paragraphs hold no inlines, tables stay paragraphs, and footnotes are paragraphs too or, where
    /// cmark takes them for link definitions, nothing. A text of more than 256 MB becomes one paragraph.
    package init(_ source: SourceText, detail: ParseDetail, dialect: Dialect = .github) {
        let input = ParserInput(source, detail: detail, dialect: dialect)
        let labels = detail == .full ? References.labels(in: source.bytes) : []
        guard let tree = CMarkTree(input.body, asking: labels) else {
            let last = source.lineStarts.count
            let range = TextRange(
                TextPosition(line: 1, column: 1),
                TextPosition(line: last, column: source.byteRange(ofLine: last).count + 1))
            let text: [Inline] = detail == .full ? [.text(String(decoding: source.bytes, as: UTF8.self))] : []
            self.init(
                source: source, frontMatter: input.frontMatter, blocks: [Block(.paragraph(text), range: range)],
                footnotes: [])
            return
        }
        let references = detail == .full ? References(in: source, labels: labels, targets: tree.targets) : .none
        var builder = BlockBuilder(input, references: references, detail: detail, dialect: dialect)
        let blocks = tree.withRoot { root in
            builder.prepare(root)
            return builder.blocks(under: root)
        }
        self.init(
            source: source, frontMatter: input.frontMatter, blocks: blocks, footnotes: builder.referencedFootnotes)
    }
}
