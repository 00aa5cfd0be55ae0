import ProvMarkdown
import Testing

@testable import ProvReport
@testable import ProvText

/// Texts from elsewhere, written as Markdown and read back by the reader of runbooks.
@Suite("Markdown of texts from elsewhere")
struct MarkdownTextTests {
    /// Signs of Markdown, each alone, with a mark behind it, and with a sign before it that Unicode joins to it.
    static let texts: [String] = [
        "\\", "`", "``", "*", "_", "[a](b)", "<b>", "&amp;", "|", "~~", "#", "!", "$", "\u{1FEF}", "\u{37E}", "e",
    ].flatMap { sign in
        ["", "\u{301}", "\u{600}"].flatMap { before in
            ["", "\u{301}", "\u{FE0F}"].flatMap { after in
                ["\(before)\(sign)\(after)", "a \(before)\(sign)\(after)z\(sign) b\(before)\(sign)\(after)"]
            }
        }
    }

    private func blocks(_ markdown: String) -> [Block] {
        Document(SourceText(path: "t.md", text: markdown), detail: .full).blocks
    }

    @Test("running text is that text", arguments: texts)
    func plain(text: String) {
        for words in ["x \(text)", "x\(text)y"] {
            guard case .paragraph(let inlines)? = blocks(MarkdownText.plain(words) + "\n").first?.kind else {
                Issue.record("'\(words)' is no paragraph")
                continue
            }
            let isText = inlines.allSatisfy { if case .text = $0 { true } else { false } }
            #expect(isText && inlines.plainText.utf8.elementsEqual(words.utf8), "\(inlines)")
        }
    }

    @Test("a code span is that text", arguments: texts)
    func code(text: String) {
        let written = blocks("x " + MarkdownText.code(text) + " y\n")
        guard case .paragraph(let inlines)? = written.first?.kind, inlines.count == 3, case .code(let code) = inlines[1]
        else {
            Issue.record("\(written)")
            return
        }
        #expect(code.utf8.elementsEqual(text.utf8))
    }

    @Test("a code block is that text, and ends where it ends", arguments: texts)
    func fence(text: String) {
        for lines in [text, "```\u{301}\n\(text)\n```", "\u{600}````\n\(text)", "\(text)\n"] {
            var markdown = MarkdownText()
            markdown.fence(lines, info: "text")
            markdown.paragraph("after")
            let written = blocks(markdown.text)
            guard written.count == 2, case .code(let code) = written[0].kind else {
                Issue.record("\(written)")
                continue
            }
            #expect(code.literal.utf8.elementsEqual((lines.hasSuffix("\n") ? lines : lines + "\n").utf8))
        }
    }
}
