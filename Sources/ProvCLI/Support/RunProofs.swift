import ProvJournal
import ProvPolicy

/// What the store's runs prove of a text on an environment; the one answer for `needs` and for promotion.
enum RunProofs {
    /// The newest run that went through all of it; else the newest that did a part; `nil` where there is none.
    static func best(of digest: String, on environment: String, among runs: [RunSummary], store: Store) -> (run: String, proof: Proof)? {
        var part: (run: String, proof: Proof)?
        for summary in runs where summary.opened?.isOf(digest: digest, environment: environment) == true {
            // A record that contradicts itself proves nothing.
            guard let run = try? store.load(summary.id), run.integrity.problems.isEmpty, run.integrity.contradictions.isEmpty else { continue }
            switch Proof(run.report) {
            case .whole: return (run.id, .whole)
            case .part(let gap): part = part ?? (run.id, .part(gap))
            case .none: continue
            }
        }
        return part
    }
}
