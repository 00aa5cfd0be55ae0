import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook

/// Gives a file of a host back as it was before a step.
struct FileReturn: Sendable {
    let context: RunContext
    let step: Step
    let session: LaneSession

    /// The same bytes, mode and owner as before; refused before the first write if they cannot be had.
    ///
    /// - Parameters:
    ///   - word: the path, as a word for the host's shell.
    ///   - undoData: for the record of the undo.
    func putBack(_ undo: FileUndo, word: String, key: ActionKey, undoData: String? = nil) async throws -> ActionResult {
        var command = Command(
            text: FileChange(word: word, digest: .never).probe, isIsolated: true, timeout: context.settings.stepTimeout)
        command.environment = await session.freshCaptures()
        command.directory = step.options.cwd
        command.take(step)
        let answer = try await session.shell.collect(command)
        guard answer.exitCode == 0, let found = FileChange.parse(answer.output) else {
            throw FileBackup.Refusal(reason: "it cannot be read: \(answer.errors)")
        }
        let recorded = undo.isMasked ? nil : undo.sha256
        let kept = try recorded ?? FileRestore.sha256(of: undo, context)
        try FileRestore.refuseOther(kept, than: undo, context)
        let placement = FilePlacement(
            path: found.path, mode: undo.mode, owner: undo.owner, group: undo.group, sha256: kept,
            timeout: step.options.timeout ?? context.settings.stepTimeout)
        let content = try FileRestore.content(of: undo, context)
        return try await ActionRunner(context: context).place(
            placement, of: key, undoData: undoData, isSecret: undo.isMasked, in: session.shell, content: content)
    }
}
