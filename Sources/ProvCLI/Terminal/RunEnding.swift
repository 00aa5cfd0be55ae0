import ProvEngine
import ProvJournal
import ProvPages
import ProvRunbook

/// The last words of a run: what came of it, and what to do next.
struct RunEnding {
    var result: RunResult
    var run: String
    var report: String
    var steps: [Step]

    func text(_ console: Console) -> String {
        let counts = Dictionary(grouping: result.settled, by: \.state).mapValues(\.count)
        let words: [StepState] = [.proven, .satisfied, .done, .failed, .inDoubt, .undone, .skipped, .pending, .notReached]
        let summary = words.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }.joined(separator: ", ")
        var lines = ["", "\(verdict(console)) in \(Quantity.duration(result.closed.seconds)): \(summary)"]
        for failed in result.settled where failed.state == .failed || failed.state == .inDoubt {
            let step = steps.first { $0.id.rawValue == failed.step }
            let place = step.map { "\($0.file):\($0.lines.lowerBound)" } ?? ""
            lines.append("  \(failed.step) on \(failed.host), \(place): \(TerminalText.safeLine(failed.reason ?? ""))")
            for fix in step?.fixes ?? [] { lines.append("    known fix: \(TerminalText.safeLine(fix.symptom ?? fix.when.value)) (--fix applies it)") }
        }
        lines.append("report   \(report)")
        lines += next.map { "\($0.0)  \($0.1)" }
        return lines.joined(separator: "\n")
    }

    private func verdict(_ console: Console) -> String {
        switch result.verdict {
        case "proven", "done", "rolled-back": console.styled(result.verdict, .green, .bold)
        case "failed": console.styled("failed", .red, .bold)
        default: console.styled(result.verdict, .yellow, .bold)
        }
    }

    private var next: [(String, String)] {
        switch result.verdict {
        case "proven", "done": [("again   ", "prov show \(run)")]
        case "in-doubt": [("settle  ", "prov resume \(run) --settle STEP=done (or =again), with --reason")]
        case "rolled-back": [("details ", "prov show \(run)")]
        default: [("go on   ", "prov resume \(run)"), ("undo    ", "prov rollback \(run)"), ("details ", "prov show \(run)")]
        }
    }
}
