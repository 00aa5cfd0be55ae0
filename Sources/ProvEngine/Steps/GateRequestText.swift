import ProvJournal
import ProvPolicy
import ProvRunbook

extension ApprovalRequest {
    /// The request of a gate, with every step that it releases.
    init(_ planned: PlannedStep, _ gate: ApprovalGate, run: ActiveRun) {
        let (plan, context) = (run.plan, run.context)
        let mask = { (text: String) in context.masker.mask(text) }
        let rest = GateOrder(plan).released(by: planned.step.id)
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
