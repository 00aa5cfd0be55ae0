import ProvJournal
import ProvPolicy
import ProvRunbook

extension ApprovalRequest {
    /// The request of a gate: every step that waits for it and for no gate behind it.
    ///
    /// The gate of an environment's policy lets the whole run continue, so it shows all of it. A step that waits for
    /// two gates of which neither waits for the other is in the requests of both.
    init(_ planned: PlannedStep, _ gate: ApprovalGate, run: ActiveRun) {
        let (plan, context) = (run.plan, run.context)
        let mask = { (text: String) in context.masker.mask(text) }
        let rest = GateRequestOrder(plan).released(by: planned.step.id)
        // What ends the run comes after the last gate as well as after this one.
        let final = plan.steps.filter { $0.step.phase == .finally }
        let looksOnly = run.mode == .verify
        let steps = (rest + (looksOnly ? [] : final)).filter {
            $0.leftOut == nil && !$0.step.body.isGate
        }
        self.init(
            run: context.log.id, step: planned.step.id.rawValue, digest: run.digest, environment: plan.environment,
            runbook: plan.runbook.path,
            approvers: gate.approvers, count: gate.count, executor: context.decider.name,
            inputs: plan.parameters.mapValues(mask),
            released: steps.map { next in
                let others = next.step.otherCommands(parameters: plan.parameters)
                return Released(
                    step: next.step.id.rawValue, title: mask(next.step.title), hosts: next.hosts,
                    command: looksOnly ? "" : mask(next.step.commandText(parameters: plan.parameters)),
                    others: others.filter { !looksOnly || $0.isCheck }.map {
                        .init(what: $0.what, command: mask($0.command))
                    })
            })
        circumstances = context.circumstances.mapValues(mask)
    }
}

/// Which steps each gate of a plan lets run.
struct GateRequestOrder {
    private let plan: Plan
    private let order: GateOrder

    init(_ plan: Plan) {
        self.plan = plan
        order = GateOrder(plan)
    }

    /// Steps of the main phase, in the order of the plan, gates among them.
    func released(by gate: StepID) -> [PlannedStep] {
        plan.steps.filter { next in
            guard next.step.phase == .main, next.step.id != gate else { return false }
            let gates = order.gates(before: next.step.id)
            return gate == plan.policyGate
                || !next.step.body.isGate && gates.contains(gate)
                    && !gates.contains { order.gates(before: $0).contains(gate) }
        }
    }
}
