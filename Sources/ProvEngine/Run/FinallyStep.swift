import ProvJournal
import ProvRunbook

/// A `finally` step: runs whatever happened before it, in a shell of its own lane.
struct FinallyStep: Sendable {
    let run: ActiveRun
    let planned: PlannedStep
    let prior: StepReport?

    func execute() async throws -> [StepSettled] {
        var settled: [StepSettled] = []
        for host in planned.hosts {
            let report = prior?.hosts.first { $0.host == host }
            guard run.context.settings.decisions.includes(host) else {
                settled.append(try await leftOut(host, report))
                continue
            }
            // It belongs to every segment: what an earlier one did says nothing about this one's leftovers.
            let again = report?.state == .inDoubt ? report : nil
            settled.append(
                try await StepRunner(run: run, planned: planned, host: host, prior: again, runsWhileStopping: true)
                    .execute())
        }
        return settled
    }

    /// A host outside of `--limit` keeps what an earlier segment said of it.
    private func leftOut(_ host: String, _ report: HostReport?) async throws -> StepSettled {
        let name = planned.step.id.rawValue
        if let report, report.state.isSuccess || report.state == .inDoubt || report.state == .failed {
            return StepSettled(step: name, host: host, state: report.state, reason: report.reason, of: .run)
        }
        let word = StepSettled(step: name, host: host, state: .notReached, reason: Decisions.excluded, of: .run)
        try await run.context.log.append([.stepSettled(word)])
        run.context.observe(.settled(word, seconds: 0))
        return word
    }
}
