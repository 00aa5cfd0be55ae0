import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

/// What runs is what is read: bytes that are no text are no part of a block that runs.
@Suite("Bytes that are no text")
struct BrokenTextTests {
    private func diagnostics(_ bytes: [UInt8]) -> [Diagnostic] {
        RunbookReader.read(SourceText(path: "runbook.md", bytes: bytes)) { _, _ in .missing("no such file") }
            .diagnostics
    }

    @Test("a NUL byte")
    func nul() {
        expectDiagnostic(
            "broken-text", "block contains a NUL byte", fix: "remove it", in: "```bash\necho a1️⃣\0" + "2️⃣b\n```\n")
        expectDiagnostic(
            "broken-text", "block contains a NUL byte",
            in: "- item\n\n  ```bash {check}\n  test ä = 1️⃣\0" + "2️⃣\n  ```\n")
    }

    @Test("another encoding")
    func latin1() throws {
        let bytes =
            Array("# Gr".utf8) + [0xF6, 0xDF] + Array("e\n\n```bash\necho gr".utf8) + [0xF6] + Array("sse\n```\n".utf8)
        let error = try #require(diagnostics(bytes).first { $0.rule == "broken-text" })
        #expect(error.headline == "block contains invalid UTF-8: byte F6")
        #expect(error.severity == .error)
        #expect(error.range == TextRange(TextPosition(line: 4, column: 8), TextPosition(line: 4, column: 9)))
        #expect(error.fix == "save the file as UTF-8")
    }

    @Test("what does not run, and what is written so, is no error")
    func harmless() {
        #expect(
            diagnostics(Array("Gr".utf8) + [0xF6] + Array("sse\n\n```text\n".utf8) + [0xFF, 0] + Array("\n```\n".utf8))
                .isEmpty)
        #expect(diagnostics(Array("```bash\necho '\u{FFFD} \u{FEFF} größe'\n```\n".utf8)).isEmpty)
    }
}
