import ProvEngine
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvText
import Synchronization

/// Rolls runs back: lock, record of each run, engine, report of each run.
struct RollbackLauncher {
    /// In mode `rollback`.
    let launcher: RunLauncher

    /// A run that is rolled back, and what its undos need.
    private struct Part {
        var plan: Plan
        var run: LoadedRun
        var log: RunLog
        var context: RunContext
        var engine: RunEngine
        var notice: RunNotice?
    }

    /// What the undos of a run need before its record is opened again.
    private struct Prepared {
        var earlier: EarlierRun
        var hosts: RunHosts
        var plan: Plan
        var masker: Masker
    }

    /// - Parameters:
    ///   - runs: runs of one runbook on one environment, the newest first.
    ///   - backTo: the step that stays as it is, with all before it.
    func rollBack(_ runs: [EarlierRun], backTo: String?) async throws -> ExitStatus {
        guard let newest = runs.first else { return .proven }
        try RunLauncher.requireDescriptors()
        let secrets = try await DeclaredSecrets.load(newest.loaded.runbook, asks: launcher.asks)
        let prepared = try runs.map { try prepare($0, secrets, backTo: backTo) }
        let plan = prepared[0].plan
        let lock = try launcher.takeLock(plan)
        try lock.note(launcher.holder(run: newest.run.id))
        Console.outlivesReader.store(true, ordering: .relaxed)
        let watcher = RunWatchers.fitting(plan: plan, prior: nil, view: launcher.view, storeHint: launcher.storeHint)
        let line = StepLine(console: .standardOutput, plan: plan)
        let parts = try prepared.map { try open($0, secrets, line, watcher, lockOwner: newest.run.id) }
        let engine = RollbackEngine(parts.map(\.engine))
        let signals = RunLauncher.signals(watcher) { engine.stop($0) }
        defer {
            signals.close()
            watcher.close()
            Console.outlivesReader.store(false, ordering: .relaxed)
        }
        for part in parts.reversed() { part.context.observe(.opened(run: part.log.id, plan: part.plan)) }
        launcher.reportWithheld(prepared[0].masker, parts[0].context)
        if let short = engine.shortage() {
            for part in parts { try await launcher.closeRefused(part.plan, part.context, prior: part.run.report) }
            throw RunLauncher.tooFewDescriptors(short)
        }
        let status = try await execute(engine, parts, line, watcher)
        withExtendedLifetime(lock) {}
        return status
    }

    private func prepare(_ earlier: EarlierRun, _ secrets: Secrets, backTo: String?) throws -> Prepared {
        let hosts = try earlier.hosts()
        let known = Masker(hosts.secrets(with: secrets).adding(NamedSecrets.environment))
        let planned = try earlier.plan(hosts, masker: known, asks: launcher.asks, backTo: backTo)
        let masker = Masker(hosts.secrets(with: secrets).adding(NamedSecrets.all(planned)))
        let plan = RevealingNames.masking(planned, masker)
        // Whoever approved the run approved its undos, as they were then.
        if earlier.changedDigest != nil, plan.steps.contains(where: { $0.step.body.isGate && $0.leftOut == nil }) {
            throw CommandFailure(
                .refused,
                "nothing was undone: \(plan.runbook.path) has changed, and its undos as they are now are not approved",
                advice: "restore the version that was approved; prov show \(earlier.run.id) names its commit")
        }
        return Prepared(earlier: earlier, hosts: hosts, plan: plan, masker: masker)
    }

    private func open(
        _ prepared: Prepared, _ secrets: Secrets, _ line: StepLine, _ watcher: any RunWatcher, lockOwner: String
    ) throws -> Part {
        let plan = prepared.plan
        let addresses = try prepared.hosts.addresses(of: plan)
        let (run, log) = try launcher.reopen(prepared.earlier, prepared.masker)
        let terminal = launcher.terminal(watcher)
        var context = launcher.context(
            of: plan, log, addresses, secrets, prepared.masker, launcher.decider(terminal, line)
        ) { watcher.take($0) }
        context.terminal = terminal
        context.lockOwner = lockOwner
        context.unfollowed = try RunChanges.unfollowed(plan, launcher.store, current: log.id, prior: run.report)
        let engine = RunEngine(
            plan: plan, mode: .rollback, context: context, digest: PlanRecord.digest(plan, hash: log.contentHash),
            prior: run.report, states: try run.states())
        let notice = RunNotice(prepared.hosts.project, run.report.opened, mode: .rollback)
        return Part(plan: plan, run: run, log: log, context: context, engine: engine, notice: notice)
    }

    private func execute(
        _ engine: RollbackEngine, _ parts: [Part], _ line: StepLine, _ watcher: any RunWatcher
    ) async throws -> ExitStatus {
        do {
            let results = try await engine.execute()
            watcher.close()
            var statuses: [ExitStatus] = []
            // A run whose steps all lie behind the undo that failed has nothing to say: the failure's run says it.
            for (part, result) in zip(parts, results)
            where result.settled.contains(where: { $0.of != .left })
                || parts.count == 1
            {
                let status = launcher.conclude(result, part.plan, part.log, line, signedGates: [])
                await part.notice?.send(result, exit: status, page: part.log.page)
                statuses.append(status)
            }
            return statuses.first { $0 != .proven } ?? .proven
        } catch let locked as HostsLocked {
            throw RunLauncher.hostsLocked(locked)
        } catch let error as StoreError {
            throw CommandFailure(
                .notRecorded, "stopped, because the record could not be kept: \(error.message)",
                advice:
                    """
                    \(error.advice); then continue with: prov rollback \(parts.map(\.log.id).joined(separator: "; prov rollback "))\(launcher.storeHint)
                    """
            )
        }
    }
}
