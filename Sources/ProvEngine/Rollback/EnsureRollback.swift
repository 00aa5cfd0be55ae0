import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText
import Synchronization

/// Undoes what an `{ensure}` step changed on one host, the last remedy first, each as it was before the first try.
struct EnsureRollback: Sendable {
    let run: ActiveRun
    let step: Step
    let host: HostReport
    let session: LaneSession
    let returned: ReturnedFiles

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
            return try await takeBack(line, file, key, mark)
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

    /// Takes one line back; what others changed in the file since stays.
    private func takeBack(_ line: LineEdit, _ file: FileUndo, _ key: ActionKey, _ mark: String) async throws
        -> ActionResult
    {
        let commands = RemedyCommands(context: context, step: step, session: session)
        let limit = step.options.timeout ?? context.settings.stepTimeout
        guard let now = try await LineFile.read(line, commands, timeout: limit) else {
            throw FileBackup.Refusal(reason: "\(line.pathText) does not exist any more")
        }
        let before = try FileRestore.bytes(of: file, context)
        let (id, path) = (context.log.id, now.found.path)
        let isReturned = returned.has(context.log.contentHash(now.bytes), at: path, on: host.host, otherThan: id)
        let result: [UInt8]
        do {
            let values = try await commands.ask(line.valuesProbe)
            result = try line.undone(now.bytes, before: before, values: values, isReturned: isReturned)
        } catch let trouble as RemedyTrouble {
            throw RemedyTrouble(reason: "\(line.pathText): \(trouble.reason)")
        }
        let isSecret = file.isMasked || line.isSecret(in: run)
        let change = FileChange(
            word: line.pathWord, content: result, sha256: context.log.contentHash(result), isSecret: isSecret)
        var placement = change.placement(over: now.found, timeout: limit)
        placement.mode = now.attributes.mode
        returned.note(change.sha256, at: path, on: host.host, of: id, isOthers: isReturned)
        return try await ActionRunner(context: context).place(
            placement, of: key, undoData: mark, isSecret: isSecret, in: session.shell, content: FileStep.once(result))
    }
}

/// The files that the undos of a rollback have written: an older run's undo finds them as the newer one left them.
final class ReturnedFiles: Sendable {
    private struct Written {
        var hash: String
        var run: String
        /// Whether an undo of another run wrote it before, and nobody since.
        var isOthers: Bool
    }

    private let files = Mutex<[[String]: Written]>([:])

    /// Whether a file is as the undo of another run left it, but for what the run's own undos changed since.
    func has(_ hash: String, at path: String, on host: String, otherThan run: String) -> Bool {
        guard let written = files.withLock({ $0[[host, path]] }), written.hash == hash else { return false }
        return written.run != run || written.isOthers
    }

    func note(_ hash: String, at path: String, on host: String, of run: String, isOthers: Bool) {
        files.withLock { $0[[host, path]] = Written(hash: hash, run: run, isOthers: isOthers) }
    }
}
