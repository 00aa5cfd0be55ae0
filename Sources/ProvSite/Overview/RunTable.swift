import ProvJournal
import ProvReport
import ProvText

/// Every run of a store as a table for spreadsheets: one line for each, none left out.
package struct RunTable {
    let history: RunHistory

    package init(_ history: RunHistory) { self.history = history }

    static let columns = [
        "run", "mode", "verdict", "started", "ended", "seconds", "runbook", "title", "kind", "digest", "git_commit",
        "environment", "user", "machine",
        "purpose", "planned", "executed", "proven", "already_so", "done", "failed", "in_doubt", "skipped", "undone",
        "not_reached", "deviations", "approvals",
        "interruptions", "rto_wanted_seconds", "rto_measured_seconds", "rto_met", "rpo_wanted_seconds",
        "rpo_measured_seconds", "rpo_met", "drill",
        "undoes", "undone_by", "journal_head", "problem",
    ]

    /// RFC 4180, with `\r\n`; times are UTC. Runs that cannot be read stand at its end.
    package var csv: String {
        var undoneBy: [String: String] = [:]
        for run in history.runs { if let undoes = run.opened.undoes { undoneBy[undoes] = run.opened.run } }
        var text = Self.columns.joined(separator: ",") + "\r\n"
        for run in history.runs {
            text += row(run, undoneBy: undoneBy[run.opened.run]).map(Self.cell).joined(separator: ",") + "\r\n"
        }
        for run in history.lost { text += row(run).map(Self.cell).joined(separator: ",") + "\r\n" }
        return text
    }

    private func row(_ run: UnreadableRun) -> [String] {
        Self.columns.map { column in
            switch column {
            case "run": run.id
            case "verdict": run.isGone ? "gone" : "unreadable"
            case "started": run.openedAt ?? ""
            case "problem": run.why
            default: ""
            }
        }
    }

    private func row(_ report: RunReport, undoneBy: String?) -> [String] {
        let (opened, run) = (report.opened, RunOverview(report))
        let counts = run.counts
        let objectives = run.objectives
        let rto = objectives.first { $0.name == "RTO" }
        let rpo = objectives.first { $0.name == "RPO" }
        let head: [String] = [
            opened.run, opened.mode.rawValue, run.verdict.rawValue, Moment.machine(report.startedAt),
            Moment.machine(report.lastEventAt), Self.number(run.seconds),
            history.path(of: report), opened.title, opened.kind ?? "", opened.runbookDigest,
            opened.gitCommit.map { $0 + (opened.gitDirty ? "+" : "") } ?? "",
            opened.environment, opened.user, opened.machine, opened.purpose ?? "",
        ]
        let numbers = [
            counts.planned, counts.executed, counts.proven, counts.satisfied, counts.done, counts.failed,
            counts.inDoubt, counts.skipped, counts.undone,
            counts.notReached, report.deviations.count, report.approvals.count { $0.action == .granted },
            report.interruptions.count,
        ].map(String.init)
        let measures = [rto, rpo].flatMap { objective in
            [
                objective.map { Self.number($0.wanted) } ?? "", objective?.measured.map(Self.number) ?? "",
                objective?.isMet.map { $0 ? "yes" : "no" } ?? "",
            ]
        }
        return head + numbers + measures + [
            opened.isDrill ? "yes" : "no", opened.undoes ?? "", undoneBy ?? "", report.headHash,
            report.corruption ?? "",
        ]
    }

    private static func number(_ seconds: Double) -> String {
        let tenths = Int(exactly: (max(0, seconds.isFinite ? seconds : 0) * 10).rounded()) ?? 0
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// A spreadsheet takes what begins with certain signs for a formula: an apostrophe in front makes it a text.
    private static func cell(_ value: String) -> String {
        let shown = VisibleControls.shownOnOneLine(value)
        let text = shown.utf8.first.map("=+-@".utf8.contains) == true ? "'" + shown : shown
        guard text.utf8.contains(where: { $0 == ASCII.comma || $0 == ASCII.quotationMark }) else { return text }
        return "\"" + text.replacing(bytesOf: "\"", with: "\"\"") + "\""
    }
}
