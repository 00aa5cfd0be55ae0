import Glibc
import ProvChecks
import ProvEngine
import ProvHosts
import ProvInventory
import ProvJournal
import ProvPolicy
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText
import Synchronization

/// Carries one run from a plan to its report: lock, record, requirements, engine, report.
struct RunLauncher {
    var store: Store
    /// What commands about the run need besides its id.
    var storeHint: String
    var mode: RunMode
    var reason: String?
    /// `nil` is what fits standard output.
    var view: ProgressView?
    /// False asks nothing.
    var asks: Bool
    var choices: OperatorChoices
    /// How long to wait for signed approvals; `nil` does not.
    var approvalPatience: Duration?
    var settings = RunContext.Settings()
    /// Why to go on although the environment's rules forbid it.
    var policyOverride: String?
    /// Why locks of other controllers are broken.
    var brokenLocks: String?
    /// Where shells start; `nil` for the runbook's folder.
    var folder: String?
    /// Whether outputs that are not as the runbook shows them may be written into it; `nil` where not, true without
    /// a question.
    var acceptsOutputs: Bool?

    /// A new run, or a verification.
    func start(_ planned: Plan, _ hosts: RunHosts, _ secrets: Secrets) async throws -> ExitStatus {
        try RunLauncher.requireDescriptors()
        let masker = Masker(hosts.secrets(with: secrets).adding(NamedSecrets.all(planned)))
        let plan = RevealingNames.masking(planned, masker)
        let runbook = plan.runbook
        if mode == .run { try NeededRunbooks.require(runbook, environment: plan.environment, store: store) }
        let addresses = try hosts.addresses(of: plan)
        try RevealingNames.refuse(plan, masker)
        // Looking changes nothing, so it may go on beside a run.
        let lock = mode == .verify ? nil : try takeLock(plan)
        let id = store.newRunID()
        let signers = try await signers(of: plan, hosts)
        let rules = hosts.rules(of: runbook, signers: signers, addresses, masker)
        let kept = Array(rules.text.utf8)
        var opened = await RunIdentity.opened(
            run: id, plan: plan, mode: mode, reason: reason, signers: hasGates(plan) ? signers : nil)
        opened.rules = ContentHash.hex(kept)
        let log = try store.createRun(opened, masker: masker)
        _ = try log.store(kept)
        try lock?.note(holder(run: id))
        try log.append(.plan(PlanRecord.recorded(plan, hash: log.contentHash)))
        let status = try await execute(
            plan, log, hosts, addresses, secrets: secrets, masker: masker, opened: opened,
            rules: (now: rules, then: nil), overrides: [], prior: nil, states: [:])
        withExtendedLifetime(lock) {}
        return status
    }

    /// A further segment of an earlier run, which it continues; `RollbackLauncher` rolls runs back.
    func continueRun(_ earlier: EarlierRun) async throws -> ExitStatus {
        try RunLauncher.requireDescriptors()
        let secrets = try await DeclaredSecrets.load(earlier.loaded.runbook, asks: asks)
        let hosts = try earlier.hosts()
        let planned = try earlier.plan(
            hosts, masker: Masker(hosts.secrets(with: secrets).adding(NamedSecrets.environment)), asks: asks)
        let masker = Masker(hosts.secrets(with: secrets).adding(NamedSecrets.all(planned)))
        let plan = RevealingNames.masking(planned, masker)
        let addresses = try hosts.addresses(of: plan)
        let rules = mode == .run ? try await EnvironmentRules(plan: plan, store: store, masker: masker).findings() : []
        let overridden = try EnvironmentRules.deviations(rules, override: policyOverride, environment: plan.environment)
        let lock = mode == .verify ? nil : try takeLock(plan)
        let now = hosts.rules(of: plan.runbook, signers: try await signers(of: plan, hosts), addresses, masker)
        let (run, log) = try reopen(earlier, masker, noting: overridden + changedRules(now, earlier))
        try lock?.note(holder(run: run.id))
        let overrides = (run.report.deviations + overridden).filter { $0.kind == .policyOverridden }.map(\.reason)
        let status = try await execute(
            plan, log, hosts, addresses, secrets: secrets, masker: masker,
            opened: run.report.opened, rules: (now: now, then: earlier.rules), overrides: overrides,
            prior: run.report, states: try run.states())
        withExtendedLifetime(lock) {}
        return status
    }

