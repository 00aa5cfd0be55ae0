import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite
@testable import ProvText

@Suite("The overview for operators and auditors")
struct OverviewTests {
    static let runbook = RunbookReader.read(
        SourceText(path: "restore.md", text: "# Restore\n\n```bash {name=restore}\ntrue\n```\n")
    ) { _, _ in .missing("none") }.runbook

    static func run(
        _ id: String, at seconds: Double, verdict: RunVerdict = .proven, environment: String = "staging",
        isToday: Bool = true
    ) -> RunReport {
        var opened = RunFixture.opened(title: "Restore", environment: environment)
        (opened.run, opened.runbook, opened.rtoSeconds, opened.rpoSeconds) = (id, "/srv/books/restore.md", 60, 30)
        if isToday { opened.runbookDigest = runbook.digest }
        var run = RunFixture(opened)
        run.step("restore", "Restore")
        run.tick(seconds)
        run.run("restore", code: verdict == .failed ? 1 : 0)
        run.record(.captured(Captured(name: "RPO_SECONDS", value: "45", step: "restore", host: "local")))
        run.settle("restore", verdict == .failed ? .failed : verdict == .rolledBack ? .undone : .proven)
        run.close(verdict)
        return run.report
    }

    static func body(_ runs: [RunReport]) -> String {
        Overview(RunHistory(runbooks: [runbook], runs: runs, folder: "/srv/books")).pages.first?.body ?? ""
    }

    @Test("the last proof of each runbook and environment, with the failures since and whether changed")
    func proof() {
        let body = Self.body([
            Self.run("A", at: 0), Self.run("B", at: 100, verdict: .failed),
            Self.run("C", at: 200, environment: "production", isToday: false),
        ])
        #expect(body.contains("<a href=\"restore.html\">Restore</a>"))
        #expect(body.contains("<a href=\"runs/B.html\"><span class=\"t-bad\">failed 1 time</span></a>"))
        #expect(body.contains("changed"))
        #expect(body.contains("50\u{A0}% (1\u{A0}of\u{A0}2)"))
    }

    @Test("drills are held against their objectives")
    func drills() {
        let body = Self.body([Self.run("A", at: 0)])
        #expect(body.contains("met: 1 s") && body.contains("of 1 min"))
        #expect(body.contains("missed: 45 s") && body.contains("of 30 s"))
        #expect(Self.body([Self.run("A", at: 0, verdict: .failed)]).contains("not measured"))
    }

    @Test("rates count runs of runbooks, and rollbacks with a journal of their own")
    func rates() {
        var rollback = Self.run("R", at: 300, verdict: .rolledBack)
        rollback.opened.mode = .rollback
        rollback.opened.undoes = "A"
        let history = RunHistory(
            runbooks: [],
            runs: [
                Self.run("A", at: 0), Self.run("B", at: 1, verdict: .failed),
                Self.run("C", at: 2, verdict: .rolledBack), rollback,
            ])
        let rates = RunRates(history.runs, undone: history.undone)
        #expect((rates.runs, rates.succeeded, rates.failed, rates.rolledBack) == (3, 1, 1, 2))
    }

    @Test("the table has every run, the oldest first, with as many cells as columns")
    func table() {
        var damaged = Self.run("B", at: 50)
        damaged.opened.purpose = "=HYPERLINK(\"http://x\"), \"quoted\"\nand on"
        let csv = RunTable(
            RunHistory(
                runbooks: [], runs: [Self.run("C", at: 100), damaged, Self.run("A", at: 0)], folder: "/srv/books")
        ).csv
        let lines = csv.split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines.dropFirst().map { $0.prefix(1) } == ["A", "B", "C"])
        #expect(lines[1].split(separator: ",", omittingEmptySubsequences: false).count == RunTable.columns.count)
        #expect(lines[1].contains(",restore.md,Restore,") && lines[1].contains(",60.0,1.0,yes,30.0,45.0,no,"))
        #expect(lines[2].contains("\"'=HYPERLINK(\"\"http://x\"\"), \"\"quoted\"\" and on\""))
    }

    @Test(
        "a run of another clone of the repository counts for its file: proofs, rates, differences, what helped",
        arguments: [true, false])
    func otherClone(isGuide: Bool) throws {
        let file = SiteFile(
            path: "restore.md",
            text: String(decoding: Self.runbook.source.bytes, as: UTF8.self)
                + (isGuide ? "\n```bash {check}\ntrue\n```\n" : ""))
        let failed = Self.run("A", at: 0, verdict: .failed)
        var mended = Self.run("B", at: 100)
        (mended.opened.runbook, mended.opened.runbookDigest) = (
            "/home/ci/clone/restore.md", ContentHash.hex(file.bytes)
        )
        let site = try Site.build(
            SiteInput(
                files: [file], runs: [mended, failed],
                options: SiteOptions(title: "Site", folder: "/srv/books", version: "0"), theme: SiteTheme([])))
        #expect(site.guides.count == (isGuide ? 1 : 0))
        let overview = try #require(site.pages.first { $0.path == "overview.html" })
        #expect(overview.summary.hasPrefix("2 runs of 1 runbook:"))
        #expect(overview.body.contains("<a href=\"restore.html\">Restore</a>") == isGuide)
        #expect(site.pages.contains { $0.path == "differences/A-B.html" })
        let trouble = try #require(
            site.pages.first { $0.kind == .troubleshooting && $0.path != "troubleshooting/index.html" })
        #expect(trouble.body.contains("helped the one time"), "\(trouble.body)")
        #expect(site.pages.contains { $0.path == "restore.html" && $0.body.contains("Earlier failures") })
        let table = try #require(site.files.first { $0.path == "runs.csv" })
        for text in [overview.body, trouble.body, String(decoding: table.bytes, as: UTF8.self)] {
            #expect(!text.contains("clone"))
        }
    }

    @Test("records that cannot be read are told, and stand in the table of all runs")
    func lost() {
        var history = RunHistory(runbooks: [Self.runbook], runs: [Self.run("A", at: 0)], folder: "/srv/books")
        history.lost = [
            UnreadableRun(
                id: "B", openedAt: "2026-03-01T10:00:00.000Z", why: "its journal is <corrupt>", isGone: false),
            UnreadableRun(id: "C", openedAt: nil, why: "the folder of its record is missing", isGone: true),
        ]
        let body = Overview(history).pages.first?.body ?? ""
        #expect(body.contains("href=\"#lost\">1 record cannot be read and 1 record is missing</a>"))
        #expect(
            body.contains("its journal is &lt;corrupt&gt;") && body.contains("2026-03-01 10:00 UTC")
                && body.contains("<code>prov show B</code>"))
        let lines = RunTable(history).csv.split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(
            lines.allSatisfy {
                $0.split(separator: ",", omittingEmptySubsequences: false).count == RunTable.columns.count
            })
        #expect(
            lines[2].hasPrefix("B,,unreadable,2026-03-01T10:00:00.000Z,")
                && lines[2].hasSuffix(",its journal is <corrupt>"))
        #expect(lines[3].hasPrefix("C,,gone,"))
        history.runs = []
        #expect(Overview(history).pages.first?.body.contains("no readable run") == true)
    }

    @Test("no run, no page")
    func nothing() {
        #expect(Overview(RunHistory(runbooks: [Self.runbook], runs: [])).pages.isEmpty)
    }
}
