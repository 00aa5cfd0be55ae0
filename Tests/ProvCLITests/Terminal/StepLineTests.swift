import ProvJournal
import ProvRunbook
import Testing

@testable import ProvCLI
@testable import ProvText

@Suite("Lines about steps on a narrow terminal")
struct StepLineTests {
    private func line(columns: Int?) throws -> StepLine {
        let source = SourceText(path: "a.md", text: "```bash {name=a}\ntrue\n```\n")
        let runbook = RunbookReader.read(source) { _, _ in .missing("no includes here") }.runbook
        let plan = try #require(Planner.plan(runbook, request: PlanRequest()).plan)
        return StepLine(plan: plan, glyphs: .fitting { _ in nil }, columns: { columns })
    }

    private let words =
        "it was stopped because nobody answered for as long as the key timeout of the step says it may wait"

    @Test("sentences of prov break between words, and lose none", arguments: [24, 40, 79, 80, 200])
    func sentences(columns: Int) throws {
        let line = try line(columns: columns)
        let failed = StepSettled(step: "a", host: "local", state: .failed, reason: words)
        let skipped = StepSettled(step: "a", host: "local", state: .skipped, reason: words)
        for text in [
            line.sentence(words), line.settled(skipped, seconds: 0, proof: nil),
            line.failure(failed, checks: [], tail: []).dropFirst().joined(separator: "\n"),
        ] {
            let rows = text.split(separator: "\n")
            #expect(rows.allSatisfy { StyledText.width(String($0)) < columns }, "\(text)")
            #expect(text.split(whereSeparator: \.isWhitespace).suffix(20).joined(separator: " ") == words)
        }
    }

    @Test("without a terminal a sentence is one line; a word that is too long stays whole")
    func whole() throws {
        #expect(try line(columns: nil).sentence(words) == "  " + words)
        let path = "/" + String(repeating: "x", count: 99)
        #expect(try line(columns: 40).sentence("see \(path) now") == "  see\n  \(path)\n  now")
    }

    @Test("what a command wrote is evidence: its lines stay as they are")
    func evidence() throws {
        let output = words + "   " + words
        let failed = StepSettled(step: "a", host: "local", state: .failed, reason: "exit code 1")
        let lines = try line(columns: 40).failure(failed, checks: [], tail: [output])
        #expect(lines.contains { $0.hasSuffix(output) })
        var shown = TerminalLines(prefix: "| ")
        #expect(String(decoding: shown.feed(Array("\(output)\n".utf8)[...]), as: UTF8.self) == "| \(output)\n")
    }
}
