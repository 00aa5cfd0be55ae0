package import ProvRunbook

/// A step on one batch of its hosts: what the engine starts at once.
package struct BatchedStep: Hashable, Sendable {
    package var step: StepID
    /// From 0; always 0 for a step without `serial`.
    package var batch: Int

    package init(_ step: StepID, batch: Int = 0) {
        self.step = step
        self.batch = batch
    }
}

/// How the steps of a plan go over their hosts.
///
/// Steps that follow one another with the same `serial` on the same hosts roll together: the first batch of hosts goes
/// through all of them before the next one begins. A step without `serial` takes all its hosts at once.
package struct Batches: Sendable {
    private var hosts: [StepID: [[String]]] = [:]
    /// For each step the steps that roll with it, itself included, in order.
    private var groups: [StepID: [StepID]] = [:]

    package init(_ planned: [PlannedStep]) {
        var group: [PlannedStep] = []
        for step in planned {
            if let first = group.first, !Batches.rolls(step, with: first) { close(&group) }
            group.append(step)
        }
        close(&group)
    }

    private static func rolls(_ step: PlannedStep, with first: PlannedStep) -> Bool {
        !first.step.options.serial.isEmpty && step.step.options.serial == first.step.options.serial
            && step.hosts == first.hosts
            && step.step.options.needs == nil
    }

    private mutating func close(_ group: inout [PlannedStep]) {
        let names = group.map(\.step.id)
        for planned in group {
            groups[planned.step.id] = names
            hosts[planned.step.id] = Batches.split(planned.hosts, by: planned.step.options.serial)
        }
        group = []
    }

    private static func split(_ hosts: [String], by sizes: [BatchSize]) -> [[String]] {
        guard let last = sizes.last, !hosts.isEmpty else { return [hosts] }
        var batches: [[String]] = []
        var rest = hosts[...]
        while !rest.isEmpty {
            let size = batches.count < sizes.count ? sizes[batches.count] : last
            let batch = rest.prefix(max(1, size.hosts(of: hosts.count)))
            batches.append(Array(batch))
            rest = rest.dropFirst(batch.count)
        }
        return batches
    }

    /// The hosts of a batch of a step, in the order of the plan; none where the step has no such batch.
    package func hosts(of work: BatchedStep) -> [String] {
        guard let batches = hosts[work.step], batches.indices.contains(work.batch) else { return [] }
        return batches[work.batch]
    }

    /// The batches of a step, in the order in which they run; none for a step that the plan does not run.
    package func works(of step: StepID) -> [BatchedStep] {
        (hosts[step] ?? []).indices.map { BatchedStep(step, batch: $0) }
    }

    /// The steps whose batch this piece of work ends, where another batch follows; `nil` anywhere else.
    func group(endedBy work: BatchedStep) -> [StepID]? {
        guard let group = groups[work.step], group.last == work.step,
            hosts[work.step]?.indices.contains(work.batch + 1) == true
        else { return nil }
        return group
    }

    /// What must have succeeded before a piece of work starts.
    func needs(of work: BatchedStep, dependencies: [StepID]) -> [BatchedStep] {
        let group = groups[work.step] ?? [work.step]
        var needs = dependencies.flatMap {
            group.contains($0) && $0 != work.step ? [BatchedStep($0, batch: work.batch)] : works(of: $0)
        }
        if work.batch > 0 { needs += group.map { BatchedStep($0, batch: work.batch - 1) } }
        return needs
    }
}

extension BatchSize {
    /// How many hosts that is of a number of them; a percentage is rounded down.
    package func hosts(of total: Int) -> Int {
        switch self {
        case .count(let count): count
        case .percent(let percent): total * percent / 100
        }
    }
}
