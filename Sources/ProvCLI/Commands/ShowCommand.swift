import ArgumentParser
import ProvJournal
import ProvReport

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a run did, from its record.",
        discussion: """
            EXAMPLES
              prov show last
              prov show last --output build        the recorded output of one step
              prov show last --json | jq .verdict
            """)

    @Argument(
        help: ArgumentHelp("A run: its id, the first characters of it, or `last`.", valueName: "run"),
        completion: Completing.runs)
    var name = "last"
    @Option(
        name: .long, help: ArgumentHelp("Print the recorded output of a step.", valueName: "step"),
        completion: Completing.steps)
    var output: String?
    @Flag(name: .long, help: "Write JSON.")
    var json = false
    @OptionGroup var storing: StoreOptions

    func run() throws {
        let run = try storing.find(name).run
        let console = Console.standardOutput
        let reports = RunReports(run)
        if let output {
            try show(output, of: run, console)
            return try reports.refuseDamaged()
        }
        if json {
            console.write(bytes: try reports.render("json"))
        } else {
            console.write(reports.text(console, storeHint: storing.hint))
        }
        try reports.refuseDamaged()
    }

    private func show(_ step: String, of run: LoadedRun, _ console: Console) throws {
        let known = try Pair.known(step, among: run.report.steps.map(\.planned.step), option: "--output")
        let outputs = run.report.steps.filter { $0.planned.step == known }.flatMap(\.hosts).flatMap(\.attempts).flatMap(
            \.outputs)
        for stored in outputs {
            let bytes = try run.bytes(of: stored)
            if console.isTerminal {
                console.write(TerminalText.safe(bytes, keepsColours: console.hasColour))
            } else {
                console.write(bytes: bytes)
            }
            if stored.isWithheld {
                Console.standardError.line(
                    "prov: \(stored.stream) of \(known) was withheld: a secret in it is too short to mask")
            }
            if stored.isTruncated {
                Console.standardError.line(
                    """
                    prov: \(stored.stream) of \(known) had \(stored.length) bytes; the first \(stored.storedLength ?? 0) are stored
                    """
                )
            }
        }
        if outputs.isEmpty { Console.standardError.line("prov: step \(known) has no output in run \(run.id)") }
    }
}
