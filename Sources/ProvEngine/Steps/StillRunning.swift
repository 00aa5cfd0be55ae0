import ProvHosts
import ProvJournal
import ProvRunbook

/// What a killed prov left running of a step on a host.
struct StillRunning: Sendable {
    let run: ActiveRun
    let step: Step
    let host: HostReport

    private static let pause = Duration.milliseconds(200)

    /// Waits until it has ended: to start the step again beside it would run it twice, and an undo beside it would be
    /// undone by it.
    ///
    /// - Returns: why nothing can be said yet, where it does not end in time.
    func outlast(in session: LaneSession) async -> String? {
        guard let pid = host.attempts.last?.started?.pid, await run.memory.isSameBoot(host: host.host) else {
            return nil
        }
        let context = run.context
        let deadline = ContinuousClock.now + (step.options.timeout ?? context.settings.stepTimeout)
        let earlier = await run.memory.leftRunning(on: host.host)
        var isTold = false
        while true {
            let left = await session.shell.remains(ofShell: pid, besides: earlier)
            guard let first = left.last else { return nil }
            let what = "a process of the interrupted run is still running: \(first.words)"
            if !isTold { context.observe(.remark("step \(step.id): \(what); waiting until it ends")) }
            isTold = true
            let later = what + "; wait for it or end it, then continue"
            if ContinuousClock.now >= deadline || run.isStopping { return later }
            do { try await context.sleep(StillRunning.pause) } catch { return later }
        }
    }
}
