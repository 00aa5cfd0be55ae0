import ProvEngine
import ProvJournal
import ProvRunbook
import Testing

@testable import ProvCLI
@testable import ProvText

@Suite("What a terminal shows while steps run")
struct LiveBoardTests {
    private func board(_ text: String) throws -> LiveBoard {
        let source = SourceText(path: "a.md", text: text)
        let runbook = RunbookReader.read(source) { _, _ in .missing("no includes here") }.runbook
        let plan = try #require(Planner.plan(runbook, request: PlanRequest()).plan)
        return LiveBoard(plan: plan, line: StepLine(plan: plan, glyphs: .fitting { _ in nil }), at: 0)
    }

    private let text = """
        # Title

        ## Part

        ```bash {name=own title="Copy the archive"}
        cp a b
        ```

        ```bash {name=plain}
        cp c d
        ```
        """

    @Test("a step with a title of its own runs under it, another one under its command")
    func titles() throws {
        var board = try board(text)
        _ = board.take(
            .started(ActionKey(step: "own", host: "local", action: .run, attempt: 1), command: "cp a b"), at: 0)
        _ = board.take(
            .started(ActionKey(step: "plain", host: "local", action: .run, attempt: 1), command: "cp c d"), at: 0)
        let rows = board.rows(at: 1, frame: 0, size: (rows: 24, columns: 80)).joined(separator: "\n")
        #expect(rows.contains("own  Copy the archive") && !rows.contains("cp a b"))
        #expect(rows.contains("plain  cp c d"))
    }

    @Test("whatever steps print, the rows fit into the window", arguments: [8, 20, 39, 80, 200], [3, 6, 24])
    func fits(columns: Int, height: Int) throws {
        var board = try board(text)
        for step in ["own", "plain"] {
            let key = ActionKey(step: step, host: "local", action: .run, attempt: 1)
            _ = board.take(.started(key, command: String(repeating: "wide 语言 ", count: 40)), at: 0)
            let output = Array((String(repeating: "é\u{1B}[31m漢", count: 100) + "\n").utf8)
            for _ in 0..<30 {
                _ = board.take(.output(key, stream: "stdout", bytes: output[...], isAfterEnd: false), at: 0)
            }
        }
        let rows = board.rows(at: 3600, frame: 7, size: (rows: height, columns: columns))
        #expect(rows.count <= height - 1)
        for row in rows { #expect(StyledText.width(row) <= columns, "\(row)") }
    }
}
