import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// A step that runs a script.
struct ScriptStep: Sendable {
    let runner: StepRunner

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }

    func run(_ script: Script, in session: LaneSession) async throws -> StepRunner.TryOutcome {
        var command = runner.run.command(script, step: step, host: runner.host, isOwn: true)
        command.environment += await session.freshCaptures()
        command.keepsState = command.input == .empty
        let boot = step.options.reboots ? await session.shell.bootID : nil
        if step.options.reboots, boot == nil {
            return .failed(
                """
                a step with `reboots` requires an ssh host that reports its boot (/proc/sys/kernel/random/boot_id)
                """,
                tail: "")
        }
        let isBackground = command.launch == .background
        command.joinsErrors = step.expectations.contains { $0.stream == .both }
        let wantsOutput =
            !step.expectations.isEmpty || !step.options.captures.isEmpty
            || runner.run.plan.steps.contains { $0.step.outputOf == step.id }
        let isSettledNext = step.check.isEmpty && step.options.until == nil && step.expectations.isEmpty
        let key = await runner.run.memory.nextKey(step.id, host: runner.host, action: .run)
        let begun = try await ActionRunner(context: context).perform(
            key, command, of: CommandSource(script, of: step, in: runner.run.plan.runbook, filled: command.text),
            in: session.shell,
            isIdempotent: step.options.isIdempotent,
            wantedExit: step.options.expectedExit,
            isJudgedFurther: !isSettledNext || !step.options.captures.isEmpty || boot != nil, collects: wantsOutput,
            secretCaptures: step.options.captures.map(\.value).filter(SecretName.isSecret),
            isSettledNext: isSettledNext && boot == nil,
            keeps: { try await keep($0, of: session) })
        if let boot {
            if let bad = try await awaitRestart(begun, since: boot, in: session) { return bad }
        } else {
            let wantedCode = isBackground && begun.running != nil ? 0 : step.options.expectedExit
            if let bad = verdict(on: begun, wantedCode: wantedCode) { return bad }
        }
        let result = try await BackgroundStep(step: step, context: context, session: session).follow(begun)
        learnSecrets(of: result)
        let judged = try await ExpectedOutput(runner: runner).judge(step.expectations, on: result.collected)
        if let failure = judged.failure ?? result.running?.failure {
            if let running = result.running { context.background.note(failureOf: running.key) }
            return .failed(failure, tail: result.tail)
        }
        if let failure = try await becomesTrue(in: session) {
            if let running = result.running { context.background.note(failureOf: running.key) }
            return .failed(failure, tail: result.tail)
        }
        if let failure = try await capture(result) { return .failed(failure, tail: result.tail) }
        return try await prove(in: session, tail: result.tail, hasProof: judged.isProof)
    }

    /// Waits for the host that the step took down; `nil` where it is up again.
    private func awaitRestart(_ result: ActionResult, since boot: String, in session: LaneSession) async throws
        -> StepRunner.TryOutcome?
    {
        // Whatever ended the command, the restart may have: only its own refusal means that there will be none.
        guard let outcome = result.outcome else { return .failed(result.failure, tail: result.tail) }
        switch outcome.ending {
        case .exited(let code) where code != step.options.expectedExit ?? code:
            return .failed(result.failure, tail: result.tail)
        case .cancelled, .timedOut: return .failed(result.failure, tail: result.tail)
        case .exited, .signalled, .lost: break
        }
        let patience = step.options.timeout ?? context.settings.linkTimeout
        context.observe(
            .remark("step \(step.id): waiting until \(runner.host) is up again, for at most \(patience.runbookText)"))
        do {
            switch try await session.shell.awaitRestart(since: boot, within: patience) {
            case .restarted:
                context.observe(.remark("\(runner.host) is up again"))
                return nil
            case .stayedUp:
                return .failed("\(runner.host) was not restarted within \(patience.runbookText)", tail: result.tail)
            case .unreachable:
                return .failed(
                    "\(runner.host) went down and was not up again within \(patience.runbookText)", tail: result.tail)
            case .cancelled: return .lost("stopped while waiting for \(runner.host) to be up again")
            }
        } catch let error as HostError {
            return .failed(error.description, tail: result.tail)
        }
    }

    /// `nil` where the command ended as it should.
    func verdict(on result: ActionResult, wantedCode: Int?) -> StepRunner.TryOutcome? {
        guard let outcome = result.outcome else { return .failed(result.failure, tail: result.tail) }
        if case .lost(let how) = outcome.ending {
            let reason = "the end of the step was not recorded: \(how)"
            return outcome.didRestartHost ? .cutOff(reason) : .lost(reason)
        }
        switch (outcome.ending, wantedCode) {
        case (.exited(let code), let wanted?) where code == wanted: break
        case (.exited, nil), (.signalled, nil), (.timedOut, nil): return nil
        case (_, let wanted): return .failed(result.failure(expected: wanted ?? 0), tail: result.tail)
        }
        if outcome.endedEarly {
            return .failed(
                "the block called exit or exec: a step ends by itself, and commands after the call do not run",
                tail: result.tail)
        }
        return nil
    }

    /// Polls the `until` command; a duration there belongs to the checks instead.
    private func becomesTrue(in session: LaneSession) async throws -> String? {
        guard let until = step.options.until, Duration.parse(until.value) == nil else { return nil }
        let limit = step.options.timeout ?? .seconds(300)
        let pause = step.options.every ?? .seconds(1)
        let deadline = ContinuousClock.now + limit
        while true {
            var command = Command(text: until.value, isIsolated: true, timeout: context.settings.checkTimeout)
            command.environment = await session.freshCaptures()
            command.take(step)
            let answer: ProbeAnswer
            do { answer = try await session.shell.judge(command) } catch let error as HostError {
                return error.description
            }
            if answer.exitCode == 0 { return nil }
            if let (step, entry) = died() {
                await takeLastOutput(of: entry, in: session)
                return "`\(until.value)` did not become true: \(step)\(entry.failure ?? "its background process ended")"
            }
            if ContinuousClock.now + pause >= deadline || runner.run.isStopping {
                return "`\(until.value)` did not become true within \(limit.runbookText)"
            }
            do { try await context.sleep(pause) } catch { return "stopped while waiting for `\(until.value)`" }
        }
    }

    /// The failure of the background process that is waited for: the step's own, or that of the step directly before
    /// it.
    private func died() -> (step: String, entry: BackgroundRecords.Entry)? {
        let steps = runner.run.plan.steps.map(\.step.id)
        guard let index = steps.firstIndex(of: step.id) else { return nil }
        for other in steps[max(0, index - 1)...index].reversed() {
            if let entry = context.background.latest(of: other.rawValue, host: runner.host), entry.failure != nil {
                return (other == step.id ? "" : "step \(other): ", entry)
            }
        }
        return nil
    }

    /// What it wrote last may come after the word on its end; what it started may keep its output open for longer.
    private func takeLastOutput(of entry: BackgroundRecords.Entry, in session: LaneSession) async {
        for _ in 0..<10 {
            await session.shell.review()
            if entry.background.isOver { return }
            guard (try? await context.sleep(.milliseconds(100))) != nil else { return }
        }
    }

    /// What captures under names that say secret get is masked from here on, also in what its expectations say.
    private func learnSecrets(of result: ActionResult) {
        for (name, value) in captured(String(decoding: result.collected.stdout, as: UTF8.self))
        where SecretName.isMasked(name, value: value) {
            // Each of several hosts may have another value of it.
            let own = runner.planned.hosts.count == 1 ? name : "\(name)@\(runner.host)"
            context.masker.learn(Secret(name: own, value: value))
        }
    }

    /// The step's captures with their values: one name takes all of the output, several take a line each.
    private func captured(_ output: String) -> [(name: String, value: String)] {
        var value = output[...]
        while value.hasSuffix("\n") || value.hasSuffix("\r\n") { value.removeLast() }
        let names = step.options.captures.map(\.value)
        guard names.count > 1 else { return names.map { ($0, String(value)) } }
        let lines = value.linesAsWritten.map(\.withoutCarriageReturn)
        return names.enumerated().map { ($1, $0 < lines.count ? String(lines[$0]) : "") }
    }

    /// Keeps what the step captures; gives the reason where a variable cannot hold it exactly.
    private func capture(_ result: ActionResult) async throws -> String? {
        guard let first = step.options.captures.first else { return nil }
        let refusal = "its output cannot be captured as \(first.value): "
        if result.collected.isCut(.stdout) { return refusal + "it is longer than \(OutputPipeline.limit >> 20) MiB" }
        if result.collected.stdout.contains(0) {
            return refusal + "it contains a NUL byte, which a variable cannot contain"
        }
        guard let output = String(validating: result.collected.stdout, as: UTF8.self) else {
            return refusal + "it is not UTF-8; capture it as text, such as base64"
        }
        for (name, value) in captured(output) {
            try await runner.run.capture(name, value, of: runner.planned, on: runner.host)
        }
        return nil
    }

    func keep(_ state: String, of session: LaneSession) async throws {
        try await runner.run.keepState(of: session, after: step, host: runner.host, left: state)
    }

    func prove(in session: LaneSession, tail: String, hasProof: Bool) async throws -> StepRunner.TryOutcome {
        guard !step.check.isEmpty else { return .succeeded(hasProof ? .proven : .done) }
        let failure = try await CheckRunner(runner: runner).evaluate(
            step.check, in: session, moment: .after, polls: true)
        return failure.map { .failed($0, tail: tail) } ?? .succeeded(.proven)
    }
}
