import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// Undoes what really ran: hosts side by side, on each host in reverse order of the document; each undo is recorded
/// like a step, in the record of the run that did the work.
///
/// Several runs of a runbook are undone as one: what a step of an older run built upon is undone after it, whichever
/// run did it last. What lies further back on a host than an undo that failed is left unchanged: it was built upon.
struct Rollback: Sendable {
    /// A run that is rolled back, and what it did.
    struct Part: Sendable {
        let run: ActiveRun
        let report: RunReport
    }

    /// The newest run first; all of one runbook in one environment.
    let parts: [Part]
    private let returned = ReturnedFiles()

    init(parts: [Part]) { self.parts = parts }

    /// What was said of a step, and in which of the runs.
    private struct Word {
        var part: Int
        var settled: StepSettled
    }

    /// - Returns: for each run what was said of its steps, in the order of the undos.
    func execute() async throws -> [[StepSettled]] {
        guard let first = parts.first else { return [] }
        let all = await UndoItem.all(of: parts)
        let byHost = Dictionary(grouping: all) { $0.host.host }
        let words = try await withThrowingTaskGroup(of: [Word].self) { group in
            for (_, items) in byHost { group.addTask { try await first.run.forks.within { try await undo(items) } } }
            return try await group.reduce(into: [Word]()) { $0 += $1 }
        }
        let order = Dictionary(
            all.enumerated().map { (Rollback.key($1.planned.step.id.rawValue, $1.host.host), $0) },
            uniquingKeysWith: { first, _ in first })
        let settled = Dictionary(grouping: words, by: \.part).mapValues { words in
            words.map(\.settled).sorted {
                order[Rollback.key($0.step, $0.host)] ?? 0 < order[Rollback.key($1.step, $1.host)] ?? 0
            }
        }
        return parts.indices.map { settled[$0] ?? [] }
    }

    private static func key(_ step: String, _ host: String) -> String { "\(step)\u{0}\(host)" }

    /// What ran on one host, the last first, as far as the undos succeed.
    private func undo(_ items: [UndoItem]) async throws -> [Word] {
        var words: [Word] = []
        var settled: [StepSettled] = []
        var failed: String?
        for item in RollbackOrder.followersLast(items, step: { $0.planned.step }) {
            if Task.isCancelled { break }
            if let failed {
                let why = "not undone, because the undo of \(failed) on \(item.host.host) failed"
                words.append(Word(part: item.part, settled: try await settle(item, item.host.state, why, of: .left)))
                for other in item.others {
                    let left = StepSettled(
                        step: other.planned.step.id.rawValue, host: other.host.host, state: other.host.state,
                        reason: why, of: .left)
                    try await other.run.context.log.append([.stepSettled(left)])
                    words.append(Word(part: other.part, settled: left))
                }
                continue
            }
            let owner = item.run.context.log.id
            if item.planned.step.isUndoable { for other in item.others { try await share(other, with: owner) } }
            let restored = RestoredSteps(before: item, settled, of: items, parts[item.part].report).names
            let followers = item.followers(among: items, isAgain: !restored.isEmpty)
            let word =
                restored.isEmpty
                ? try await undo(item, followers) : try await runAgain(item, after: restored, followers)
            settled.append(word)
            words.append(Word(part: item.part, settled: word))
            for other in item.others {
                words.append(Word(part: other.part, settled: try await follow(word, of: owner, in: other)))
            }
            if word.of == .undo, word.state == .failed || word.state == .inDoubt { failed = word.step }
        }
        return words
    }

    /// Records before the undo that it is another run's, so that nobody runs it a second time, whatever ends prov.
    private func share(_ item: UndoItem, with owner: String) async throws {
        var shared = StepSettled(
            step: item.planned.step.id.rawValue, host: item.host.host, state: item.host.state,
            reason: "its undo is that of run \(owner), which did the same", of: .shared)
        shared.undoneIn = owner
        try await item.run.context.log.append([.stepSettled(shared)])
    }

    /// What came of an undo holds for every run that did the same.
    private func follow(_ word: StepSettled, of owner: String, in item: UndoItem) async throws -> StepSettled {
        guard word.of == .undo, word.state == .undone else {
            var left = word
            (left.state, left.reason) = (item.host.state, "not undone: see run \(owner)")
            left.of = word.of == .noUndo ? .noUndo : .left
            if left.of == .noUndo { try await item.run.context.log.append([.stepSettled(left)]) }
            return left
        }
        var undone = StepSettled(
            step: word.step, host: word.host, state: .undone, reason: "undone in run \(owner)", of: .undo)
        undone.undoneIn = owner
        try await item.run.context.log.append([.stepSettled(undone)])
        return undone
    }

