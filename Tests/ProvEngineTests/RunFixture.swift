import FoundationEssentials
import ProvHosts
import ProvJournal
import ProvMarkdown
import ProvRunbook
import ProvSystem
import Synchronization
import Testing

@testable import ProvDiagnostics
@testable import ProvEngine
@testable import ProvText

/// A folder with a store, in which runbooks written as text really run.
final class RunFixture: Sendable {
    let folder: String
    let store: Store

    /// What shells start with besides.
    let environment: [String: String]

    init(environment: [String: String] = [:]) throws {
        self.environment = environment
        folder = "/tmp/prov-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try Store(at: "\(folder)/.prov")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A run's result and its record, as read back from disk.
    struct Ran {
        var result: RunResult
        var report: RunReport
        var id: String
        /// How many states of shells the record keeps.
        var stateEvents = 0

        func state(_ step: String) -> StepState? { report.steps.first { $0.planned.step == step }?.hosts.first?.state }
        func reason(_ step: String) -> String? { report.steps.first { $0.planned.step == step }?.hosts.first?.reason }
    }

    func plan(_ text: String, request: PlanRequest = PlanRequest()) throws -> Plan {
        let (runbook, diagnostics) = RunbookReader.read(SourceText(path: "\(folder)/test.md", text: text)) { _, _ in
            .missing("no includes here")
        }
        try #require(diagnostics.allSatisfy { $0.severity != .error }, "\(diagnostics.map(\.headline))")
        let result = Planner.plan(runbook, request: request)
        return try #require(result.plan, "\(result.diagnostics.map(\.headline))")
    }

    func run(
        _ text: String, mode: RunMode = .run, secrets: Secrets = [:],
        decider: any Operator = UnattendedOperator(name: "tester"),
        decisions: Decisions = Decisions(),
        request: PlanRequest = PlanRequest(), continuing: String? = nil, given: [String: String] = [:],
        whileRunning: (@Sendable (RunEngine) async -> Void)? = nil
    ) async throws -> Ran {
        let engine = try engine(
            text, mode: mode, secrets: secrets, decider: decider, decisions: decisions, request: request,
            continuing: continuing, given: given)
        let side = Task { await whileRunning?(engine) }
        let result =
            mode == .rollback ? try await RollbackEngine([engine]).execute()[0] : try await engine.execute()
        await side.value
        let loaded = try store.load(engine.context.log.id)
        let kept = loaded.events.count { if case .stateSaved = $0.event { true } else { false } }
        return Ran(result: result, report: loaded.report, id: loaded.id, stateEvents: kept)
    }

    /// Takes runs back as one, the newest first.
    func rollBack(_ runs: [(text: String, id: String, request: PlanRequest)]) async throws -> [RunResult] {
        let engines = try runs.map { try engine($0.text, mode: .rollback, request: $0.request, continuing: $0.id) }
        return try await RollbackEngine(engines).execute()
    }

    func engine(
        _ text: String, mode: RunMode, secrets: Secrets = [:],
        decider: any Operator = UnattendedOperator(name: "tester"), decisions: Decisions = Decisions(),
        request: PlanRequest, continuing: String?, given: [String: String] = [:],
        changing: (inout RunContext) -> Void = { _ in }
    ) throws -> RunEngine {
        let plan = try plan(text, request: request)
        let masker = Masker(secrets)
        var prior: RunReport?
        var states: [String: KeptState] = [:]
        let log: RunLog
        if let continuing {
            let (loaded, resumed) = try store.resume(
                continuing, user: "tester", toolVersion: "test", mode: mode, masker: masker)
            prior = loaded.report
            states = try loaded.states()
            log = resumed
        } else {
            var opened = RunOpened(
                run: store.newRunID(), mode: mode, runbook: plan.runbook.path, title: plan.runbook.title,
                runbookDigest: PlanRecord.runbookDigest(plan.runbook, hash: ContentHash.hex), environment: "local",
                user: "tester", machine: "here", toolVersion: "test")
            opened.isDrill = plan.isDrill
            opened.rpoSeconds = plan.runbook.front.objectives.rpo?.seconds
            log = try store.createRun(opened, masker: masker)
            try log.append(.plan(PlanRecord.recorded(plan, hash: log.contentHash)))
        }
        let transport = HostTransport(
            environment: Environment(
                ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8"].merging(environment) { $1 }
            ))
        var context = RunContext(
            transport: transport, log: log, masker: masker, secrets: secrets, decider: decider, observe: { _ in },
            directory: folder)
        context.settings.decisions = decisions
        context.givenVariables = { given[$0] }
        changing(&context)
        return RunEngine(
            plan: plan, mode: mode, context: context, digest: PlanRecord.digest(plan, hash: log.contentHash),
            prior: prior, states: states)
    }

    func contents(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    func remove(_ name: String) { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }
}
