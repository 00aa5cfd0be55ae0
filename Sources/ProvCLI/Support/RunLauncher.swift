import Glibc
import ProvEngine
import ProvHosts
import ProvJournal
import ProvPages
import ProvRunbook

/// Carries one run from a plan to its report: lock, record, requirements, engine, report.
struct RunLauncher {
    var loaded: LoadedRunbook
    var plan: Plan
    var mode: RunMode
    var store: Store
    var decisions: DecisionOptions
    var settlements: [String: DoubtAnswer] = [:]

    /// A new run.
    func start() async throws -> ExitStatus {
        let runbook = plan.runbook
        try requireProven(runbook)
        let secrets = try await loadSecrets(runbook)
        let masker = Masker(values: secrets)
        let lock = try takeLock(runbook.path)
        let id = store.newRunID()
        let opened = await identity(id, masker)
        let log = try store.createRun(opened)
        try lock.note(holder(run: id))
        try log.append(.plan(PlanRecord.recorded(plan, masker: masker, hash: log.contentHash)))
        let status = try await execute(log, secrets: secrets, masker: masker, prior: nil, states: [:])
        withExtendedLifetime(lock) {}
        return status
    }

    /// A further segment of an earlier run.
    func continueRun(_ name: String) async throws -> ExitStatus {
        let secrets = try await loadSecrets(plan.runbook)
        let lock = try takeLock(plan.runbook.path)
        let (run, log) = try store.resume(name, user: User.name, toolVersion: Version.text, mode: mode.rawValue)
        try lock.note(holder(run: run.id))
        let status = try await execute(log, secrets: secrets, masker: Masker(values: secrets), prior: run.report, states: try run.states())
        withExtendedLifetime(lock) {}
        return status
    }

    private func execute(_ log: RunLog, secrets: [String: String], masker: Masker, prior: RunReport?, states: [String: String]) async throws -> ExitStatus {
        let watcher = RunWatcher.make(plan: plan, json: decisions.json, isInteractive: isInteractive)
        let decider: any Operator = isInteractive
            ? TerminalOperator(name: User.name, watcher: watcher, confirmsEach: decisions.confirm, skips: skips, settlements: settlements)
            : UnattendedOperator(name: User.name, confirmsManualSteps: decisions.yes, appliesFixes: decisions.fix,
                                 undoesOnFailure: decisions.undoOnFailure, skips: skips, settlements: settlements)
        let context = RunContext(transport: LocalTransport(environment: Environment.all), log: log, masker: masker, secrets: secrets,
                                 decider: decider, observe: { watcher.take($0) }, directory: TextFile.folder(of: plan.runbook.path))
        context.observe(.opened(run: log.id, plan: plan))
        if mode == .run, prior == nil, let status = try await refusal(context) { return status }
        let engine = RunEngine(plan: plan, mode: mode, context: context, digest: PlanRecord.digest(plan, hash: log.contentHash), prior: prior, states: states)
        let signals = StopSignals(engine: engine) { watcher.remark($0) }
        defer { signals.close() }
        let result: RunResult
        do { result = try await engine.execute() } catch let error as StoreError {
            watcher.close()
            throw CommandFailure(.notRecorded, "stopped, because the record could not be kept: \(error.message)",
                                 advice: "\(error.advice); then `prov resume \(log.id)`")
        }
        watcher.close()
        return try conclude(result, log)
    }

    /// Requirements that are not met end the run before its first step; the record says so.
    private func refusal(_ context: RunContext) async throws -> ExitStatus? {
        let refusals = try await Preflight.check(plan, context: context)
        guard !refusals.isEmpty else { return nil }
        let planned = plan.steps.reduce(0) { $0 + $1.hosts.count }
        try context.log.close(RunClosed(verdict: "refused", planned: planned, executed: 0, satisfied: 0, skipped: 0, failed: 0, seconds: 0))
        let lines = refusals.map { "wanted \($0.wanted), found \($0.found)" }
        throw CommandFailure(.refused, "nothing was run: " + lines.joined(separator: "; "), advice: "install what is wanted, or change 'requires' in \(plan.runbook.path)")
    }

    private func conclude(_ result: RunResult, _ log: RunLog) throws -> ExitStatus {
        let status = ExitStatus(verdict: result.verdict)
        let run = try store.load(log.id)
        let path = "\(log.directory)/report.html"
        let input = ReportInput(report: run.report, integrity: ReportIntegrity(run.integrity), generatorVersion: Version.text) { try? run.bytes(of: $0) }
        if let format = ReportFormats.named("html") { try TextFile.write(format.render(input), to: path) }
        guard !decisions.json else { return status }
        let console = Console.standardOutput
        console.line(RunEnding(result: result, run: log.id, report: path, steps: plan.steps.map(\.step)).text(console))
        return status
    }

