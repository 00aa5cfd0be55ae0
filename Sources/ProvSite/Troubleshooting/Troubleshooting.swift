package import ProvJournal
package import ProvRunbook

/// Pages about what goes wrong: one for each kind of failure, made from what runs recorded and from the `fix` blocks of
/// runbooks.
package enum Troubleshooting {
    static let path = "troubleshooting/index.html"

    /// - Parameters:
    ///   - runbooks: with paths from the folder that is built.
    ///   - folder: that folder, from the root of the file system; recorded runs name their runbooks so.
    ///   - output: the masked bytes that are kept of an output; those that stand in the journal itself are had anyway.
    /// - Returns: `troubleshooting/index.html`, then a page for each signature; nothing where nothing ever failed and
    ///   no runbook has a fix.
    package static func pages(
        runbooks: [Runbook], runs: [RunReport], folder: String = "",
        output: @escaping (RunReport, OutputStored) -> [UInt8]? = { _, stored in stored.inline.map { Array($0.utf8) } }
    ) -> [PageContent] {
        pages(RunHistory(runbooks: runbooks, runs: runs, folder: folder, output: output))
    }

    package static func pages(_ history: RunHistory) -> [PageContent] { pages(FailureHistory(history), history) }

    static func pages(_ failures: FailureHistory, _ history: RunHistory) -> [PageContent] {
        guard !failures.troubles.isEmpty else { return [] }
        return [TroubleIndex(failures: failures, history: history).page]
            + failures.troubles.map { TroublePage(trouble: $0, all: failures.troubles, history: history).page }
    }
}
