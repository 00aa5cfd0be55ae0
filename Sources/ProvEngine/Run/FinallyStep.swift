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
            // It belongs to every segment: what an earlier one did says nothing about this one's leftovers.
            let again = report?.state == .inDoubt ? report : nil
            settled.append(
                try await StepRunner(run: run, planned: planned, host: host, prior: again, runsWhileStopping: true)
                    .execute())
        }
        return settled
    }
}