    // MARK: What the run is

    private func identity(_ id: String, _ masker: Masker) async -> RunOpened {
        let runbook = plan.runbook
        let git = await GitState.read(folder: TextFile.folder(of: runbook.path))
        var host = [CChar](repeating: 0, count: 256)
        unsafe gethostname(&host, host.count - 1)
        let machine = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let login = (try? TextFile.read("/proc/self/loginuid")).map { String(decoding: $0, as: UTF8.self) }
        return RunOpened(
            run: id, mode: mode.rawValue, runbook: runbook.path, title: masker.mask(runbook.title),
            runbookDigest: PlanRecord.runbookDigest(runbook, hash: ContentHash.hex), gitCommit: git?.commit, gitDirty: git?.isDirty ?? false,
            environment: plan.environment, parameters: plan.parameters.mapValues(masker.mask), kind: runbook.front.kind?.rawValue,
            purpose: decisions.reason.map(masker.mask), user: User.name, loginUser: login.flatMap { $0 == "4294967295" ? nil : $0 }, machine: machine,
            toolVersion: Version.text, rtoSeconds: runbook.front.objectives.rto?.seconds, rpoSeconds: runbook.front.objectives.rpo?.seconds)
    }

    private func loadSecrets(_ runbook: Runbook) async throws -> [String: String] {
        let folder = TextFile.folder(of: runbook.path)
        let loader = SecretLoader(environment: { Environment[$0] }, readFile: { path in
            try TextFile.read(path.hasPrefix("/") ? path : "\(folder)/\(path)")
        })
        do { return try await loader.load(runbook.front.secrets) } catch let failure as SecretLoader.Failure {
            throw CommandFailure(.refused, "nothing was run: \(failure.description)", advice: "\(runbook.path) declares it under 'secrets'")
        }
    }

    /// The runbooks this one needs must have been proven here, as they are now.
    private func requireProven(_ runbook: Runbook) throws {
        guard mode == .run, !runbook.front.needs.isEmpty else { return }
        let runs = try store.runs()
        let folder = TextFile.folder(of: runbook.path)
        for need in runbook.front.needs {
            let path = TextFile.absolute(need.value.hasPrefix("/") ? need.value : "\(folder)/\(need.value)")
            let loaded = try LoadedRunbook(path)
            let digest = PlanRecord.runbookDigest(loaded.runbook, hash: ContentHash.hex)
            let isProven = runs.contains { run in
                run.opened?.runbookDigest == digest && run.opened?.environment == plan.environment && run.opened?.mode == "run"
                    && (run.state == .closed("proven") || run.state == .closed("done"))
            }
            guard !isProven else { continue }
            throw CommandFailure(.refused, "nothing was run: \(runbook.path) needs \(need.value), which has not been proven on '\(plan.environment)' as it is now",
                                 advice: "run it first: prov run \(path)")
        }
    }

    private func takeLock(_ path: String) throws -> StoreLock {
        try store.lock(runbook: TextFile.absolute(path), environment: plan.environment, holder: holder(run: nil))
    }

    private func holder(run: String?) -> LockHolder {
        LockHolder(pid: Int(getpid()), user: User.name, host: "local", since: Timestamp.text(milliseconds: store.context.clock.wallMilliseconds()), run: run)
    }

    private var isInteractive: Bool {
        !decisions.yes && !decisions.json && mode == .run && isatty(0) == 1 && Console.standardOutput.isTerminal && Environment["CI"] == nil
    }

    private var skips: [String: String] {
        Dictionary(decisions.skip.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts.first ?? pair, parts.count > 1 ? parts[1] : "left out with --skip")
        }, uniquingKeysWith: { _, last in last })
    }
}

/// Who runs prov.
enum User {
    static var name: String {
        guard let entry = unsafe getpwuid(geteuid()), let name = unsafe entry.pointee.pw_name else { return "uid \(geteuid())" }
        let effective = unsafe String(cString: name)
        guard let before = Environment["SUDO_USER"], before != effective else { return effective }
        return "\(before) as \(effective)"
    }
}

/// The state of the repository a runbook stands in.
struct GitState {
    var commit: String
    var isDirty: Bool

    /// `nil` outside a repository, and where there is no git.
    static func read(folder: String) async -> GitState? {
        guard let head = try? await OneShot.run(["git", "-C", folder, "rev-parse", "HEAD"], timeout: .seconds(10)), head.outcome.ending == .exited(0),
              let status = try? await OneShot.run(["git", "-C", folder, "status", "--porcelain", "--untracked-files=no"], timeout: .seconds(20))
        else { return nil }
        return GitState(commit: String(decoding: head.stdout.prefix { $0 != 0x0A }, as: UTF8.self), isDirty: !status.stdout.isEmpty)
    }
}
