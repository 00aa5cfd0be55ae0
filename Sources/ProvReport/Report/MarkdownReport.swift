import ProvChecks
import ProvJournal
import ProvText

/// The report as CommonMark, short enough to paste into a ticket: verdict, facts, failures, deviations, every step in a
/// line, proof.
package struct MarkdownReport: ReportFormat {
    package let name = "markdown"
    package let about = "a short report to paste into a ticket"
    package let fileExtension = "md"
    package let mediaType = "text/markdown"

    static let tailLines = 20

    package init() {}

    package func render(_ input: ReportInput) -> [UInt8] {
        let run = RunOverview(input.report)
        var text = MarkdownText()
        head(run, into: &text)
        failures(run, input, into: &text)
        people(run, into: &text)
        steps(run, into: &text)
        requirements(run.report, into: &text)
        inputs(run.report, into: &text)
        proof(input, into: &text)
        return Array(text.text.utf8)
    }

    private func head(_ run: RunOverview, into text: inout MarkdownText) {
        let opened = run.report.opened
        let words = run.words
        text.heading(1, "\(words.label): \(opened.title)")
        text.paragraph(MarkdownText.plain(run.sentence))
        text.item(
            "Run",
            MarkdownText.code(opened.run)
                + (opened.isDrill ? " (drill)" : opened.mode == .run ? "" : " (\(opened.mode.rawValue))"))
        text.item("Runbook", MarkdownText.code(opened.runbook) + ", SHA-256 " + MarkdownText.code(opened.runbookDigest))
        if let commit = opened.gitCommit {
            text.item("Git commit", MarkdownText.code(commit) + (opened.gitDirty ? ", with uncommitted changes" : ""))
        }
        if let signers = opened.signers { text.item("Allowed signers", MarkdownText.plain(signers.words)) }
        text.item("Who", MarkdownText.plain(opened.user) + " on " + MarkdownText.plain(opened.machine))
        text.item("Environment", MarkdownText.plain(opened.environment))
        text.item("When", "\(Moment.text(run.report.startedAt)), for \(Quantity.duration(run.seconds))")
        text.item("Why", opened.purpose.map(MarkdownText.plain) ?? "no reason given")
        text.item("Steps", run.tally.map { "\($0.count) \($0.state.words.label.lowercased())" }.joined(separator: ", "))
        if let began = run.report.outageBeganAt { text.item("Outage began", Moment.text(began)) }
        for objective in run.objectives {
            let measured =
                objective.measured.map {
                    "\(objective.isMet == true ? "met" : "**missed**"), \(Quantity.duration($0)) measured"
                } ?? (objective.trouble == nil ? objective.absence : MarkdownText.plain(objective.absence))
            text.item(objective.name, "\(Quantity.duration(objective.wanted)), \(measured)")
        }
        text.item("Version", MarkdownText.plain("prov \(opened.toolVersion)"))
        text.blank()
    }

    private func failures(_ run: RunOverview, _ input: ReportInput, into text: inout MarkdownText) {
        let failures = run.failures
        guard !failures.isEmpty else { return }
        text.heading(2, "Failures")
        for failure in failures {
            let hosts = run.isOnManyHosts ? " on " + Quantity.list(RunOverview.shortened(failure.group.names)) : ""
            text.heading(3, "\(failure.step.number). \(failure.step.title)")
            text.paragraph(
                "\(failure.group.label)\(MarkdownText.plain(hosts))\(failure.reason.map { ": " + MarkdownText.plain($0) } ?? ".")"
            )
            for check in failure.checks.prefix(RunOverview.Failure.mostChecks) {
                text.item("Expected", MarkdownText.plain(check.wanted))
                text.item("Found", MarkdownText.plain(check.found))
                text.blank()
                if let difference = check.difference {
                    text.fence(VisibleControls.shown(difference), info: "diff")
                }
            }
            if !failure.moreChecks.isEmpty { text.paragraph(failure.moreChecks) }
            if !failure.group.sample.afterwards.isEmpty {
                text.paragraph(MarkdownText.plain(failure.group.sample.afterwards))
            }
            guard let attempt = failure.shownAttempt else { continue }
            text.paragraph("\(attempt.label), \(MarkdownText.plain(attempt.ending)):")
            text.fence(VisibleControls.shown(attempt.intended.command), info: "sh")
            for stored in attempt.outputs where stored.length > 0 && !stored.isWithheld {
                guard let bytes = input.bytes(of: stored) else { continue }
                let tail = OutputExcerpt.lastLines(Self.tailLines, of: bytes, bytes: 16 << 10)
                text.paragraph(tail.count < bytes.count ? "End of \(stored.stream):" : "\(stored.stream):")
                text.fence(TerminalText.safe(Array(tail)), info: "text")
            }
        }
    }

    private func people(_ run: RunOverview, into text: inout MarkdownText) {
        let report = run.report
        guard
            !(report.deviations.isEmpty && report.approvals.isEmpty && report.interruptions.isEmpty
                && report.problems.isEmpty)
        else { return }
        text.heading(2, "Deviations and decisions")
        for problem in report.problems { text.item("Recording problem", MarkdownText.plain(problem)) }
        for cause in report.interruptions { text.item("Interrupted", MarkdownText.plain(cause)) }
        for deviation in report.deviations {
            let place = [deviation.step, deviation.host].compactMap { $0 }.map(MarkdownText.code).joined(
                separator: " on ")
            let evidence = deviation.evidence.map { ", evidence SHA-256 " + MarkdownText.code($0) } ?? ""
            text.item(
                MarkdownText.plain(deviation.label),
                """
                \(place.isEmpty ? "" : place + ", ")by \(MarkdownText.plain(deviation.user)): \
                \(MarkdownText.plain(deviation.reason))\(evidence)
                """
            )
        }
        for approval in report.approvals {
            let note =
                (approval.note.map { ": " + MarkdownText.plain($0) } ?? "")
                + (approval.key.map { ", signed with " + MarkdownText.code($0) } ?? "")
                + (approval.rule.map { " (\(MarkdownText.plain($0)))" } ?? "")
            text.item(
                "Approval \(approval.action.rawValue)",
                "\(MarkdownText.code(approval.step))\(approval.approver.map { ", by " + MarkdownText.plain($0) } ?? "")\(note)"
            )
        }
        text.blank()
    }

    private func steps(_ run: RunOverview, into text: inout MarkdownText) {
        text.heading(2, "Steps")
        for step in run.steps {
            var line =
                """
                \(step.state.words.symbol) **\(step.label)** \(MarkdownText.plain(step.title)) \
                \(MarkdownText.code(step.step.planned.step))
                """
            if let seconds = step.seconds { line += ", \(Quantity.duration(seconds))" }
            if run.isOnManyHosts {
                for group in step.groups where step.groups.count > 1 {
                    line +=
                        """
                        ; \(MarkdownText.plain(Quantity.list(RunOverview.shortened(group.names)))): \
                        \(group.label.lowercased())
                        """
                }
            }
            text.numbered(step.number, line)
        }
        text.blank()
    }

    private func requirements(_ report: RunReport, into text: inout MarkdownText) {
        guard !report.requirements.isEmpty else { return }
        text.heading(2, "Requirements")
        for requirement in RequirementRow.all(of: report) {
            let isMet = requirement.check.result == .pass
            text.item(
                MarkdownText.plain(requirement.wanted),
                (isMet ? "found " : "**not met**, ") + MarkdownText.plain(requirement.check.found))
        }
        text.blank()
    }

    private func inputs(_ report: RunReport, into text: inout MarkdownText) {
        guard !report.opened.parameters.isEmpty else { return }
        text.heading(2, "Parameters")
        for (name, value) in report.opened.parameters.sorted(by: { $0.key < $1.key }) {
            text.item(MarkdownText.plain(name), MarkdownText.code(value))
        }
        text.blank()
    }

    private func proof(_ input: ReportInput, into text: inout MarkdownText) {
        text.heading(2, "Proof")
        switch input.integrity.chain {
        case .whole: text.item("Journal", "whole, \(Quantity.count(input.report.eventCount, "record"))")
        case .torn(let bytes):
            text.item(
                "Journal",
                "intact up to its last line, then \(Quantity.count(bytes, "byte")) of an interrupted write")
        case .corrupt(let place):
            text.item(
                "Journal", "**altered or damaged**: \(MarkdownText.plain(place)); this report shows what could be read")
        case .unchecked: text.item("Journal", "not checked")
        }
        if !input.report.headHash.isEmpty {
            text.item("Hash of the last line", MarkdownText.code(input.report.headHash))
        }
        if let root = input.report.closed?.merkleRoot { text.item("Merkle root", MarkdownText.code(root)) }
        if input.integrity.isAnchored {
            for anchor in input.integrity.anchors { text.item("Anchored by", MarkdownText.plain(anchor)) }
        } else {
            text.item("UNANCHORED", "nothing outside of the store confirms this record; copy this hash to a ticket")
        }
    }
}
