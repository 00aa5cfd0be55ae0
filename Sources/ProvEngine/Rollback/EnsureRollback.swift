import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// Undoes what an `{ensure}` step changed on one host, the last remedy first, each as it was before the first try.
struct EnsureRollback: Sendable {
    let run: ActiveRun
    let step: Step
    let host: HostReport
    let session: LaneSession

    private var context: RunContext { run.context }

    func undo(_ state: EnsuredState) async throws -> StepRunner.StateAndReason {
        let changes = EnsureRollback.firstChanges(of: host)
        for index in state.remedies.indices.reversed() {
            guard let change = changes[index] else { continue }
            do {
                let result = try await undo(state.remedies[index], change)
                if case .lost(let how)? = result.outcome?.ending {
                    return (.inDoubt, "the end of its undo was not recorded: \(how)")
                }
                guard result.didSucceed else { return (.failed, "undo: \(result.failure)") }
            } catch let trouble as RemedyTrouble {
                return (.failed, "undo: \(trouble.reason)")
            } catch let refusal as FileBackup.Refusal {
                return (.failed, "undo: \(refusal.reason)")
            }
        }
        return (.undone, nil)
    }

    /// Of each remedy what was there before its first change since it was last undone.
    static func firstChanges(of host: HostReport) -> [Int: EnsureUndo] {
        var changes: [Int: EnsureUndo] = [:]
        for attempt in host.attempts {
            guard let text = attempt.intended.undoData, let undo = EnsureUndo(text: text) else { continue }
            switch attempt.intended.key.action {
            case .run: if changes[undo.index] == nil { changes[undo.index] = undo }
            case .undo: if attempt.exited?.ending == .exit(0) { changes[undo.index] = nil }
            case .check, .fix, .requires: break
            }
        }
        return changes
    }

    private func undo(_ remedy: Remedy, _ change: EnsureUndo) async throws -> ActionResult {
        let key = await run.memory.nextKey(step.id, host: host.host, action: .undo)
        let mark = EnsureUndo(index: change.index).text
        let returning = FileReturn(context: context, step: step, session: session)
        if let line = remedy.line {
            guard let file = change.file else {
                throw FileBackup.Refusal(reason: "the record does not have the previous \(line.pathText)")
            }
            return try await returning.putBack(file, word: line.pathWord, key: key, undoData: mark)
        }
        guard let state = change.state else {
            throw FileBackup.Refusal(reason: "the record does not say what was there before")
        }
        if let file = change.file, let path = state["path"] {
            return try await returning.putBack(file, word: ShellText.quoted(path), key: key, undoData: mark)
        }
        return try await RemedyCommands(context: context, step: step, session: session).perform(
            try remedy.undo(state), of: key, undoData: mark)
    }
}
