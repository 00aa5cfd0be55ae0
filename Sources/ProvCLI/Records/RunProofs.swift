import ProvJournal
import ProvPolicy

/// What the store's runs prove of a text on an environment; the one answer for `needs` and for promotion.
struct RunProofs {
    /// SHA-256 of the text, hex.
    var digest: String
    /// The absolute path of its runbook.
    var runbook: String
    var environment: String
    /// The inputs that it must have had; `nil` takes any.
    var inputs: RunInputs?
    /// The parameters that may differ all the same.
    var free: Set<String> = []

    /// What was found, and in which run.
    struct Found {
        var run: String
        var proof: Proof
        /// What its inputs do not have in common with those that were asked for.
        var differences: [RunInputs.Difference] = []
        /// Why a proof counts no longer: what came after it.
        var takenBack: String?

        var counts: Bool { proof == .whole && differences.isEmpty && takenBack == nil }
    }

    /// The newest run that went through all of it; else the newest that did a part; `nil` where there is none.
    ///
    /// - Parameter runs: those of the store, the newest first.
    func best(among runs: [RunSummary], store: Store) -> Found? {
        var part: Found?
        var other: Found?
        for summary in runs where summary.opened?.isOf(digest: digest, environment: environment) == true {
            // A record that contradicts itself proves nothing.
            guard let run = try? store.load(summary.id), run.integrity.flaws.isEmpty else { continue }
            switch Proof(run.report) {
            case .whole:
                var found = Found(run: run.id, proof: .whole, differences: differences(run.report))
                guard found.differences.isEmpty else {
                    other = other ?? found
                    continue
                }
                found.takenBack = setback(after: run, among: runs, store: store)
                return found
            case .part(let gap): part = part ?? Found(run: run.id, proof: .part(gap))
            case .none: continue
            }
        }
        return other ?? part
    }

    private func differences(_ report: RunReport) -> [RunInputs.Difference] {
        inputs?.differences(from: RunInputs(report), free: free) ?? []
    }

    /// What came after a proof and says that it holds no longer, as a clause.
    private func setback(after proven: LoadedRun, among runs: [RunSummary], store: Store) -> String? {
        let end = proven.report.lastEventAt
        for summary in runs where summary.id != proven.id && summary.lastEventAt ?? .infinity > end {
            guard let opened = summary.opened, isRelated(opened) else { continue }
            guard let run = try? store.load(summary.id), run.integrity.flaws.isEmpty else {
                return "the record of run \(summary.id), which came after it, is damaged"
            }
            switch Setback(run.report, after: end) {
            case .undone?: return "run \(run.id) was rolled back after it"
            case .failed(let verdict)? where contradicts(run.report):
                return "run \(run.id), which came after it, is \(verdict.rawValue)"
            case .failed?, nil: continue
            }
        }
        return nil
    }

    private func isRelated(_ opened: RunOpened) -> Bool {
        opened.isOf(runbook: runbook, environment: environment)
            || opened.isOf(digest: digest, environment: environment)
    }

    /// Promotion asks for a text with its inputs, `needs` for what the environment is like.
    private func contradicts(_ report: RunReport) -> Bool {
        inputs == nil || report.opened.runbookDigest == digest && differences(report).isEmpty
    }
}
