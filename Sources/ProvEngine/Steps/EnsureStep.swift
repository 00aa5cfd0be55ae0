import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// A step that makes its checks true, one remedy after the other.
///
/// What an undo needs is asked for and on disk before each change. A remedy whose checks hold is left out; a service
/// is restarted or reloaded if a change asks for it.
struct EnsureStep: Sendable {
    let runner: StepRunner
    let state: EnsuredState

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }

    /// - Parameter isDue: whether a change that the step follows makes it run.
    func apply(isDue: Bool, in session: LaneSession) async throws -> StepRunner.TryOutcome {
        var tail = ""
        var startsService = false
        for index in state.remedies.indices {
            do {
                let done = try await apply(index, isDue: isDue, in: session)
                guard let done else { continue }
                tail = done.result.tail
                startsService = startsService || done.startsService
                if case .lost(let how)? = done.result.outcome?.ending { return .lost(how) }
                guard done.result.didSucceed else { return .failed(done.result.failure, tail: tail) }
            } catch let trouble as RemedyTrouble {
                return .failed(trouble.reason, tail: tail)
            } catch let refusal as FileBackup.Refusal {
                return .failed(refusal.reason, tail: tail)
            } catch let error as HostError {
                return .failed(error.description, tail: tail)
            }
        }
        // A service that ends at once is not one that runs.
        if startsService { try? await context.sleep(EnsureStep.settling) }
        let failure = try await CheckRunner(runner: runner).evaluate(
            step.check, in: session, moment: .after, polls: true)
        return failure.map { .failed($0, tail: tail) } ?? .succeeded(.proven)
    }

    private static let settling = Duration.milliseconds(500)

    private struct Done {
        var result: ActionResult
        var startsService = false
    }

    /// `nil` where nothing had to be done.
    private func apply(_ index: Int, isDue: Bool, in session: LaneSession) async throws -> Done? {
        let remedy = state.remedies[index]
        if let line = remedy.line {
            return try await LineStep(runner: runner, edit: line, index: index).apply(in: session).map {
                Done(result: $0)
            }
        }
        guard let probe = remedy.before else { return nil }
        let commands = RemedyCommands(context: context, step: step, session: session)
        var before = try await commands.ask(probe)
        if let refresh = remedy.refresh(before) {
            let result = try await run(refresh, undoData: nil, commands)
            guard result.didSucceed else { return Done(result: result) }
            before = try await commands.ask(probe)
        }
        var simulated: ProbeAnswer?
        if let simulation = try remedy.simulation(before) { simulated = try await commands.ask(simulation) }
        guard let change = try remedy.change(before, simulated, isDue: isDue) else { return nil }
        var record = EnsureUndo(index: index, state: change.state)
        if let path = change.removedFile { record.file = try await backup(path, commands) }
        if let name = context.masker.firstName(in: record.text) {
            // The undo would restore the mask.
            throw RemedyTrouble(
                reason:
                    """
                    what is there now contains the value of secret \(name), which is not stored in the record, so that it could not \
                    be restored; nothing was changed by this entry: change it by a step with an undo
                    """)
        }
        context.observe(
            .difference(step: step.id, host: runner.host, text: change.differences.joined(separator: "\n") + "\n"))
        let result = try await run(change.script, undoData: record.text, commands)
        return Done(result: result, startsService: change.startsService)
    }

    private func run(_ text: String, undoData: String?, _ commands: RemedyCommands) async throws -> ActionResult {
        let key = await runner.run.memory.nextKey(step.id, host: runner.host, action: .run)
        return try await commands.perform(text, of: key, undoData: undoData, isJudgedFurther: true)
    }

    /// Keeps the content of a file that is about to be removed.
    private func backup(_ path: String, _ commands: RemedyCommands) async throws -> FileUndo {
        let answer = try await commands.ask(Probe(script: FileChange(word: ShellText.quoted(path)).probe))
        guard answer.exitCode == 0, let found = FileChange.parse(answer.output),
            case .file(let attributes) = found.current
        else { throw FileBackup.Refusal(reason: "\(path) cannot be read: \(answer.errors)") }
        return try await FileBackup(context: context, session: commands.session.shell).take(
            attributes, path: found.path, timeout: step.options.timeout ?? context.settings.stepTimeout
        ).undo
    }

}

/// What the undo of one remedy needs, as the journal keeps it.
struct EnsureUndo: Sendable {
    /// The remedy's place in its block, from 0.
    var index: Int
    var state: RemedyState?
    /// The file that the change removed or wrote.
    var file: FileUndo?

    init(index: Int, state: RemedyState? = nil, file: FileUndo? = nil) {
        self.index = index
        self.state = state
        self.file = file
    }

    /// Reads what `text` wrote; `nil` for anything else.
    init?(text: String) {
        guard let json = try? JSON(parsing: text), let index = json["ensure"]?.intValue else { return nil }
        self.index = index
        state = json["state"].flatMap { RemedyState($0) }
        file = json["file"].flatMap { FileUndo($0) }
    }

    /// Whether the change replaced something, and did not only make it: a line of a file that was there, a folder's
    /// mode, another version of a package, the value of a kernel parameter, a service that ran.
    var hadSomethingBefore: Bool {
        if let file { return file.previous != nil }
        guard let state else { return false }
        if let exists = state["exists"] { return exists != "no" }
        if let kind = state["kind"] { return kind != "none" }
        if let active = state["active"] { return active == "yes" }
        return state["made"] == nil || state["replaced"] != nil || state["removed"] != nil
    }

    var text: String {
        var members = [JSON.Member("ensure", .integer(index))]
        if let state { members.append(JSON.Member("state", state.json)) }
        if let file { members.append(JSON.Member("file", file.json)) }
        return JSON.object(members).text(pretty: false)
    }
}
