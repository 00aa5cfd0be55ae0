import ProvJournal
import ProvRunbook
import ProvText

/// A finished run for a terminal: a line a step, what went wrong with its last lines of output, and what to do next.
package struct RunSummaryText {
    /// How to write it.
    package struct Options: Sendable {
        package var paint: TerminalPaint
        /// Columns; lines of the table are cut to fit.
        package var width: Int
        /// Names of steps whose runbook knows a fix that matches the failure.
        package var fixable: Set<String>
        /// The end of each output that is shown of a failure.
        package var tailLines: Int
        /// What a command about the run needs besides its id, with a blank before it.
        package var storeHint: String

        package init(
            isColoured: Bool, width: Int = 100, fixable: Set<String> = [], tailLines: Int = 20, storeHint: String = ""
        ) {
            paint = TerminalPaint(isColoured: isColoured)
            self.width = width
            self.fixable = fixable
            self.tailLines = tailLines
            self.storeHint = storeHint
        }
    }

    private let input: ReportInput
    private let run: RunOverview
    private let options: Options
    private var paint: TerminalPaint { options.paint }

    package init(_ input: ReportInput, options: Options) {
        self.input = input
        run = RunOverview(input.report)
        self.options = options
    }

    package var text: String {
        var parts = [head, table]
        parts += run.failures.prefix(10).map(failure)
        if run.failures.count > 10 {
            parts.append(
                """
                and \(run.failures.count - 10) more; see `prov report \
                \(input.report.opened.run)\(options.storeHint)`

                """
            )
        }
        parts.append(people)
        parts.append(next)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    // MARK: Head

    private var head: String {
        let opened = input.report.opened
        let words = run.words
        var text =
            """
            \(paint.tone(words.tone, "\(words.symbol) \(paint.bold(words.label))"))  \
            \(paint.bold(TerminalText.safeLine(opened.title)))

            """
        text += "  \(TerminalText.safeLine(run.sentence))\n"
        let facts =
            [
                opened.run, "\(opened.isDrill ? "drill of " : "")\(opened.runbook) on \(opened.environment)",
                "by \(opened.user) on \(opened.machine)",
                "\(Moment.text(input.report.startedAt)), \(Quantity.duration(run.seconds))",
            ] + (opened.purpose.map { ["for \($0)"] } ?? [])
        text += facts.map { "  \(paint.faint(TerminalText.safeLine($0)))\n" }.joined()
        if let signers = opened.signers {
            text += "  \(paint.faint(TerminalText.safeLine("approvals by \(signers.words)")))\n"
        }
        return text + ObjectiveText.lines(run, paint).map { "  \($0)\n" }.joined()
    }

    // MARK: Table

    private var table: String {
        guard !run.steps.isEmpty else { return "  The journal ends before the plan: no step had started.\n" }
        let digits = String(run.steps.count).utf8.count
        let labelWidth = run.steps.map { DisplayWidth.of($0.label) }.max() ?? 0
        let titleWidth = min(
            run.steps.map { DisplayWidth.of(TerminalText.safeLine($0.title)) }.max() ?? 0, max(20, options.width - 44))
        var text = ""
        var section: [String]?
        for step in run.steps {
            let own = step.step.planned.phase == .finally ? ["Finally"] : step.step.planned.section
            if own != section {
                section = own
                let trail = own.map(TerminalText.safeLine).joined(separator: " › ")
                if !trail.isEmpty { text += "  \(paint.faint(DisplayWidth.fitted(trail, to: options.width - 2)))\n" }
            }
            text += row(step, digits: digits, labelWidth: labelWidth, titleWidth: titleWidth)
        }
        return text
    }

    private func row(_ step: StepOverview, digits: Int, labelWidth: Int, titleWidth: Int) -> String {
        let words = step.state.words
        let number = String(repeating: " ", count: digits - String(step.number).utf8.count) + String(step.number)
        let title = DisplayWidth.padded(
            DisplayWidth.fitted(TerminalText.safeLine(step.title), to: titleWidth), to: titleWidth)
        let time = step.seconds.map { Quantity.duration($0) } ?? ""
        let rest = [hostWords(step), step.state.isSuccess && step.state != .skipped ? "" : reason(step)].filter {
            !$0.isEmpty
        }.joined(separator: "  ")
        let left = options.width - (digits + labelWidth + titleWidth + 18)
        let line =
            """
              \(paint.faint(number)) \
            \(paint.tone(words.tone, "\(words.symbol) \(DisplayWidth.padded(step.label, to: labelWidth))"))  
            """
                + """
                \(title)  \(DisplayWidth.padded(time, to: 9))  \
                \(paint.faint(DisplayWidth.fitted(rest, to: max(12, left))))
                """
        return line.trimmingTrailingBlanks + "\n"
    }

    private func hostWords(_ step: StepOverview) -> String {
        guard run.isOnManyHosts else { return "" }
        let wanted = step.groups.first { $0.state == step.state } ?? step.groups.first
        let names =
            wanted.map { RunOverview.shortened($0.names).map(TerminalText.safeLine).joined(separator: ", ") } ?? ""
        return step.groups.count > 1 ? "\(names) of \(step.step.hosts.count) hosts" : names
    }

    private func reason(_ step: StepOverview) -> String {
        TerminalText.safeLine((step.groups.first { $0.state == step.state }?.reason ?? "").firstLine)
    }

    // MARK: Failures

    private func failure(_ failure: RunOverview.Failure) -> String {
        let (step, group) = (failure.step, failure.group)
        let words = group.state.words
        var text = paint.tone(words.tone, "\(words.symbol) \(step.number). \(TerminalText.safeLine(step.title))")
        let place =
            ([step.step.planned.step, step.place]
            + (run.isOnManyHosts ? [Quantity.list(RunOverview.shortened(group.names))] : []))
            .filter { !$0.isEmpty }.map(TerminalText.safeLine).joined(separator: ", ")
        text += "  \(paint.faint(place))\n"
        if let reason = failure.reason { text += indented(reason) }
        for check in failure.checks.prefix(RunOverview.Failure.mostChecks) {
            text +=
                "  expected: \(TerminalText.safeLine(check.wanted))\n  found:    \(TerminalText.safeLine(check.found))\n"
        }
        if !failure.moreChecks.isEmpty { text += "  \(failure.moreChecks)\n" }
        if !group.sample.afterwards.isEmpty { text += indented(group.sample.afterwards) }
        guard let attempt = failure.shownAttempt else { return text }
        for stored in attempt.outputs where stored.length > 0 { text += tail(of: stored) }
        return text
    }

    private func tail(of stored: OutputStored) -> String {
        guard !stored.isWithheld else {
            return "  \(paint.faint("\(stored.stream) is withheld: a secret in it is too short to mask"))\n"
        }
        guard let bytes = input.bytes(of: stored) else {
            return "  \(paint.tone(.warning, "\(stored.stream) is no longer readable"))\n"
        }
        let shown = Array(OutputExcerpt.lastLines(options.tailLines, of: bytes, bytes: 16 << 10))
        let count =
            stored.lines > options.tailLines
            ? "last \(options.tailLines) of \(Quantity.grouped(stored.lines)) lines"
            : Quantity.count(stored.lines, "line")
        var text = "  \(paint.faint("\(TerminalText.safeLine(stored.stream)), \(count):"))\n"
        for line in TerminalText.safe(shown, keepsColours: paint.isColoured).split(
            separator: "\n", omittingEmptySubsequences: false
        ).droppingEmptyLast {
            text += "  \(paint.faint("│")) \(line)\(paint.isColoured && line.contains("\u{1B}") ? "\u{1B}[0m" : "")\n"
        }
        return text
    }

    private func indented(_ reason: String) -> String {
        reason.lines.prefix(20).map { "  \(VisibleControls.shown(String($0)))\n" }.joined()
    }

    // MARK: People and the way on

    private var people: String {
        let report = input.report
        var lines = report.problems.map { paint.tone(.bad, "recording problem: \(TerminalText.safeLine($0))") }
        lines += report.interruptions.map { paint.tone(.warning, "interrupted: \(TerminalText.safeLine($0))") }
        lines += report.deviations.map { deviation in
            let place = deviation.step.map { " \($0)" } ?? ""
            return TerminalText.safeLine("\(deviation.label)\(place), by \(deviation.user): \(deviation.reason)")
        }
        return lines.map { "  \($0)\n" }.joined()
    }

    private var next: String {
        let run = input.report.opened.run + options.storeHint
        var lines: [(String, String)] = []
        let hasUndoInDoubt = input.report.steps.contains { $0.hosts.contains { $0.doubtfulAction == .undo } }
        let failed = self.run.failures.filter { $0.group.state == .failed }.map(\.step.step.planned.step)
        switch self.run.verdict {
        case .failed where input.report.failedByObjectives: break
        case .failed where input.report.opened.mode == .verify:
            lines.append(
                (
                    "prov run \(TerminalText.safeLine(ShellText.word(input.report.opened.runbook)))",
                    "run the steps whose checks failed"
                ))
        case .failed, .interrupted, .inDoubt:
            if let name = failed.first(where: options.fixable.contains) {
                lines.append(
                    (
                        "prov resume \(run)",
                        "continue; prov offers the runbook's fix for \(TerminalText.safeLine(name))"
                    ))
            } else {
                let doubt =
                    self.run.verdict == .inDoubt
                    ? "resolve the steps in doubt, then continue" : "continue where it stopped"
                if !hasUndoInDoubt { lines.append(("prov resume \(run)", doubt)) }
            }
            if input.report.canBeUndone {
                lines.append(
                    (
                        "prov rollback \(run)",
                        hasUndoInDoubt
                            ? "resolve the undo in doubt, then undo the rest" : "undo what was done, in reverse order"
                    ))
            }
        case .running: lines.append(("prov show \(run)", "show its current state"))
        case .notWhole:
            lines.append(
                (
                    "cp -a RUN-FOLDER ELSEWHERE",
                    "do not change it; compare it with a copy of the store or an anchored hash"
                ))
        case .proven, .done, .rolledBack, .refused: break
        }
        lines.append(("prov report \(run) --format html", "the full record as a page"))
        let width = lines.map { DisplayWidth.of($0.0) }.max() ?? 0
        return "Next\n"
            + lines.map { "  \(paint.bold(DisplayWidth.padded($0.0, to: width)))  \(paint.faint($0.1))\n" }.joined()
    }
}

extension String {
    /// Without blanks at the end.
    var trimmingTrailingBlanks: String {
        var end = endIndex
        while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
        return String(self[..<end])
    }
}

extension Array where Element == Substring {
    /// Without the empty piece after a last newline.
    var droppingEmptyLast: ArraySlice<Substring> { last?.isEmpty == true ? dropLast() : self[...] }
}
