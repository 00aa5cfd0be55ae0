package import ProvRunbook

/// Which gates a step stands behind, and what may run before they are passed.
package struct GateOrder: Sendable {
    private let plan: Plan
    private let gates: Set<StepID>
    private var policyGate: StepID? { plan.policyGate }
    private let behind: [StepID: Set<StepID>]

    package init(_ plan: Plan) {
        self.plan = plan
        gates = Set(plan.steps.filter { $0.step.body.isGate && $0.leftOut == nil }.map(\.step.id))
        behind = Planner.gatesBefore(
            plan.steps.map { OrderedStep(id: $0.step.id, needs: $0.dependencies, isGate: $0.step.body.isGate) })
    }

    /// The gates of this run that must be passed before a step of the main phase starts.
    package func gates(before step: StepID) -> Set<StepID> { (behind[step] ?? []).intersection(gates) }

    /// The steps that an approval of a gate lets run, in the order of the plan: those that wait for it and for no gate
    /// behind it, wherever they stand.
    ///
    /// The gate of an environment's rules lets the whole run continue, further gates among it. A step that waits for
    /// two gates of which neither waits for the other is released by both.
    package func released(by gate: StepID) -> [PlannedStep] {
        plan.steps.filter { next in
            guard next.step.phase == .main, next.step.id != gate else { return false }
            let gates = gates(before: next.step.id)
            return gate == policyGate
                || !next.step.body.isGate && gates.contains(gate)
                    && !gates.contains { self.gates(before: $0).contains(gate) }
        }
    }

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
