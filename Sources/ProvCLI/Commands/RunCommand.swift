import ArgumentParser
import ProvEngine
import ProvPages
import ProvRunbook

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a runbook, step by step, with its checks, and keep the record.",
        discussion: """
            EXAMPLES
              prov run README.md
              prov run setup.md --set VERSION=16.0.10 --yes
              prov run deploy.md --only restart-service --reason CHG-1042
              prov run setup.md --dry-run
            """)

    @Argument(help: "The runbook, a Markdown file.")
    var file: String
    @OptionGroup var planning: PlanOptions
    @OptionGroup var storing: StoreOptions
    @OptionGroup var decisions: DecisionOptions
    @Flag(name: [.long, .customShort("n")], help: "Show the plan and run nothing.")
    var dryRun = false

    func run() async throws {
        let loaded = try LoadedRunbook(file)
        try loaded.refuseErrors()
        let asks = isAsking
        let plan = try Planning.plan(loaded, request: try planning.request(), asks: asks)
        if dryRun || asks { Console.standardOutput.write(try Planning.text(plan)) }
        if dryRun { return }
        guard plan.steps.contains(where: { $0.leftOut == nil }) else {
            throw CommandFailure(.refused, "\(file) has no step to run", advice: "see what was found in it: prov plan \(file)")
        }
        let due = plan.steps.count { $0.leftOut == nil }
        if asks, !Question.yes("\nRun \(due == 1 ? "this step" : "these \(due) steps")? [Y/n] ") { throw StatusOnly(status: .interrupted) }
        let store = try storing.open(beside: file, creating: true)
        let launcher = RunLauncher(loaded: loaded, plan: plan, mode: .run, store: store, decisions: decisions)
        throw StatusOnly(status: try await launcher.start())
    }

    private var isAsking: Bool { !decisions.yes && !decisions.json && Planning.isAtTerminal }
}

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Evaluate the checks alone, changing nothing.",
        discussion: """
            Exits with 0 where every check holds and with 1 where one does not.

            EXAMPLES
              prov verify setup.md
              prov verify setup.md --json | jq -r 'select(.event == "check")'
            """)

    @Argument(help: "The runbook, a Markdown file.")
    var file: String
    @OptionGroup var planning: PlanOptions
    @OptionGroup var storing: StoreOptions
    @OptionGroup var decisions: DecisionOptions

    func run() async throws {
        let loaded = try LoadedRunbook(file)
        try loaded.refuseErrors()
        let plan = try Planning.plan(loaded, request: try planning.request(), asks: false)
        let store = try storing.open(beside: file, creating: true)
        throw StatusOnly(status: try await RunLauncher(loaded: loaded, plan: plan, mode: .verify, store: store, decisions: decisions).start())
    }
}

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what would run, where, in which order, and what proves it.",
        discussion: """
            EXAMPLES
              prov plan README.md
              prov plan setup.md --format json | jq '.steps[].id'
              prov plan setup.md --format svg > plan.svg
            """)

    @Argument(help: "The runbook, a Markdown file.")
    var file: String
    @OptionGroup var planning: PlanOptions
    @Option(name: .long, help: "text, json, svg or mermaid.")
    var format = "text"

    func run() throws {
        guard let format = PlanFormats.named(format) else {
            throw CommandFailure(.usage, "there is no plan format '\(format)'", advice: "write one of \(PlanFormats.all.map(\.name).joined(separator: ", "))")
        }
        let loaded = try LoadedRunbook(file)
        try loaded.refuseErrors()
        var request = try planning.request()
        request.allowsOpenParameters = true
        let plan = try Planning.plan(loaded, request: request, asks: false)
        Console.standardOutput.write(bytes: format.render(plan))
    }
}
