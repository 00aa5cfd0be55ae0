import ProvJournal
import ProvRunbook

/// Background steps that ended well in an earlier segment of a run, and whose processes ended with it: what comes after
/// them may need them.
struct RestartedBackgroundSteps: Sendable {
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
            let waiting = RestartedBackgroundSteps.waiting(for: planned.step.id, in: steps)
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
