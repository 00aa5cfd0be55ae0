import ProvJournal
import ProvReport

/// The reports of a run that was read back.
struct RunReports {
    private let input: ReportInput

    init(_ run: LoadedRun) {
        input = ReportInput(
            report: run.report, integrity: ReportIntegrity(run.integrity), generatorVersion: ProgramVersion.text
        ) { RunReports.excerpt($0, of: run) }
    }

    /// Outputs longer than this are read in part: a report of gigabytes is of no use to anybody.
    private static let longest = 8 << 20
    private static let head = 2 << 20
    private static let tail = 1 << 20

    /// All of an output, or its beginning and its end with a line between that says so.
    private static func excerpt(_ stored: OutputStored, of run: LoadedRun) -> [UInt8]? {
        let length = stored.storedLength ?? stored.length
        guard length > longest, let path = run.path(of: stored) else { return try? run.bytes(of: stored) }
        guard let first = try? TextFile.read(path, from: 0, count: head),
            let last = try? TextFile.read(path, from: length - tail, count: tail)
        else { return nil }
        let note =
            """

            [prov: \(length - head - tail) bytes are not shown; prov show \(run.id) --output \(stored.key.step)]

            """
        return first + Array(note.utf8) + last
    }

    func render(_ name: String) throws(CommandFailure) -> [UInt8] {
        guard let format = ReportFormats.named(name) else {
            throw CommandFailure(
                .usage, "unknown report format '\(name)'",
                advice: "use one of \(ReportFormats.all.map(\.name).joined(separator: ", "))")
        }
        return format.render(input)
    }

    /// A report of a record that was altered or damaged is written, and still no success.
    func refuseDamaged() throws(CommandFailure) {
        guard let place = input.report.corruption else { return }
        throw CommandFailure(
            .notRecorded, "the record of run \(input.report.opened.run) was altered or damaged: \(place)",
            advice: "do not change its folder; compare it with a copy of the store or an anchored hash")
    }

    /// - Parameter storeHint: what a command about the run needs besides its id.
    func text(_ console: Console, storeHint: String) -> String {
        let width = console.isTerminal ? console.size.columns : 100
        return RunSummaryText(input, options: .init(isColoured: console.hasColour, width: width, storeHint: storeHint))
            .text
    }
}
