import ProvJournal
import ProvPages

/// The reports of a run that was read back.
struct RunReports {
    private let input: ReportInput

    init(_ run: LoadedRun) {
        input = ReportInput(report: run.report, integrity: ReportIntegrity(run.integrity), generatorVersion: Version.text) { try? run.bytes(of: $0) }
    }

    func render(_ name: String) throws(CommandFailure) -> [UInt8] {
        guard let format = ReportFormats.named(name) else {
            throw CommandFailure(.usage, "there is no report format '\(name)'", advice: "write one of \(ReportFormats.all.map(\.name).joined(separator: ", "))")
        }
        return format.render(input)
    }

    func write(_ name: String, to path: String) throws(CommandFailure) { try TextFile.write(render(name), to: path) }

    func text(_ console: Console) -> String {
        let width = console.isTerminal ? console.size.columns : 100
        return RunSummaryText(input, options: .init(isColoured: console.hasColour, width: width)).text
    }
}
