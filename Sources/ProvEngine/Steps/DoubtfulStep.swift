import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// A step that an earlier segment of the run started and did not see to end.
struct DoubtfulStep: Sendable {
    let runner: StepRunner

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }

    /// Only the step's check, `idempotent` or the operator's word lets a step go on that was not seen to end; `nil`
    /// runs it again.
    func settle(in session: LaneSession) async throws -> StepRunner.StateAndReason? {
        if let running = await outlast(in: session) { return (.inDoubt, running) }
        if !step.check.isEmpty {
            let holds =
                try await CheckRunner(runner: runner).evaluate(step.check, in: session, moment: .before, polls: false)
                == nil
            try await runner.record(
                Deviation(
                    kind: .settle, step: step.id.rawValue, host: runner.host, user: "prov",
                    reason: holds
                        ? "its outcome was unknown; its check passes"
                        : "its outcome was unknown; its check fails, so it runs again"))
            return holds ? (.proven, "its outcome was unknown, but its check passes") : nil
        }
        if step.options.isIdempotent || step.body.isRepeatable {
            try await runner.record(
                Deviation(
                    kind: .settle, step: step.id.rawValue, host: runner.host, user: "prov",
                    reason: "its outcome was unknown; it is idempotent, so it runs again"))
            return nil
        }
        let attempt =
            runner.prior?.attempts.last?.intended.key
            ?? ActionKey(step: step.id.rawValue, host: runner.host, action: .run, attempt: 1)
        let needed = CaptureUse.needed(of: step, in: runner.run.plan)
        switch try await answer(Doubt(step: runner.planned, host: runner.host, key: attempt, captures: needed)) {
        case .succeeded(let reason, let captures):
            if let missing = needed.first(where: { captures[$0] == nil }) {
                return (
                    .inDoubt,
                    "it cannot be resolved as done: later steps use its capture \(missing), whose value is unknown"
                )
            }
            try await keep(captures)
            try await runner.record(
                Deviation(
                    kind: .settle, step: step.id.rawValue, host: runner.host, user: context.decider.name,
                    reason: "resolved as done: \(reason)"))
            return (.done, "resolved by \(context.decider.name): \(reason)")
        case .runAgain(let reason):
            try await runner.record(
                Deviation(
                    kind: .settle, step: step.id.rawValue, host: runner.host, user: context.decider.name,
                    reason: "runs again: \(reason)"))
            return nil
        case .stop:
            return (.inDoubt, doubt)
        }
    }

    /// What the command line says, else the operator.
    private func answer(_ doubt: Doubt) async throws -> DoubtAnswer {
        let decisions = context.settings.decisions
        guard let known = decisions.settlement(step, on: runner.host) else {
            try context.log.flush()
            return await context.decider.settle(doubt)
        }
        guard case .succeeded(let reason, _) = known else { return known }
        return .succeeded(reason: reason, captures: decisions.captures)
    }

    /// The values a person gave in place of the step's output.
    private func keep(_ captures: [String: String]) async throws {
        for name in step.options.captures.map(\.value) {
            guard let value = captures[name] else { continue }
            try await runner.run.capture(name, value, of: runner.planned, on: runner.host)
            try await runner.record(
                Deviation(
                    kind: .settle, step: step.id.rawValue, host: runner.host, user: context.decider.name,
                    reason: "value of capture \(name) given by \(context.decider.name)"))
        }
    }

    /// What an earlier segment said of it is kept: where its output is, why it was lost.
    private var doubt: String {
        if runner.prior?.isSettledDoubt == true, let said = runner.prior?.reason { return said }
        return "\(runner.prior?.reason ?? "it was started, and its end was not recorded"); its outcome is unknown"
    }

    // MARK: What still runs

    private static let pause = Duration.milliseconds(200)

    /// Waits for what a killed prov left running on the host: starting the step again beside it would run it twice.
    ///
    /// - Returns: why nothing can be said yet, where it does not end in time.
    private func outlast(in session: LaneSession) async -> String? {
        guard let pid = runner.prior?.attempts.last?.started?.pid, await runner.run.memory.isSameBoot(host: runner.host)
        else { return nil }
        let deadline = ContinuousClock.now + (step.options.timeout ?? context.settings.stepTimeout)
        var isTold = false
        while true {
            let left = await session.shell.remains(ofShell: pid)
            guard let first = left.last else { return nil }
            let what = "a process of the interrupted run is still running: \(first.words)"
            if !isTold { context.observe(.remark("step \(step.id): \(what); waiting until it ends")) }
            isTold = true
            if ContinuousClock.now >= deadline || runner.run.isStopping {
                return what + "; wait for it or end it, then resume"
            }
            do { try await context.sleep(DoubtfulStep.pause) } catch {
                return what + "; wait for it or end it, then resume"
            }
        }
    }
}
