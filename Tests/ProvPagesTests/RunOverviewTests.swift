import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

@Suite("What a report tells of a run")
struct RunOverviewTests {
    @Test("hosts that went the same way are one, whatever time they took")
    func folding() throws {
        var run = RunFixture(RunFixture.opened())
        run.step("one", "One", hosts: ["a", "b", "c", "d"])
        for (host, output) in [("a", "same\n"), ("b", "same\n"), ("c", "other\n"), ("d", "same\n")] {
            run.run("one", on: host, seconds: host == "a" ? 1 : 2, output: output)
            run.settle("one", on: host, .done)
        }
        let step = try #require(RunOverview(run.report).steps.first)
        #expect(step.groups.map(\.names) == [["a", "b", "d"], ["c"]])
        #expect(step.groups[0].seconds(ofAttempt: 0) == 1...2)
        #expect(HTMLReport().text(run.input()).contains("<b>a, b, d</b>: same output"))
    }

    @Test(
        """
        a step's time is that of its attempts: neither the pause before a resumption nor hosts side by side count \
        twice
        """
    )
    func seconds() throws {
        var run = RunFixture(RunFixture.opened())
        run.step("one", "One")
        run.step("two", "Two", hosts: ["a", "b"])
        run.run("one", seconds: 2, code: 1)
        run.settle("one", .failed, "exit code 1")
        run.tick(3600)
        run.run("one", attempt: 2, seconds: 3)
        run.run("one", .check, seconds: 0.5)
        run.settle("one", .proven)
        run.run("two", on: "a", seconds: 4)
        run.tick(-3)
        run.run("two", on: "b", seconds: 4)
        let steps = RunOverview(run.report).steps
        #expect(steps.map { $0.seconds.map { ($0 * 1000).rounded() } } == [5500, 5000])
        run.run("two", on: "a", attempt: 2, isSeenToEnd: false)
        #expect(RunOverview(run.report).steps.last?.seconds == nil)
    }

    @Test(
        "a rollback is offered where something that ran can be undone",
        arguments: [(true, true, true), (true, false, false), (false, true, false)])
    func rollbackOffered(hasUndo: Bool, didRun: Bool, isOffered: Bool) {
        var run = RunFixture(RunFixture.opened())
        run.step("one", "One", isUndoable: hasUndo)
        run.step("two", "Two")
        if didRun {
            run.run("one")
            run.settle("one", .done)
        } else {
            run.settle("one", .satisfied)
        }
        run.run("two", code: 1)
        run.settle("two", .failed, "exit code 1")
        let text = RunSummaryText(run.input(), options: .init(isColoured: false)).text
        #expect(text.contains("prov resume"))
        #expect(text.contains("prov rollback") == isOffered)
    }

    @Test("a step is called by the host that needs attention most")
    func worst() throws {
        var run = RunFixture(RunFixture.opened())
        run.step("one", "One", hosts: ["a", "b", "c"])
        run.settle("one", on: "a", .proven)
        run.settle("one", on: "b", .failed, "no")
        run.settle("one", on: "c", .satisfied)
        #expect(RunOverview(run.report).steps.first?.state == .failed)
    }

