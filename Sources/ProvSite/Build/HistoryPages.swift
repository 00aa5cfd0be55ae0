import ProvJournal
import ProvReport

/// Everything of a site that is about more than one run.
package struct HistoryPages {
    private let history: RunHistory
    private let failures: FailureHistory
    private let pairs: [(before: RunReport, after: RunReport)]

    package init(_ history: RunHistory) {
        self.history = history
        failures = FailureHistory(history)
        pairs = Differences.pairs(history)
    }

    /// Overview, troubleshooting and differences; empty where there is nothing to tell.
    package var pages: [PageContent] {
        Overview(history, failures: failures, pairs: pairs).pages + Troubleshooting.pages(failures, history)
            + Differences.pages(pairs, history)
    }

    /// The table of all runs.
    package var files: [SiteFile] {
        history.isEmpty ? [] : [SiteFile(path: Overview.tablePath, text: RunTable(history).csv)]
    }

    /// What went wrong with a runbook before, for the end of its guide: links to the pages that say what helped.
    package func complete(_ guide: inout PageContent) {
        let known = failures.troubles.filter { !$0.failures.isEmpty && $0.runbooks.contains(guide.source ?? "") }
        guard guide.source != nil, !known.isEmpty else { return }
        let references = PageReferences(page: guide.path, history: history)
        var page: Markup =
            """
            <section aria-labelledby="went-wrong">
            <h2 id="went-wrong">Earlier failures</h2>
            <ul class="plain">

            """
        for trouble in known.prefix(12) {
            let times = Quantity.count(trouble.failures.count { $0.runbook == guide.source }, "time")
            page.add(
                """
                <li><a href="\(references.relative(trouble.path))">\(trouble.title)</a> <span \
                class="soft">\(times)\(trouble.best.map { "; helped: \(CureMarkup.name($0))" } ?? "")</span></li>

                """
            )
        }
        page.add("</ul>\n</section>\n")
        guide.body += page.text
        guide.sections.append(
            .init(
                anchor: "went-wrong", level: 2, title: "Earlier failures",
                text: known.prefix(12).map(\.title).joined(separator: "\n")))
    }
}