    /// Runs a step again, without an undo of its own, now that what it follows is as it was before.
    private func runAgain(
        _ item: UndoItem, after restored: [String], _ followers: [String]
    ) async throws -> StepSettled {
        var word: StepRunner.StateAndReason
        do {
            let session = try await item.run.sessions.session(for: item.planned, host: item.host.host)
            word = (.undone, "it ran again, because \(restored.joined(separator: " and ")) was restored")
            if let known = try await doubt(of: item, in: session) {
                word = known
            } else if case .script(let script) = item.planned.step.body,
                let failure = try await rerun(script, item, session)
            {
                word = failure
            }
        } catch let error as HostError {
            word = (.failed, "undo: \(error.description)")
        }
        if word.0 == .failed { item.run.noteFailedUndo() }
        return try await settle(item, word.0, word.1, of: .undo) {
            $0.followed = restored.map { FollowedChange(step: $0) }
            $0.followers = followers
        }
    }

    private func undo(_ item: UndoItem, _ followers: [String]) async throws -> StepSettled {
        let (state, reason): StepRunner.StateAndReason
        do {
            (state, reason) = try await word(for: item)
        } catch let error as HostError {
            (state, reason) = (.failed, "undo: \(error.description)")
        }
        // A step that failed and has no undo stays as it is, like any other without one; only an undo can fail here.
        if state == .failed, item.planned.step.isUndoable { item.run.noteFailedUndo() }
        return try await settle(item, state, reason, of: item.planned.step.isUndoable ? .undo : .noUndo) {
            $0.followers = followers
        }
    }

    private func settle(
        _ item: UndoItem, _ state: StepState, _ reason: String?, of: StepSettled.Settled,
        changing: (inout StepSettled) -> Void = { _ in }
    ) async throws -> StepSettled {
        let step = item.planned.step
        let context = item.run.context
        var settled = StepSettled(step: step.id.rawValue, host: item.host.host, state: state, reason: reason, of: of)
        changing(&settled)
        if settled.state != .undone { settled.followers = [] }
        try await context.log.append([.stepSettled(settled)])
        let name = "\(step.id)\(item.host.host == PlanHosts.localName ? "" : " on \(item.host.host)")"
        switch of {
        case .run, .undo: context.observe(.settled(settled, seconds: 0))
        case .noUndo: context.observe(.remark("\(name) has no undo; its changes remain"))
        case .left: context.observe(.remark("\(name) was \(settled.reason ?? "left unchanged")"))
        case .shared: break
        }
        return settled
    }

    private func word(for item: UndoItem) async throws -> StepRunner.StateAndReason {
        let step = item.planned.step
        let session = try await item.run.sessions.session(for: item.planned, host: item.host.host)
        if let word = try await doubt(of: item, in: session) { return word }
        if case .file(let file) = step.body { return try await restore(file, item, session) }
        if case .ensure(let state) = step.body { return try await restore(state, item, session) }
        guard !step.undo.isEmpty else { return (item.host.state, "no undo defined; its changes remain") }
        if let word = try await runUndos(of: item, session) { return word }
        return try await verified(item, session)
    }

    /// What an undo, or a step, that was not seen to end keeps from being undone; `nil` where nothing does.
    private func doubt(of item: UndoItem, in session: LaneSession) async throws -> StepRunner.StateAndReason? {
        guard item.host.state == .inDoubt else { return nil }
        let left = StillRunning(run: item.run, step: item.planned.step, host: item.host)
        if let running = await left.outlast(in: session) { return (.inDoubt, running) }
        guard item.host.doubtfulAction == .undo else { return nil }
        return try await DoubtfulUndo(item: item, session: session).settle()
    }

    /// Runs the undos that the document has for the step; `nil` where they succeeded.
    private func runUndos(of item: UndoItem, _ session: LaneSession) async throws -> StepRunner.StateAndReason? {
        let step = item.planned.step
        let withheld = WithheldState(run: item.run, planned: item.planned, host: item.host.host)
        if let reason = try await withheld.supply(to: session, for: .undo) { return (.failed, "undo: \(reason)") }
        item.run.context.background.ignoreFailure(of: step.id.rawValue, host: item.host.host)
        for script in step.undo {
            if let word = try await rerun(script, item, session) { return word }
        }
        return nil
    }

