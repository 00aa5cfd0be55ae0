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

    @OptionGroup var storing: StoreOptions
    @Option(name: .long, help: "At most that many.")
    var limit = 50
    @Flag(name: .long, help: "As JSON.")
    var json = false

    func run() throws {
        let runs = try storing.open(beside: nil, creating: false).runs().prefix(max(0, limit))
        let console = Console.standardOutput
        guard !json else {
            console.line(JSON.array(runs.map { run in
                .object([.init("run", .string(run.id)), .init("verdict", .string(verdict(run))), .init("runbook", run.opened.map { .string($0.runbook) } ?? .null),
                         .init("environment", run.opened.map { .string($0.environment) } ?? .null), .init("mode", run.opened.map { .string($0.mode) } ?? .null),
                         .init("started", run.startedAt.map { .string(Moment.machine($0)) } ?? .null), .init("user", run.opened.map { .string($0.user) } ?? .null)])
            }).text(pretty: true))
            return
        }
        for run in runs {
            let when = run.startedAt.map { Moment.short($0) } ?? "?"
            console.line("\(run.id)  \(when)  \(DisplayWidth.padded(verdict(run), to: 12))  \(DisplayWidth.padded(run.opened?.mode ?? "", to: 8))  \(TerminalText.safeLine(run.opened?.runbook ?? ""))")
        }
        if runs.isEmpty { console.line("no runs yet") }
    }

    private func verdict(_ run: RunSummary) -> String {
        switch run.state {
        case .running: "running"
        case .closed(let verdict): verdict
        case .unfinished: "unfinished"
        case .unreadable: "unreadable"
        }
    }
}

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a run did, from its record.",
        discussion: """
            EXAMPLES
              prov show last
              prov show last --output build        the whole recorded output of one step
              prov show last --json
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or `last`.", valueName: "run"))
    var name: String
    @OptionGroup var storing: StoreOptions
    @Option(name: .long, help: ArgumentHelp("Print the recorded output of a step.", valueName: "step"))
    var output: String?
    @Flag(name: .long, help: "As JSON.")
    var json = false

    func run() throws {
        let loaded = try storing.open(beside: nil, creating: false).load(name)
        let console = Console.standardOutput
        if let output {
            guard let step = loaded.report.steps.first(where: { $0.planned.step == output }) else {
                throw CommandFailure(.usage, "the run has no step '\(output)'", advice: "its steps: \(loaded.report.steps.map(\.planned.step).joined(separator: ", "))")
            }
            for stored in step.hosts.flatMap(\.attempts).flatMap(\.outputs) {
                let bytes = try loaded.bytes(of: stored)
                if console.isTerminal { console.write(TerminalText.safe(bytes, keepsColours: console.hasColour)) } else { console.write(bytes: bytes) }
            }
            return
        }
        let input = ReportInput(report: loaded.report, integrity: ReportIntegrity(loaded.integrity), generatorVersion: Version.text) { try? loaded.bytes(of: $0) }
        if json {
            guard let format = ReportFormats.named("json") else { return }
            console.write(bytes: format.render(input))
            return
        }
        console.write(RunText(console: console).text(loaded))
    }
}

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the report of a run.",
        discussion: """
            EXAMPLES
              prov report last --out report.html
              prov report 01J9 --format junit --out results.xml
              prov report last --format markdown | gh issue comment 12 -F -
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or `last`.", valueName: "run"))
    var name: String
    @Option(name: .long, help: "html, markdown, json or junit.")
    var format = "html"
    @Option(name: [.long, .customShort("o")], help: ArgumentHelp("The file to write; standard output, where left out.", valueName: "file"))
    var out: String?
    @OptionGroup var storing: StoreOptions

    func run() throws {
        guard let format = ReportFormats.named(format) else {
            throw CommandFailure(.usage, "there is no report format '\(format)'", advice: "write one of \(ReportFormats.all.map(\.name).joined(separator: ", "))")
        }
        let loaded = try storing.open(beside: nil, creating: false).load(name)
        let input = ReportInput(report: loaded.report, integrity: ReportIntegrity(loaded.integrity), generatorVersion: Version.text) { try? loaded.bytes(of: $0) }
        let bytes = format.render(input)
        if let out { try TextFile.write(bytes, to: out) } else { Console.standardOutput.write(bytes: bytes) }
    }
}
