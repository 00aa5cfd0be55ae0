import ArgumentParser
import ProvJournal
import ProvRunbook

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Run only the checks; change nothing.",
        discussion: """
            Exits with 0 if every check passes, and with 1 if one fails. It is recorded like a run, and may run at the same time as one. It needs no approval, unless the environment's policy has `verify: true`; then it waits at the gate like a run.

            EXAMPLES
              prov verify setup.md
              prov verify setup.md --json | jq -r 'select(.event=="check").found'
            """)

    @Argument(help: "The runbook, a Markdown file.", completion: Completing.runbook)
    var file: String
    @OptionGroup var planning: PlanOptions
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var purpose: PurposeOptions
    @OptionGroup var storing: StoreOptions

    func run() async throws {
        let loaded = try LoadedRunbook(file, outside: planning.boundary.allowOutside)
        try loaded.refuseErrors()
        let hosts = try planning.runHosts(for: file, loaded.runbook)
        var request = try planning.request(hosts, for: loaded.runbook)
        request.changes = false
        let plan = try Planning.plan(loaded, request: request, asks: false)
        var launcher = RunLauncher(
            store: try storing.open(beside: file), storeHint: storing.hint, mode: .verify, reason: purpose.reason,
            view: try purpose.usableView(), asks: false, choices: OperatorChoices())
        launcher.approvalPatience = try waiting.patience()
        throw SilentExit(status: try await launcher.start(plan, hosts, try await DeclaredSecrets.load(plan.runbook)))
    }
}
