import ProvChecks
import ProvHosts
import ProvRunbook

/// A step that was started in the background: what is expected of its output may come later.
struct BackgroundStep: Sendable {
    let step: Step
    let context: RunContext
    let session: LaneSession

    /// For a step without `timeout`.
    static let patience = Duration.seconds(60)
    static let pause = Duration.milliseconds(100)

    /// Waits until the output is as expected, the process is over, or the time is.
    func follow(_ result: ActionResult) async throws -> ActionResult {
        guard let running = result.running, !step.expectations.isEmpty else { return result }
        let deadline = ContinuousClock.now + (step.options.timeout ?? BackgroundStep.patience)
        while true {
            await session.shell.review()
            let isOver = running.background.isOver
            var current = running.pipeline.result(outcome: result.outcome, trouble: nil)
            (current.timeout, current.running) = (result.timeout, running)
            let holds = step.expectations.allSatisfy { $0.judge(current.collected[$0.stream]).result == .pass }
            if holds || isOver || ContinuousClock.now >= deadline { return current }
            do { try await context.sleep(step.options.every ?? BackgroundStep.pause) } catch { return current }
        }
    }
}
