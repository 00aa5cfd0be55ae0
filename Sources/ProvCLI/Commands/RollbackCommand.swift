import ArgumentParser
import ProvEngine
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvSystem

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Undo what a run, or all runs of a runbook, did, the last step first.",
        discussion: """
            Only steps that really ran are undone. Each undo is recorded; start an interrupted rollback again to continue it. Files are restored. A step without an undo is left unchanged and listed at the end.

            With a runbook instead of a run, everything that its runs on an environment did, and that was not undone since, is undone as if it were one run: in reverse order of the document, a step that several runs did once. A run that changed nothing is not rolled back: prov names the run that did the work (exit code 3).

            EXAMPLES
              prov rollback last
              prov rollback setup.md
              prov rollback deploy.md --env staging
              prov rollback 01J9 --to configure-haproxy
              prov rollback 01J9 --settle pay=done --reason "the refund is on the account"
            """)

    @Argument(
        help: ArgumentHelp("A run (its id, the first characters of it, or `last`) or a runbook.", valueName: "run"),
        completion: Completing.runsAndRunbooks)
    var name: String
    @Option(
        name: .long, help: ArgumentHelp("With a runbook: the environment; default: local.", valueName: "name"),
        completion: Completing.environments)
    var env: String?
    @Option(
        name: .long, help: ArgumentHelp("Undo back to this step, which is kept.", valueName: "step"),
        completion: Completing.steps)
    var to: String?
    @OptionGroup var settling: SettleOptions
    @Flag(name: .shortAndLong, help: "Do not prompt.")
    var yes = false
    @OptionGroup var running: RunningOptions
    @Flag(name: .long, help: "Continue although the runbook has changed since then; recorded.")
    var acceptChanges = false

    func run() async throws {
        let isRunbook = Files.exists(name) && !Files.isFolder(name)
        if isRunbook, to != nil {
            throw CommandFailure(
                .usage, "--to requires one run, and \(name) may have several",
                advice: "specify the run; prov runs lists them"
            )
        }
        if !isRunbook, env != nil {
            throw CommandFailure(
                .usage, "--env requires a runbook, and \(name) is a run",
                advice: "remove --env: a run has its environment")
        }
        let targets =
            isRunbook
            ? try RollbackTargets(
                runbook: name, environment: env ?? EnvironmentNames.local, running.storing,
                acceptsChanges: acceptChanges)
            : try RollbackTargets(run: name, running.storing, acceptsChanges: acceptChanges)
        let asks = !yes && running.purpose.view != .json && Planning.isAtTerminal
        if asks, !Question.yes("Undo what \(words(targets.runs)) did\(to.map { ", back to \($0)" } ?? "")? [Y/n] ") {
            Console.standardOutput.line("nothing was undone")
            throw SilentExit(status: .refused)
        }
        let first = try to.map {
            try Pair.known(
                $0,
                among: targets.runs.flatMap { run in
                    run.loaded.runbook.steps.map(\.id.rawValue) + run.run.report.steps.map(\.planned.step)
                }, option: "--to")
        }
        guard let store = targets.runs.first?.store else { return }
        var launcher = try running.launcher(store, mode: .rollback, asks: asks, choices: OperatorChoices())
        for run in targets.runs {
            launcher.settings.decisions.settlements.merge(
                try settling.decided(StepTargets(run.run), reason: running.purpose.reason)
            ) { first, _ in first }
        }
        let status = try await RollbackLauncher(launcher: launcher).rollBack(targets.runs, backTo: first)
        guard status == .proven else { throw SilentExit(status: status) }
    }

    private func words(_ runs: [EarlierRun]) -> String {
        let path = runs.first?.loaded.runbook.path ?? name
        return runs.count == 1
            ? "run \(runs[0].run.id) of \(path)"
            : "the \(runs.count) runs \(runs.map(\.run.id).joined(separator: ", ")) of \(path)"
    }
}
