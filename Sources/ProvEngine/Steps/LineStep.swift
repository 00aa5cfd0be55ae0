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

    /// `nil` where the file has the line already.
    func apply(in session: LaneSession) async throws -> ActionResult? {
        let commands = RemedyCommands(context: context, step: runner.step, session: session)
        let values = try await commands.ask(edit.valuesProbe)
        guard let file = try await LineFile.read(edit, commands, timeout: limit) else {
            if edit.isAbsenceEnough { return nil }
            throw FileBackup.Refusal(reason: "\(edit.pathText) does not exist; write it with a file block first")
        }
        guard let edited = try edit.edit(file.bytes, values: values) else { return nil }
        return try await write(edited, over: file.found, file.attributes, in: session)
    }

    private func write(
        _ bytes: [UInt8], over found: FileChange.Found, _ attributes: FileChange.Attributes, in session: LaneSession
    ) async throws -> ActionResult {
        let isSecret = edit.isSecret(in: runner.run)
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
}

extension LineEdit {
    /// What a secret is in is compared by nobody: a short one could be guessed from a digest.
    func isSecret(in run: ActiveRun) -> Bool {
        run.plan.runbook.front.secrets.contains { parameters.contains($0.name) }
            || parameters.contains(where: SecretName.isSecret)
    }
}

/// The file of a line edit, as it is on its host.
struct LineFile: Sendable {
    var found: FileChange.Found
    var attributes: FileChange.Attributes
    var bytes: [UInt8]

    /// `nil` where nothing is at the path; lines are looked for in files that are not large.
    static func read(_ edit: LineEdit, _ commands: RemedyCommands, timeout: Duration) async throws -> LineFile? {
        let answer = try await commands.ask(Probe(script: FileChange(word: edit.pathWord).probe))
        guard answer.exitCode == 0, let found = FileChange.parse(answer.output) else {
            throw FileBackup.Refusal(reason: "\(edit.pathText) cannot be read: \(answer.errors)")
        }
        guard !found.path.hasNewline else {
            throw FileBackup.Refusal(reason: "\(edit.pathText): the path has several lines")
        }
        guard case .file(let attributes) = found.current else {
            if case .absent = found.current { return nil }
            throw FileBackup.Refusal(reason: "\(edit.pathText) is not a regular file")
        }
        guard attributes.size <= FilePlacement.large else {
            throw FileBackup.Refusal(reason: "\(edit.pathText) is larger than 16 MiB")
        }
        let bytes = Mutex<[UInt8]>([])
        try await commands.session.shell.get(found.path, timeout: timeout) { piece in bytes.withLock { $0 += piece } }
        let read = bytes.withLock { $0 }
        guard commands.context.log.contentHash(read) == attributes.sha256 else {
            throw FileBackup.Refusal(
                reason: "\(found.path) changed while it was read; nothing was changed by this step")
        }
        return LineFile(found: found, attributes: attributes, bytes: read)
    }
}
