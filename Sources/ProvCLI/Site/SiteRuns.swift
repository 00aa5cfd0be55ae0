import ProvInventory
import ProvJournal

/// The runs that a site tells of.
struct SiteRuns {
    /// The newest first.
    private(set) var runs: [LoadedRun] = []
    /// Runs whose record cannot be read, or is gone, from every store that has one.
    private(set) var lost: [UnreadableRun] = []
    private var byID: [String: Int] = [:]
    /// Why a record cannot be relied on, by run; those that are gone included.
    private(set) var damaged: [String] = []

    init() {}

    init(_ stores: [Store]) throws(StoreError) {
        for store in stores { try add(store) }
        if stores.count > 1 { runs.sort { ($0.report.lastEventAt, $0.id) > ($1.report.lastEventAt, $1.id) } }
        for (index, run) in runs.enumerated() { byID[run.id] = index }
        var told: Set<String> = []
        lost = lost.filter { byID[$0.id] == nil && told.insert($0.id).inserted }
        damaged =
            runs.compactMap { run in run.report.corruption.map { "run \(run.id): \($0)" } }
            + lost.filter(\.isKnown).map { "run \($0.id): \($0.why)" }
    }

    private mutating func add(_ store: Store) throws(StoreError) {
        var unreadable: [String: String] = [:]
        let ledger = try store.ledger()
        for summary in try store.runs() where byID[summary.id] == nil {
            do {
                runs.append(try store.load(summary.id, ledger))
                byID[summary.id] = 0
            } catch {
                unreadable[summary.id] = error.message
            }
        }
        lost += try store.lost(unreadable: unreadable)
    }

    func output(_ report: RunReport, _ stored: OutputStored) -> [UInt8]? {
        guard let index = byID[report.opened.run] else { return nil }
        return try? runs[index].bytes(of: stored)
    }
}
