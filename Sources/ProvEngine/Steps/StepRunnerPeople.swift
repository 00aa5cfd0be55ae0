import ProvJournal
import ProvPolicy
import ProvRunbook

/// Steps that people do or decide.
extension StepRunner {
    func manual(_ task: ManualTask, isDue: Bool) async throws -> StateAndReason {
        if !step.check.isEmpty, !isDue {
            let session = try await run.sessions.session(for: planned, host: host)
            let holds =
                try await CheckRunner(runner: self).evaluate(step.check, in: session, moment: .before, polls: false)
                == nil
            if holds, !run.plan.isDrill { return (.satisfied, nil) }
        }
        try context.log.flush()
        switch await context.decider.perform(task, step: planned) {
        case .done(let note, let evidence):
            let hash = try evidence.map { try context.log.store($0) }
            try await record(
                Deviation(
                    kind: .manual, step: step.id.rawValue, host: host, user: context.decider.name, reason: note,
                    evidence: hash))
        case .skip(let reason): return try await skipped(reason)
        case .stop(let reason): return (.pending, reason)
        }
        guard !step.check.isEmpty else { return (.done, "confirmed by \(context.decider.name)") }
        let session = try await run.sessions.session(for: planned, host: host)
        if let failure = try await CheckRunner(runner: self).evaluate(
            step.check, in: session, moment: .after, polls: true)
        {
            return (.failed, failure)
        }
        return (.proven, "confirmed by \(context.decider.name)")
    }

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
