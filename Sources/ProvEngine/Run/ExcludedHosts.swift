import ProvJournal
import ProvRunbook

/// What steps of a resumed run need on hosts outside of its `--limit`.
struct ExcludedNeeds {
    let plan: Plan
    /// What earlier segments recorded, by step.
    let earlier: [String: StepReport]
    /// The hosts of `--limit`; `nil` for all.
    let limit: Set<String>?

    /// Why a step waits for an excluded host: a step that it needs has not succeeded there, and it does not run there
    /// itself, so that nothing would bring it back to that host; `nil` where it waits for none.
    ///
    /// - Parameter due: the hosts on which it has something to do.
    func reason(_ planned: PlannedStep, due: [String]) -> String? {
        guard let limit, due.contains(where: limit.contains) else { return nil }
        for need in planned.dependencies {
            guard let needed = plan.steps.first(where: { $0.step.id == need }), needed.leftOut == nil,
                !needed.step.body.isGate
            else { continue }
            let reports = earlier[need.rawValue]?.hosts ?? []
            let host = needed.hosts.first { host in
                !limit.contains(host) && !planned.hosts.contains(host)
                    && reports.first { $0.host == host }?.state.isSuccess != true
            }
            if let host { return "needs \(need) on \(host), which is excluded by --limit" }
        }
        return nil
    }
}

extension RunEngine {
    /// Hosts outside of the segment's `--limit` stay as they are, and the others continue without them.
    func leaveOutHosts() {
        guard let hosts = context.settings.decisions.hosts else { return }
        for host in Set(plan.steps.flatMap(\.hosts)).subtracting(hosts) {
            run.lose(host, Decisions.excluded)
        }
    }
}
