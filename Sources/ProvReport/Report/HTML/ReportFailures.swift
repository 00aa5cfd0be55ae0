import ProvJournal
import ProvText

/// Failures, before anything else: why, the check that says so, the last lines of output, the way on.
struct ReportFailures {
    static let tailLines = 20
    /// Failures shown in full; the rest is a list of links.
    static let most = 20

    let run: RunOverview
    let input: ReportInput

    var section: ReportSection? {
        let failures = run.failures
        guard !failures.isEmpty else { return nil }
        var page = Markup()
        for failure in failures.prefix(Self.most) { page.add(card(failure)) }
        if failures.count > Self.most {
            page.add("<ul class=\"plain\">\n")
            for failure in failures.dropFirst(Self.most) {
                page.add(
                    """
                    <li><a href="#\(failure.step.anchor)">\(failure.step.number). \
                    \(VisibleControls.shownOnOneLine(failure.step.title))</a> \(hosts(failure.group))</li>

                    """
                )
            }
            page.add("</ul>\n")
        }
        let onlyDoubts = failures.allSatisfy { $0.group.state == .inDoubt }
        return ReportSection(id: "failures", title: onlyDoubts ? "Steps in doubt" : "Failures", content: page)
    }

    private func card(_ failure: RunOverview.Failure) -> Markup {
        var page: Markup = """
            <article class="card\(failure.group.state == .inDoubt ? " doubt" : "")">
            <h3>\(Icon.use(failure.group.state))<a href="#\(failure.step.anchor)">\(failure.step.number). \(VisibleControls.shownOnOneLine(failure.step.title))</a></h3>
            <p class="soft">\(failure.group.label)\(hosts(failure.group))\(place(failure.step))</p>

            """
        if let reason = failure.reason { page.add("<p class=\"reason\">\(Markup(prose: reason))</p>\n") }
        for check in failure.checks.prefix(RunOverview.Failure.mostChecks) {
            page.add(
                """
                <dl \
                class="expected"><div><dt>Expected</dt><dd>\(Markup(prose: check.wanted))</dd></div><div><dt>Found</dt><dd>\(Markup(prose: check.found))</dd></div></dl>

                """
            )
            if let difference = check.difference { page.add(changes(difference)) }
        }
        if !failure.moreChecks.isEmpty { page.add("<p class=\"soft\">\(failure.moreChecks)</p>\n") }
        if !failure.group.sample.afterwards.isEmpty {
            page.add("<p>\(Markup(prose: failure.group.sample.afterwards))</p>\n")
        }
        page.add(tail(of: failure))
        page.add("</article>\n")
        return page
    }

    private func changes(_ difference: String) -> Markup {
        var page: Markup = "<figure><figcaption>Difference</figcaption><div class=\"log short\">"
        var lines = OutputMarkup(anchor: "")
        lines.add(Array(difference.utf8)[...], to: &page)
        page.add("</div></figure>\n")
        return page
    }

    private func hosts(_ group: HostGroup) -> Markup {
        run.isOnManyHosts ? " on \(Quantity.list(RunOverview.shortened(group.names)))" : ""
    }

    private func place(_ step: StepOverview) -> Markup {
        step.place.isEmpty ? "" : ", <span class=\"mono\">\(step.place)</span>"
    }

    private func tail(of failure: RunOverview.Failure) -> Markup {
        guard let attempt = failure.shownAttempt else { return "" }
        var page = Markup()
        for stored in attempt.outputs where stored.length > 0 && !stored.isWithheld {
            guard let bytes = input.bytes(of: stored) else { continue }
            let tail = OutputExcerpt.lastLines(Self.tailLines, of: bytes, bytes: 16 << 10)
            let isAll = tail.count == bytes.count && !stored.isTruncated
            page.add(
                """
                <figure><figcaption>\(isAll ? "" : "End of ")\(stored.stream)\(attempt.intended.key.action == .run ? "" : " of the \(attempt.intended.key.action.label.lowercased())")</figcaption><div \
                class="log short">
                """
            )
            var lines = OutputMarkup(anchor: "")
            lines.add(tail, to: &page)
            page.add("</div></figure>\n")
        }
        return page
    }
}
