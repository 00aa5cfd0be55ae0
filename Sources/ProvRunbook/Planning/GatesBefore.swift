import ProvText

/// One step as the order of gates sees it.
package struct OrderedStep: Sendable {
    package var id: StepID
    package var needs: [StepID]
    package var isGate: Bool

    package init(id: StepID, needs: [StepID], isGate: Bool) {
        self.id = id
        self.needs = needs
        self.isGate = isGate
    }
}

extension Planner {
    /// For each step the gates before it, directly or through others; linear in steps, dependencies and gates.
    ///
    /// Steps may stand in any order. Of steps that wait for each other, which the reader refuses, some gates are
    /// missing.
    package static func gatesBefore(_ steps: [OrderedStep]) -> [StepID: Set<StepID>] {
        let gates = Set(steps.filter(\.isGate).map(\.id))
        guard !gates.isEmpty else { return [:] }
        let places = Dictionary(steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var before = [Set<StepID>](repeating: [], count: steps.count)
        var isEntered = [Bool](repeating: false, count: steps.count)
        for start in steps.indices {
            var path = [(step: start, next: 0)]
            isEntered[start] = true
            while let top = path.last {
                let needs = steps[top.step].needs
                guard top.next < needs.count else {
                    path.removeLast()
                    continue
                }
                guard let need = places[needs[top.next]], need != top.step else {
                    path[path.count - 1].next += 1
                    continue
                }
                if !isEntered[need] {
                    isEntered[need] = true
                    path.append((need, 0))
                    continue
                }
                path[path.count - 1].next += 1
                if gates.contains(steps[need].id) { before[top.step].insert(steps[need].id) }
                before[top.step].formUnion(before[need])
            }
        }
        return Dictionary(zip(steps.map(\.id), before), uniquingKeysWith: { first, _ in first })
    }

    /// The steps of a runbook that stand below a gate and do not wait for it, each with the last such gate.
    ///
    /// Of those that follow each other only the first is one: what its `needs` say decides for the others.
    package static func stepsPastGates(_ runbook: Runbook) -> [(step: Step, gate: Step)] {
        let steps = runbook.steps
        // Without `needs` a step waits for everything before it.
        guard steps.contains(where: \.body.isGate), steps.contains(where: { $0.options.needs != nil }) else {
            return []
        }
        let dependencies = dependencies(of: steps)
        let before = gatesBefore(
            zip(steps, dependencies).map { OrderedStep(id: $0.id, needs: $1, isGate: $0.body.isGate) })
        var found: [(step: Step, gate: Step)] = []
        var gates: [Step] = []
        var past: Set<StepID> = []
        for (step, needs) in zip(steps, dependencies) where step.phase == .main {
            if step.body.isGate {
                gates.append(step)
                past.removeAll()
                continue
            }
            guard let gate = gates.suffix(8).last(where: { !step.excludes($0) }),
                before[step.id]?.contains(gate.id) != true
            else { continue }
            if !needs.contains(where: past.contains) { found.append((step, gate)) }
            past.insert(step.id)
        }
        return found
    }
}

extension Step {
    /// The two belong to different variants of one choice, so no run has both.
    fileprivate func excludes(_ other: Step) -> Bool {
        alternatives.contains { own in
            other.alternatives.contains { $0.group == own.group && $0.variant != own.variant }
        }
    }
}
