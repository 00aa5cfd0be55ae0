import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// Undoes what really ran: hosts side by side, on each host in reverse order of when it ran; each undo is recorded like
/// a step.
///
/// What lies further back on a host than an undo that failed is left unchanged: it was built upon.
struct Rollback: Sendable {
    let run: ActiveRun
    let report: RunReport

    private struct Item {
        var planned: PlannedStep
        var host: HostReport
        var startedAt: Double
        var position: Int
    }

    private var context: RunContext { run.context }

    func execute() async throws -> [StepSettled] {
        let all = items()
        let byHost = Dictionary(grouping: all) { $0.host.host }
        let settled = try await withThrowingTaskGroup(of: [StepSettled].self) { group in
            for (_, items) in byHost { group.addTask { try await run.forks.within { try await undo(items) } } }
            return try await group.reduce(into: [StepSettled]()) { $0 += $1 }
        }
        let order = Dictionary(
            all.enumerated().map { (Rollback.key($1.planned.step.id.rawValue, $1.host.host), $0) },
            uniquingKeysWith: { first, _ in first })
        return settled.sorted {
            order[Rollback.key($0.step, $0.host)] ?? 0 < order[Rollback.key($1.step, $1.host)] ?? 0
        }
    }

    private static func key(_ step: String, _ host: String) -> String { "\(step)\u{0}\(host)" }

    /// What ran on one host, the last first, as far as the undos succeed.
    private func undo(_ items: [Item]) async throws -> [StepSettled] {
        var settled: [StepSettled] = []
        var failed: String?
        for item in RollbackOrder.followersLast(items, step: { $0.planned.step }) {
            if Task.isCancelled { break }
            if let failed {
                let why = "not undone, because the undo of \(failed) on \(item.host.host) failed"
                settled.append(try await settle(item, item.host.state, why, of: .left))
                continue
            }
            let word =
                item.planned.step.runsAgainAfterUndo ? try await follow(item, settled, of: items) : try await undo(item)
            settled.append(word)
            if word.of == .undo, word.state == .failed || word.state == .inDoubt { failed = word.step }
        }
        return settled
    }

    /// Runs a step again, without an undo of its own, now that what it follows is as it was before.
    private func follow(_ item: Item, _ settled: [StepSettled], of items: [Item]) async throws -> StepSettled {
        let names = Set(item.planned.step.options.whenChanged.map(\.value))
        let undone = settled.filter { names.contains($0.step) && $0.of == .undo && $0.state == .undone }.map(\.step)
        let returned = items.filter { undone.contains($0.planned.step.id.rawValue) && $0.host.hadSomethingBefore }.map(
            \.planned.step.id.rawValue)
        guard !returned.isEmpty, case .script(let script) = item.planned.step.body else { return try await undo(item) }
        let word: StepRunner.StateAndReason
        do {
            let session = try await run.sessions.session(for: item.planned, host: item.host.host)
            word =
                try await rerun(script, item, session) ?? (
                    .undone, "it ran again, because \(returned.reversed().joined(separator: " and ")) was restored"
                )
        } catch let error as HostError {
            word = (.failed, "undo: \(error.description)")
        }
        if word.0 == .failed { run.noteFailedUndo() }
        return try await settle(item, word.0, word.1, of: .undo, followed: returned.map { FollowedChange(step: $0) })
    }

    /// What ran and has not been undone, the last first.
    private func items() -> [Item] {
        var items: [Item] = []
        for (position, step) in report.steps.enumerated() {
            guard let planned = run.plan.steps.first(where: { $0.step.id.rawValue == step.planned.step }) else {
                continue
            }
            for host in step.hosts {
                guard let first = host.firstEffect else { continue }
                items.append(Item(planned: planned, host: host, startedAt: first.intendedAt, position: position))
            }
        }
        return items.sorted { ($0.startedAt, $0.position) > ($1.startedAt, $1.position) }
    }

    private func undo(_ item: Item) async throws -> StepSettled {
        let (state, reason): StepRunner.StateAndReason
        do {
            (state, reason) = try await word(for: item)
        } catch let error as HostError {
            (state, reason) = (.failed, "undo: \(error.description)")
        }
        // A step that failed and has no undo stays as it is, like any other without one; only an undo can fail here.
        if state == .failed, item.planned.step.isUndoable { run.noteFailedUndo() }
        return try await settle(item, state, reason, of: item.planned.step.isUndoable ? .undo : .noUndo)
    }

    private func settle(
        _ item: Item, _ state: StepState, _ reason: String?, of: StepSettled.Settled,
        followed: [FollowedChange]? = nil
    ) async throws -> StepSettled {
        let step = item.planned.step
        var settled = StepSettled(step: step.id.rawValue, host: item.host.host, state: state, reason: reason, of: of)
        settled.followed = followed
        try await context.log.append([.stepSettled(settled)])
        let name = "\(step.id)\(item.host.host == PlanHosts.localName ? "" : " on \(item.host.host)")"
        switch of {
        case .run, .undo: context.observe(.settled(settled, seconds: 0))
        case .noUndo: context.observe(.remark("\(name) has no undo; its changes remain"))
        case .left: context.observe(.remark("\(name) was \(settled.reason ?? "left unchanged")"))
        }
        return settled
    }

    private func word(for item: Item) async throws -> StepRunner.StateAndReason {
        let step = item.planned.step
        let session = try await run.sessions.session(for: item.planned, host: item.host.host)
        if case .file(let file) = step.body { return try await restore(file, item, session) }
        guard !step.undo.isEmpty else { return (item.host.state, "no undo defined; its changes remain") }
        context.background.ignoreFailure(of: step.id.rawValue, host: item.host.host)
        for script in step.undo {
            if let word = try await rerun(script, item, session) { return word }
        }
        return try await verified(item, session)
    }

