import ProvJournal
import ProvPolicy
import ProvRunbook

/// Whether a step has nothing to do: an earlier segment did it, its file is in place, or its checks pass.
extension StepRunner {
    /// Whether what an earlier segment found still holds: an approval does only for what would run now.
    func stands(_ prior: HostReport) async throws -> Bool {
        guard case .gate(let gate) = step.body, holdsUp, prior.state != .skipped || planned.leftOut == nil else {
            return true
        }
        return await run.memory.tally(of: step.id, digest: run.digest).count >= gate.count
    }

    /// Asks the checks of a step that runs whatever they say: a rollback must know whether its undo makes a difference.
    func lookForUndo(in session: LaneSession) async throws {
        guard !step.undo.isEmpty, !step.check.isEmpty, !step.options.setsState else { return }
        switch step.body {
        case .script, .console: break
        case .file, .ensure, .manual, .gate, .checkOnly: return
        }
        context.observe(.checking(step: step.id, host: host))
        _ = try await CheckRunner(runner: self).evaluate(step.check, in: session, moment: .before, polls: false)
    }

    func holdsAlready(in session: LaneSession) async throws -> Bool {
        if case .file(let file) = step.body {
            let isInPlace = try await FileStep(runner: self, file: file).isInPlace(in: session)
            if !isInPlace { return false }
            if step.check.isEmpty { return true }
        }
        // What it sets in the shell is not there, whatever its check finds on disk.
        guard !step.check.isEmpty, !step.options.setsState, !step.options.isReadOnly else { return false }
        context.observe(.checking(step: step.id, host: host))
        return try await CheckRunner(runner: self).evaluate(step.check, in: session, moment: .before, polls: false)
            == nil
    }
}
