import ProvHosts
import ProvJournal
import ProvRunbook

/// Background steps that ended well in an earlier segment of a run, and whose processes ended with it: what comes after
/// them may need them.
struct EndedServers: Sendable {
    private let places: Set<Place>

    private struct Place: Hashable {
        let step: StepID
        let host: String
    }

    /// - Parameter earlier: what earlier segments know of the steps, by name.
    init(_ plan: Plan, earlier: [String: StepReport]) {
        var places: Set<Place> = []
        // From the end: only where something is left to do after it is it needed.
        var isNeeded = false
        for planned in plan.steps.reversed() where planned.step.phase == .main && planned.leftOut == nil {
            let hosts = earlier[planned.step.id.rawValue]?.hosts ?? []
            let options = planned.step.options
            if isNeeded, options.isBackground, !options.isDetached {
                for host in hosts where host.state.isSuccess && host.isServerOver {
                    places.insert(Place(step: planned.step.id, host: host.host))
                }
            }
            if hosts.isEmpty || hosts.contains(where: { !$0.state.isSuccess }) { isNeeded = true }
        }
        self.places = places
    }

    /// Whether a step is to be started again on a host.
    func contains(_ step: StepID, on host: String) -> Bool {
        !places.isEmpty && places.contains(Place(step: step, host: host))
    }
}

extension HostReport {
    /// Whether the process that the step is did not come to an end of its own.
    fileprivate var isServerOver: Bool {
        guard let attempt = attempts.last(where: { $0.intended.key.action == .run }) else { return false }
        return !attempt.background.contains { $0.ending.isOwnEnd }
    }
}

extension StillRunning {
    /// Says what becomes of a background step of an interrupted run that is started again.
    ///
    /// - Returns: whether it needs no start: prov was killed, and its process lives.
    func standsIn(_ session: LaneSession) async -> Bool {
        var lives: String?
        if let pid = host.attempts.last?.started?.pid, await run.memory.isSameBoot(host: host.host) {
            let own = host.leftRunning
            lives = await session.shell.remains(ofShell: pid, besides: []).first { own.contains($0.pid) }?.words
        }
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
}