    /// Opens a further segment of an earlier run's journal.
    func reopen(_ earlier: EarlierRun, _ masker: Masker, noting deviations: [Deviation] = []) throws -> (
        LoadedRun, RunLog
    ) {
        let (run, log) = try store.resume(
            earlier.run.id, user: User.name, toolVersion: ProgramVersion.text, mode: mode, masker: masker
        ) { resumed in
            resumed.machine = RunIdentity.machineName
            resumed.loginUser = User.login.map(String.init)
            resumed.claimedUser = User.claimed
        }
        try RunLauncher.record(deviations, log)
        if let digest = earlier.changedDigest {
            try log.append(
                .deviation(
                    Deviation(
                        kind: .runbookChanged, user: User.name,
                        reason: "continued with the current version, digest \(digest): \(reason ?? "--accept-changes")")
                ))
        }
        return (run, log)
    }

    private func execute(
        _ plan: Plan, _ log: RunLog, _ hosts: RunHosts, _ addresses: [HostAddress], secrets: Secrets,
        masker: Masker, opened: RunOpened, rules: (now: RunRules, then: RunRules?), overrides: [String],
        prior: RunReport?, states: [String: KeptState]
    ) async throws -> ExitStatus {
        Console.outlivesReader.store(true, ordering: .relaxed)
        let watcher = RunWatchers.fitting(
            plan: plan, prior: mode == .run ? prior : nil, view: view, storeHint: storeHint)
        let line = StepLine(console: .standardOutput, plan: plan)
        let terminal = terminal(watcher)
        var context = context(
            of: plan, log, addresses, secrets, masker, decider(terminal, line), { watcher.take($0) })
        context.terminal = terminal
        let acceptance = accept(plan, in: &context, masker, line) { watcher.take(.remark($0)) }
        context.unfollowed = try RunChanges.unfollowed(plan, store, current: log.id, prior: prior)
        let notice = RunNotice(hosts.project, opened, mode: mode)
        context.approvals = try await RunApprovals.source(
            plan, project: hosts.project?.path, held: rules.then, log: log, store: store,
            users: [User.name] + (prior.map { [$0.opened.user] } ?? []),
            patience: approvalPatience, hint: storeHint, whenWaiting: { await notice?.send(waitingAt: $0) })
        let rulesOfStart = EnvironmentRules(plan: plan, store: store, masker: masker)
        let findings = mode == .run && prior == nil ? try await rulesOfStart.findings() : []
        if policyOverride == nil { context.brokenRule = { await rulesOfStart.closedWindow() } }
        context.circumstances = circumstances(
            of: plan, rules.now, opened,
            overrides: overrides + EnvironmentRules.overrides(findings, policyOverride, plan.environment))
        let digest = PlanRecord.digest(plan, rules: rules.now.text, hash: log.contentHash)
        let engine = RunEngine(plan: plan, mode: mode, context: context, digest: digest, prior: prior, states: states)
        let signals = RunLauncher.signals(watcher) { engine.stop($0) }
        defer {
            signals.close()
            watcher.close()
            Console.outlivesReader.store(false, ordering: .relaxed)
        }
        context.observe(.opened(run: log.id, plan: plan))
        reportWithheld(masker, context)
        try await requireRoom(engine, plan, context, prior)
        do {
            if mode == .run, prior == nil { try await refuseForbidden(plan, context, findings) }
            if mode == .run, prior == nil || prior?.verdict == .refused { try await refuseUnmet(plan, context) }
            let result = try await engine.execute()
            try await acceptance?.write()
            watcher.close()
            let gates = context.approvals == nil ? [] : ApprovalFolder(run: log.directory).requests().map(\.step)
            let status = conclude(result, plan, log, line, signedGates: gates)
            await notice?.send(result, exit: status, page: log.page)
            return status
        } catch let failure as CommandFailure {
            if failure.status == .refused { await notice?.send(refusal: failure) }
            throw failure
        } catch let locked as HostsLocked {
            throw RunLauncher.hostsLocked(locked)
        } catch let error as StoreError {
            throw CommandFailure(
                .notRecorded, "stopped, because the record could not be kept: \(error.message)",
                advice: "\(error.advice); then continue with: prov resume \(log.id)\(storeHint)")
        }
    }

    /// The terminal for a step that needs it alone; who watches is silent meanwhile.
    func terminal(_ watcher: any RunWatcher) -> TerminalAccess {
        TerminalAccess(
            isOffered: view != .json && Console.standardOutput.isTerminal, yield: { watcher.pause() },
            takeBack: { watcher.resume() })
    }

    static func signals(_ watcher: any RunWatcher, stop: @escaping @Sendable (String) -> Void) -> StopSignals {
        StopSignals(
            stop: stop, say: { watcher.take(.remark($0)) }, suspend: { $0 ? watcher.pause() : watcher.resume() })
    }

