import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// A console session: its commands one after the other, each with the output that it shows.
struct ConsoleStep: Sendable {
    let runner: StepRunner

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }
    private var script: ScriptStep { ScriptStep(runner: runner) }

    func run(_ exchanges: [ConsoleExchange], in session: LaneSession) async throws -> StepRunner.TryOutcome {
        var tail = ""
        var judged = ExpectedOutput.Judgement()
        var whole = CollectedOutput()
        for (index, exchange) in exchanges.enumerated() {
            let isLast = index == exchanges.count - 1
            let isJudgedFurther = !isLast || !step.expectations.isEmpty || !step.check.isEmpty
            let result = try await run(exchange, isJudgedFurther: isJudgedFurther, in: session)
            tail = result.tail
            if let bad = try await judge(index, exchange, result, &judged) { return bad }
            if !step.expectations.isEmpty { whole.append(result.collected) }
        }
        judged += try await ExpectedOutput(runner: runner).judge(step.expectations, on: whole)
        if let failure = judged.failure { return .failed(failure, tail: tail) }
        return try await script.prove(in: session, tail: tail, hasProof: judged.isProof)
    }

    private func run(_ exchange: ConsoleExchange, isJudgedFurther: Bool, in session: LaneSession) async throws
        -> ActionResult
    {
        var command = runner.run.command(exchange.command, step: step, host: runner.host, isOwn: true)
        // A terminal shows both streams in one; so does the transcript, unless it says which one.
        let expected = exchange.expectation.map { [$0] } ?? step.expectations
        command.joinsErrors = expected.allSatisfy { $0.stream == .both }
        command.environment += await session.freshCaptures()
        command.keepsState = command.input == .empty
        let key = await runner.run.memory.nextKey(step.id, host: runner.host, action: .run)
        return try await ActionRunner(context: context).perform(
            key, command,
            of: CommandSource(exchange.command, of: step, in: runner.run.plan.runbook, filled: command.text),
            in: session.shell, isIdempotent: step.options.isIdempotent,
            // Where the code is a line of the output, that decides.
            wantedExit: exchange.expectation?.isByLine == true ? nil : exchange.exitCode,
            isJudgedFurther: isJudgedFurther || exchange.expectation != nil, collects: true,
            keeps: { try await script.keep($0, of: session) })
    }

    /// `nil` where the command did what the session shows.
    private func judge(
        _ index: Int, _ exchange: ConsoleExchange, _ result: ActionResult, _ judged: inout ExpectedOutput.Judgement
    ) async throws -> StepRunner.TryOutcome? {
        let ending = script.verdict(on: result, wantedCode: exchange.exitCode)
        if skipsTheRest(exchange, result) { return .succeeded(.skipped) }
        guard let expectation = exchange.expectation else { return ending }
        // An exit code is a line of the output, as for cram; any other end is a failure by itself.
        guard case .exited(let code)? = result.outcome?.ending, result.outcome?.endedEarly == false,
            ending == nil || expectation.isByLine
        else { return ending }
        if exchange.showsOnlyExitCode, code == exchange.exitCode { return nil }
        let found = try await ExpectedOutput(runner: runner).judge(
            [expectation], on: result.collected, exitCode: expectation.isByLine ? code : 0,
            at: { _ in .exchange(index) })
        judged += found
        guard let failure = found.failure else { return nil }
        return ending ?? .failed("`\(exchange.command.firstLine)`: \(failure)", tail: result.tail)
    }

    /// cram's way to leave out a test: its shell exits with 80.
    private func skipsTheRest(_ exchange: ConsoleExchange, _ result: ActionResult) -> Bool {
        guard exchange.expectation?.dialect == .cram, let outcome = result.outcome, outcome.didRestartShell,
            outcome.ending == .exited(80)
        else { return false }
        runner.run.leaveOutRest("the test ended with exit code 80")
        return true
    }
}
