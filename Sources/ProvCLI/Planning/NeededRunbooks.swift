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
            let proof = RunProofs(digest: digest, runbook: Files.resolved(path), environment: environment)
                .best(among: runs, store: store)
            guard proof?.counts != true else { continue }
            throw refusal(
                "\(runbook.path) requires \(need.value)", path: path, environment: environment, proof, store: store)
        }
    }

    /// - Parameter requirement: who needs what, as the beginning of a sentence.
    private static func refusal(
        _ requirement: String, path: String, environment: String, _ proof: RunProofs.Found?, store: Store
    ) -> CommandFailure {
        let place = environment == EnvironmentNames.local ? "" : " --env \(environment)"
        let command = "prov run \(path)\(place) --store \(store.path)"
        if let run = proof?.run, let why = proof?.takenBack {
            return CommandFailure(
                .refused, "nothing was run: \(requirement); run \(run) proved it on '\(environment)', but \(why)",
                advice: "run it again: \(command)")
        }
        if case .part(let gap)? = proof?.proof, let run = proof?.run {
            return CommandFailure(
                .refused,
                "nothing was run: \(requirement), of which run \(run) ran only a part on '\(environment)' (\(gap))",
                advice: "run all of it first: \(command)")
        }
        return CommandFailure(
            .refused,
            "nothing was run: \(requirement), whose current version has not been proven on '\(environment)'",
            advice: "run it first: \(command)")
    }
}
