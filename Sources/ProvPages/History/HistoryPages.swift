import ProvJournal

/// Everything of a site that is about more than one run.
package enum HistoryPages {
    /// Overview, troubleshooting and differences; empty where there is nothing to tell.
    package static func pages(_ history: RunHistory) -> [PageContent] {
        Overview(history).pages + Troubleshooting.pages(history) + Differences.pages(history)
    }

    /// The table of all runs.
    package static func files(_ history: RunHistory) -> [SiteFile] {
        history.runs.isEmpty ? [] : [SiteFile(path: Overview.tablePath, text: RunTable(history).csv)]
    }
}
