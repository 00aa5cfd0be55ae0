package import ProvRunbook

/// Which steps may start now: a pure value that the engine's task group asks, after ninja's `Plan`.
package struct Schedule: Sendable {
    private let order: [StepID]
    private var waitingFor: [StepID: Int] = [:]
    private var dependents: [StepID: [StepID]] = [:]
    private var fresh: [StepID] = []
    private var unfinished: Set<StepID>
    /// The lane of each step: a shell of its own on every host, handed on along a chain of dependencies.
    package let lanes: [StepID: Lane]

    /// Where a step finds its shell.
    package struct Lane: Sendable, Equatable {
        package var number: Int
        /// For the first step of a lane: the step whose shell state it starts from; `nil` starts fresh.
        package var startsFrom: StepID?
    }

    package init(_ planned: [PlannedStep]) {
        let known = Set(planned.map(\.step.id))
        order = planned.map(\.step.id)
        unfinished = Set(order)
        for step in planned {
            let needs = step.dependencies.filter { known.contains($0) }
            waitingFor[step.step.id] = needs.count
            for need in needs { dependents[need, default: []].append(step.step.id) }
            if needs.isEmpty { fresh.append(step.step.id) }
        }
        lanes = Schedule.assignLanes(planned)
    }

    /// Steps that became ready since the last call, in document order of becoming so.
    package mutating func takeReady() -> [StepID] {
        defer { fresh.removeAll() }
        return fresh
    }

    /// Tells that a step is over; its dependents become ready where it succeeded.
    ///
    /// - Returns: the steps that can no longer be reached because it did not, each once, in document order.
    package mutating func finish(_ id: StepID, succeeded: Bool) -> [StepID] {
        guard unfinished.remove(id) != nil else { return [] }
        if succeeded {
            for dependent in dependents[id] ?? [] {
                guard let count = waitingFor[dependent] else { continue }
                waitingFor[dependent] = count - 1
                if count == 1, unfinished.contains(dependent) { fresh.append(dependent) }
            }
            return []
        }
        return cutOff(after: id)
    }

    /// Every step that has not been finished or cut off, in document order.
    package var remaining: [StepID] { order.filter { unfinished.contains($0) } }

    private mutating func cutOff(after id: StepID) -> [StepID] {
        var queue = dependents[id] ?? []
        var lost: Set<StepID> = []
        while let next = queue.popLast() {
            guard unfinished.remove(next) != nil else { continue }
            lost.insert(next)
            queue.append(contentsOf: dependents[next] ?? [])
        }
        guard !lost.isEmpty else { return [] }
        return order.filter { lost.contains($0) }
    }

    private static func assignLanes(_ planned: [PlannedStep]) -> [StepID: Lane] {
        var lanes: [StepID: Lane] = [:]
        var tails: [Int: StepID] = [:]
        for step in planned {
            let id = step.step.id
            let inherited = step.dependencies.first { need in lanes[need].map { tails[$0.number] == need } ?? false }
            if let inherited, let lane = lanes[inherited] {
                lanes[id] = Lane(number: lane.number, startsFrom: nil)
                tails[lane.number] = id
            } else {
                let number = tails.count
                lanes[id] = Lane(number: number, startsFrom: step.dependencies.first)
                tails[number] = id
            }
        }
        return lanes
    }
}
