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

/// Background steps, which nobody waits for.
extension StillRunning {
    /// Says what becomes of a background step of an interrupted run that is started again.
    ///
    /// - Returns: whether it needs no start: prov was killed, and its process lives.
    func standsIn(_ session: LaneSession) async -> Bool {
        let lives = await server(in: session)?.words
        let place = host.host == PlanHosts.localName ? "" : " on \(host.host)"
        run.context.observe(
            .remark(
                lives.map {
                    """
                    step \(step.id)\(place): its process of the interrupted run is still running: \($0); it is not started \
                    again, and this run does not end it
                    """
                } ?? "step \(step.id)\(place) is started again: its process ended with the interrupted run"))
        return lives != nil
    }

    /// What still runs of a background step.
    func server(in session: LaneSession) async -> Survivor? {
        guard step.isServer, await run.memory.isSameBoot(host: host.host) else { return nil }
        return await session.shell.living(host.leftRunning).first
    }
}
