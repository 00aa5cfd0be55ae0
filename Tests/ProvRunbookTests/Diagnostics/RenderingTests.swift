import Foundation
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

@Suite("Diagnostics as text, JSON and SARIF")
struct RenderingTests {
    private func diagnostic(_ marked: String, notes: Bool = false) -> (Diagnostic, SourceText) {
        let text = MarkedText(marked)
        let source = SourceText(path: "a b.md", text: text.text)
        let range =
            text.range("1️⃣", "2️⃣") ?? TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 1))
        return (
            Diagnostic(
                .unknownKey, "unknown key 'naem'", file: "a b.md", range: range,
                notes: notes ? [("a b.md", range, "the other one is here")] : [], fix: "write 'name'",
                replacement: "name"), source
        )
    }

    private func text(_ marked: String, color: Bool = false, notes: Bool = false) -> String {
        let (diagnostic, source) = diagnostic(marked, notes: notes)
        return DiagnosticText(color: color) { _ in source }.render(diagnostic)
    }

    @Test("place, line, caret, reason, fix and notes")
    func whole() {
        #expect(
            text("```bash {1️⃣naem2️⃣=x}\n", notes: true) == """
                a b.md:1:10: error: unknown key 'naem' [unknown-key]
                   1 | ```bash {naem=x}
                     |          ^~~~
                     = a misspelt key would be ignored without a message, and the step would run without it
                     = fix: write 'name'
                a b.md:1:10: note: the other one is here
                   1 | ```bash {naem=x}
                     |          ^~~~

                """)
    }

    @Test(
        "the caret stands under the token after tabs, wide characters and marks",
        arguments: [
            ("\t1️⃣x2️⃣", "    x", "    ^"), ("a\t1️⃣x2️⃣", "a   x", "    ^"), ("日本1️⃣語2️⃣", "日本語", "    ^~"),
            ("e\u{301}1️⃣x2️⃣", "e\u{301}x", " ^"),
            ("👍🏽1️⃣x2️⃣", "👍🏽x", "  ^"), ("한1️⃣글x2️⃣y", "한글xy", "  ^~~"), ("x1️⃣2️⃣", "x", " ^"),
            ("\u{1B}[31m1️⃣x2️⃣", "␛[31mx", "     ^"),
            ("a\u{202E}1️⃣x2️⃣", "a<202E>x", "       ^"),
        ])
    func caret(marked: String, line: String, caret: String) {
        let lines = text(marked).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[1] == "   1 | \(line)")
        #expect(lines[2] == "     | \(caret)")
    }

    @Test("a line of ten megabytes shows the part around the token")
    func longLine() {
        let long = String(repeating: "x", count: 5_000_000)
        let lines = text("\(long)1️⃣naem2️⃣\(long)").split(separator: "\n")
        #expect(lines[1].count < 200)
        #expect(lines[1].contains("naem"))
        let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        let token = lines[1].firstRange(of: "naem").map {
            lines[1].distance(from: lines[1].startIndex, to: $0.lowerBound)
        }
        #expect(caret == token)
    }

    @Test("a range over several lines is marked to the end of its first")
    func severalLines() {
        #expect(text("ab1️⃣cd\nef2️⃣").contains("   1 | abcd\n     |   ^~\n"))
    }

    @Test("colours only where they are asked for")
    func colours() {
        #expect(!text("1️⃣x2️⃣").contains("\u{1B}"))
        #expect(text("1️⃣x2️⃣", color: true).contains("\u{1B}[1;31merror: \u{1B}[0m"))
    }

    @Test("a place outside the text, or no text at all, still gives a message")
    func noText() {
        let (diagnostic, _) = diagnostic("1️⃣x2️⃣")
        #expect(
            DiagnosticText(color: false) { _ in nil }.render(diagnostic).hasPrefix("a b.md:1:1: error: unknown key"))
        let short = SourceText(path: "a b.md", text: "")
        #expect(DiagnosticText(color: false) { _ in short }.render(diagnostic).contains("fix: write 'name'"))
    }

    @Test("the summary counts by severity")
    func summary() {
        let (error, _) = diagnostic("1️⃣x2️⃣")
        let warning = Diagnostic(.foreignKey, "x", file: "a", range: error.range)
        #expect(DiagnosticText.summary([]) == nil)
        #expect(DiagnosticText.summary([error]) == "1 error")
        #expect(DiagnosticText.summary([error, warning, warning]) == "1 error and 2 warnings")
    }

    @Test("JSON has every part")
    func json() throws {
        let (diagnostic, _) = diagnostic("```bash {1️⃣naem2️⃣=x}\n", notes: true)
        let json = DiagnosticJSON.render([diagnostic])
        #expect(json["summary"]?["errors"]?.intValue == 1)
        let first = try #require(json["diagnostics"]?.arrayValue?.first)
        #expect(first["rule"]?.stringValue == "unknown-key")
        #expect(first["range"]?["start"]?["column"]?.intValue == 10)
        #expect(first["replacement"]?.stringValue == "name")
        #expect(first["notes"]?.arrayValue?.count == 1)
    }

    @Test("SARIF has rules with their index, UTF-16 columns, fixes and escaped paths")
    func sarif() throws {
        let (diagnostic, source) = diagnostic("日本👍 {1️⃣naem2️⃣=x}\n", notes: true)
        let log = DiagnosticSARIF(toolVersion: "1.2.3") { _ in source }.render([diagnostic])
        #expect(log["version"]?.stringValue == "2.1.0")
        let run = try #require(log["runs"]?.arrayValue?.first)
        #expect(run["columnKind"]?.stringValue == "utf16CodeUnits")
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.arrayValue)
        let result = try #require(run["results"]?.arrayValue?.first)
        let index = try #require(result["ruleIndex"]?.intValue)
        #expect(rules[index]["id"]?.stringValue == result["ruleId"]?.stringValue)
        let place = try #require(result["locations"]?.arrayValue?.first?["physicalLocation"])
        #expect(place["artifactLocation"]?["uri"]?.stringValue == "a%20b.md")
        // Two characters, a surrogate pair, a blank and a brace.
        #expect(place["region"]?["startColumn"]?.intValue == 7)
        #expect(place["region"]?["endColumn"]?.intValue == 11)
        let change = result["fixes"]?.arrayValue?.first?["artifactChanges"]?.arrayValue?.first?["replacements"]?
            .arrayValue?.first
        #expect(change?["insertedContent"]?["text"]?.stringValue == "name")
    }
}
