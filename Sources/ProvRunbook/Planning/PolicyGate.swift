/// The gate that an environment's rules put before every other step.
struct PolicyGate {
    let step: Step

    /// `nil` where the rules ask for no approval.
    init?(_ policy: EnvironmentPolicy, _ runbook: Runbook, environment: String) {
        guard policy.approvals > 0 else { return nil }
        let taken = Set(runbook.steps.map(\.id.rawValue))
        var name = "policy-approval"
        while taken.contains(name) { name += "-of-environment" }
        let gate = ApprovalGate(approvers: policy.approvers ?? ApprovalGate.anyone, count: policy.approvals)
        step = Step(
            id: StepID(name), title: "Approval for \(environment) by \(gate.approvers)", phase: .main,
            body: .gate(gate),
            options: StepOptions(), section: [], range: runbook.start, file: runbook.path)
    }

    var planned: PlannedStep { PlannedStep(step: step, hosts: [PlanHosts.localName], dependencies: []) }
}

extension ApprovalGate {
    /// Whoever has a key that is listed.
    package static let anyone = "anyone"
}
