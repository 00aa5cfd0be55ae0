import ArgumentParser
import ProvReport

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the report of a run.",
        discussion: """
            EXAMPLES
              prov report last --out report.html
              prov report 01J9 --format junit --out results.xml
              prov report last --format markdown | gh issue comment 12 -F -
            """)

    @Argument(
        help: ArgumentHelp("A run: its id, the first characters of it, or `last`.", valueName: "run"),
        completion: Completing.runs)
    var name = "last"
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Output format: \(ReportFormats.all.map(\.name).joined(separator: ", ")).", valueName: "format"),
        completion: .list(ReportFormats.all.map(\.name)))
    var format = "html"
    @Option(
        name: [.long, .customShort("o")],
        help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"),
        completion: Completing.file)
    var out: String?
    @OptionGroup var storing: StoreOptions

    func run() throws {
        let reports = RunReports(try storing.find(name).run)
        let bytes = try reports.render(format)
        if let out {
            try TextFile.write(bytes, to: out, isPrivate: true)
        } else {
            Console.standardOutput.write(bytes: bytes)
        }
        try reports.refuseDamaged()
    }
}
