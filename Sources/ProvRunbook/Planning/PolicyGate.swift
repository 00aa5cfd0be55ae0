import ProvMarkdown

extension Plan {
    /// Puts the gate that the environment's rules ask for before every other step; none where they ask for none, or nothing is due.
    package mutating func addPolicyGate() {
        guard policy.approvals > 0, policyGate == nil, steps.contains(where: { $0.leftOut == nil }) else { return }
        let taken = Set(runbook.steps.map(\.id.rawValue))
        var name = "policy-approval"
        while taken.contains(name) { name += "-of-environment" }
        let gate = ApprovalGate(approvers: policy.approvers ?? ApprovalGate.anyone, count: policy.approvals)
        let title = "Approval for \(environment) by \(gate.approvers)"
        let step = Step(id: StepID(name), title: title, phase: .main, body: .gate(gate), options: StepOptions(), section: [], range: runbook.start, file: runbook.path)
        for index in steps.indices where steps[index].step.phase == .main && steps[index].dependencies.isEmpty { steps[index].dependencies = [step.id] }
        steps.insert(PlannedStep(step: step, hosts: ["local"], dependencies: []), at: 0)
        policyGate = step.id
    }
}

extension ApprovalGate {
    /// Whoever has a key that is listed.
    package static let anyone = "anyone"
}
