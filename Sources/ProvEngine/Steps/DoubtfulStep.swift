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
        if let prior = runner.prior,
            let running = await StillRunning(run: runner.run, step: step, host: prior).outlast(in: session)
        {
            return (.inDoubt, running)
        }
        switch runner.prior?.doubtfulAction {
        // Whether it is undone is not a question about the step: to run it, or to call it done, would answer another.
        case .undo:
            return (.inDoubt, "\(runner.prior?.reason ?? "its undo is in doubt"); resolve it with `prov rollback`")
        case .fix where step.check.isEmpty && context.settings.decisions.settlement(step, on: runner.host) == nil:
            return try await again(
                "the end of its fix is not known; the step failed before it, and runs again", session)
        default: break
        }
        if !step.check.isEmpty {
            let holds =
                try await CheckRunner(runner: runner).evaluate(step.check, in: session, moment: .before, polls: false)
                == nil
            guard holds else {
                return try await again("its outcome was unknown; its check fails, so it runs again", session)
            }
            try await record("its outcome was unknown; its check passes")
            return (.proven, "its outcome was unknown, but its check passes")
        }
        if step.options.isIdempotent || step.body.isRepeatable {
            return try await again("its outcome was unknown; it is idempotent, so it runs again", session)
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
            if let what = leftForLater {
                return (
                    .inDoubt,
                    "it cannot be resolved as done: it sets \(what), which later steps use, and the shell does not have it"
                )
            }
            try await keep(captures)
            try await record("resolved as done: \(reason)", by: context.decider.name)
            return (.done, "resolved by \(context.decider.name): \(reason)")
        case .runAgain(let reason):
            return try await again("runs again: \(reason)", by: context.decider.name, session)
        case .stop:
            return (.inDoubt, doubt)
        }
    }

    /// Records that it runs again; a background step whose process lives does not, beside itself.
    private func again(_ reason: String, by user: String = "prov", _ session: LaneSession) async throws
        -> StepRunner.StateAndReason?
    {
        if let prior = runner.prior,
            let server = await StillRunning(run: runner.run, step: step, host: prior).server(in: session)
        {
            return (
                .inDoubt,
                """
                it cannot run again: its process of the interrupted run is still running: \(server.words); end it, or \
                resolve the step as done
                """
            )
        }
        try await record(reason, by: user)
        return nil
    }

    /// What the step sets in its shell for steps after it: only running it brings that back.
    private var leftForLater: String? {
        let later = runner.run.plan.steps.drop { $0.step.id != step.id }.dropFirst().filter { $0.leftOut == nil }
        return LeftState.first(in: step, seenBy: LaterUse(of: later.map(\.step)))?.what
    }

    private func record(_ reason: String, by user: String = "prov") async throws {
        try await context.recordSettlement(of: step.id, on: runner.host, reason, by: user)
    }

    /// What the command line says, else the operator; captures are those of the command line.
    private func answer(_ doubt: Doubt) async throws -> DoubtAnswer {
        let decisions = context.settings.decisions
        let answer = try await context.answer(doubt)
        guard decisions.settlement(step, on: runner.host) != nil, case .succeeded(let reason, _) = answer else {
            return answer
        }
        return .succeeded(reason: reason, captures: decisions.captures(on: doubt.host))
    }

    /// The values a person gave in place of the step's output.
    private func keep(_ captures: [String: String]) async throws {
        for name in step.options.captures.map(\.value) {
            guard let value = captures[name] else { continue }
            try await runner.run.capture(name, value, of: runner.planned, on: runner.host)
            try await record("value of capture \(name) given by \(context.decider.name)", by: context.decider.name)
        }
    }

    /// What an earlier segment said of it is kept: where its output is, why it was lost.
    private var doubt: String {
        if runner.prior?.isSettledDoubt == true, let said = runner.prior?.reason { return said }
        return "\(runner.prior?.reason ?? "it was started, and its end was not recorded"); its outcome is unknown"
    }
}

/// What steps and undos in doubt have in common.
extension RunContext {
    /// What the command line says of a doubt, else the operator, once the record is on disk.
    func answer(_ doubt: Doubt) async throws -> DoubtAnswer {
        if let known = settings.decisions.settlement(doubt.step.step, on: doubt.host) { return known }
        try log.flush()
        return await decider.settle(doubt)
    }

    /// - Parameter user: who settled it; prov where a check or the step itself did.
    func recordSettlement(of step: StepID, on host: String, _ reason: String, by user: String) async throws {
        try await log.append([
            .deviation(Deviation(kind: .settle, step: step.rawValue, host: host, user: user, reason: reason))
        ])
    }
}
