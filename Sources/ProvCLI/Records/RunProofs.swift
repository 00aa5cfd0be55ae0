import ProvJournal
import ProvPolicy

/// What the store's runs prove of a text on an environment; the one answer for `needs` and for promotion.
enum RunProofs {
    /// What was found, and in which run.
    struct Found {
        var run: String
        var proof: Proof
        /// What its inputs do not have in common with those that were asked for.
        var differences: [RunInputs.Difference] = []
    }

    /// The newest run that went through all of it; else the newest that did a part; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - inputs: those that it must have had; `nil` takes any.
    ///   - free: the parameters that may differ all the same.
    static func best(
        of digest: String, on environment: String, inputs: RunInputs? = nil, free: Set<String> = [],
        among runs: [RunSummary], store: Store
    ) -> Found? {
        var part: Found?
        var other: Found?
        for summary in runs where summary.opened?.isOf(digest: digest, environment: environment) == true {
            // A record that contradicts itself proves nothing.
            guard let run = try? store.load(summary.id), run.integrity.flaws.isEmpty else { continue }
            switch Proof(run.report) {
            case .whole:
                let found = Found(
                    run: run.id, proof: .whole,
                    differences: inputs?.differences(from: RunInputs(run.report.opened), free: free) ?? [])
                if found.differences.isEmpty { return found }
                other = other ?? found
            case .part(let gap): part = part ?? Found(run: run.id, proof: .part(gap))
            case .none: continue
            }
        }
        return other ?? part
    }
}
