import ProvJournal
import ProvText

/// The difference of two runs for a terminal.
package struct RunDifferenceText {
    /// Lines of one output that are shown.
    private static let mostLines = 40

    let difference: RunDifference
    private let paint: TerminalPaint

    package init(_ difference: RunDifference, isColoured: Bool) {
        self.difference = difference
        paint = TerminalPaint(isColoured: isColoured)
    }

    package var text: String {
        var text = head("-", difference.before) + head("+", difference.after) + "\n\(difference.sentence)\n"
        let facts = difference.facts
        if !facts.isEmpty {
            let width = facts.map { DisplayWidth.of($0.name) }.max() ?? 0
            text +=
                "\n"
                + facts.map {
                    """
                      \(paint.faint(DisplayWidth.padded(TerminalText.safeLine($0.name), to: width)))  \
                    \(TerminalText.safeLine($0.before)) → \(TerminalText.safeLine($0.after))

                    """
                }.joined()
        }
        let changed = difference.changed
        if !changed.isEmpty { text += "\n" }
        for step in changed { text += self.step(step) }
        let same = difference.steps.count - changed.count
        if same > 0 { text += paint.faint("\n  \(Quantity.count(same, "step")) had the same outcome in both\n") }
        return text
    }

    private func head(_ mark: String, _ report: RunReport) -> String {
        let run = RunOverview(report)
        let words = run.words
        return
            """
            \(mark) \(paint.bold(report.opened.run))  \
            \(paint.tone(words.tone, "\(words.symbol) \(words.label)"))  \(Moment.short(report.startedAt)) UTC  \
            \(Quantity.duration(run.seconds))  
            """
                + TerminalText.safeLine("\(report.opened.user)@\(report.opened.environment)  \(report.opened.title)")
                + "\n"
    }

    private func step(_ step: StepDifference) -> String {
        let former = step.formerName.map { paint.faint(" (\(TerminalText.safeLine($0)) in the first)") } ?? ""
        var text = "  \(paint.bold(TerminalText.safeLine(step.name)))\(former)  \(states(step))\(times(step))\n"
        if let commands = step.commands { text += paint.faint("    command\n") + lines(commands) }
        if let reasons = step.reasons {
            if let before = reasons.before {
                text += "    " + paint.tone(.bad, "- " + TerminalText.safeLine(before)) + "\n"
            }
            if let after = reasons.after {
                text += "    " + paint.tone(.good, "+ " + TerminalText.safeLine(after)) + "\n"
            }
        }
        for output in step.outputs {
            text += paint.faint("    \(TerminalText.safeLine(output.place))\n") + lines(output.lines)
        }
        return text
    }

    private func states(_ step: StepDifference) -> String {
        switch (step.before?.state, step.after?.state) {
        case (let old?, let new?) where old == new: word(new)
        case (let old?, let new?): "\(word(old)) → \(word(new))"
        case (nil, let new?): "only in the second: \(word(new))"
        case (let old?, nil): "only in the first: \(word(old))"
        case (nil, nil): ""
        }
    }

    private func word(_ state: StepState) -> String {
        paint.tone(state.words.tone, "\(state.words.symbol) \(state.words.label)")
    }

    private func times(_ step: StepDifference) -> String {
        guard let before = step.before?.seconds, let after = step.after?.seconds else { return "" }
        let words = "  \(Quantity.duration(before)) → \(Quantity.duration(after))"
        return step.isSlower ? paint.tone(.warning, words) : paint.faint(words)
    }

    private func lines(_ difference: LineDifference) -> String {
        var text = difference.lines.prefix(Self.mostLines).map { line in
            let shown = "    \(line.mark.rawValue) \(VisibleControls.shown(line.text))"
            return (line.mark == .same ? shown : paint.tone(line.mark == .added ? .good : .bad, shown)) + "\n"
        }.joined()
        if difference.lines.count > Self.mostLines {
            text += "    … \(difference.lines.count - Self.mostLines) more lines\n"
        }
        return text
    }
}
