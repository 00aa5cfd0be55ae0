package import ProvRunbook

/// Which steps may start now: a pure value that the engine's task group asks, after ninja's `Plan`.
package struct Schedule: Sendable {
    private let order: [BatchedStep]
    private var waitingFor: [BatchedStep: Int] = [:]
    private var dependents: [BatchedStep: [BatchedStep]] = [:]
    private var fresh: [BatchedStep] = []
    private var unfinished: Set<BatchedStep>
    package let batches: Batches
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
        let batches = Batches(planned)
        self.batches = batches
        order = planned.flatMap { batches.works(of: $0.step.id) }
        unfinished = Set(order)
        for step in planned {
            let dependencies = step.dependencies.filter { known.contains($0) }
            for work in batches.works(of: step.step.id) {
                let needs = batches.needs(of: work, dependencies: dependencies)
                waitingFor[work] = needs.count
                for need in needs { dependents[need, default: []].append(work) }
                if needs.isEmpty { fresh.append(work) }
            }
        }
        lanes = Schedule.assignLanes(planned)
    }

    /// Steps that became ready since the last call, in document order of becoming so.
    package mutating func takeReady() -> [BatchedStep] {
        defer { fresh.removeAll() }
        return fresh
    }

    /// Tells that a step is over; its dependents become ready where it succeeded.
    ///
    /// - Returns: the steps that can no longer be reached because it did not, each once, in document order.
    package mutating func finish(_ id: BatchedStep, succeeded: Bool) -> [BatchedStep] {
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
    package var remaining: [BatchedStep] { order.filter { unfinished.contains($0) } }

    private mutating func cutOff(after id: BatchedStep) -> [BatchedStep] {
        var queue = dependents[id] ?? []
        var lost: Set<BatchedStep> = []
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
