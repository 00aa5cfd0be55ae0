import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// The time after a batch in which its hosts must stay well before the next batch begins.
struct Soak: Sendable {
    /// The steps that rolled over the batch, in order.
    let steps: [PlannedStep]
    let duration: Duration
    /// From one look to the next.
    let pause: Duration

    /// - Parameter steps: those whose batch the step ends, where another batch follows.
    init?(_ planned: PlannedStep, after steps: [PlannedStep]?) {
        guard let steps, let duration = planned.step.options.soak?.value else { return nil }
        self.steps = steps
        self.duration = duration
        pause = planned.step.options.every ?? .seconds(10)
    }

    /// Asks the checks of the batch's steps on the runner's host again and again.
    ///
    /// A host on which nothing was done is not watched, unless an earlier segment was interrupted as it watched.
    ///
    /// - Returns: what no longer holds; `nil` where all is well to the end.
    func failure(after runner: StepRunner) async throws -> String? {
        let run = runner.run
        let wasInterrupted = runner.prior.map { !$0.state.isSuccess } ?? false
        guard run.mode == .run, await run.memory.takeActed(on: runner.host) || wasInterrupted else { return nil }
        let begun = ContinuousClock.now
        let spoken = duration.runbookText
        run.context.observe(
            .remark("step \(runner.step.id) on \(runner.host): the next batch begins after a soak of \(spoken)"))
        while true {
            let left = duration - (ContinuousClock.now - begun)
            if left > .zero { try? await run.context.sleep(min(pause, left)) }
            let passed = (ContinuousClock.now - begun).runbookText
            if run.isStopping { return stopped(begun) }
            if let failure = try await run.forks.within({ try await look(runner) }) {
                // A check that was ended with the run says nothing about the host.
                return run.isStopping ? stopped(begun) : "soak: after \(passed), \(failure)"
            }
            if left <= pause { return nil }
        }
    }

    private func stopped(_ begun: ContinuousClock.Instant) -> String {
        """
        the soak of \(duration.runbookText) was stopped after \((ContinuousClock.now - begun).runbookText); a resume \
        begins it again
        """
    }

    private func look(_ last: StepRunner) async throws -> String? {
        for planned in steps
        where !planned.step.check.isEmpty && planned.hosts.contains(last.host) {
            guard await last.run.memory.isStanding(planned.step.id, on: last.host) else { continue }
            let runner = StepRunner(run: last.run, planned: planned, host: last.host, prior: nil)
            let session: LaneSession
            do {
                session = try await last.run.sessions.session(for: planned, host: last.host)
            } catch let error as HostError {
                return error.description
            }
            if let failure = try await CheckRunner(runner: runner).evaluate(
                planned.step.check, in: session, moment: .after, polls: false)
            {
                return "the check of step \(planned.step.id) failed: \(failure)"
            }
        }
        return nil
    }
}

extension Step {
    /// Whether it changes nothing wherever it runs.
    var onlyLooks: Bool {
        if case .checkOnly = body { return true }
        return options.isReadOnly
    }
}
