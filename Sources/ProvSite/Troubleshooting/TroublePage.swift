import ProvReport
import ProvRunbook
import ProvText

/// The page of one kind of failure, for somebody who has it now: the error as it reads, what helped, then everything
/// else.
struct TroublePage {
    /// Places where it was seen that the page lists; the rest is counted.
    private static let mostSeen = 30
    private static let mostVariants = 6

    let trouble: Trouble
    let all: [Trouble]
    let history: RunHistory

    private var references: PageReferences { PageReferences(page: trouble.path, history: history) }

    var page: PageContent {
        var page = PageBuilder(path: trouble.path, title: trouble.title)
        top(&page)
        let hasProven = trouble.best != nil
        if !trouble.cures.isEmpty {
            page.heading(
                hasProven ? "What helped" : trouble.failures.isEmpty ? "What to do" : "What may help", anchor: "fixes")
            for (index, cure) in trouble.cures.enumerated() {
                CureMarkup(cure: cure, number: index + 1, trouble: trouble, references: references).add(to: &page)
            }
        } else {
            page.heading("What helps", anchor: "fixes")
            page.paragraph(
                "No known fix: no runbook has a fix for it, and no later run of the step succeeded.")
            page.paragraph(
                """
                If you find a fix, add it under the step, in a block that starts with `bash {fix when="…"}`: prov offers it at the next failure.
                """
            )
        }
        impact(&page)
        seen(&page)
        variants(&page)
        related(&page)
        return page.page(kind: .troubleshooting, summary: summary)
    }

    private var summary: String {
        guard !trouble.failures.isEmpty else {
            return
                """
                Not seen in a recorded run; \
                \(trouble.runbooks.first ?? trouble.cures.first?.written?.runbook ?? "a runbook") has a fix for it.
                """
        }
        let seen =
            "Seen \(Quantity.count(trouble.failures.count, "time")) in \(Quantity.count(trouble.runs.count, "run"))"
        guard let best = trouble.best else { return "\(seen); no proven fix yet." }
        return "\(seen). \(CureMarkup.name(best)): helped \(best.worked) of \(Quantity.count(best.tried, "time"))."
    }

    private func top(_ page: inout PageBuilder) {
        guard !trouble.failures.isEmpty else {
            page.paragraph("Not seen in a recorded run. It is described in a runbook.", isSoft: true)
            return
        }
        page.add("<p class=\"lead\">\(summary)</p>\n", words: summary)
        guard let excerpt = trouble.excerpts.first else { return }
        let link = references.run(excerpt.newest.run, anchor: excerpt.newest.anchor, "in the log")
        page.output(excerpt.newest.text.excerpt, caption: "The exact error message; \(link)")
    }

    private func impact(_ page: inout PageBuilder) {
        guard let first = trouble.failures.first, let last = trouble.failures.last else { return }
        page.heading("Impact", anchor: "impact")
        let failed = Set(trouble.failures.filter { $0.didRunFail }.map(\.run)).count
        let left = trouble.failures.map(\.notReached).max() ?? 0
        var words =
            failed == 0
            ? "No run failed because of it."
            : trouble.runs.count == 1
                ? "The run with this error failed."
                : failed == trouble.runs.count
                    ? "All \(failed) runs with this error failed."
                    : "\(failed) of the \(trouble.runs.count) runs with this error failed."
        if failed > 0, left > 0 { words += " Up to \(Quantity.count(left, "step was", "steps were")) not reached." }
        let seconds = trouble.cures.flatMap(\.seconds).sorted()
        if !seconds.isEmpty {
            words +=
                " Time from failure to success: \(Quantity.duration(seconds[seconds.count / 2]))"
                + (seconds.count > 1 ? " (median of \(Quantity.count(seconds.count, "case")))." : ".")
        }
        page.paragraph(words)
        var facts: [(String, Markup)] = [
            (
                "Seen",
                "\(Quantity.count(trouble.failures.count, "time")) in \(Quantity.count(trouble.runs.count, "run"))"
            ),
            ("First", references.run(first.run, anchor: first.anchor, .time(first.at))),
            ("Last", references.run(last.run, anchor: last.anchor, .time(last.at))),
            ("Component", "\(trouble.component)"),
            ("Environments", "\(unique(trouble.failures.map(\.environment)).joined(separator: ", "))"),
        ]
        let hosts = unique(trouble.failures.map(\.host))
        if hosts != [PlanHosts.localName] { facts.append(("Hosts", "\(HostNames.folded(hosts))")) }
        page.facts(facts)
    }

