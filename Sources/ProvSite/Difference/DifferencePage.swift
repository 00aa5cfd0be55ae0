import ProvJournal
package import ProvReport
import ProvText

/// The difference of two runs as a page of the site.
package struct DifferencePage {
    let difference: RunDifference
    let history: RunHistory

    package init(_ difference: RunDifference, history: RunHistory) {
        self.difference = difference
        self.history = history
    }

    static func path(_ before: RunReport, _ after: RunReport) -> String {
        "differences/\(before.opened.run)-\(after.opened.run).html"
    }

    private var path: String { Self.path(difference.before, difference.after) }
    private var references: PageReferences { PageReferences(page: path, history: history) }

    package var page: PageContent {
        let (old, new) = (difference.before.opened, difference.after.opened)
        let what =
            old.environment == new.environment
            ? "two runs in \(new.environment)" : "\(old.environment) against \(new.environment)"
        var page = PageBuilder(path: path, title: VisibleControls.shownOnOneLine("\(new.title): \(what)"))
        page.add("<p class=\"lead\">\(difference.sentence)</p>\n", words: difference.sentence)
        runs(&page)
        facts(&page)
        steps(&page)
        details(&page)
        return page.page(kind: .difference, summary: difference.sentence)
    }

    private func runs(_ page: inout PageBuilder) {
        page.heading("The runs", anchor: "runs")
        page.table(
            "The two runs", columns: ["Run", "Verdict", "When", "Took", "Environment", "Who"],
            rows: [difference.before, difference.after].map { report in
                let words = report.words
                return [
                    references.run(
                        report.opened.run, "<span class=\"mono\">\(String(report.opened.run.prefix(12)))…</span>"),
                    "<span class=\"t-\(words.tone.rawValue)\">\(words.label)</span>",
                    .time(report.startedAt), "\(Quantity.duration(RunOverview(report).seconds))",
                    "\(report.opened.environment)", "\(report.opened.user)",
                ]
            })
    }

    private func facts(_ page: inout PageBuilder) {
        let facts = difference.facts.filter { !["Verdict", "Environment", "Who"].contains($0.name) }
        guard !facts.isEmpty else { return }
        page.heading("Inputs and environment", anchor: "inputs")
        page.table(
            "Different inputs and environment", columns: ["What", "First", "Second"],
            rows: facts.map { ["\($0.name)", "\($0.before)", "\($0.after)"] })
    }

    private func steps(_ page: inout PageBuilder) {
        page.heading("Steps and times", anchor: "steps")
        page.table(
            "Steps and their times in both runs", columns: ["Step", "First", "Second", "Difference"],
            rows: difference.steps.enumerated().map { index, step in
                let title: Markup =
                    hasDetails(step)
                    ? "<a href=\"#step-\(index + 1)\">\(VisibleControls.shownOnOneLine(step.title))</a>"
                    : "\(VisibleControls.shownOnOneLine(step.title))"
                return [
                    title, cell(step.before, in: difference.before), cell(step.after, in: difference.after),
                    change(step),
                ]
            })
    }

    private func cell(_ step: StepOverview?, in report: RunReport) -> Markup {
        guard let step else { return "<span class=\"soft\">not in it</span>" }
        let words = step.state.words
        let state = references.run(
            report.opened.run, anchor: step.anchor, "<span class=\"t-\(words.tone.rawValue)\">\(words.label)</span>")
        return "\(state)\(step.seconds.map { " <span class=\"soft\">\(Quantity.duration($0))</span>" as Markup } ?? "")"
    }

    private func change(_ step: StepDifference) -> Markup {
        var words: [String] = []
        if step.before == nil || step.after == nil { words.append("only in one run") }
        if step.commands != nil { words.append("command changed") }
        if !step.outputs.isEmpty { words.append("output changed") }
        if let before = step.before?.seconds, let after = step.after?.seconds {
            if step.isSlower { words.append("\(Quantity.duration(after - before)) slower") }
            if step.isFaster { words.append("\(Quantity.duration(before - after)) faster") }
        }
        if step.before != nil, step.after != nil, step.before?.state != step.after?.state {
            words.append("outcome changed")
        }
        return words.isEmpty ? "<span class=\"soft\">the same</span>" : "\(words.joined(separator: ", "))"
    }

    private func hasDetails(_ step: StepDifference) -> Bool {
        step.commands != nil || !step.outputs.isEmpty || step.reasons != nil
    }

    private func details(_ page: inout PageBuilder) {
        guard difference.steps.contains(where: hasDetails) else { return }
        page.heading("Differences", anchor: "different")
        for (index, step) in difference.steps.enumerated() where hasDetails(step) {
            page.heading(step.title, anchor: "step-\(index + 1)", level: 3)
            if let reasons = step.reasons {
                page.facts([
                    ("First", "\(Markup(prose: reasons.before ?? "it did not fail"))"),
                    ("Second", "\(Markup(prose: reasons.after ?? "it did not fail"))"),
                ])
            }
            if let commands = step.commands {
                page.add("<figure><figcaption>Command</figcaption>\(commands.markup)</figure>\n")
            }
            for output in step.outputs {
                page.add(
                    "<figure><figcaption>\(output.place)</figcaption>\(output.lines.markup)</figure>\n",
                    words: output.lines.lines.filter { $0.mark != .same }.map(\.text).joined(separator: "\n"))
            }
        }
    }
}

/// Which runs of a store are worth holding against each other.
package enum Differences {
    /// - Returns: a page for each pair.
    static func pages(_ pairs: [(before: RunReport, after: RunReport)], _ history: RunHistory) -> [PageContent] {
        pairs.map { DifferencePage(RunDifference($0.before, $0.after, output: history.output), history: history).page }
    }

    /// For each runbook: the newest run of an environment against the one before it, against the last that was proven
    /// where it failed, and against the newest of each other environment.
    static func pairs(_ history: RunHistory) -> [(before: RunReport, after: RunReport)] {
        var pairs: [(before: RunReport, after: RunReport)] = []
        var known: Set<String> = []
        func add(_ one: RunReport, _ other: RunReport) {
            let (before, after) =
                (one.startedAt, one.opened.run) <= (other.startedAt, other.opened.run) ? (one, other) : (other, one)
            if known.insert(before.opened.run + after.opened.run).inserted { pairs.append((before, after)) }
        }
        let runs = history.runs.filter {
            $0.opened.mode == .run && !$0.steps.isEmpty && $0.corruption == nil && !$0.isRunning
        }
        for runbook in unique(runs.map { history.path(of: $0) }) {
            let ours = runs.filter { history.path(of: $0) == runbook }
            let environments = unique(ours.map(\.opened.environment)).map { name in
                ours.filter { $0.opened.environment == name }
            }
            for runs in environments {
                guard let newest = runs.last else { continue }
                if let before = runs.dropLast().last { add(before, newest) }
                if newest.verdict != .proven, let proven = runs.last(where: { $0.verdict == .proven }) {
                    add(proven, newest)
                }
                for others in environments {
                    if let other = others.last, other.opened.run != newest.opened.run { add(other, newest) }
                }
            }
        }
        return pairs
    }
}
