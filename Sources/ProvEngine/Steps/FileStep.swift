import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText
import Synchronization

/// A step that makes a file on the host have exactly the block's content.
struct FileStep: Sendable {
    let runner: StepRunner
    let file: FileContent

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }

    /// What has to be written, with parameters, secrets and captures filled in; the text says which of them has no
    /// value yet.
    private func change() async -> Result<FileChange, FileFilling.Missing> {
        let filling = FileFilling(
            inputs: runner.run.plan.inputs(of: step, on: runner.host), secrets: context.secrets,
            captures: step.seen(await runner.run.memory.captures(on: runner.host)),
            declared: Set(runner.run.captureNames), lists: step.seen(runner.run.plan.lists),
            facts: step.seen(
                await runner.run.memory.values(
                    inputs: runner.run.plan.places(of: step, on: runner.host), host: runner.host)),
            fullName: { [step] in step.fullName($0) })
        return filling.fill(file).map { filled in
            FileChange(
                file, content: filled.bytes, sha256: context.log.contentHash(filled.bytes), isSecret: filled.isSecret)
        }
    }

    /// Whether there is nothing to do.
    func isInPlace(in session: LaneSession) async throws -> Bool {
        guard case .success(let change) = await change(), let found = await look(change, session).found else {
            return false
        }
        return change.isSatisfied(by: found.current)
    }

    /// The word of `prov verify`, or `nil` where the step's own checks have it.
    func verify(in session: LaneSession) async throws -> StepRunner.StateAndReason? {
        let wanted = "\(file.path) as in the runbook"
        var isSame = false
        var found = "nothing"
        switch await change() {
        case .failure(let missing): found = "it cannot be compared: \(missing.reason)"
        case .success(let change):
            let answer = await look(change, session)
            isSame = answer.found.map { change.isSatisfied(by: $0.current) } ?? false
            found =
                isSame
                ? "it is"
                : answer.trouble ?? answer.found.map { FileStep.words($0.current, isSecret: change.isSecret) } ?? found
        }
        try await context.log.append([
            .checkEvaluated(
                CheckEvaluated(
                    step: step.id.rawValue, host: runner.host, moment: .verify, summary: "file \(file.path)",
                    result: isSame ? .pass : .fail,
                    wanted: wanted, found: found))
        ])
        if !isSame { return (.failed, "expected \(wanted), found \(found)") }
        return step.check.isEmpty ? (.proven, nil) : nil
    }

    func apply(in session: LaneSession) async throws -> StepRunner.TryOutcome {
        let change: FileChange
        switch await self.change() {
        case .success(let filled): change = filled
        case .failure(let missing): return .failed(missing.reason, tail: "")
        }
        let (found, trouble) = await look(change, session)
        guard let found else { return .failed(trouble ?? "no answer from the host", tail: "") }
        guard !found.path.hasNewline else {
            return .failed("\(file.path): the path has several lines; a list is not a path", tail: "")
        }
        if case .other(let what) = found.current {
            return .failed("\(file.path) is \(what), not a regular file", tail: "")
        }
        guard found.hasFolder else {
            return .failed(
                """
                the folder \(found.folder) does not exist; a file block does not make it: make it in a step above, as with \
                'file: {path: \(found.folder), type: directory}' in a block 'yaml {ensure}'
                """, tail: "")
        }
        let limit = step.options.timeout ?? context.settings.stepTimeout
        var undo = FileUndo()
        var previous: [UInt8]? = []
        if case .file(let attributes) = found.current {
            do {
                (undo, previous) = try await FileBackup(context: context, session: session.shell).take(
                    attributes, path: found.path, timeout: limit)
            } catch let refusal as FileBackup.Refusal {
                return .failed(refusal.reason, tail: "")
            }
        }
        FileStep.showDifference(previous, change, path: file.path, of: step.id, on: runner.host, context)
        return try await write(change, over: found, undo, limit, in: session)
    }

    private func write(
        _ change: FileChange, over found: FileChange.Found, _ undo: FileUndo, _ limit: Duration, in session: LaneSession
    ) async throws -> StepRunner.TryOutcome {
        var placement = change.placement(over: found, timeout: limit)
        placement.validation = await validation()
        let key = await runner.run.memory.nextKey(step.id, host: runner.host, action: .run)
        let result = try await ActionRunner(context: context).place(
            placement, of: key, undoData: undo.text, isSecret: change.isSecret, in: session.shell,
            content: FileStep.once(change.content))
        guard result.didSucceed else {
            if case .lost(let how)? = result.outcome?.ending { return .lost(how) }
            return .failed(result.failure, tail: result.tail)
        }
        guard try await isInPlace(in: session) else {
            return .failed(
                "\(file.path) was written, but its content, mode or owner are not as expected", tail: result.tail)
        }
        guard !step.check.isEmpty else { return .succeeded(.proven) }
        let failure = try await CheckRunner(runner: runner).evaluate(
            step.check, in: session, moment: .after, polls: true)
        return failure.map { .failed($0, tail: result.tail) } ?? .succeeded(.proven)
    }

    /// The command with the values that it names before it: it runs beside the session's shell.
    private func validation() async -> String? {
        guard let command = file.validate?.value else { return nil }
        let values = runner.run.plan.inputs(of: step, on: runner.host).merging(
            step.seen(await runner.run.memory.captures(on: runner.host))
        ) { _, captured in captured }
        let used = values.filter { VariableUse.isWord($0.key, of: command) && $0.key != "FILE" }.sorted {
            $0.key < $1.key
        }
        return used.map { "\($0.key)=\(ShellText.quoted($0.value)); " }.joined() + command
    }

    /// Gives out bytes in one piece, then none.
    static func once(_ bytes: [UInt8]) -> @Sendable () -> ArraySlice<UInt8> {
        let rest = Mutex(bytes)
        return {
            rest.withLock { rest in
                defer { rest = [] }
                return rest[...]
            }
        }
    }

    private func look(_ change: FileChange, _ session: LaneSession) async -> (
        found: FileChange.Found?, trouble: String?
    ) {
        do {
            var command = quiet(change.probe)
            command.environment = await session.freshCaptures()
            let answer = try await session.shell.collect(command)
            guard answer.exitCode == 0, let found = FileChange.parse(answer.output) else {
                return (nil, "\(file.path) cannot be read: \(answer.errors)")
            }
            return (found, nil)
        } catch let error as HostError {
            return (nil, error.description)
        } catch {
            return (nil, "\(file.path) cannot be read")
        }
    }

    private func quiet(_ text: String) -> Command {
        var command = Command(text: text, isIsolated: true, timeout: context.settings.checkTimeout)
        command.directory = step.options.cwd
        command.take(step)
        return command
    }

    /// - Parameter previous: what was there; `nil` if it is too long to be compared.
    static func showDifference(
        _ previous: [UInt8]?, _ change: FileChange, path: String, of step: StepID, on host: String,
        _ context: RunContext
    ) {
        // What it held before may be a secret of then, which nothing masks now.
        if change.isSecret, previous?.isEmpty == false {
            return context.observe(
                .remark("\(path) is replaced; the difference is not shown because the file holds a secret"))
        }
        guard let previous, let old = String(validating: previous, as: UTF8.self), !old.utf8.contains(0) else {
            return context.observe(
                .remark(
                    "\(path) is replaced; the difference is not shown because the content is too long or not text")
            )
        }
        let text = LineDifference.unified(
            from: old, to: String(decoding: change.content, as: UTF8.self), path: path)
        context.observe(.difference(step: step, host: host, text: text))
    }

    private static func words(_ current: FileChange.Current, isSecret: Bool) -> String {
        switch current {
        case .absent: "no such file"
        case .other(let what): what
        case .file(let now):
            "a file with other content, mode or owner (mode \(String(now.mode, radix: 8)), \(now.owner):\(now.group)"
                + (isSecret ? ")" : now.sha256.map { ", sha256 \($0.prefix(12))…)" } ?? ", \(now.size) bytes)")
        }
    }
}