    private func seen(_ page: inout PageBuilder) {
        guard !trouble.failures.isEmpty else { return }
        page.heading("Where it was seen", anchor: "seen")
        let newest = trouble.failures.reversed()
        let isOnHosts = trouble.failures.contains { $0.isOnManyHosts }
        page.table(
            "Where it was seen, the newest first",
            columns: ["When (UTC)", "Step", "Runbook", isOnHosts ? "Host" : "Environment", "Outcome"],
            rows: newest.prefix(Self.mostSeen).map { failure in
                let anchor = history.runbook(at: failure.runbook)?.step(StepID(failure.step))?.section.last?.anchor
                return [
                    references.run(failure.run, anchor: failure.anchor, .time(failure.at, hasZone: false)),
                    "\(VisibleControls.shownOnOneLine(failure.title))\(failure.tries > 1 ? ", \(failure.tries) times in a row" : "")",
                    references.guide(failure.runbook, anchor: anchor),
                    isOnHosts ? "\(failure.host), \(failure.environment)" : "\(failure.environment)",
                    became(failure),
                ]
            })
        let more = trouble.failures.count - Self.mostSeen
        if more > 0 { page.paragraph("And \(Quantity.count(more, "time")) before.", isSoft: true) }
    }

    private func became(_ failure: Failure) -> Markup {
        var words = became(failure.remedy, failure.outcome, in: failure.run)
        if let later = failure.later {
            words =
                failure.remedy == nil
                ? became(later.remedy, later.outcome, in: failure.run)
                : "\(words); \(became(later.remedy, later.outcome, in: failure.run))"
        }
        return words
    }

    private func became(_ remedy: Failure.Remedy?, _ outcome: Failure.Outcome, in failing: String) -> Markup {
        let words: Markup =
            switch remedy {
            case .fix(let pattern, _)?: "fix for <code>\(pattern)</code>"
            case .again?: "retried"
            case .laterRun?: "in a later run"
            case .edit?: "with another version of the step"
            case nil: ""
            }
        switch outcome {
        case .green(let run, let seconds):
            let green: Markup = run == failing ? "green" : references.run(run, "green")
            return "<span class=\"t-good\">\(green) after \(Quantity.duration(seconds))</span>, \(words)"
        case .red: return "<span class=\"t-bad\">kept failing</span>\(words.isEmpty ? "" : ", \(words)" as Markup)"
        }
    }

    private func variants(_ page: inout PageBuilder) {
        let others = trouble.excerpts.dropFirst()
        guard !others.isEmpty else { return }
        page.heading("Other forms", anchor: "variants")
        for (newest, count) in others.prefix(Self.mostVariants) {
            page.output(
                newest.text.excerpt,
                caption:
                    """
                    \(Quantity.count(count, "time")); \
                    \(references.run(newest.run, anchor: newest.anchor, "in the log"))
                    """
            )
        }
        if others.count > Self.mostVariants {
            page.paragraph("And \(others.count - Self.mostVariants) more forms.", isSoft: true)
        }
    }

    private func related(_ page: inout PageBuilder) {
        let words = trouble.failures.first?.signature.words ?? []
        let near = all.filter { $0.path != trouble.path }.map { other -> (Trouble, Int, String) in
            if !other.steps.isDisjoint(with: trouble.steps) { return (other, 3, "in the same step") }
            if !other.runs.isDisjoint(with: trouble.runs) { return (other, 2, "in the same run") }
            if !other.component.isEmpty, other.component == trouble.component {
                return (other, 2, "from the same component")
            }
            let common = words.intersection(other.failures.first?.signature.words ?? []).count
            return (other, common >= 3 ? 1 : 0, "with similar words")
        }.filter { $0.1 > 0 }.sorted { ($1.1, $1.0.failures.count) < ($0.1, $0.0.failures.count) }
        guard !near.isEmpty else { return }
        page.heading("Related errors", anchor: "related")
        page.add("<ul class=\"plain\">\n")
        for (other, _, why) in near.prefix(6) {
            page.add(
                """
                <li><a href="\(references.relative(other.path))">\(other.title)</a> <span \
                class="soft">\(why)\(other.failures.isEmpty ? ", never seen" : "")</span></li>

                """
            )
        }
        page.add("</ul>\n")
    }
}