    @Test("failures stand before doubts, and before everything else on the page")
    func failuresFirst() {
        let text = HTMLReport().text(SampleRuns.failed.input())
        let failures = text.firstRange(of: "id=\"failures\"")?.lowerBound
        let steps = text.firstRange(of: "id=\"steps\"")?.lowerBound
        let facts = text.firstRange(of: "id=\"run\"")?.lowerBound
        #expect(failures != nil && steps != nil && facts != nil)
        if let failures, let steps, let facts { #expect(failures < facts && facts < steps) }
        #expect(text.contains("<details class=\"step\" id=\"s4\" open>"))
        #expect(text.contains("<details class=\"step\" id=\"s3\">"))
    }

    @Test(
        "the sentence at the top names the step and the host",
        arguments: [
            ("failed", "Step 4 of 8, “Start HAProxy”, failed on web2. 2 steps were not reached."),
            ("proven", "3 steps were verified."),
            (
                "in-doubt",
                "Step 2 of 3, “Restore the dump”, was started, and its end was not recorded. 1 step was not reached."
            ),
        ])
    func sentence(run: String, sentence: String) throws {
        let fixture = try #require(GoldenReportTests.runs.first { $0.name == run }).run
        #expect(RunOverview(fixture.report).sentence == sentence)
    }

    @Test("an objective is met only by a run that got to its end")
    func objectives() {
        #expect(RunOverview(SampleRuns.failed.report).objectives.first?.isMet == nil)
        var run = SampleRuns.proven
        run.opened.rtoSeconds = 60
        #expect(RunOverview(run.report).objectives.first?.isMet == true)
        run.opened.rtoSeconds = 1
        #expect(RunOverview(run.report).objectives.first?.isMet == false)
    }

    @Test("a check that did not hold before its step is no failure")
    func before() {
        let lines = CheckLine.lines(of: SampleRuns.failed.report.steps[3].hosts[1].checks)
        #expect(lines.map(\.tone) == [.muted, .bad])
        #expect(lines.last?.times == 3)
    }

    @Test("an output that is no longer readable is said to be missing, in every format")
    func missing() {
        var run = RunFixture(RunFixture.opened())
        run.step("one", "One")
        run.run("one", code: 1, output: String(repeating: "long\n", count: 2000))
        run.settle("one", .failed, "exit code 1")
        let input = ReportInput(report: run.report, integrity: ReportIntegrity(chain: .whole), generatorVersion: "1") {
            _ in nil
        }
        #expect(HTMLReport().text(input).contains("no longer readable"))
        #expect(JSONReport().text(input).contains("\"isMissing\": true"))
        #expect(JUnitReport().text(input).contains("(no longer readable)"))
        #expect(RunSummaryText(input, options: .init(isColoured: false)).text.contains("no longer readable"))
    }

    @Test(
        "a journal that ends before the plan still has a report in every format",
        arguments: ReportFormats.all.map(\.name))
    func noPlan(format: String) throws {
        let report = try #require(
            RunReport(events: [TimedEvent(seq: 1, wall: 0, mono: 0, event: .runOpened(RunFixture.opened()))]))
        let input = ReportInput(
            report: report, integrity: ReportIntegrity(chain: .torn(bytes: 17)), generatorVersion: "1"
        ) { _ in nil }
        let text = try #require(ReportFormats.named(format)).text(input)
        #expect(text.contains("Set up the web server"))
    }

    @Test("outputs share a page's room: short ones are whole, the long one gives way")
    func budget() {
        var run = RunFixture(RunFixture.opened())
        run.step("one", "One")
        run.run("one", output: String(repeating: "x", count: 1000))
        let long = [UInt8](repeating: UInt8(ascii: "y"), count: LogBudget.total * 2)
        run.store(long, ActionKey(step: "one", host: "local", action: .run, attempt: 1), "stderr")
        run.settle("one", .done)
        let budget = LogBudget(RunOverview(run.report))
        #expect(budget.excerpt([UInt8](repeating: 0, count: 1000)).isWhole)
        #expect(!budget.excerpt(long).isWhole)
    }

    @Test("every format has its own name and file extension")
    func registry() {
        #expect(ReportFormats.all.map(\.name) == ["html", "markdown", "json", "junit"])
        #expect(PlanFormats.all.map(\.name) == ["text", "json", "svg", "mermaid"])
        #expect(Set(ReportFormats.all.map(\.fileExtension)).count == ReportFormats.all.count)
    }

    @Test("an UNANCHORED record says so, an anchored one names its anchor")
    func anchors() {
        #expect(HTMLReport().text(SampleRuns.proven.input()).contains("UNANCHORED"))
        let anchored = SampleRuns.proven.input(
            ReportIntegrity(chain: .whole, anchors: ["RFC 3161 timestamp of tsa.example"]))
        let text = HTMLReport().text(anchored)
        #expect(!text.contains("UNANCHORED") && text.contains("RFC 3161 timestamp of tsa.example"))
    }
}
