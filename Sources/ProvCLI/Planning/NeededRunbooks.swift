import ProvEngine
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvSystem
import ProvText

/// The runbooks that another one needs.
enum NeededRunbooks {
    /// Each must have been proven on the environment, with the text it has now.
    static func require(_ runbook: Runbook, environment: String, store: Store) throws {
        guard !runbook.front.needs.isEmpty else { return }
        let runs = try store.runs()
        let folder = Files.folder(of: runbook.path)
        for need in runbook.front.needs {
            let path = Files.resolved(need.value.hasPrefix("/") ? need.value : "\(folder)/\(need.value)")
            let loaded: LoadedRunbook
            do { loaded = try LoadedRunbook(path) } catch {
                throw CommandFailure(
                    .refused,
                    "nothing was run: \(runbook.path) requires \(need.value), which cannot be read: \(error.message)",
                    advice: "fix 'needs' at \(runbook.path):\(need.range.start.line)")
            }
            let digest = PlanRecord.runbookDigest(loaded.runbook, hash: ContentHash.hex)
            let proof = RunProofs.best(of: digest, on: environment, among: runs, store: store)
            guard proof == nil || proof?.proof != .whole else { continue }
            if case .part(let gap)? = proof?.proof, let run = proof?.run {
                throw CommandFailure(
                    .refused,
                    """
                    nothing was run: \(runbook.path) requires \(need.value), of which run \(run) ran only a part on '\(environment)' (\(gap))
                    """,
                    advice:
                        """
                        run all of it first: prov run \
                        \(path)\(environment == EnvironmentNames.local ? "" : " --env \(environment)") --store \(store.path)
                        """
                )
            }
            let place = environment == EnvironmentNames.local ? "" : " --env \(environment)"
            throw CommandFailure(
                .refused,
                """
                nothing was run: \(runbook.path) requires \(need.value), whose current version has not been proven on '\(environment)'
                """,
                advice: "run it first: prov run \(path)\(place) --store \(store.path)")
        }
    }
}
