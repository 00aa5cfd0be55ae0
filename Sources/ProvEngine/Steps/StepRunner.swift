import ProvChecks
import ProvHosts
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvText

/// Takes one step on one host from "due" to its final word: check, do, check.
///
/// Throws only where the record cannot be kept; whatever goes wrong on the host ends in the step's state.
struct StepRunner: Sendable {
    let run: ActiveRun
    let planned: PlannedStep
    let host: String
    /// What an earlier segment of this run knows of the step; `nil` for a new run.
    let prior: HostReport?
    /// True for `finally` steps.
    var runsWhileStopping = false
    /// What follows this step on its host, where it ends a batch that another one follows.
    var soak: Soak?

    var step: Step { planned.step }
    var context: RunContext { run.context }

    func execute() async throws -> StepSettled {
        let changes = await run.memory.changes(for: step.id, on: host)
        if let prior, prior.state.isSuccess, changes?.isEmpty != false || planned.leftOut != nil,
            !run.ended.contains(step.id, on: host), try await stands(prior)
        {
            await run.memory.note(prior.state, of: planned, on: host, isOld: true)
            return StepSettled(step: step.id.rawValue, host: host, state: prior.state, reason: prior.reason)
        }
        var (begun, (state, reason)) = try await run.forks.within {
            (ContinuousClock.now, try await decide(changes))
        }
        await run.memory.note(state, of: planned, on: host, isOld: false)
        if state.isSuccess, let soak, let failure = try await soak.failure(after: self) {
            (state, reason) = (.failed, failure)
        }
        // Not to have come to it says nothing about what an earlier segment left in doubt.
        if [.notReached, .pending].contains(state), let prior, prior.state == .inDoubt {
            (state, reason) = (.inDoubt, prior.reason)
        }
        var settled = StepSettled(step: step.id.rawValue, host: host, state: state, reason: reason, of: .run)
        if let changes, run.mode == .run, planned.leftOut == nil {
            settled.followed = changes
            if [.proven, .done, .satisfied].contains(state) { await run.memory.follow(changes, by: step.id, on: host) }
        }
        try context.record(
            [.stepSettled(settled)], thenShow: .settled(settled, seconds: (ContinuousClock.now - begun).seconds))
        return settled
    }

    typealias StateAndReason = (StepState, String?)

    /// Whether a gate waits for people here: in a verification only the one that the environment's rules put before it.
    var holdsUp: Bool { run.mode == .run || run.mode == .verify && step.id == run.plan.policyGate }

    /// - Parameter changes: what a step with `when-changed` has to follow; `nil` for any other.
    private func decide(_ changes: [FollowedChange]?) async throws -> StateAndReason {
        if let leftOut = planned.leftOut { return (.skipped, leftOut.sentence) }
        if let reason = run.restLeftOut { return (.skipped, reason) }
        if run.isStopping, !runsWhileStopping { return (.notReached, "the run was stopped before it") }
        if let loss = run.whyLost(host), !runsWhileStopping { return (.notReached, loss) }
        let session: LaneSession
        do {
            session = try await run.sessions.session(for: planned, host: host)
        } catch let error as HostError {
            return error.code == .cancelled
                ? (.notReached, "the run was stopped while \(host) was being connected") : (.failed, error.description)
        }
        if run.mode == .run {
            await session.shell.review()
            try await run.judgeBackground()
            if let loss = run.whyLost(host), !runsWhileStopping { return (.notReached, loss) }
        }
        if let word = try await condition() { return word }
        // People decide at a gate; nothing leaves it out.
        if case .gate(let gate) = step.body, holdsUp { return try await passage(gate) }
        if run.mode == .verify {
            if let changes, !changes.isEmpty { return (.failed, "it has not run since: \(changes.clause)") }
            return try await verify(in: session)
        }
        if let reason = try await WithheldState(run: run, planned: planned, host: host).supply(to: session) {
            return (.pending, reason)
        }
        if changes?.isEmpty == true, step.check.isEmpty, !run.plan.isDrill, prior?.state != .inDoubt {
            return (.skipped, step.nothingChanged)
        }
        let skip = context.settings.decisions.skip(step, on: host)
        if prior?.state == .inDoubt {
            // It may have run: to skip it would say that it did not.
            if skip != nil {
                return (.inDoubt, "--skip does not resolve it: \(prior?.reason ?? "its outcome is unknown")")
            }
            if let word = try await DoubtfulStep(runner: self).settle(in: session) { return word }
        }
        if let skip { return try await skipped(skip) }
        if let prior, run.ended.contains(step.id, on: host),
            await StillRunning(run: run, step: step, host: prior).standsIn(session)
        {
            return (prior.state, prior.reason)
        }
        if context.decider.confirmsEach { try context.log.flush() }
        switch await context.decider.confirm(planned, host: host) {
        case .run: break
        case .stop:
            run.stop("stopped by \(context.decider.name) before step \(step.id)")
            return (.notReached, "stopped by \(context.decider.name)")
        case .skip(let reason): return try await skipped(reason)
        }
        let due = changes ?? []
        if !due.isEmpty {
            context.observe(
                .remark("step \(step.id) runs\(host == PlanHosts.localName ? "" : " on \(host)") \(due.sentence)"))
        }
        let (state, reason) = try await perform(in: session, isDue: !due.isEmpty)
        return (state, reason ?? (due.isEmpty || !state.isSuccess ? nil : due.sentence))
    }

    func skipped(_ reason: String) async throws -> StateAndReason {
        try await record(
            Deviation(kind: .skip, step: step.id.rawValue, host: host, user: context.decider.name, reason: reason))
        return (.skipped, reason)
    }

    func record(_ deviation: Deviation) async throws {
        try await context.log.append([.deviation(deviation)])
    }

    // MARK: Perform

    /// - Parameter isDue: whether it runs whatever its check finds before.
    private func perform(in session: LaneSession, isDue: Bool) async throws -> StateAndReason {
        switch step.body {
        case .manual(let task): return try await manual(task, isDue: isDue)
        case .checkOnly:
            return try await withFailureHandling(in: session) { _ in
                if let other = step.outputOf { return try await LaterOutput(runner: self).judge(other, in: session) }
                let failure = try await CheckRunner(runner: self).evaluate(
                    step.check, in: session, moment: .after, polls: true)
                return failure.map { .failed($0, tail: "") } ?? .succeeded(.proven)
            }
        default: break
        }
        if isDue {
            try await lookForUndo(in: session)
        } else if try await holdsAlready(in: session), !run.plan.isDrill {
            return (.satisfied, nil)
        }
        return try await withFailureHandling(in: session) { edited in
            switch step.body {
            case .file(let file): try await FileStep(runner: self, file: file).apply(in: session)
            case .ensure(let state):
                try await EnsureStep(runner: self, state: state).apply(isDue: isDue, in: session)
            case .console(let exchanges): try await ConsoleStep(runner: self).run(exchanges, in: session)
            case .script(let script):
                try await ScriptStep(runner: self).run(edited.map(script.replaced) ?? script, in: session)
            case .manual, .gate, .checkOnly: .succeeded(.done)
            }
        }
    }
}

extension Script {
    /// The same script with another text, whose placeholders are filled already.
    fileprivate func replaced(by text: String) -> Script {
        Script(text: text, language: language, interpreter: interpreter, range: range)
    }
}

extension Step.Body {
    /// Bodies whose repetition changes nothing that the first time did not.
    var isRepeatable: Bool {
        switch self {
        case .file, .ensure, .checkOnly, .manual, .gate: true
        case .script, .console: false
        }
    }
}
