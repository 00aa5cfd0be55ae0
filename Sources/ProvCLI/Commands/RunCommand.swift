import ArgumentParser
import ProvEngine
import ProvHosts
import ProvJournal
import ProvRunbook

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a runbook, step by step, with its checks, and keep the record.",
        discussion: """
            On a terminal, prov shows the plan and asks for confirmation; if a step fails, it offers its known fix, a retry, a shell in the step's state, or to stop and resume later. Without a terminal there are no prompts: a failure stops what depends on it.

            EXAMPLES
              prov run README.md
              prov run setup.md --set VERSION=16.0.10 --yes
              prov run deploy.md --only restart-service --reason CHG-1042
              prov run setup.md --dry-run
              prov run restore.md --drill --reason "quarterly exercise"
              prov run deploy.md --env staging --limit 'web:!web3' --forks 20
              prov run README.md --accept
            """)

    @Argument(help: "The runbook, a Markdown file.", completion: Completing.runbook)
    var file: String
    @OptionGroup var planning: PlanOptions
    @OptionGroup var decisions: DecisionOptions
    @OptionGroup var approving: ApprovalOptions
    @OptionGroup var running: RunningOptions
    @Flag(name: [.long, .customShort("n")], help: "Show the plan and run nothing.")
    var dryRun = false
    @Flag(
        name: .long,
        help: "Run a drill: run steps even if their check passes, and fail if an objective is missed or not measured.")
    var drill = false
    @Flag(
        name: .long,
        help: """
            Write outputs that differ from the expected ones into the runbook, after a question for each; with --yes without questions.
            """)
    var accept = false

    func run() async throws {
        let loaded = try LoadedRunbook(file, outside: planning.boundary.allowOutside)
        try loaded.refuseErrors()
        let asks = !decisions.yes && running.purpose.view != .json && Planning.isAtTerminal
        let hosts = try planning.runHosts(for: file, loaded.runbook)
        var request = try planning.request(hosts, for: loaded.runbook)
        request.skipped = decisions.skippedSteps
        request.isDrill = drill
        let plan = try Planning.plan(loaded, request: request, asks: asks)
        loaded.showSyntaxErrors(in: plan)
        if dryRun || asks && decisions.startsWithQuestion {
            let masker = await Planning.masker(plan, hosts)
            Console.standardOutput.write(try Planning.text(plan, running.storing, masker))
        }
        if dryRun { return }
        if accept { try refuseAcceptance(plan, asks: asks) }
        let due = plan.steps.count { $0.leftOut == nil }
        guard due > 0 else {
            throw Planning.refusalOfNothing(plan, file: file)
        }
        let decided = try decisions.decided(
            StepTargets(
                plan.steps.map { ($0.step.id.rawValue, $0.step.writtenID.rawValue, $0.hosts) },
                gates: Set(plan.steps.filter(\.step.body.isGate).map(\.step.id.rawValue))))
        let secrets = try await DeclaredSecrets.load(plan.runbook, asks: asks)
        if asks, decisions.startsWithQuestion,
            !Question.yes("\nRun \(due == 1 ? "this step" : "these \(due) steps")? [Y/n] ")
        {
            Console.standardOutput.line("nothing was run")
            throw SilentExit(status: .refused)
        }
        var launcher = try running.launcher(
            try running.storing.open(beside: file), mode: .run, asks: asks, choices: decisions.choices,
            approving: approving)
        launcher.settings.decisions = decided
        if accept { launcher.acceptsOutputs = !asks }
        let folder = try loaded.testFolder()
        launcher.folder = folder
        let result = await Result { try await launcher.start(plan, hosts, secrets) }
        if let folder { _ = try await OneShot.run(["rm", "-rf", "--", folder]) }
        throw SilentExit(status: try result.get())
    }

    /// What is written must be meant, and be the output of one host.
    private func refuseAcceptance(_ plan: Plan, asks: Bool) throws(CommandFailure) {
        guard asks || decisions.yes else {
            throw CommandFailure(
                .usage, "nothing was run: --accept asks a question for each output, and there is no terminal",
                advice: "add --yes to accept every output")
        }
        guard let step = plan.steps.first(where: { $0.hosts.count > 1 && $0.leftOut == nil }) else { return }
        throw CommandFailure(
            .usage,
            "nothing was run: step \(step.step.id) runs on \(step.hosts.count) hosts, and --accept takes the output of one",
            advice: "run it on one host: --limit HOST")
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ work: () async throws -> Success) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }
}
