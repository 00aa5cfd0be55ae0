package import ProvRunbook

/// Which gates a step stands behind, and what may run before they are passed.
package struct GateOrder: Sendable {
    private let gates: Set<StepID>
    private let policyGate: StepID?
    private let behind: [StepID: Set<StepID>]

    package init(_ plan: Plan) {
        gates = Set(plan.steps.filter { $0.step.body.isGate && $0.leftOut == nil }.map(\.step.id))
        policyGate = plan.policyGate
        behind = GateOrder.gatesBefore(plan.steps.map { ($0.step.id, $0.dependencies, $0.step.body.isGate) })
    }

    /// For each step the gates before it, directly or through others; linear in steps, dependencies and gates.
    ///
    /// - Parameter steps: in an order in which no step needs a later one, or in any other: those are looked at again.
    static func gatesBefore(_ steps: [(id: StepID, needs: [StepID], isGate: Bool)]) -> [StepID: Set<StepID>] {
        let gates = Set(steps.filter(\.isGate).map(\.id))
        guard !gates.isEmpty else { return [:] }
        var before: [StepID: Set<StepID>] = [:]
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for step in steps {
                var found = before[step.id] ?? []
                let size = found.count
                for need in step.needs {
                    if gates.contains(need) { found.insert(need) }
                    found.formUnion(before[need] ?? [])
                }
                guard found.count != size else { continue }
                before[step.id] = found
                hasChanged = true
            }
        }
        return before
    }

    /// The gates of this run that must be passed before a step of the main phase starts.
    package func gates(before step: StepID) -> Set<StepID> { (behind[step] ?? []).intersection(gates) }

    /// Whether the steps that end a run may run.
    ///
    /// The gate of the environment's rules stands before everything. A gate in the text stands before what follows it;
    /// where nothing ran before it either, there is nothing that a `finally` step could clean up.
    ///
    /// - Parameter hasRun: whether a step of the main phase ran on any host, in any segment.
    package func mayRunFinally(passed: Set<StepID>, hasRun: Bool) -> Bool {
        if let policyGate, gates.contains(policyGate), !passed.contains(policyGate) { return false }
        return gates.isSubset(of: passed) || hasRun
    }

    /// Why no `finally` step runs, for the record.
    package static let noFinally = "not run: a gate before it has not been passed"
}
