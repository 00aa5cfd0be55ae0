import ArgumentParser
import ProvEngine
import ProvJournal
import ProvRunbook

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run that failed or was interrupted.",
        discussion: """
            What succeeded is not run again. What was started and not seen to end runs again only where its check, `idempotent` or \
            your word (--settle) says so.

            EXAMPLES
              prov resume last
              prov resume 01J9 --settle restore-database=done --reason "checked the row count by hand"
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or `last`.", valueName: "run"))
    var name: String
    @Option(name: .long, help: ArgumentHelp("What became of a step in doubt.", valueName: "step=done|again"))
    var settle: [String] = []
    @OptionGroup var storing: StoreOptions
    @OptionGroup var decisions: DecisionOptions
    @Flag(name: .long, help: "Go on although the runbook has changed since.")
    var acceptChanges = false

    func run() async throws {
        let earlier = try EarlierRun(name, storing)
        let launcher = try earlier.launcher(mode: .run, decisions: decisions, acceptsChanges: acceptChanges, settlements: try settlements())
        throw StatusOnly(status: try await launcher.continueRun(earlier.run.id))
    }

    private func settlements() throws(CommandFailure) -> [String: DoubtAnswer] {
        var answers: [String: DoubtAnswer] = [:]
        for pair in settle {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            let reason = decisions.reason ?? "said with --settle"
            switch parts.count == 2 ? parts[1] : "" {
            case "done": answers[parts[0]] = .succeeded(reason: reason)
            case "again": answers[parts[0]] = .runAgain(reason: reason)
            default: throw CommandFailure(.usage, "--settle \(pair) says nothing", advice: "write --settle STEP=done or --settle STEP=again")
            }
        }
        return answers
    }
}

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Undo what a run did, the last step first.",
        discussion: """
            Only steps that really ran are undone; each undo is recorded and can be resumed. Files are put back as they were.

            EXAMPLES
              prov rollback last
              prov rollback 01J9 --to configure-haproxy
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or `last`.", valueName: "run"))
    var name: String
    @Option(name: .long, help: ArgumentHelp("Undo back to this step, which stays as it is.", valueName: "step"))
    var to: String?
    @OptionGroup var storing: StoreOptions
    @OptionGroup var decisions: DecisionOptions
    @Flag(name: .long, help: "Go on although the runbook has changed since.")
    var acceptChanges = false

    func run() async throws {
        let earlier = try EarlierRun(name, storing)
        var launcher = try earlier.launcher(mode: .rollback, decisions: decisions, acceptsChanges: acceptChanges)
        if let to {
            guard let index = launcher.plan.steps.firstIndex(where: { $0.step.id.rawValue == to }) else {
                throw CommandFailure(.usage, "the run has no step '\(to)'", advice: "see its steps with `prov show \(name)`")
            }
            launcher.plan.steps.removeSubrange(...index)
        }
        throw StatusOnly(status: try await launcher.continueRun(earlier.run.id))
    }
}

/// A run of the record, and the runbook it was of.
struct EarlierRun {
    let store: Store
    let run: LoadedRun

    init(_ name: String, _ storing: StoreOptions) throws {
        store = try storing.open(beside: nil, creating: false)
        // The last run that changed something: a `verify` in between is not what anybody means here.
        let newest = name == "last" ? try store.runs().first { $0.opened?.mode == "run" }?.id : nil
        run = try store.load(newest ?? name)
    }

    /// Plans the runbook again with the inputs of then.
    func launcher(mode: RunMode, decisions: DecisionOptions, acceptsChanges: Bool, settlements: [String: DoubtAnswer] = [:]) throws -> RunLauncher {
        let opened = run.report.opened
        guard !run.isRunning else { throw CommandFailure(.refused, "run \(run.id) is still running", advice: "wait for it, or stop it where it runs") }
        guard opened.mode == "run" else { throw CommandFailure(.refused, "run \(run.id) only verified; there is nothing to go on with") }
        let loaded = try LoadedRunbook(opened.runbook)
        try loaded.refuseErrors()
        let digest = PlanRecord.runbookDigest(loaded.runbook, hash: ContentHash.hex)
        guard digest == opened.runbookDigest || acceptsChanges else {
            throw CommandFailure(.refused, "\(opened.runbook) has changed since run \(run.id)",
                                 advice: "start a new run, or go on with the text of today: --accept-changes")
        }
        var request = PlanRequest()
        request.environment = opened.environment
        request.values = opened.parameters
        request.facts = LocalFacts.read()
        var plan = try Planning.plan(loaded, request: request, asks: false)
        // What the run left out stays left out.
        for (index, planned) in plan.steps.enumerated() {
            plan.steps[index].leftOut = run.report.steps.first { $0.planned.step == planned.step.id.rawValue }?.planned.leftOut ?? planned.leftOut
        }
        return RunLauncher(loaded: loaded, plan: plan, mode: mode, store: store, decisions: decisions, settlements: settlements)
    }
}
