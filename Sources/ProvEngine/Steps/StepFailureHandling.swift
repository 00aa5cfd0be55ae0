import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// What follows a try that failed: retries, fixes, a restart of the host, what the operator decides.
extension StepRunner {
    /// One try at the step's body.
    enum TryOutcome: Sendable {
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
    func withFailureHandling(in session: LaneSession, _ body: (_ edited: String?) async throws -> TryOutcome)
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
        let firstLine = reason.lines.first.map(String.init) ?? reason
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
