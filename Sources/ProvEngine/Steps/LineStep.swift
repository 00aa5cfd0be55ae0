import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText
import Synchronization

/// Gives a file of the host a line: it is read, changed here and written as a file block's is.
struct LineStep: Sendable {
    let runner: StepRunner
    let edit: LineEdit
    /// The remedy's place in its block.
    let index: Int

    private var context: RunContext { runner.context }
    private var limit: Duration { runner.step.options.timeout ?? context.settings.stepTimeout }

    /// Lines are looked for in files up to this many bytes.
    private static let longest = 16 << 20

    /// `nil` where the file has the line already.
    func apply(in session: LaneSession) async throws -> ActionResult? {
        let commands = RemedyCommands(context: context, step: runner.step, session: session)
        let values = try await commands.ask(edit.valuesProbe)
        let answer = try await commands.ask(Probe(script: FileChange(word: edit.pathWord).probe))
        guard answer.exitCode == 0, let found = FileChange.parse(answer.output) else {
            throw FileBackup.Refusal(reason: "\(edit.pathText) cannot be read: \(answer.errors)")
        }
        guard case .file(let attributes) = found.current else {
            if case .absent = found.current {
                if edit.isAbsenceEnough { return nil }
                throw FileBackup.Refusal(reason: "\(edit.pathText) does not exist; write it with a file block first")
            }
            throw FileBackup.Refusal(reason: "\(edit.pathText) is not a regular file")
        }
        guard attributes.size <= LineStep.longest else {
            throw FileBackup.Refusal(reason: "\(edit.pathText) is larger than 16 MiB")
        }
        let bytes = try await read(found.path, session)
        guard context.log.contentHash(bytes) == attributes.sha256 else {
            throw FileBackup.Refusal(
                reason: "\(found.path) changed while it was read; nothing was changed by this step")
        }
        guard let edited = try edit.edit(bytes, values: values) else { return nil }
        return try await write(edited, over: found, attributes, in: session)
    }

    private func write(
        _ bytes: [UInt8], over found: FileChange.Found, _ attributes: FileChange.Attributes, in session: LaneSession
    ) async throws -> ActionResult {
        // What a secret is in is compared by nobody: a short one could be guessed from a digest.
        let isSecret = runner.run.plan.runbook.front.secrets.contains { edit.parameters.contains($0.name) }
        let change = FileChange(
            word: edit.pathWord, content: bytes, sha256: context.log.contentHash(bytes), isSecret: isSecret)
        let (undo, previous) = try await FileBackup(context: context, session: session.shell).take(
            attributes, path: found.path, timeout: limit)
        FileStep.showDifference(
            previous, change, path: edit.pathText, of: runner.step.id, on: runner.host, context)
        var placement = change.placement(over: found, timeout: limit)
        placement.mode = attributes.mode
        let key = await runner.run.memory.nextKey(runner.step.id, host: runner.host, action: .run)
        return try await ActionRunner(context: context).place(
            placement, of: key, undoData: EnsureUndo(index: index, file: undo).text, isSecret: isSecret,
            in: session.shell, content: FileStep.once(bytes))
    }

    private func read(_ path: String, _ session: LaneSession) async throws -> [UInt8] {
        let bytes = Mutex<[UInt8]>([])
        try await session.shell.get(path, timeout: limit) { piece in bytes.withLock { $0 += piece } }
        return bytes.withLock { $0 }
    }
}
