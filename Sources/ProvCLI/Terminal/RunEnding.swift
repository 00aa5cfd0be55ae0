import ProvEngine
import ProvJournal
import ProvPages
import ProvRunbook

/// The last words of a run: what came of it, and what to do next.
struct RunEnding {
    var result: RunResult
    var mode: RunMode
    /// The run's id, and where its store is if that must be said.
    var run: String
    /// `nil` where the report could not be written.
    var report: String?
    var line: StepLine

    func text() -> String {
        let counts = Dictionary(grouping: result.settled, by: \.state).mapValues(\.count)
        let words: [StepState] = [.proven, .satisfied, .done, .undone, .failed, .inDoubt, .skipped, .pending, .notReached]
        let summary = words.compactMap { state in counts[state].map { "\($0) \(state.words.label.lowercased())" } }.joined(separator: ", ")
        var lines = ["", "\(verdict) in \(Quantity.duration(result.closed.seconds))\(summary.isEmpty ? "" : ": \(summary)")"]
        for open in result.settled where open.state == .failed || open.state == .inDoubt || open.state == .pending {
            lines.append("  \(line.glyph(open.state)) \(open.step), \(line.place(open.step)): \(firstLine(open.reason))")
        }
        var links: [(String, String)] = report.map { [("report", $0)] } ?? []
        links += next
        let width = links.map(\.0.count).max() ?? 0
        lines += links.map { DisplayWidth.padded($0.0, to: width) + "  " + $0.1 }
        return lines.joined(separator: "\n")
    }

    private func firstLine(_ reason: String?) -> String {
        TerminalText.safeLine(reason?.split(separator: "\n").first.map(String.init) ?? "no reason was recorded")
    }

    private var verdict: String {
        switch result.verdict {
        case "proven": line.styled(mode == .verify ? "everything holds" : "proven", .green)
        case "done": line.styled(mode == .verify ? "nothing to verify" : "done", .green)
        case "rolled-back": line.styled("rolled back", .green)
        case "failed": line.styled(mode == .verify ? "not as it should be" : "failed", .red)
        case "in-doubt": line.styled("in doubt", .yellow)
        default: line.styled(result.verdict, .yellow)
        }
    }

    private var next: [(String, String)] {
        let show = ("details", "prov show \(run)")
        switch (mode, result.verdict) {
        case (.verify, _): return [show]
        case (.rollback, "failed"), (.rollback, "interrupted"): return [("again", "prov rollback \(run)"), show]
        case (.rollback, _), (_, "rolled-back"): return [show]
        case (_, "proven"), (_, "done"): return [("undo", "prov rollback \(run)"), show]
        case (_, "in-doubt"):
            let step = result.settled.first { $0.state == .inDoubt }?.step ?? "STEP"
            return [("settle", "prov resume \(run) --settle \(step)=done --reason TEXT   (or =again)"), show]
        default: return [("go on", "prov resume \(run)"), ("undo", "prov rollback \(run)"), show]
        }
    }
}
