import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvText

/// What a step waits for, and whether it is meant for this host at all.
extension StepRunner {
    /// A gate, and the change window, which may have closed while the run waited.
    func passage(_ gate: ApprovalGate) async throws -> StateAndReason {
        let word = try await approval(gate)
        guard word.0 == .done, run.mode == .run, let broken = await context.brokenRule() else { return word }
        return (.pending, "\(word.1 ?? "approved"); but \(broken)")
    }

    /// Whether another variant fits this host, which the plan could not know.
    func otherVariant() async -> StateAndReason? {
        guard !step.alternatives.isEmpty, host != PlanHosts.localName else { return nil }
        let facts = await run.memory.values(inputs: run.plan.inputs(of: step, on: host), host: host)
        for membership in step.alternatives where !run.plan.choices[membership.group].isForced {
            let group = run.plan.runbook.alternatives[membership.group]
            if let leftOut = group.leftOut(membership.variant, by: group.choice(facts: facts)) {
                return (.skipped, leftOut.sentence)
            }
        }
        return nil
    }

    func condition() async throws -> StateAndReason? {
        if let word = await otherVariant() { return word }
        guard let condition = step.options.when?.value else { return nil }
        let withheld = WithheldState(run: run, planned: planned, host: host)
        if run.mode == .run, let reason = await withheld.lack(of: condition.names) { return (.pending, reason) }
        do {
            let values = await run.memory.values(inputs: run.plan.places(of: step, on: host), host: host)
            if run.mode == .verify, let name = await unsetCaptures().first(where: condition.names.contains) {
                return (.skipped, StepRunner.notDecided(name))
            }
            return try condition.evaluate(values) ? nil : (.skipped, LeftOut.conditionFalse(condition.text).sentence)
        } catch {
            return (.failed, "when \(condition.text): \(error)")
        }
    }
}
