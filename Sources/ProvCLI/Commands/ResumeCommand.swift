import ArgumentParser
import ProvEngine
import ProvJournal

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Continue a run that failed or was interrupted.",
        discussion: """
            Steps that succeeded are not run again. A step whose outcome is unknown runs again only if its check, `idempotent` or --settle allows it.

            EXAMPLES
              prov resume last
              prov resume last --fix --yes
              prov resume 01J9 --settle restore-database=done --reason "rows compared"
            """)

    @Argument(
        help: ArgumentHelp("A run: its id, the first characters of it, or `last`.", valueName: "run"),
        completion: Completing.runs)
    var name: String
    @OptionGroup var settling: SettleOptions
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Set a capture of a step that is resolved as done, on one host with NAME@HOST; required if later steps use it. May be repeated.
            """,
            valueName: "name=value"))
    var capture: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Continue only on matching hosts; the others stay as they are. Local steps still run.", valueName: "pattern"
        ), completion: Completing.hosts)
    var limit: String?
    @Option(
        name: .long, help: ArgumentHelp("Add an answer of `prov approve --out`. May be repeated.", valueName: "file"),
        completion: Completing.file)
    var approval: [String] = []
    @OptionGroup var decisions: DecisionOptions
    @OptionGroup var approving: ApprovalOptions
    @OptionGroup var running: RunningOptions
    @Flag(name: .long, help: "Continue although the runbook has changed since then; recorded.")
    var acceptChanges = false

    func run() async throws {
        let earlier = try EarlierRun(name, running.storing, acceptsChanges: acceptChanges, continues: true)
        try earlier.refuseEnded(running.storing)
        let targets = StepTargets(earlier.run)
        var decided = try decisions.decided(targets)
        decided.settlements = try settling.decided(targets, reason: running.purpose.reason)
        for pair in capture {
            let (name, value) = try Pair.split(pair, option: "--capture", form: "NAME=VALUE")
            decided.captures[try targets.capture(name)] = value
        }
        if let limit { decided.hosts = try earlier.hosts().hosts(matching: limit) }
        try takeApprovals(of: earlier.run)
        let asks = !decisions.yes && running.purpose.view != .json && Planning.isAtTerminal
        var launcher = try running.launcher(
            earlier.store, mode: earlier.run.report.opened.mode, asks: asks, choices: decisions.choices,
            approving: approving)
        launcher.settings.decisions = decided
        throw SilentExit(status: try await launcher.continueRun(earlier))
    }

    /// Puts answers that came from elsewhere to those that wait in the run's folder; whether they count is seen at the
    /// gate.
    private func takeApprovals(of run: LoadedRun) throws {
        guard !approval.isEmpty else { return }
        let folder = ApprovalFolder(run: run.directory)
        let passed = Set(run.report.steps.filter { $0.hosts.allSatisfy(\.state.isSuccess) }.map(\.planned.step))
        let waiting = folder.requests().filter { !passed.contains($0.step) }.map(\.step)
        for file in approval {
            guard let answer = ApprovalFolder.Answer(try TextFile.read(file)) else {
                throw CommandFailure(
                    .usage, "\(file) is not a signature",
                    advice: "create it with `prov approve \(run.id) --out FILE`")
            }
            guard !waiting.isEmpty else {
                throw CommandFailure(
                    .refused, "run \(run.id) is not waiting for an approval", advice: "remove --approval")
            }
            for step in waiting where !folder.answers(to: step).contains(where: { $0.text == answer.text }) {
                _ = try folder.add(answer, to: step)
            }
        }
    }
}
