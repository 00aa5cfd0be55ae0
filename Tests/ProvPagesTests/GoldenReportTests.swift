import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

@Suite("Reports of three runs, whole")
struct GoldenReportTests {
    static let runs: [(name: String, run: RunFixture)] = [
        ("failed", SampleRuns.failed), ("proven", SampleRuns.proven), ("in-doubt", SampleRuns.inDoubt),
    ]

    @Test("in every format", arguments: runs.map(\.name), ReportFormats.all.map(\.name))
    func reports(run: String, format: String) throws {
        let fixture = try #require(Self.runs.first { $0.name == run }).run
        let format = try #require(ReportFormats.named(format))
        try expectGolden(format.render(fixture.input()), "\(run).\(format.fileExtension)")
    }

    @Test("in the terminal, plain and coloured", arguments: runs.map(\.name), [false, true])
    func terminal(run: String, isColoured: Bool) throws {
        let fixture = try #require(Self.runs.first { $0.name == run }).run
        let text = RunSummaryText(
            fixture.input(), options: .init(isColoured: isColoured, width: 100, fixable: ["start"])
        ).text
        try expectGolden(Array(text.utf8), "\(run)\(isColoured ? "-coloured" : "").txt")
    }
}
