import FoundationEssentials
import Testing

@testable import ProvReport
@testable import ProvSite

/// PROV_BROWSER_PYTHON names a Python that has what Tests/Browser/check_pages.py needs; CI sets it.
private let python = ProcessInfo.processInfo.environment["PROV_BROWSER_PYTHON"]

@Suite("Reports in a real browser, under the W3C's checker and axe", .enabled(if: python != nil))
struct BrowserTests {
    @Test(
        "no error, no violation, nothing blocked, every line linkable and printed",
        arguments: GoldenReportTests.runs.map(\.name))
    func report(run name: String) throws {
        let fixture = try #require(GoldenReportTests.runs.first { $0.name == name }).run
        try check(HTMLReport().render(fixture.input()))
    }

    @Test("the same for a record made of attacks")
    func hostile() throws { try check(HTMLReport().render(HostileReportTests.input)) }

    private func check(_ page: [UInt8]) throws {
        let result = try run(
            try #require(python), on: page, ["\(packageRoot())/Tests/Browser/check_pages.py"], suffix: ".html")
        #expect(result.code == 0, "\(result.output)")
    }
}
