import ProvJournal
import ProvPages
import ProvRunbook

/// A recorded run for the terminal: what was due, what became of it, what failed and why.
struct RunText {
    let console: Console

    func text(_ run: LoadedRun) -> String {
        let report = run.report, opened = report.opened
        let line = StepLine(console: console)
        var lines = [
            "\(console.styled(TerminalText.safeLine(opened.title), .bold))  \(run.id)",
            "\(opened.mode) of \(TerminalText.safeLine(opened.runbook)) on \(opened.environment) by \(TerminalText.safeLine(opened.user)) at \(opened.machine), \(Moment.text(report.startedAt))",
            "verdict \(report.closed?.verdict ?? (run.isRunning ? "running" : "unfinished: prov resume \(run.id)"))",
        ]
        if let commit = opened.gitCommit { lines.append("commit \(commit.prefix(12))\(opened.gitDirty ? " with uncommitted changes" : "")") }
        if let purpose = opened.purpose { lines.append("reason \(TerminalText.safeLine(purpose))") }
        lines.append("")
        for step in report.steps { lines += self.lines(step, line, run) }
        for deviation in report.deviations { lines.append("\(deviation.kind): \(deviation.step ?? "") \(TerminalText.safeLine(deviation.reason)) (\(deviation.user))") }
        for problem in report.problems { lines.append(console.styled("problem: \(TerminalText.safeLine(problem))", .red)) }
        lines.append(run.integrity.isWhole ? "record   whole, \(report.eventCount) events, head \(report.headHash.prefix(16))… (UNANCHORED: nothing outside vouches for it)"
            : console.styled("record   NOT WHOLE: \(run.integrity.problems.map(\.description).joined(separator: "; "))", .red, .bold))
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ step: StepReport, _ line: StepLine, _ run: LoadedRun) -> [String] {
        var lines: [String] = []
        for host in step.hosts {
            let seconds = host.attempts.compactMap { $0.exited?.seconds }.reduce(0, +)
            lines.append(line.words(StepSettled(step: step.planned.step, host: host.host, state: host.state, reason: host.reason), seconds: seconds))
            guard host.state == .failed || host.state == .inDoubt else { continue }
            lines.append("    \(step.planned.file):\(step.planned.line)")
            for check in host.checks where check.result != "pass" && check.moment != "before" { lines.append("  " + line.check(check)) }
            for output in host.attempts.last?.outputs ?? [] {
                guard let tail = try? run.tail(of: output, lines: 20) else { continue }
                lines += tail.split(separator: "\n").map { "    │ \(TerminalText.safeLine(String($0)))" }
            }
        }
        return lines
    }
}
