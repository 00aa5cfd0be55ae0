import Testing

@testable import ProvMarkdown
@testable import ProvText

@Suite("From bytes to blocks")
struct DocumentTests {
    private func document(_ text: String, detail: ParseDetail = .blocks) -> Document {
        Document(SourceText(path: "t.md", text: text), detail: detail)
    }

    private func codes(_ blocks: [Block]) -> [(CodeBlock, TextRange)] {
        blocks.flatMap { block -> [(CodeBlock, TextRange)] in
            switch block.kind {
            case .code(let code): [(code, block.range)]
            case .quote(let inner): codes(inner)
            case .alert(let alert): codes(alert.blocks)
            case .list(let list): list.items.flatMap { codes($0.blocks) }
            default: []
            }
        }
    }

    @Test("front matter is cut off and every line keeps its number")
    func frontMatter() throws {
        let document = document("---\ntitle: x\n---\n# Heading\n\n```bash {name=a}\ntrue\n```\n")
        #expect(document.frontMatter?.text == "title: x\n")
        let (code, range) = try #require(codes(document.blocks).first)
        #expect(range.start == TextPosition(line: 6, column: 1))
        #expect(code.info == "bash {name=a}")
        #expect(code.infoRange == TextRange(TextPosition(line: 6, column: 4), TextPosition(line: 6, column: 17)))
        #expect(code.contentStart == TextPosition(line: 7, column: 1))
    }

    @Test("an info string keeps its entities and backslashes as they stand in the source")
    func rawInfo() {
        #expect(
            codes(document("``` bash {when=\"a \\&amp; b\"}\nx\n```\n").blocks).first?.0.info
                == "bash {when=\"a \\&amp; b\"}")
    }

    @Test(
        "fences in lists and quotes have their content's true place",
        arguments: [
            ("1. do\n\n   ```sh\n   echo\n   ```\n", 3, 4, 4, 4), ("> ```sh\n> echo\n> ```\n", 1, 3, 2, 3),
            ("- a\n\n  > ```sh\n  > echo\n  > ```\n", 3, 5, 4, 5),
        ])
    func nested(text: String, line: Int, column: Int, contentLine: Int, contentColumn: Int) throws {
        let (code, range) = try #require(codes(document(text).blocks).first)
        #expect(code.literal == "echo\n")
        #expect(range.start == TextPosition(line: line, column: column))
        #expect(code.contentStart == TextPosition(line: contentLine, column: contentColumn))
        #expect(code.isClosed)
    }

    @Test(
        "an unclosed fence is known",
        arguments: [
            ("```sh\nx\n", false), ("```sh\nx\n```\n", true), ("~~~sh\nx\n```\n", false), ("````\n```\n````\n", true),
            ("```sh", false),
        ])
    func closing(text: String, isClosed: Bool) { #expect(codes(document(text).blocks).first?.0.isClosed == isClosed) }

    @Test("fences in HTML comments are no fences, and the comment's range is right")
    func comment() {
        let document = document("<!--\n```sh\nrm\n```\n-->\ntext\n")
        #expect(codes(document.blocks).isEmpty)
        #expect(
            document.blocks.first?.range
                == TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 5, column: 4)))
    }

    @Test("task list items have their box and their text")
    func tasks() throws {
        guard case .list(let list)? = document("- [ ] call *them*\n- [x] done\n- plain\n").blocks.first?.kind else {
            throw Missing()
        }
        #expect(list.items.map(\.isChecked) == [false, true, nil])
        #expect(list.items.map(\.text) == ["call *them*", "done", "plain"])
    }

    @Test("alerts are GitHub's five and nothing else")
    func alerts() {
        guard case .alert(let alert)? = document("> [!WARNING]\n> hot\n", detail: .full).blocks.first?.kind else {
            Issue.record("no alert")
            return
        }
        #expect(alert.kind == .warning)
        if case .alert? = document("> [!DANGER]\n> hot\n").blocks.first?.kind { Issue.record("DANGER is no alert") }
    }

    @Test(
        "whatever the bytes, something comes of them",
        arguments: [
            [UInt8](repeating: 0x3E, count: 5_000), Array(repeating: Array("- ".utf8), count: 3_000).flatMap(\.self),
            [0xFF, 0xFE, 0x00, 0x0A], [0xEF, 0xBB, 0xBF, 0x23, 0x20, 0x61],
            Array("a\r\n\r\n```sh\r\nx\r\n```\r\n".utf8), [UInt8](repeating: 0x61, count: 1_000_000),
            Array("---\nunclosed: front matter\n".utf8), [],
        ])
    func anything(bytes: [UInt8]) {
        let document = Document(SourceText(path: "t.md", bytes: bytes), detail: .full)
        for block in document.blocks { #expect(block.range.start <= block.range.end) }
    }

    private struct Missing: Error {}
}