    func context(
        of plan: Plan, _ log: RunLog, _ addresses: [HostAddress], _ secrets: Secrets,
        _ masker: Masker, _ decider: any Operator, _ observe: @escaping @Sendable (Progress) -> Void
    ) -> RunContext {
        var context = RunContext(
            transport: HostTransport(environment: ProcessEnvironment.all, addresses: addresses), log: log,
            masker: masker, secrets: secrets,
            decider: decider, observe: observe, directory: folder ?? Files.folder(of: plan.runbook.path),
            settings: settings)
        let binary = BinaryDigest(recordedIn: log)
        context.finishing = { await binary.recorded() }
        context.page = { try? RunReports($0).render("html") }
        context.settings.breaksLocks = brokenLocks
        context.givenVariables = { ProcessEnvironment[$0] }
        context.settings.machine = RunIdentity.machineName
        return context
    }

    /// Whom the run asks about outputs that are not as the runbook shows them; `nil` for a run that only compares.
    private func accept(
        _ plan: Plan, in context: inout RunContext, _ masker: Masker, _ line: StepLine,
        remark: @escaping @Sendable (String) -> Void
    ) -> OutputAcceptance? {
        guard let acceptsOutputs else { return nil }
        let acceptance = OutputAcceptance(
            plan.runbook, acceptsAll: acceptsOutputs, masker: masker, terminal: context.terminal, line: line,
            remark: remark)
        context.acceptance = { await acceptance.takes($0, $1) }
        return acceptance
    }

    func reportWithheld(_ masker: Masker, _ context: RunContext) {
        for name in masker.withheldNames {
            context.observe(
                .remark(
                    """
                    secret \(name) is shorter than \(Secret.minimumLength) bytes and cannot be distinguished from ordinary text: the output of every step is withheld; use a longer value to have it masked instead
                    """
                ))
        }
    }

    static func hostsLocked(_ locked: HostsLocked) -> CommandFailure {
        let holders = locked.holders.map {
            "on \(TerminalText.safeLine($0.host)) by \(TerminalText.safeLine($0.holder))"
        }
        return CommandFailure(
            .refused, "nothing was run: hosts are locked: \(holders.joined(separator: ", "))", advice: locked.advice)
    }

    /// The file that approvals are checked against; refuses one that is not committed where the rules want it so.
    private func signers(of plan: Plan, _ hosts: RunHosts) async throws(CommandFailure) -> AllowedSigners? {
        let found = try AllowedSigners.find(
            named: plan.signers, runbook: plan.runbook.path, project: hosts.project?.path)
        guard plan.policy.needsCommittedSigners, hasGates(plan) else { return found }
        try await AllowedSigners.requireCommitted(found, environment: plan.environment)
        return found
    }

    private func hasGates(_ plan: Plan) -> Bool { plan.steps.contains { $0.step.body.isGate && $0.leftOut == nil } }

    /// The rules of a run are those it was opened with; what was edited since is told, and takes back what was
    /// approved.
    private func changedRules(_ now: RunRules, _ earlier: EarlierRun) -> [Deviation] {
        guard let then = earlier.rules else { return [] }
        let changes = now.changes(since: then)
        guard !changes.isEmpty else { return [] }
        let reason =
            """
            changed since the run was opened: \(changes.joined(separator: "; ")); its original rules still apply, and earlier approvals no longer count
            """
        if view != .json { Console.standardOutput.line("note: \(TerminalText.safeLine(reason))") }
        return [Deviation(kind: .rulesChanged, user: User.name, reason: reason)]
    }

    /// What an approver sees beside the steps.
    private func circumstances(of plan: Plan, _ rules: RunRules, _ opened: RunOpened, overrides: [String]) -> [String:
        String]
    {
        guard hasGates(plan) else { return [:] }
        var found: [String: String] = [:]
        if mode == .verify { found["verification"] = "only checks run" }
        if plan.isDrill { found["drill"] = "steps run even if their check passes" }
        if let signers = opened.signers { found["signers"] = signers.words }
        if let commit = opened.gitCommit {
            found["commit"] = commit + (opened.gitDirty ? ", with uncommitted changes" : "")
        }
        if !overrides.isEmpty { found["overridden"] = overrides.joined(separator: "; ") }
        for host in rules.hosts { found["host \(host.name)"] = host.reached }
        for secret in plan.runbook.front.secrets {
            if case .command(let command) = secret.source { found["reads secret \(secret.name)"] = command }
        }
        for requirement in plan.runbook.front.requires {
            found["reads the version of \(requirement.tool)"] =
                requirement.isHere || plan.runbook.front.on == nil ? "on this machine" : "on every host"
        }
        return found
    }

