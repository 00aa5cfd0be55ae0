import ProvJournal
import ProvPages

/// The runs that a site tells of.
struct SiteRuns {
    /// The newest first.
    private(set) var runs: [LoadedRun] = []
    /// Runs whose journal cannot be read, each with why.
    private(set) var unreadable: [String] = []
    private var byID: [String: Int] = [:]

    init() {}

    init(_ store: Store) throws(StoreError) {
        for summary in try store.runs() {
            do {
                let run = try store.load(summary.id)
                byID[run.id] = runs.count
                runs.append(run)
            } catch {
                unreadable.append("run \(summary.id): \(error.message)")
            }
        }
    }

    func output(_ report: RunReport, _ stored: OutputStored) -> [UInt8]? {
        guard let index = byID[report.opened.run] else { return nil }
        return try? runs[index].bytes(of: stored)
    }
}
