import ArgumentParser
import ProvJournal
import ProvRunbook

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Run the checks alone, changing nothing.",
        discussion: """
            Exits with 0 where every check holds and with 1 where one does not. It is recorded like a run, and may go \
            on beside one. \
            Nobody has to approve it, unless the environment's rules have `verify: true`; then it waits at their gate like a run.

            EXAMPLES
              prov verify setup.md
              prov verify setup.md --json | jq -r 'select(.event == "check" and .result != "pass") | .found'
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
            json: purpose.json, asks: false, choices: OperatorChoices())
        launcher.approvalPatience = try waiting.patience()
        throw StatusOnly(status: try await launcher.start(plan, hosts, try await DeclaredSecrets.load(plan.runbook)))
    }
}