    /// Runs a script as an undo of a step; `nil` where it succeeded.
    private func rerun(_ script: Script, _ item: Item, _ session: LaneSession) async throws -> StepRunner
        .StateAndReason?
    {
        let step = item.planned.step
        let key = await run.memory.nextKey(step.id, host: item.host.host, action: .undo)
        var command = run.command(script, step: step, host: item.host.host)
        command.input = .empty
        command.environment += await session.freshCaptures()
        let result = try await ActionRunner(context: context).perform(
            key, command, of: CommandSource(script, of: step, in: run.plan.runbook, filled: command.text),
            in: session.shell,
            collects: false)
        if case .lost(let how)? = result.outcome?.ending {
            return (.inDoubt, "the end of its undo was not recorded: \(how)")
        }
        return result.didSucceed ? nil : (.failed, "undo: \(result.failure)")
    }

    /// A step ran because its check did not hold; after its undo it must not hold again. What may take a while to come
    /// may take it to go.
    private func verified(_ item: Item, _ session: LaneSession) async throws -> StepRunner.StateAndReason {
        let failedBefore = item.host.checks.contains { $0.moment == .before && $0.result != .pass }
        guard failedBefore, !item.planned.step.check.isEmpty else { return (.undone, nil) }
        let runner = StepRunner(run: run, planned: item.planned, host: item.host.host, prior: nil)
        let checks = CheckRunner(runner: runner)
        let patience = item.planned.step.check.compactMap { checks.patience(with: $0) }.max() ?? .zero
        let deadline = ContinuousClock.now + patience
        while try await checks.evaluate(item.planned.step.check, in: session, moment: .undone, polls: false) == nil {
            guard ContinuousClock.now + .seconds(1) < deadline, !run.isStopping else {
                return (.failed, "undo: it ran, but the step's check still passes")
            }
            do { try await context.sleep(.seconds(1)) } catch {
                return (.failed, "undo: it ran, but the step's check still passes")
            }
        }
        return (.undone, nil)
    }

    private func restore(_ file: FileContent, _ item: Item, _ session: LaneSession) async throws
        -> StepRunner.StateAndReason
    {
        guard let text = item.host.replacedFile, let undo = FileUndo(text: text) else {
            return (.failed, "undo: the record does not have the previous \(file.path)")
        }
        do {
            let result =
                undo.previous == nil
                ? try await remove(file, item, session) : try await putBack(file, undo, item, session)
            return result.didSucceed ? (.undone, nil) : (.failed, "undo: \(result.failure)")
        } catch let refusal as FileBackup.Refusal {
            return (.failed, "undo: \(file.path) was not restored: \(refusal.reason)")
        }
    }

    /// The file was not there before.
    private func remove(_ file: FileContent, _ item: Item, _ session: LaneSession) async throws -> ActionResult {
        let key = await run.memory.nextKey(item.planned.step.id, host: item.host.host, action: .undo)
        let command = quiet("rm -f -- \(ShellText.expandable(file.path))", item)
        return try await ActionRunner(context: context).perform(
            key, command, in: session.shell, isIdempotent: true, collects: false)
    }

    /// The same bytes, mode and owner as before; refused before the first write if they cannot be had.
    private func putBack(_ file: FileContent, _ undo: FileUndo, _ item: Item, _ session: LaneSession) async throws
        -> ActionResult
    {
        let change = FileChange(file, content: [], sha256: "", isSecret: false)
        let answer = try await session.shell.collect(quiet(change.probe, item))
        guard answer.exitCode == 0, let found = FileChange.parse(answer.output) else {
            throw FileBackup.Refusal(reason: "it cannot be read: \(answer.errors)")
        }
        let kept = try undo.isMasked || undo.sha256 == nil ? FileRestore.sha256(of: undo, context) : undo.sha256
        guard let kept, undo.sha256 == nil || undo.sha256 == kept,
            undo.proof == nil || undo.proof == context.log.keyedHash(kept)
        else {
            throw FileBackup.Refusal(reason: "the stored copy does not match the previous file")
        }
        let placement = FilePlacement(
            path: found.path, mode: undo.mode, owner: undo.owner, group: undo.group, sha256: kept,
            timeout: item.planned.step.options.timeout ?? context.settings.stepTimeout)
        let key = await run.memory.nextKey(item.planned.step.id, host: item.host.host, action: .undo)
        let content = try FileRestore.content(of: undo, context)
        return try await ActionRunner(context: context).place(
            placement, of: key, undo: nil, isSecret: undo.isMasked, in: session.shell, content: content)
    }

    private func quiet(_ text: String, _ item: Item) -> Command {
        var command = Command(text: text, isIsolated: true, timeout: context.settings.stepTimeout)
        command.directory = item.planned.step.options.cwd
        return command
    }
}

extension HostReport {
    /// Whether there was something to return to: a file that had been there, or whatever another step changed.
    fileprivate var hadSomethingBefore: Bool {
        guard let text = replacedFile, let undo = FileUndo(text: text) else { return true }
        return undo.previous != nil
    }
}

extension HostReport {
    /// What the first attempt of a file step replaced since it was last undone: later attempts found what that one had
    /// written.
    fileprivate var replacedFile: String? {
        let undone = attempts.lastIndex { $0.intended.key.action == .undo && $0.exited?.ending == .exit(0) }
        return attempts[(undone.map { $0 + 1 } ?? 0)...].first {
            $0.intended.key.action == .run && $0.intended.undoData != nil
        }?.intended.undoData
    }
}
