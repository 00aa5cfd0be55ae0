import ProvJournal
import ProvPolicy
import ProvRunbook

/// Steps that people do.
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
}
