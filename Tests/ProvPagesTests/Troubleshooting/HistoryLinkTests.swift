import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite
@testable import ProvText

@Suite("Links of the pages about many runs")
struct HistoryLinkTests {
    @Test("each leads to a page of the site, a place in it, a line of a report")
    func links() throws {
        var again = TroubleshootingTests.run("RUN1", day: 0, failures: 1, isGreen: false)
        again.opened.environment = "production"
        let runs = [
            TroubleshootingTests.run("RUN3", day: 2, failures: 2, isGreen: true),
            TroubleshootingTests.run("RUN2", day: 1, failures: 1, isGreen: false), again, SampleRuns.failed.report,
        ]
        let source = SiteFile(path: "runbooks/web-server.md", bytes: TroubleshootingTests.runbook.source.bytes)
        let site = try Site.build(
            SiteInput(
                files: [source], runs: runs, options: SiteOptions(title: "Site", folder: "/srv", version: "0"),
                theme: SiteTheme([])))
        var places = Dictionary(site.pages.map { ($0.path, $0.body) }) { first, _ in first }
        for run in runs {
            let input = ReportInput(report: run, integrity: ReportIntegrity(chain: .whole), generatorVersion: "0") {
                stored in stored.inline.map { Array($0.utf8) }
            }
            places["runs/\(run.opened.run).html"] = HTMLReport().text(input)
        }
        for file in site.files where places[file.path] == nil { places[file.path] = "" }
        let ours = site.pages.filter {
            [.troubleshooting, .overview, .difference].contains($0.kind) || $0.source != nil
        }
        #expect(Set(ours.map(\.kind)).count == 4)
        var count = 0
        for page in ours {
            for part in page.body.split(separator: "href=\"").dropFirst() {
                let address = String(part.prefix { $0 != "\"" })
                guard !address.hasPrefix("http"), address != "#main" else { continue }
                let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                    String.init)
                let path =
                    parts[0].isEmpty ? page.path : SitePath.resolve(parts[0], in: SitePath.folder(of: page.path)) ?? ""
                let target = places[path]
                #expect(target != nil, "\(page.path) links to \(address)")
                if parts.count > 1 {
                    #expect(target?.contains("id=\"\(parts[1])\"") == true, "\(page.path) links to \(address)")
                }
                count += 1
            }
        }
        #expect(count > 40)
    }

    @Test("a guide ends with what went wrong with it before")
    func guide() throws {
        let source = SiteFile(path: "runbooks/web-server.md", bytes: TroubleshootingTests.runbook.source.bytes)
        let runs = [TroubleshootingTests.run("RUN1", day: 0, failures: 1, isGreen: true)]
        let site = try Site.build(
            SiteInput(
                files: [source], runs: runs, options: SiteOptions(title: "Site", folder: "/srv", version: "0"),
                theme: SiteTheme([])))
        let guide = try #require(site.pages.first { $0.path == "runbooks/web-server.html" })
        #expect(guide.body.contains("Earlier failures"))
        #expect(guide.body.contains("1 time; helped: Another server has the port"))
    }
}
