import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook

/// What a step in the background is expected to have printed when a later step asks.
struct LaterOutput: Sendable {
    let runner: StepRunner

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }

    /// Waits until the other step's output is as expected, its process is over, or the time is.
    func judge(_ other: StepID, in session: LaneSession) async throws -> StepRunner.TryOutcome {
        guard let entry = context.background.process(of: other.rawValue, host: runner.host) else {
            return .failed("step \(other) was not started in this run", tail: "")
        }
        let deadline = ContinuousClock.now + (step.options.timeout ?? BackgroundStep.patience)
        while true {
            await session.shell.review()
            let isOver = entry.background.isOver
            let result = entry.pipeline.result(outcome: nil, trouble: nil)
            let holds = step.expectations.allSatisfy { $0.judge(result.collected[$0.stream]).result == .pass }
            if holds || isOver || ContinuousClock.now >= deadline || runner.run.isStopping {
                let judged = try await ExpectedOutput(runner: runner).judge(step.expectations, on: result.collected)
                return judged.failure.map { .failed($0, tail: result.tail) }
                    ?? .succeeded(judged.isProof ? .proven : .done)
            }
            do { try await context.sleep(BackgroundStep.pause) } catch {
                return .failed("stopped while waiting for the output of \(other)", tail: result.tail)
            }
        }
    }
}
