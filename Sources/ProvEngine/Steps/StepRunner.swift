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

    /// Whether what an earlier segment found still holds: an approval does only for what would run now.
    private func stands(_ prior: HostReport) async throws -> Bool {
        guard case .gate(let gate) = step.body, holdsUp, prior.state != .skipped || planned.leftOut == nil else {
            return true
        }
        return await run.memory.tally(of: step.id, digest: run.digest).count >= gate.count
    }

    /// Whether a gate waits for people here: in a verification only the one that the environment's rules put before it.
    private var holdsUp: Bool { run.mode == .run || run.mode == .verify && step.id == run.plan.policyGate }

    /// - Parameter changes: what a step with `when-changed` has to follow; `nil` for any other.
    private func decide(_ changes: [FollowedChange]?) async throws -> StateAndReason {
        if let leftOut = planned.leftOut { return (.skipped, leftOut.sentence) }
        if let reason = run.restLeftOut { return (.skipped, reason) }
        if run.isStopping, !runsWhileStopping { return (.notReached, "the run was stopped before it") }
        if let loss = run.lossOf(host), !runsWhileStopping { return (.notReached, loss) }
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
            if let loss = run.lossOf(host), !runsWhileStopping { return (.notReached, loss) }
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

    /// Asks the checks of a step that runs whatever they say: a rollback must know whether its undo makes a difference.
    private func lookForUndo(in session: LaneSession) async throws {
        guard !step.undo.isEmpty, !step.check.isEmpty, !step.options.setsState else { return }
        switch step.body {
        case .script, .console: break
        case .file, .ensure, .manual, .gate, .checkOnly: return
        }
        context.observe(.checking(step: step.id, host: host))
        _ = try await CheckRunner(runner: self).evaluate(step.check, in: session, moment: .before, polls: false)
    }

    private func holdsAlready(in session: LaneSession) async throws -> Bool {
        if case .file(let file) = step.body {
            let isInPlace = try await FileStep(runner: self, file: file).isInPlace(in: session)
            if !isInPlace { return false }
            if step.check.isEmpty { return true }
        }
        // What it sets in the shell is not there, whatever its check finds on disk.
        guard !step.check.isEmpty, !step.options.setsState, !step.options.isReadOnly else { return false }
        context.observe(.checking(step: step.id, host: host))
        return try await CheckRunner(runner: self).evaluate(step.check, in: session, moment: .before, polls: false)
            == nil
    }

    /// One try at the step's body.
    enum Try: Sendable {
        case succeeded(StepState)
        /// `tail` is masked; fixes are looked for in it and in the reason.
        case failed(String, tail: String)
        case lost(String)
        /// The host was restarted meanwhile: what it did until then is not known, and it runs no more.
        case cutOff(String)
    }

    /// Tries the body until it succeeds or nobody wants to try again.
    ///
    /// A round is the first try and the retries that the runbook gives it; a fix, a changed text and a person's retry
    /// each begin another one.
    private func withFailureHandling(in session: LaneSession, _ body: (_ edited: String?) async throws -> Try)
        async throws -> StateAndReason
    {
        var tries = 0
        var retriesLeft = step.options.retries
        var fixesApplied = 0
        var edited: String?
        var restarts = 0
        while true {
            tries += 1
            switch try await body(edited) {
            case .succeeded(let state): return (state, state == .skipped ? run.restLeftOut : nil)
            case .lost(let reason): return (.inDoubt, reason)
            case .cutOff(let reason):
                restarts += 1
                if let word = try await settle(reason, restarts: restarts, in: session) { return word }
            case .failed(let reason, let tail):
                if run.isStopping && !runsWhileStopping || Task.isCancelled { return (.failed, reason) }
                if retriesLeft > 0 {
                    let left = retriesLeft == 1 ? "1 retry" : "\(retriesLeft) retries"
                    retriesLeft -= 1
                    context.observe(.remark("step \(step.id) failed (\(reason)); \(left) left"))
                    try? await context.sleep(backoff(tries))
                    continue
                }
                switch try await afterFailure(reason, tail: tail, fixesApplied: fixesApplied, in: session) {
                case .end(let state, let reason): return (state, reason)
                case .again: break
                case .fixed: fixesApplied += 1
                case .edited(let text): edited = text
                }
                (tries, retriesLeft) = (0, step.options.retries)
            }
        }
    }

    /// Doubles from `backoff` with each try, up to sixteen times it.
    private func backoff(_ tries: Int) -> Duration {
        (step.options.backoff ?? .seconds(1)) * (1 << min(max(tries - 1, 0), 4))
    }

    /// How often a step is begun again on a host that restarts under it.
    private static let mostRestarts = 3

    /// Settles a step that a restart of its host cut off: by its check, or by running it again where that does no harm;
    /// `nil` runs it again.
    private func settle(_ reason: String, restarts: Int, in session: LaneSession) async throws -> StateAndReason? {
        guard restarts <= StepRunner.mostRestarts, !run.isStopping || runsWhileStopping,
            !step.check.isEmpty || step.options.isIdempotent || step.body.isRepeatable
        else {
            return (.inDoubt, reason)
        }
        let settle = { (how: String) in
            try await context.recordSettlement(
                of: step.id, on: host, "the host was restarted while it ran; \(how)", by: "prov")
        }
        guard !step.check.isEmpty else {
            try await settle("it is idempotent, so it runs again")
            return nil
        }
        if let failure = try await CheckRunner(runner: self).evaluate(
            step.check, in: session, moment: .before, polls: false)
        {
            context.observe(.remark("step \(step.id) runs again on \(host), which was restarted: \(failure)"))
            try await settle("its check fails, so it runs again")
            return nil
        }
        try await settle("its check passes")
        return (.proven, "the host was restarted while it ran; its check passes")
    }

    /// What follows a round that failed.
    private enum Next {
        case end(StepState, String?)
        case again
        case fixed
        case edited(String)
    }

    private func afterFailure(_ reason: String, tail: String, fixesApplied: Int, in session: LaneSession) async throws
        -> Next
    {
        let text = tail + "\n" + reason
        let fixes = step.fixes.filter { FixMatcher.matches($0.when.value, in: text) }
        switch try await choice(reason, tail, fixes, fixesApplied, session) {
        case .retry:
            try await record(
                Deviation(
                    kind: .retry, step: step.id.rawValue, host: host, user: context.decider.name,
                    reason: "retried after: \(reason)"))
            return .again
        case .edit(let text):
            try await record(
                Deviation(
                    kind: .edited, step: step.id.rawValue, host: host, user: context.decider.name,
                    reason: "ran an edited version after: \(reason)"))
            return .edited(text)
        case .fix(let index):
            guard fixes.indices.contains(index) else { return .end(.failed, reason) }
            return try await apply(fixes[index], after: reason, in: session).map { .end($0.0, $0.1) } ?? .fixed
        case .skip(let why):
            let (state, reason) = try await skipped(why)
            return .end(state, reason)
        case .undo:
            run.undoAfterwards()
            return .end(.failed, reason)
        case .stop:
            return .end(.failed, reason)
        }
    }

    /// What the command line decided, else what the operator says.
    private func choice(_ reason: String, _ tail: String, _ fixes: [Fix], _ fixesApplied: Int, _ session: LaneSession)
        async throws -> FailureChoice
    {
        let decisions = context.settings.decisions
        if decisions.appliesFixes, !fixes.isEmpty, fixesApplied == 0 { return .fix(0) }
        if decisions.undoesOnFailure { return .stop }
        var isEditable = !run.plan.steps.contains { $0.step.body.isGate }
        if case .script = step.body {} else { isEditable = false }
        let failure = StepFailure(
            step: planned, host: host, reason: context.masker.mask(reason), tail: tail, fixes: fixes,
            isEditable: isEditable
        ) {
            try await session.openShell()
        }
        try context.log.flush()
        return await context.decider.failed(failure)
    }

    private func apply(_ fix: Fix, after reason: String, in session: LaneSession) async throws -> StateAndReason? {
        let firstLine = reason.split(whereSeparator: \.isNewline).first.map(String.init) ?? reason
        try await record(
            Deviation(
                kind: .fix(pattern: fix.when.value, after: firstLine), step: step.id.rawValue, host: host,
                user: context.decider.name,
                reason: "applied the fix for /\(fix.when.value)/ after: \(firstLine)"))
        let key = await run.memory.nextKey(step.id, host: host, action: .fix)
        let command = run.command(fix.script, step: step, host: host)
        let result = try await ActionRunner(context: context).perform(
            key, command, of: CommandSource(fix.script, of: step, in: run.plan.runbook, filled: command.text),
            in: session.shell,
            collects: false)
        if case .lost(let how)? = result.outcome?.ending {
            return (.inDoubt, "\(reason); the end of its fix was not recorded: \(how)")
        }
        return result.didSucceed ? nil : (.failed, "\(reason); its fix also failed: \(result.failure)")
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
