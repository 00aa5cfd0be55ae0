import ProvRunbook
import ProvText

/// Whose shell state a step begins with: a pure function of the plan, the same in a run and in each resume of it.
///
/// The steps of a lane share a shell on each host, and those of one user at that. A step begins with what the last step
/// before it in the same lane, on the same host and as the same user left; the first one of a user begins with what the
/// lane had then; the first one of a lane with what the step left that the lane forks from.
struct ShellLineage: Sendable {
    private struct Place: Hashable {
        var host: String
        var lane: Int
    }

    private struct Entry {
        var step: StepID
        var user: String?
        /// The last step before this one in the same lane, on the host and as the same user.
        var before: StepID?
    }

    private let lanes: [StepID: Schedule.Lane]
    /// The steps of each lane on each host, in document order.
    private var entries: [Place: [Entry]] = [:]
    /// Where each step is among the steps of its lane on a host.
    private var positions: [Place: [StepID: Int]] = [:]
    /// What each lane forks from.
    private var forks: [Int: StepID] = [:]
    /// The number of each step in document order.
    private var order: [StepID: Int] = [:]

    /// - Parameter steps: main steps in document order, then `finally` steps.
    init(_ steps: [PlannedStep], lanes: [StepID: Schedule.Lane]) {
        self.lanes = lanes
        for lane in lanes.values { forks[lane.number] = lane.startsFrom ?? forks[lane.number] }
        var last: [Place: [String?: StepID]] = [:]
        for (number, planned) in steps.enumerated() {
            let id = planned.step.id
            order[id] = number
            let user = planned.step.options.user?.value
            for host in planned.hosts {
                let place = Place(host: host, lane: lanes[id]?.number ?? 0)
                let before = last[place]?[user]
                positions[place, default: [:]][id] = entries[place]?.count ?? 0
                entries[place, default: []].append(Entry(step: id, user: user, before: before))
                last[place, default: [:]][user] = id
            }
        }
    }

    /// The step whose state a step begins with on a host; `nil` begins fresh.
    func predecessor(of step: StepID, host: String) -> StepID? {
        let lane = lanes[step]?.number ?? 0
        let place = Place(host: host, lane: lane)
        if let position = positions[place]?[step], let entry = entries[place]?[position] {
            if let before = entry.before { return before }
            if position > 0 { return entries[place]?[position - 1].step }
        }
        return forkPoint(of: lane, host: host)
    }

    /// What a lane forks from, as far as it ran on the host: the step itself, or the last one before it in its lane
    /// that did.
    private func forkPoint(of lane: Int, host: String) -> StepID? {
        guard let fork = forks[lane] else { return nil }
        let parent = lanes[fork]?.number ?? 0
        let place = Place(host: host, lane: parent)
        if positions[place]?[fork] != nil { return fork }
        let limit = order[fork] ?? 0
        if let before = entries[place]?.last(where: { (order[$0.step] ?? 0) < limit })?.step { return before }
        return parent == lane ? nil : forkPoint(of: parent, host: host)
    }
}
