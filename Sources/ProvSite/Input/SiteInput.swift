package import ProvJournal
package import ProvRunbook

/// Everything a site is made from.
package struct SiteInput {
    /// The Markdown files, by their path from the folder.
    package var paths: [String]
    /// The bytes of one of them; also asked a second time, for the lines of what is wrong.
    package var read: (String) throws -> [UInt8]
    /// The newest first.
    package var runs: [RunReport]
    /// Runs of which there is no report.
    package var lost: [UnreadableRun] = []
    package var options: SiteOptions
    package var theme: SiteTheme
    /// What stands at a path of the folder.
    package var target: (String) -> SiteTarget
    /// A file that a runbook includes.
    package var include: (_ path: String, _ from: String) -> IncludeResult
    /// The masked bytes that are kept of an output of a run; `nil` where they cannot be had.
    package var output: (RunReport, OutputStored) -> [UInt8]?

    package init(
        paths: [String], read: @escaping (String) throws -> [UInt8], runs: [RunReport] = [], options: SiteOptions,
        theme: SiteTheme,
        target: @escaping (String) -> SiteTarget = { _ in .nothing },
        include: @escaping (_ path: String, _ from: String) -> IncludeResult = { _, _ in
            .missing("no such file")
        },
        output: @escaping (RunReport, OutputStored) -> [UInt8]? = { _, stored in stored.inline.map { Array($0.utf8) } }
    ) {
        self.paths = paths
        self.read = read
        self.runs = runs
        self.options = options
        self.theme = theme
        self.target = target
        self.include = include
        self.output = output
    }
}
