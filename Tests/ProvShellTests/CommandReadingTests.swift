import ProvRunbook
import ProvText
import Testing

@Suite("A shell script is never taken for output")
struct CommandReadingTests {
    @Test("whatever bash's grammar makes", arguments: 0..<20)
    func random(seed: Int) {
        for round in 0..<100 {
            var maker = RandomScript(seed: seed * 100 + round)
            let script = maker.text()
            let (runbook, _) = RunbookReader.read(SourceText(path: "x.md", text: "~~~~bash\n\(script)~~~~\n")) {
                _, _ in .missing("")
            }
            guard case .script = runbook.steps.first?.body else {
                Issue.record("not a step: \(runbook.shown.map(\.reason.sentence))\n\(script)")
                return
            }
        }
    }
}