    func decider(_ terminal: TerminalAccess, _ line: StepLine) -> any Operator {
        guard asks else {
            return UnattendedOperator(name: User.name, confirmsManualSteps: choices.confirmsManualSteps)
        }
        return TerminalOperator(name: User.name, terminal: terminal, line: line, choices: choices)
    }

    private static func record(_ deviations: [Deviation], _ log: RunLog) throws {
        if !deviations.isEmpty { try log.append(deviations.map(Event.deviation)) }
    }

    /// Rules of the environment that are not kept end the run before its first step; the record says so.
    private func refuseForbidden(_ plan: Plan, _ context: RunContext, _ findings: [RuleFinding]) async throws {
        for finding in findings {
            let event = CheckEvaluated(
                step: finding.name, host: PlanHosts.localName, moment: .requires, summary: finding.wanted,
                result: finding.advice == nil ? .pass : .fail, wanted: finding.wanted, found: finding.found)
            try await context.log.append([.checkEvaluated(event)])
            context.observe(.checked(event))
        }
        do {
            let overridden = try EnvironmentRules.deviations(
                findings, override: policyOverride, environment: plan.environment)
            try RunLauncher.record(overridden, context.log)
        } catch let failure as CommandFailure {
            try await closeRefused(plan, context)
            throw failure
        }
    }

    private func requireRoom(_ engine: RunEngine, _ plan: Plan, _ context: RunContext, _ prior: RunReport?) async throws
    {
        guard let short = engine.shortage() else { return }
        try await closeRefused(plan, context, prior: prior)
        throw RunLauncher.tooFewDescriptors(short)
    }

    func closeRefused(_ plan: Plan, _ context: RunContext, prior: RunReport? = nil) async throws {
        await context.finishing()
        let planned = plan.steps.reduce(0) { $0 + $1.hosts.count }
        let verdict = prior == nil ? RunVerdict.refused : prior?.closed?.verdict ?? .interrupted
        try context.log.close(
            RunClosed(verdict: verdict, planned: planned, executed: 0, satisfied: 0, skipped: 0, failed: 0, seconds: 0))
    }

    /// Requirements that are not met end the run before its first step; the record says so.
    private func refuseUnmet(_ plan: Plan, _ context: RunContext) async throws {
        let refusals = try await Preflight.check(plan, context: context)
        guard !refusals.isEmpty else { return }
        try await closeRefused(plan, context)
        throw UnmetRequirements(refusals: refusals, plan: plan).failure
    }

    func conclude(_ result: RunResult, _ plan: Plan, _ log: RunLog, _ line: StepLine, signedGates: [String])
        -> ExitStatus
    {
        let unmasked = result.report?.unmasked ?? [:]
        let status = unmasked.isEmpty ? ExitStatus(verdict: result.verdict, mode: mode) : .notRecorded
        if !unmasked.isEmpty {
            Console.standardError.line(
                """
                prov: a secret is left unmasked in the record: \
                \(unmasked.keys.sorted().prefix(3).joined(separator: ", ")) in \(log.directory)
                """
            )
            Console.standardError.line(
                """
                      change the secret at its source, then remove that folder; the masking reference lists what is masked
                """
            )
        }
        let path = log.page
        let canBeUndone = result.report?.canBeUndone ?? false
        let objectives =
            mode == .run
            ? result.report.map { ObjectiveText.lines($0, isColoured: Console.standardOutput.hasColour) } ?? [] : []
        if path == nil {
            Console.standardError.line(
                """
                prov: the report could not be written
                      the record is complete; write the report again: `prov report \(log.id)\(storeHint) --out FILE`
                """
            )
        }
        if view == .json {
            JSONWatcher.say(
                "ended", ("run", .string(log.id)), ("verdict", .string(result.verdict.rawValue)),
                ("exit", .integer(Int(status.rawValue))),
                ("report", path.map(JSON.string) ?? .null))
        } else {
            Console.standardOutput.line(
                RunEnding(
                    result: result, mode: mode, run: log.id, hint: storeHint, signedGates: signedGates, report: path,
                    canBeUndone: canBeUndone, objectives: objectives,
                    unverifiable: mode == .verify ? plan.steps.count(where: \.isUnverifiable) : 0,
                    settling: SettlingAdvice(plan: plan), line: line
                ).text())
        }
        return status
    }

    func takeLock(_ plan: Plan) throws -> StoreLock {
        try store.lock(
            runbook: Files.resolved(plan.runbook.path), environment: plan.environment, holder: holder(run: nil))
    }

    func holder(run: String?) -> LockHolder {
        LockHolder(
            pid: Int(getpid()), user: User.name, host: RunIdentity.machineName,
            since: Timestamp.text(milliseconds: store.context.clock.wallMilliseconds()), run: run)
    }
}
