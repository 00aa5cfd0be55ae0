import ArgumentParser
import ProvDiagnostics
import ProvInventory
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText

struct HostsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hosts", abstract: "List the hosts of an environment, with groups, connection and variables.",
        discussion: """
            Environments are searched for from the working directory upwards. Variables with the name of a secret are not shown.

            EXAMPLES
              prov hosts --env staging
              prov hosts 'web:&prod:!web3' --inventory hosts.ini
              prov hosts all --env staging --json | jq -r '.hosts[].connection.address'
            """)

    @Argument(
        help: ArgumentHelp("Host pattern, same syntax as `on` and `--limit`.", valueName: "pattern"),
        completion: Completing.hosts)
    var pattern = "all"
    @OptionGroup var hosts: HostOptions
    @Option(
        name: .long, help: ArgumentHelp("Show only hosts that also match this pattern.", valueName: "pattern"),
        completion: Completing.hosts)
    var limit: String?
    @Flag(name: .long, help: "Write JSON.")
    var json = false

    func run() throws {
        let found = try hosts.read(folder: Files.resolved("."), limit: limit, forks: nil)
        let console = Console.standardOutput
        warn(found.files)
        let names: [String]
        switch found.directory.answer(pattern) {
        case .hosts(let all): names = all.filter(found.directory.isWithinLimit)
        case .trouble(let trouble):
            guard !found.inventory.isEmpty || pattern != "all" else {
                throw CommandFailure(.usage, "no inventory found", advice: found.directory.advice)
            }
            throw CommandFailure(.usage, trouble.message, advice: trouble.fix)
        }
        let listing = HostListing(directory: found.directory, hosts: names)
        if json {
            console.line(listing.json.text(pretty: true))
        } else {
            console.write(listing.text(safe: TerminalText.safeLine))
        }
    }

    private func warn(_ files: InventoryFiles) {
        let console = Console.standardError
        guard !files.diagnostics.isEmpty else { return }
        console.write(DiagnosticText(color: console.hasColour, source: files.source).render(files.diagnostics))
    }
}
