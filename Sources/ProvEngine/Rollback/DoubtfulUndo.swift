import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook

/// An undo that was started and not seen to end: as little as a step may it run a second time unasked.
struct DoubtfulUndo: Sendable {
    let item: UndoItem
    let session: LaneSession

    private var context: RunContext { item.run.context }
    private var step: Step { item.planned.step }
    private var host: String { item.host.host }

    /// Settles it by the step's check, by what a person says, or because to restore a file twice does no harm; `nil`
    /// runs it again.
    func settle() async throws -> StepRunner.StateAndReason? {
        if !step.runsAgainAfterUndo, !step.check.isEmpty,
            item.host.checks.contains(where: { $0.moment == .before && $0.result != .pass })
        {
            let runner = StepRunner(run: item.run, planned: item.planned, host: host, prior: nil)
            let failure = try await CheckRunner(runner: runner).evaluate(
                step.check, in: session, moment: .undone, polls: false)
            guard failure == nil else {
                try await record("the undo was in doubt; its check fails, as it does after the undo")
                return (.undone, "the undo was in doubt, but its check fails, as it does after the undo")
            }
            try await record("the undo was in doubt; its check still passes, so the undo runs again")
            return nil
        }
        // Run again in place of an undo: as little as in a run may it run a second time unasked.
        if step.runsAgainAfterUndo, step.options.isIdempotent {
            try await record("the undo was in doubt; the step is idempotent, so it runs again")
            return nil
        }
        guard !step.undo.isEmpty || step.runsAgainAfterUndo else {
            try await record("the undo was in doubt; to restore it again does no harm")
            return nil
        }
        let key =
            item.host.attempts.last?.intended.key
            ?? ActionKey(step: step.id.rawValue, host: host, action: .undo, attempt: 1)
        switch try await context.answer(Doubt(step: item.planned, host: host, key: key, captures: [])) {
        case .succeeded(let reason, _):
            try await record("the undo is resolved as done: \(reason)", by: context.decider.name)
            return (.undone, "resolved by \(context.decider.name): \(reason)")
        case .runAgain(let reason):
            try await record("the undo runs again: \(reason)", by: context.decider.name)
            return nil
        case .stop:
            let place = host == PlanHosts.localName ? "" : "@\(host)"
            return (
                .inDoubt,
                """
                its undo was started, and its end was not recorded; look at the host, then continue with \
                --settle \(step.id)\(place)=done or =again, and --reason
                """
            )
        }
    }

    private func record(_ reason: String, by user: String = "prov") async throws {
        try await context.recordSettlement(of: step.id, on: host, reason, by: user)
    }
}
