import ProvJournal
import ProvPolicy
import ProvRunbook

/// Gates that people decide: at the terminal, or by signatures.
extension StepRunner {
    func approval(_ gate: ApprovalGate) async throws -> StateAndReason {
        if let source = context.approvals {
            return try await SignedApproval(runner: self, gate: gate, source: source).decide()
        }
        let (digest, name, identity) = (run.digest, context.decider.name, context.decider.identity)
        let before = await run.memory.tally(of: step.id, digest: digest)
        if before.includes(identity) {
            return (
                .pending,
                """
                \(name) has already approved it; \(gate.count - before.count) more of \(gate.approvers) must approve, from their own accounts
                """
            )
        }
        try await record(ApprovalEvent(action: .requested, step: step.id.rawValue, digest: digest))
        try context.log.flush()
        switch await context.decider.approve(gate, step: planned, digest: digest) {
        case .granted(let note):
            var event = ApprovalEvent(
                action: .granted, step: step.id.rawValue, digest: digest, approver: name, note: note)
            event.identity = identity
            try await record(event)
            let tally = await run.memory.tally(of: step.id, digest: digest)
            guard tally.count >= gate.count else {
                return (
                    .pending,
                    "\(tally.count) of \(gate.count) approvals; resume from the account of another of \(gate.approvers)"
                )
            }
            return (.done, "approved by \(tally.names.sorted().joined(separator: ", "))")
        case .denied(let reason):
            try await record(
                ApprovalEvent(action: .denied, step: step.id.rawValue, digest: digest, approver: name, note: reason))
            return (.failed, "approval denied by \(name): \(reason)")
        case .wait(let reason): return (.pending, reason)
        }
    }

    func record(_ approval: ApprovalEvent) async throws {
        try await context.log.append([.approval(approval)])
        await run.memory.note(approval)
    }
}