    /// Runs a script as an undo of a step; `nil` where it succeeded.
    private func rerun(_ script: Script, _ item: UndoItem, _ session: LaneSession) async throws -> StepRunner
        .StateAndReason?
    {
        let step = item.planned.step
        let key = await item.run.memory.nextKey(step.id, host: item.host.host, action: .undo)
        var command = item.run.command(script, step: step, host: item.host.host)
        command.input = .empty
        command.environment += await session.freshCaptures()
        let result = try await ActionRunner(context: item.run.context).perform(
            key, command, of: CommandSource(script, of: step, in: item.run.plan.runbook, filled: command.text),
            in: session.shell,
            collects: false)
        if case .lost(let how)? = result.outcome?.ending {
            return (.inDoubt, "the end of its undo was not recorded: \(how)")
        }
        return result.didSucceed ? nil : (.failed, "undo: \(result.failure)")
    }

    /// A step ran because its check did not hold; after its undo it must not hold again. What may take a while to come
    /// may take it to go.
    private func verified(_ item: UndoItem, _ session: LaneSession) async throws -> StepRunner.StateAndReason {
        let failedBefore = item.host.checks.contains { $0.moment == .before && $0.result != .pass }
        guard failedBefore, !item.planned.step.check.isEmpty else { return (.undone, nil) }
        let runner = StepRunner(run: item.run, planned: item.planned, host: item.host.host, prior: nil)
        let checks = CheckRunner(runner: runner)
        let patience = item.planned.step.check.compactMap { checks.patience(with: $0) }.max() ?? .zero
        let deadline = ContinuousClock.now + patience
        while try await checks.evaluate(item.planned.step.check, in: session, moment: .undone, polls: false) == nil {
            guard ContinuousClock.now + .seconds(1) < deadline, !item.run.isStopping else {
                return (.failed, "undo: it ran, but the step's check still passes")
            }
            do { try await item.run.context.sleep(.seconds(1)) } catch {
                return (.failed, "undo: it ran, but the step's check still passes")
            }
        }
        return (.undone, nil)
    }

    private func restore(_ file: FileContent, _ item: UndoItem, _ session: LaneSession) async throws
        -> StepRunner.StateAndReason
    {
        guard let text = item.host.replacedFile, let undo = FileUndo(text: text) else {
            return (.failed, "undo: the record does not have the previous \(file.path)")
        }
        // Before the file: what was made with it may need it to be taken away.
        if let word = try await runUndos(of: item, session) { return word }
        do {
            let result =
                undo.previous == nil
                ? try await remove(file, item, session) : try await putBack(file, undo, item, session)
            return result.didSucceed ? (.undone, nil) : (.failed, "undo: \(result.failure)")
        } catch let refusal as FileBackup.Refusal {
            return (.failed, "undo: \(file.path) was not restored: \(refusal.reason)")
        }
    }

    /// Its own undos first, then the remedies, the last first.
    private func restore(_ state: EnsuredState, _ item: UndoItem, _ session: LaneSession) async throws
        -> StepRunner.StateAndReason
    {
        if let word = try await runUndos(of: item, session) { return word }
        return try await EnsureRollback(
            run: item.run, step: item.planned.step, host: item.host, session: session, returned: returned
        ).undo(state)
    }

    /// The file was not there before.
    private func remove(_ file: FileContent, _ item: UndoItem, _ session: LaneSession) async throws -> ActionResult {
        let key = await item.run.memory.nextKey(item.planned.step.id, host: item.host.host, action: .undo)
        var command = quiet("rm -f -- \(ShellText.expandable(file.path))", item)
        command.environment = await session.freshCaptures()
        return try await ActionRunner(context: item.run.context).perform(
            key, command, in: session.shell, isIdempotent: true, collects: false)
    }

    private func putBack(_ file: FileContent, _ undo: FileUndo, _ item: UndoItem, _ session: LaneSession) async throws
        -> ActionResult
    {
        let returning = FileReturn(context: item.run.context, step: item.planned.step, session: session)
        let key = await item.run.memory.nextKey(item.planned.step.id, host: item.host.host, action: .undo)
        return try await returning.putBack(
            undo, word: ShellText.expandable(file.path), key: key)
    }

    private func quiet(_ text: String, _ item: UndoItem) -> Command {
        var command = Command(text: text, isIsolated: true, timeout: item.run.context.settings.stepTimeout)
        command.directory = item.planned.step.options.cwd
        command.take(item.planned.step)
        return command
    }
}
