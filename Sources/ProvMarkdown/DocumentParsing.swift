import CCMark

extension Document {
    /// Parses a file; whatever the bytes, something comes of them.
    ///
    /// With `.blocks`, paragraphs hold no inlines and tables stay paragraphs.
    package init(_ source: SourceText, detail: ParseDetail) {
        let cut = FrontMatterCut(source)
        guard let tree = CMarkTree(cut.body) else {
            self.init(source: source, frontMatter: cut.frontMatter, blocks: [], footnotes: [])
            return
        }
        var builder = BlockBuilder(source: source, detail: detail)
        let blocks = tree.withRoot { builder.blocks(under: $0, depth: 0) }
        self.init(source: source, frontMatter: cut.frontMatter, blocks: blocks, footnotes: [])
    }
}

/// The front matter taken off a file, with as many blank lines in its place, so that every line keeps its number.
struct FrontMatterCut {
    var frontMatter: FrontMatter?
    var body: [UInt8]

    init(_ source: SourceText) {
        body = source.bytes
        guard source.bytes.starts(with: [0x2D, 0x2D, 0x2D]) || source.bytes.starts(with: [0xEF, 0xBB, 0xBF, 0x2D, 0x2D, 0x2D]) else { return }
        let opening = source.line(1)?.drop { $0 == "\u{FEFF}" }
        guard opening?.trimmingTrailingSpace() == "---" else { return }
        var number = 2
        while let line = source.line(number) {
            let text = line[...].trimmingTrailingSpace()
            if text == "---" || text == "..." {
                let begin = source.lineStarts[1], end = source.lineStarts[number - 1]
                let after = number < source.lineStarts.count ? source.lineStarts[number] : source.bytes.count
                frontMatter = FrontMatter(
                    text: String(decoding: source.bytes[begin..<end], as: UTF8.self),
                    range: TextRange(TextPosition(line: 2, column: 1), TextPosition(line: number, column: 1)))
                body = [UInt8](repeating: 0x0A, count: number) + source.bytes[after...]
                return
            }
            number += 1
        }
    }
}

extension Substring {
    func trimmingTrailingSpace() -> Substring {
        var text = self
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
