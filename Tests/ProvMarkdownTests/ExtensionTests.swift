import Testing

@testable import ProvMarkdown
@testable import ProvText

@Suite("Extensions of CommonMark")
struct ExtensionTests {
    private func document(_ text: String) -> Document { Document(SourceText(path: "t.md", text: text), detail: .full) }

    private func inlines(_ text: String) throws -> [Inline] {
        guard case .paragraph(let inlines)? = document(text).blocks.first?.kind else { throw Missing() }
        return inlines
    }

    private func table(_ text: String) throws -> (Table, TextRange) {
        for block in document(text).blocks {
            if case .table(let table) = block.kind { return (table, block.range) }
        }
        throw Missing()
    }

    private struct Missing: Error {}

    // MARK: Components of MDX

    @Test("a tag of a component ends on its line, so that a fence below it is a fence")
    func components() {
        let text = "<Tabs>\n<TabItem value=\"a\">\n```sh\nls\n\nls\n```\n</TabItem>\n</Tabs>\n\nEnd.\n"
        let blocks = document(text).blocks
        #expect(blocks.map(\.range.start.line) == [1, 2, 3, 8, 9, 11])
        guard case .html(let tag) = blocks[1].kind, case .code(let code) = blocks[2].kind else {
            Issue.record("\(blocks)")
            return
        }
        #expect(tag == "<TabItem value=\"a\">\n")
        #expect(code.literal == "ls\n\nls\n")
    }

    @Test(
        "a tag stays what it is in code, in comments, and where it is none of a component",
        arguments: [
            "```\n<TabItem>\n```\n", "<!--\n<TabItem>\n-->\n", "<div>\n<b>x</b>\n</div>\n", "<DIV>\nx\n</DIV>\n",
            "a <Tab> b\n", "<Tab>x</Tab>\n", "    <Tab>\n",
        ])
    func noComponents(text: String) {
        let one = document(text).blocks
        #expect(one.count == 1)
        switch one[0].kind {
        case .code(let code): #expect(code.literal.contains("<Tab"))
        case .html(let html): #expect(html == text)
        default: break
        }
    }

    // MARK: Tables

    @Test("a table has alignments, cells with markup, short rows filled up and long ones cut")
    func table() throws {
        let (table, range) = try table(
            "text\n\n| a | *b* | c |\n|:--|:-:|--:|\n| 1 | `x \\| y` |\n| 1 | 2 | 3 | 4 |\n\nmore\n")
        #expect(table.alignments == [.left, .center, .right])
        #expect(table.header == [[.text("a")], [.emphasis([.text("b")])], [.text("c")]])
        #expect(table.rows == [[[.text("1")], [.code("x | y")], []], [[.text("1")], [.text("2")], [.text("3")]]])
        #expect(range == TextRange(TextPosition(line: 3, column: 1), TextPosition(line: 6, column: 18)))
    }

    @Test("the line in front of the delimiter row is the header, the lines before that a paragraph")
    func paragraphBefore() {
        let blocks = document("one\ntwo\n| a |\n| - |\n").blocks
        #expect(blocks.map(\.range.start.line) == [1, 3])
        #expect(blocks.map(\.range.end.line) == [2, 4])
    }

    @Test(
        "no table",
        arguments: [
            "| a | b |\n| - |\n", "| a |\n| x |\n", "| a |\n\n| - |\n", "a\n---\n", "| a |\n    | - |\n",
            "| a |\n|  |\n", "a | b\n:-: | :\n",
        ])
    func noTable(text: String) { #expect(throws: Missing.self) { try table(text) } }

    @Test(
        "a line of hyphens behind a table is a break, not the underline of a heading",
        arguments: [ParseDetail.blocks, .full])
    func hyphensBehind(detail: ParseDetail) {
        let document = Document(SourceText(path: "t.md", text: "| a |\n| - |\n| b |\n---\n"), detail: detail)
        guard case .thematicBreak? = document.blocks.last?.kind else {
            Issue.record("\(document.blocks)")
            return
        }
        #expect(document.blocks.count == 2)
        #expect(
            document.blocks.last?.range == TextRange(TextPosition(line: 4, column: 1), TextPosition(line: 4, column: 4))
        )
    }

