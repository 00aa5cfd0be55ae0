package import ProvJournal
package import ProvRunbook

/// The runs of a store beside the runbooks of a folder: what pages about more than one run are made from.
package struct RunHistory {
    package var runbooks: [Runbook]
    /// The oldest first.
    package var runs: [RunReport]
    /// Path of the folder that the runbooks' paths start from, from the root of the file system; runs name their
    /// runbooks so.
    package var folder: String
    /// The masked bytes that are kept of an output of a run; `nil` where they cannot be had.
    package var output: (RunReport, OutputStored) -> [UInt8]?

    /// Runs of which there is no report: every count of runs says so.
    package var lost: [UnreadableRun] = []
    /// Paths of the runbooks of runs that were recorded elsewhere, by run.
    package var paths: [String: String] = [:]

    package init(
        runbooks: [Runbook], runs: [RunReport], folder: String = "",
        output: @escaping (RunReport, OutputStored) -> [UInt8]? = { _, stored in stored.inline.map { Array($0.utf8) } }
    ) {
        self.runbooks = runbooks
        self.runs = runs.sorted { ($0.startedAt, $0.opened.run) < ($1.startedAt, $1.opened.run) }
        self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        self.output = output
    }

    /// Whether nothing was ever run.
    var isEmpty: Bool { runs.isEmpty && lost.isEmpty }

    func bytes(of stored: OutputStored, in run: RunReport) -> [UInt8]? {
        if stored.isWithheld { return nil }
        if let inline = stored.inline { return Array(inline.utf8) }
        return stored.length == 0 ? [] : output(run, stored)
    }

    /// The path of a run's runbook, from the folder where it lies in it.
    func path(of run: RunReport) -> String { paths[run.opened.run] ?? path(run.opened.runbook) }

    func path(_ absolute: String) -> String {
        !folder.isEmpty && absolute.hasPrefix(folder + "/")
            ? String(absolute.dropFirst(folder.utf8.count + 1)) : absolute
    }

    func runbook(at path: String) -> Runbook? { runbooks.first { $0.path == path } }

    /// Whether the text of a run's runbook is the text of today.
    func isToday(_ run: RunReport) -> Bool {
        runbook(at: path(of: run)).map { $0.digest == run.opened.runbookDigest } ?? false
    }
}

extension Runbook {
    /// SHA-256 over the runbook's bytes and those of what it includes, hex; what a run records.
    package var digest: String { ContentHash.hex(Array(sourceBytes.joined())) }
}
