import ArgumentParser
import ProvEngine
import ProvJournal
import ProvRunbook

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Undo what a run did, the last step first.",
        discussion: """
            Only steps that really ran are undone; each undo is recorded, and a rollback that stopped goes on where it is started \
            again. Files are put back as they were. A step without an undo stays as it is, and the end says so.

            EXAMPLES
              prov rollback last
              prov rollback 01J9 --to configure-haproxy
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or `last`.", valueName: "run"))
    var name: String
    @Option(name: .long, help: ArgumentHelp("Undo back to this step, which stays as it is.", valueName: "step"))
    var to: String?
    @Flag(name: .shortAndLong, help: "Ask nothing.")
    var yes = false
    @OptionGroup var locking: LockOptions
    @OptionGroup var purpose: PurposeOptions
    @OptionGroup var link: LinkOptions
    @OptionGroup var storing: StoreOptions
    @Flag(name: .long, help: "Go on although the runbook has changed since; the record says so.")
    var acceptChanges = false

    func run() async throws {
        let earlier = try EarlierRun(name, storing, acceptsChanges: acceptChanges)
        let first = try to.map { try Pair.known($0, among: earlier.loaded.runbook.steps.map(\.id.rawValue), option: "--to") }
        let asks = !yes && !purpose.json && Planning.isAtTerminal
        if asks, !Question.yes("Undo what run \(earlier.run.id) of \(earlier.loaded.runbook.path) did\(first.map { ", back to \($0)" } ?? "")? [Y/n] ") {
            Console.standardOutput.line("nothing was undone")
            throw StatusOnly(status: .interrupted)
        }
        var launcher = RunLauncher(
            store: earlier.store, storeHint: storing.hint, mode: .rollback, reason: purpose.reason, json: purpose.json, asks: asks, choices: OperatorChoices())
        launcher.settings.linkPatience = try link.patience()
        launcher.brokenLocks = try locking.reason()
        throw StatusOnly(status: try await launcher.goOn(earlier) { plan in
            guard let first, let index = plan.steps.firstIndex(where: { $0.step.id.rawValue == first }) else { return }
            plan.steps.removeSubrange(...index)
        })
    }
}
