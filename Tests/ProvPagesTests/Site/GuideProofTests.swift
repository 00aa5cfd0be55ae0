import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

@Suite("What recorded runs say of a guide")
struct GuideProofTests {
    private static let plain = SiteFile(
        path: "plain.md",
        text:
            "---\nkind: setup\npolicy: {staging: {proven-within: 90d}}\n---\n# Plain\n\n```bash {name=one}\ntrue\n```\n"
    )

    private static func run(
        _ id: String, at seconds: Double, _ verdict: RunVerdict, mode: RunMode = .run, limit: String? = nil
    ) -> RunReport {
        var opened = RunFixture.opened(title: "Plain", environment: "staging")
        (opened.run, opened.runbook, opened.mode, opened.limit) = (id, "/srv/plain.md", mode, limit)
        var run = RunFixture(opened)
        run.step("one", "Plain")
        run.tick(seconds)
        run.run("one", code: verdict == .failed ? 1 : 0)
        run.settle("one", verdict == .failed ? .failed : verdict == .done ? .done : .proven)
        run.close(verdict)
        return run.report
    }

    private static func site(_ runs: [RunReport]) throws -> SiteOutput {
        try Site.build(
            SiteInput(
                files: [plain], runs: runs, options: SiteOptions(title: "Site", folder: "/srv", version: "0"),
                theme: SiteTheme([])))
    }

    private static func text(_ site: SiteOutput, _ path: String) -> String {
        site.pages.first { $0.path == path }?.body ?? site.files.first { $0.path == path }.map {
            String(decoding: $0.bytes, as: UTF8.self)
        } ?? ""
    }

    @Test("a run that went through a guide without checks proved nothing, and is no failure either")
    func unverified() throws {
        let site = try Self.site([Self.run("B", at: 100, .done), Self.run("A", at: 0, .failed)])
        let guide = Self.text(site, "plain.html")
        #expect(
            guide.contains("<li class=\"b-neutral\"><strong>Nothing verifies it</strong> on staging")
                && !guide.contains("Never"))
        #expect(guide.contains("<a href=\"runs/B.html\">done</a>") && guide.contains("Failed 1 time"))
        #expect(Self.text(site, "badges/plain.svg").contains("nothing verifies it"))
        #expect(!Self.text(site, "badges/plain.svg").contains("#ad1a1f"))
        #expect(Self.text(site, "index.html").contains("<td>nothing verifies it</td>"))
        #expect(Self.text(site, "plain.md").contains("> Nothing verifies this guide; its last run was on"))
        let problems = SiteFreshness.problems(site.guides, now: 0, limit: 1).map(\.text)
        #expect(
            problems.count == 2
                && problems.allSatisfy { $0.hasSuffix(": nothing verifies it; add checks to its steps") },
            "\(problems)")
    }

    @Test(
        "after a failure it is never, however often it went through before", arguments: [RunVerdict.failed, .inDoubt])
    func never(verdict: RunVerdict) throws {
        let guide = Self.text(
            try Self.site([Self.run("B", at: 100, verdict), Self.run("A", at: 0, .done)]), "plain.html")
        #expect(guide.contains("<strong>Never</strong> on staging") && !guide.contains("Nothing verifies it</strong>"))
    }

    @Test("a proof counts, whatever came after it")
    func proven() throws {
        let site = try Self.site([Self.run("B", at: 100, .done), Self.run("A", at: 0, .proven)])
        #expect(site.guides.first?.lastProven?.opened.run == "A" && site.guides.first?.lastUnverified == nil)
        #expect(!Self.text(site, "plain.html").contains("Nothing verifies it</strong>"))
    }

    @Test("a run of a part proves nothing, and leaves the proof before it as it is")
    func part() throws {
        let part = Self.run("B", at: 100, .proven, limit: "web1")
        let only = try Self.site([part])
        #expect(only.guides.first?.lastProven == nil)
        #expect(Self.text(only, "badges/plain.svg").contains("last proven: never"))
        let both = try Self.site([part, Self.run("A", at: 0, .proven)])
        #expect(both.guides.first?.lastProven?.opened.run == "A")
    }

    @Test("a run that was taken back since is told; where there is no other, no proof stands")
    func takenBack() throws {
        let site = try Self.site([Self.run("B", at: 100, .rolledBack), Self.run("A", at: 0, .proven)])
        #expect(Self.text(site, "plain.html").contains("<a href=\"runs/B.html\">Rolled back 1 time since then</a>"))
        #expect(Self.text(site, "plain.html").contains("<li class=\"b-warning\">"))
        #expect(Self.text(site, "badges/plain.svg").contains("rolled back since"))
        #expect(Self.text(site, "overview.html").contains("rolled back 1 time"))
        #expect(Self.text(site, "index.html").contains("rolled back 1 time"))
        let only = Self.text(try Self.site([Self.run("B", at: 100, .rolledBack)]), "plain.html")
        #expect(only.contains("<strong>No current proof</strong> on staging") && !only.contains("Never"))
    }
}
