import ArgumentParser
import ProvJournal
import ProvReport
import ProvRunbook

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what would run, where, in which order, and what proves it.",
        discussion: """
            Parameters without a value are shown as not set; nothing is run or recorded.

            EXAMPLES
              prov plan README.md
              prov plan README.md --verbose            name every block that does not run
              prov plan setup.md --format json | jq -r '.steps[].id'
              prov plan setup.md --format svg > plan.svg
            """)

    @Argument(help: "The runbook, a Markdown file.", completion: Completing.runbook)
    var file: String
    @OptionGroup var planning: PlanOptions
    @OptionGroup var storing: StoreOptions
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Output format: \(PlanFormats.all.map(\.name).joined(separator: ", ")).", valueName: "format"),
        completion: .list(PlanFormats.all.map(\.name)))
    var format = "text"
    @Flag(name: .long, help: "The same as --format json.")
    var json = false
    @Flag(name: .long, help: "Name every block that does not run, and not the first ones alone.")
    var verbose = false

    func run() async throws {
        let format = json ? "json" : format
        guard let writer = PlanFormats.named(format) else {
            throw CommandFailure(
                .usage, "unknown plan format '\(format)'",
                advice: "use one of \(PlanFormats.all.map(\.name).joined(separator: ", "))")
        }
        let loaded = try LoadedRunbook(file, outside: planning.boundary.allowOutside)
        try loaded.refuseErrors()
        let hosts = try planning.runHosts(for: file, loaded.runbook)
        var request = try planning.request(hosts, for: loaded.runbook)
        request.allowsOpenParameters = true
        let plan = try Planning.plan(loaded, request: request, asks: false)
        loaded.showSyntaxErrors(in: plan)
        let masker = await Planning.masker(plan, hosts)
        if format == "text" {
            Console.standardOutput.write(try Planning.text(plan, storing, masker, isWhole: verbose))
        } else {
            Console.standardOutput.write(bytes: masker.mask(writer.render(plan)))
        }
    }
}