    // MARK: Autolinks and strikethrough

    @Test(
        "bare addresses are links, without the punctuation around them",
        arguments: [
            ("see http://a.b/c.", "http://a.b/c"), ("(https://a.b/(c))", "https://a.b/(c)"),
            ("www.a.b, x", "http://www.a.b"), ("x.y+z@a.b.", "mailto:x.y+z@a.b"),
            ("ftp://a.b/c_d_e*", "ftp://a.b/c_d_e"), ("http://a.b/?c=d&amp;", "http://a.b/?c=d"),
            ("mailto:a@b.c", "mailto:a@b.c"),
        ])
    func autolink(text: String, destination: String) throws {
        let destinations = try inlines(text).compactMap {
            if case .link(let destination, _, _) = $0 { destination } else { nil }
        }
        #expect(destinations == [destination])
    }

    @Test(
        "no link",
        arguments: ["http://", "www.", "a@b", "xhttp://a.b", "\\http", "`http://a.b`", "http\\://a.b", "a@b.1"])
    func noAutolink(text: String) throws {
        #expect(try inlines(text).allSatisfy { if case .link = $0 { false } else { true } })
    }

    @Test("what a backslash protects is no markup")
    func escapes() throws {
        #expect(try inlines("\\~~a~~ \\[^1] \\*a\\*\n\n[^1]: x") == [.text("~~a~~ [^1] *a*")])
        #expect(try inlines("| a \\| b |\n\\| - |") == [.text("| a | b |"), .softBreak, .text("| - |")])
    }

    @Test("strikethrough holds other markup and is held by it")
    func strikethrough() throws {
        #expect(
            try inlines("~~a *b*~~ **~c~** ~~~d~~~") == [
                .strikethrough([.text("a "), .emphasis([.text("b")])]), .text(" "),
                .strong([.strikethrough([.text("c")])]), .text(" ~~~d~~~"),
            ])
    }

    // MARK: Footnotes

    @Test("footnotes are numbered as the text refers to them; the others are skipped")
    func footnotes() throws {
        let document = document("a[^z] b[^A] c[^z] d[^none]\n\n[^a]: one\n[^unused]: no\n[^z]: two\n\n    more\n")
        #expect(document.footnotes.map(\.label) == ["z", "a"])
        #expect(document.footnotes.map(\.blocks.count) == [2, 1])
        guard case .paragraph(let inlines)? = document.blocks.first?.kind else { throw Missing() }
        #expect(
            inlines == [
                .text("a"), .footnoteReference(label: "z", number: 1), .text(" b"),
                .footnoteReference(label: "a", number: 2), .text(" c"),
                .footnoteReference(label: "z", number: 1), .text(" d[^none]"),
            ])
        #expect(
            document.footnotes[0].range == TextRange(TextPosition(line: 5, column: 1), TextPosition(line: 7, column: 9))
        )
    }

    @Test("what looks like a footnote in code is code")
    func footnoteInCode() throws {
        let document = document("[^1]\n\n```\n[^1]: x\n```\n\n    [^1]: y\n")
        #expect(document.footnotes.isEmpty)
        let literals = document.blocks.compactMap { if case .code(let code) = $0.kind { code.literal } else { nil } }
        #expect(literals == ["[^1]: x\n", "[^1]: y\n"])
    }

    // MARK: Task lists

    @Test("a box belongs to its item, not to the text")
    func boxes() throws {
        guard case .list(let list)? = document("- [ ] a *b*\n- [x] c\n  d\n- [ ]\n").blocks.first?.kind else {
            throw Missing()
        }
        #expect(list.items.map(\.isChecked) == [false, true, nil])
        guard case .paragraph(let inlines)? = list.items[0].blocks.first?.kind else { throw Missing() }
        #expect(inlines == [.text("a "), .emphasis([.text("b")])])
    }
}
