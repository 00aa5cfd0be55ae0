import ProvJournal
import ProvPolicy
import ProvSystem
import ProvText

/// The runs that a rollback undoes, the newest first.
struct RollbackTargets {
    let runs: [EarlierRun]

    /// A run that is named; refuses where nothing of it can be undone, and says which run did the work.
    init(run name: String, _ storing: StoreOptions, acceptsChanges: Bool) throws {
        let earlier = try EarlierRun(name, storing, acceptsChanges: acceptsChanges)
        guard !earlier.run.report.canBeUndone else {
            runs = [earlier]
            return
        }
        let id = earlier.run.id
        let steps = earlier.run.report.steps
        let wasUndone = steps.contains { $0.hosts.contains { $0.state == .undone } }
        let why =
            if wasUndone { "it is already undone" } else if steps.contains(where: \.planned.isUndoable) {
                "no step that has an undo ran"
            } else { "no step of it has an undo" }
        guard !wasUndone,
            let other = try RollbackTargets.standing(
                of: earlier.run.report.opened.runbook, on: earlier.run.report.opened.environment, in: earlier.store
            )
            .first(where: { $0 != id })
        else {
            throw CommandFailure(
                .refused, "nothing to undo in run \(id): \(why)",
                advice: "show what it did: prov show \(id)\(storing.hint)")
        }
        throw CommandFailure(
            .refused, "nothing to undo in run \(id): the work was done by run \(other)",
            advice: "undo that: prov rollback \(other)\(storing.hint)")
    }

    /// All runs of a runbook on an environment whose work was not undone since.
    init(runbook file: String, environment: String, _ storing: StoreOptions, acceptsChanges: Bool) throws {
        let path = Files.resolved(file)
        let store =
            if storing.named == nil { try Store(at: StoreOptions.path(beside: file), isCreating: false) } else {
                try storing.find()
            }
        let ids = try RollbackTargets.standing(of: path, on: environment, in: store)
        guard !ids.isEmpty else {
            let near = try store.similarEnvironment(to: environment)
            throw CommandFailure(
                .refused,
                """
                nothing to undo: no run of \(file) on '\(environment)' has steps left to undo
                """,
                advice: near.map { "did you mean --env \($0)?" }
                    ?? "list the runs: prov runs --store \(ShellText.word(store.path))")
        }
        var place = storing
        place.store = store.path
        runs = try ids.map { try EarlierRun($0, place, acceptsChanges: acceptsChanges) }
    }

    /// Ids, the newest first. A damaged record among them ends the search: what it did is not known.
    private static func standing(of runbook: String, on environment: String, in store: Store) throws -> [String] {
        let ledger = try store.ledger()
        return try store.runs().filter { $0.opened?.isOf(runbook: runbook, environment: environment) == true }
            .compactMap { summary in
                let run = try store.load(summary.id, ledger)
                try RunReports(run).refuseDamaged()
                return run.report.canBeUndone ? run.id : nil
            }
    }
}
