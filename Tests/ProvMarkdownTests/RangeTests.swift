import Testing

@testable import ProvMarkdown
@testable import ProvText

/// Every block's range, in the source: what is found there must begin and end as the block does.
@Suite("Ranges point at the blocks they belong to")
struct RangeTests {
    private static let blocks: [(String, String)] = [
        ("paragraph", "text one\ntext *two*"), ("heading", "## Heading ##"), ("setext", "Heading\nover two\n-----"),
        ("fence", "```sh {name=a}\ncode\n\n  more\n```"),
        ("tilde", "~~~~\n~~~\n~~~~"), ("comment", "<!-- a\n\nb -->"), ("html", "<div>\nx\n</div>"),
        ("quote", "> quoted\n> > deeper"), ("list", "- one\n- two\n\n  more"),
        ("ordered", "3. one\n4. - nested\n5. three"), ("break", "***"), ("table", "| a | b |\n|---|---|\n| c | d |"),
        ("code", "    indented\n\n    code"),
    ]

    private static let endings = ["\n", "\r\n", "\r"]

    /// Each block, three times over with text between, in each kind of container, with each kind of line ending.
    @Test(
        "in quotes, lists and footnotes, behind front matter and a byte order mark", arguments: blocks,
        ["", "> ", "> > ", "- ", "1. ", "> - ", "- > ", "[^1]: "])
    func ranges(block: (name: String, text: String), container: String) throws {
        let indentation = container == "[^1]: " ? "    " : String(container.map { $0 == ">" ? ">" : " " })
        for ending in Self.endings {
            for front in ["", "---\ntitle: x\n---\n", "\u{FEFF}", "lead\n\n"] {
                let parts = ["before", block.text, "after", block.text].joined(separator: "\n\n").split(
                    separator: "\n", omittingEmptySubsequences: false)
                let lines = parts.enumerated().map {
                    $0.offset == 0 ? container + $0.element : (indentation + $0.element).trimmingEnd
                }
                let reference = container == "[^1]: " ? "\n\nx[^1]\n" : "\n"
                let text = (front + lines.joined(separator: "\n") + reference).replacing("\n", with: ending)
                let document = Document(SourceText(path: "t.md", text: text), detail: .full)
                let found =
                    document.blocks.flatMap(\.withDescendants)
                    + document.footnotes.flatMap { $0.blocks.flatMap(\.withDescendants) }
                let slices = found.map { document.source.slice($0.range) }
                let first = block.text.split(separator: "\n")[0].drop { $0 == " " }
                let last = block.text.split(separator: "\n").last ?? ""
                let matching = slices.filter { $0.hasPrefix(first) && $0.hasSuffix(last) }
                #expect(matching.count >= 2, "\(block.name) in \(container.debugDescription): \(slices)")
                for slice in slices {
                    #expect(
                        !slice.isEmpty && slice.first?.isWhitespace == false && slice.last?.isNewline == false,
                        "\(slice.debugDescription)")
                }
            }
        }
    }

    @Test("in documents thrown together: in order, inside the text, and inside their container", arguments: 0..<20)
    func nesting(seed: UInt64) {
        var documents = RandomDocuments(seed: seed &* 31 &+ 5, from: RandomDocuments.github)
        for bytes in documents.next(150) {
            let text = String(decoding: bytes, as: UTF8.self)
            for text in [text, text.replacing("\n", with: "\r\n"), "\u{FEFF}" + text, "---\na: b\n---\n" + text] {
                for detail in [ParseDetail.blocks, .full] {
                    let document = Document(SourceText(path: "t.md", text: text), detail: detail)
                    let whole = TextRange(
                        TextPosition(line: 1, column: 1),
                        TextPosition(line: document.source.lineStarts.count + 1, column: 1))
                    expectOrder(document.blocks, within: whole, text, document.source)
                    for footnote in document.footnotes {
                        expectOrder(footnote.blocks, within: footnote.range, text, document.source)
                    }
                }
            }
        }
    }

    private func expectOrder(_ blocks: [Block], within outer: TextRange, _ text: String, _ source: SourceText) {
        var last = outer.start
        for block in blocks {
            #expect(
                block.range.start <= block.range.end && block.range.end <= outer.end,
                "\(text.debugDescription) \(block.range) in \(outer)")
            #expect(block.range.start >= last, "\(text.debugDescription) \(block.range) after \(last)")
            #expect(
                block.range.start.line <= source.lineStarts.count
                    && block.range.start.column <= source.byteRange(ofLine: block.range.start.line).count + 1)
            last = block.range.end
            switch block.kind {
            case .quote(let inner): expectOrder(inner, within: block.range, text, source)
            case .alert(let alert): expectOrder(alert.blocks, within: block.range, text, source)
            case .list(let list):
                for item in list.items { expectOrder(item.blocks, within: item.range, text, source) }
            default: break
            }
        }
    }
}

extension Block {
    var withDescendants: [Block] {
        switch kind {
        case .quote(let inner): [self] + inner.flatMap(\.withDescendants)
        case .alert(let alert): [self] + alert.blocks.flatMap(\.withDescendants)
        case .list(let list): [self] + list.items.flatMap { $0.blocks.flatMap(\.withDescendants) }
        default: [self]
        }
    }
}

extension SourceText {
    /// The text of a range.
    func slice(_ range: TextRange) -> String {
        let start = lineStarts[range.start.line - 1] + range.start.column - 1
        let end = lineStarts[range.end.line - 1] + range.end.column - 1
        return start <= end && end <= bytes.count
            ? String(decoding: bytes[start..<end], as: UTF8.self) : "(\(range) is no range)"
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
