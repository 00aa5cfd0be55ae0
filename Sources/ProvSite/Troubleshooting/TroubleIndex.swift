import ProvReport

/// The way into the pages about failures: by frequency, by component, and what is only written down.
struct TroubleIndex {
    let failures: FailureHistory
    let history: RunHistory

    private var references: PageReferences { PageReferences(page: Troubleshooting.path, history: history) }
    private var seen: [Trouble] { failures.troubles.filter { !$0.failures.isEmpty } }
    private var unseen: [Trouble] { failures.troubles.filter(\.failures.isEmpty) }

    var page: PageContent {
        var page = PageBuilder(path: Troubleshooting.path, title: "Troubleshooting")
        let helped = seen.count { $0.best?.isFix == true }
        let summary =
            seen.isEmpty
            ? """
            No recorded run has failed. \(Quantity.count(unseen.count, "failure is", "failures are")) described in runbooks.
            """
            : """
            \(Quantity.count(seen.count, "kind")) of failure in \(Quantity.count(failures.runCount, "run")); for \
            \(helped) of them a fix is verified.
            """
        page.add("<p class=\"lead\">\(summary)</p>\n", words: summary)
        frequency(&page)
        components(&page)
        written(&page)
        return page.page(kind: .troubleshooting, summary: summary)
    }

    private func frequency(_ page: inout PageBuilder) {
        guard !seen.isEmpty else { return }
        page.heading("By frequency", anchor: "frequency")
        page.table(
            "Errors by frequency", columns: ["Error", "Seen", "Last (UTC)", "Component", "What helped"],
            rows: seen.map { trouble in
                [
                    link(trouble),
                    "\(Quantity.count(trouble.failures.count, "time")) in \(Quantity.count(trouble.runs.count, "run"))",
                    .time(trouble.last, hasZone: false), "\(trouble.component)", help(trouble),
                ]
            })
    }

    private func help(_ trouble: Trouble) -> Markup {
        guard let best = trouble.best else {
            let untried = trouble.cures.count { $0.tried == 0 }
            return
                """
                <span \
                class="soft">\(untried > 0 ? "nothing yet; \(Quantity.count(untried, "fix", "fixes")) not tried" : "nothing yet")</span>
                """
        }
        return "<span class=\"t-good\">\(best.worked) of \(best.tried)</span> \(CureMarkup.name(best))"
    }

    private func components(_ page: inout PageBuilder) {
        guard !seen.isEmpty else { return }
        page.heading("By component", anchor: "components")
        for (component, troubles) in Dictionary(grouping: seen, by: \.component).sorted(by: { $0.key < $1.key }) {
            page.add("<h3 class=\"path\">\(component)</h3>\n")
            list(troubles, &page)
        }
    }

    private func written(_ page: inout PageBuilder) {
        guard !unseen.isEmpty else { return }
        page.heading("Described, but not seen in a recorded run", anchor: "written")
        list(unseen, &page)
    }

    private func list(_ troubles: [Trouble], _ page: inout PageBuilder) {
        page.add("<ul class=\"plain\">\n")
        for trouble in troubles {
            let soft = trouble.failures.isEmpty ? trouble.component : Quantity.count(trouble.failures.count, "time")
            page.add("<li>\(link(trouble)) <span class=\"soft\">\(soft)</span></li>\n")
        }
        page.add("</ul>\n")
    }

    private func link(_ trouble: Trouble) -> Markup {
        "<a href=\"\(references.relative(trouble.path))\">\(trouble.title)</a>"
    }
}
