import ArgumentParser
import ProvEngine
import ProvRunbook

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run that failed or was interrupted.",
        discussion: """
            What succeeded is not run again. What was started and not seen to end runs again only where its check, `idempotent` or \
            your word (--settle) says so.

            EXAMPLES
              prov resume last
              prov resume last --fix --yes
              prov resume 01J9 --settle restore-database=done --reason "compared the row counts by hand"
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or `last`.", valueName: "run"))
    var name: String
    @Option(name: .long, help: ArgumentHelp("What became of a step in doubt. May be repeated.", valueName: "step=done|again"))
    var settle: [String] = []
    @OptionGroup var decisions: DecisionOptions
    @OptionGroup var purpose: PurposeOptions
    @OptionGroup var storing: StoreOptions
    @Flag(name: .long, help: "Go on although the runbook has changed since; the record says so.")
    var acceptChanges = false

    func run() async throws {
        let earlier = try EarlierRun(name, storing, acceptsChanges: acceptChanges)
        let steps = earlier.loaded.runbook.steps.map(\.id.rawValue)
        var choices = try decisions.choices(steps: steps)
        choices.settlements = try settlements(steps)
        let asks = !decisions.yes && !purpose.json && Planning.isAtTerminal
        let launcher = RunLauncher(
            store: earlier.store, storeHint: storing.hint, mode: .run, reason: purpose.reason, json: purpose.json, asks: asks, choices: choices)
        throw StatusOnly(status: try await launcher.goOn(earlier))
    }

    private func settlements(_ steps: [String]) throws(CommandFailure) -> [String: DoubtAnswer] {
        var answers: [String: DoubtAnswer] = [:]
        for pair in settle {
            let (name, word) = try Pair.split(pair, option: "--settle", form: "STEP=done or STEP=again")
            let step = try Pair.known(name, among: steps, option: "--settle")
            guard let reason = purpose.reason, !reason.isEmpty else {
                throw CommandFailure(.usage, "--settle \(pair) needs --reason", advice: "say how you know, for the record: --reason TEXT")
            }
            switch word {
            case "done": answers[step] = .succeeded(reason: reason)
            case "again": answers[step] = .runAgain(reason: reason)
            default: throw CommandFailure(.usage, "--settle \(pair) says neither done nor again", advice: "write --settle \(step)=done or --settle \(step)=again")
            }
        }
        return answers
    }
}
