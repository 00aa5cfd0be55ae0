import ProvEngine
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvSystem

/// What the steps of a plan with `when-changed` have to follow of what the store's runs changed.
enum RunChanges {
    /// Why steps will run that would not otherwise, by name; empty where no run is recorded yet.
    static func due(_ plan: Plan, _ storing: StoreOptions) throws -> [String: String] {
        guard !plan.followers.isEmpty else { return [:] }
        let path = storing.named.map(Files.absolutePath) ?? StoreOptions.path(beside: plan.runbook.path)
        guard let store = try? Store(at: path, isCreating: false) else { return [:] }
        let pending = try unfollowed(plan, store).filter { !$0.value.isEmpty }
        var due: [String: String] = [:]
        for planned in plan.steps where planned.leftOut == nil {
            let name = planned.step.id.rawValue
            let hosts = planned.hosts.filter { pending[ChangeHistory.Place(step: name, host: $0)] != nil }
            guard let first = hosts.first, let changes = pending[ChangeHistory.Place(step: name, host: first)] else {
                continue
            }
            due[name] =
                changes.clause + (planned.hosts == [PlanHosts.localName] ? "" : " (\(hosts.joined(separator: ", ")))")
        }
        return due
    }

    /// Reads the runbook's runs on the environment, the one that was written last first, as far back as they matter.
    ///
    /// - Parameters:
    ///   - current: the run that is asked for, of which `prior` says what its earlier segments did.
    static func unfollowed(_ plan: Plan, _ store: Store, current: String? = nil, prior: RunReport? = nil) throws
        -> [ChangeHistory.Place: [FollowedChange]]
    {
        let followers = plan.followers
        guard !followers.isEmpty else { return [:] }
        var history = ChangeHistory(followers)
        if let prior { history.take(prior) }
        let runbook = Files.resolved(plan.runbook.path)
        let runs = try store.runs().filter {
            $0.id != current && $0.opened?.isOf(runbook: runbook, environment: plan.environment) == true
        }
        let ledger = try store.ledger()
        for summary in runs.sorted(by: { ($0.lastEventAt ?? 0) > ($1.lastEventAt ?? 0) }) {
            let moment = summary.lastEventAt ?? 0
            if history.isDecided(before: moment) { break }
            if let run = try? store.load(summary.id, ledger), run.integrity.flaws.isEmpty {
                history.take(run.report)
            } else {
                history.takeUnreadable(run: summary.id, at: moment)
            }
        }
        return history.pending.mapValues { changes in
            changes.map { $0.run == current ? FollowedChange(step: $0.step) : $0 }
        }
    }
}
