import ArgumentParser
import ProvJournal
import ProvPages
import ProvRunbook

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs of a store, the newest first.",
        discussion: """
            EXAMPLES
              prov runs
              prov runs --json | jq -r '.[] | select(.verdict == "failed") | .run'
            """)

    @Option(name: .long, help: ArgumentHelp("At most that many.", valueName: "count"))
    var limit = 50
    @Flag(name: .long, help: "As JSON.")
    var json = false
    @OptionGroup var storing: StoreOptions

    func run() throws {
        let runs = try storing.find().runs().prefix(max(0, limit)).map { $0.verified() }
        let console = Console.standardOutput
        guard json else {
            console.write(RunListText(runs, isColoured: console.hasColour, width: console.isTerminal ? console.size.columns : 160).text)
            return try refuseDamaged(runs)
        }
        console.line(JSON.array(runs.map(member)).text(pretty: true))
        try refuseDamaged(runs)
    }

    private func refuseDamaged(_ runs: [RunSummary]) throws {
        let isDamaged = runs.contains { if case .notWhole = $0.state { true } else { false } }
        if isDamaged { throw StatusOnly(status: .notRecorded) }
    }

    private func member(_ run: RunSummary) -> JSON {
        func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
        return .object([
            .init("run", .string(run.id)), .init("verdict", .string(verdict(run))), .init("mode", text(run.opened?.mode.rawValue)),
            .init("runbook", text(run.opened?.runbook)), .init("title", text(run.opened?.title)), .init("digest", text(run.opened?.runbookDigest)),
            .init("environment", text(run.opened?.environment)), .init("user", text(run.opened?.user)), .init("purpose", text(run.opened?.purpose)),
            .init("started", text(run.startedAt.map(Moment.machine))), .init("ended", text(run.closed.flatMap { _ in run.lastEventAt }.map(Moment.machine))),
            .init("folder", .string(run.directory)),
        ])
    }

    private func verdict(_ run: RunSummary) -> String {
        switch run.state {
        case .running: "running"
        case .closed(let verdict): verdict.rawValue
        case .unfinished: "unfinished"
        case .unreadable: "unreadable"
        case .notWhole: RunVerdict.notWhole.rawValue
        }
    }
}
