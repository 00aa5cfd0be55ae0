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
        func hosts(_ planned: PlannedStep) -> [HostReport] { earlier[planned.step.id.rawValue]?.hosts ?? [] }
        let steps = plan.steps.filter { $0.leftOut == nil }
        let isLeft = steps.map { planned in
            hosts(planned).count < planned.hosts.count || hosts(planned).contains { !$0.state.isSuccess }
        }
        var places: Set<Place> = []
        for (index, planned) in steps.enumerated() where planned.step.isServer && planned.step.phase == .main {
            let over = hosts(planned).filter { $0.state.isSuccess && $0.isServerOver }
            guard !over.isEmpty else { continue }
            let waiting = EndedServers.waiting(for: planned.step.id, in: steps)
            let isNeeded = steps.indices.contains { other in
                guard isLeft[other], other != index else { return false }
                return other > index || steps[other].step.phase == .finally || waiting.contains(steps[other].step.id)
            }
            if isNeeded { places.formUnion(over.map { Place(step: planned.step.id, host: $0.host) }) }
        }
        self.places = places
    }

    /// The steps that wait for a step, directly or through others, wherever they stand.
    private static func waiting(for step: StepID, in steps: [PlannedStep]) -> Set<StepID> {
        var found: Set<StepID> = [step]
        var count = 0
        while found.count > count {
            count = found.count
            for planned in steps where planned.dependencies.contains(where: found.contains) {
                found.insert(planned.step.id)
            }
        }
        return found
    }

    /// Whether a step is to be started again on a host.
    func contains(_ step: StepID, on host: String) -> Bool {
        !places.isEmpty && places.contains(Place(step: step, host: host))
    }
}

extension Step {
    /// Runs beside the steps after it until the run ends.
    var isServer: Bool { options.isBackground && !options.isDetached }
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
