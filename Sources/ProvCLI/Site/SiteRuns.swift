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

    init(_ stores: [Store]) throws(StoreError) {
        for store in stores { try add(store) }
        if stores.count > 1 { runs.sort { ($0.report.lastEventAt, $0.id) > ($1.report.lastEventAt, $1.id) } }
        for (index, run) in runs.enumerated() { byID[run.id] = index }
    }

    private mutating func add(_ store: Store) throws(StoreError) {
        for summary in try store.runs() where byID.updateValue(0, forKey: summary.id) == nil {
            do { runs.append(try store.load(summary.id)) } catch { unreadable.append("run \(summary.id): \(error.message)") }
        }
    }

    func output(_ report: RunReport, _ stored: OutputStored) -> [UInt8]? {
        guard let index = byID[report.opened.run] else { return nil }
        return try? runs[index].bytes(of: stored)
    }
}
