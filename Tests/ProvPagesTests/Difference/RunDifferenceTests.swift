import ProvRunbook
import ProvText
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

@Suite("Differences of two runs")
struct RunDifferenceTests {
    static func run(
        _ id: String, environment: String = "staging", at seconds: Double = 0,
        restore: String = "restored 10 tables at 12:00:01\n", took: Double = 2,
        command: String = "pg_restore orders.dump", failsWith reason: String? = nil, parameter: String = "a",
        closes verdict: RunVerdict? = nil
    ) -> RunReport {
        var opened = RunFixture.opened(title: "Restore the orders database", environment: environment)
        opened.run = id
        opened.parameters = ["TARGET": parameter]
        var run = RunFixture(opened)
        run.step("stop", "Stop the application")
        run.step("restore", "Restore the dump", command: command)
        run.tick(seconds)
        run.run("stop")
        run.settle("stop", .done)
        run.run("restore", seconds: took, code: reason == nil ? 0 : 1, output: restore)
        run.settle("restore", reason == nil ? .proven : .failed, reason)
        run.close(verdict ?? (reason == nil ? .proven : .failed))
        return run.report
    }

    static func difference(_ one: RunReport, _ other: RunReport) -> RunDifference {
        RunDifference(one, other) { _, _ in nil }
    }
    static func text(_ one: RunReport, _ other: RunReport) -> String {
        RunDifferenceText(difference(one, other), isColoured: false).text
    }

    @Test("times of day in an output are no difference")
    func same() {
        let difference = Self.difference(
            Self.run("A"), Self.run("B", at: 90, restore: "restored 10 tables at 13:30:59\n"))
        #expect(difference.isSame)
        #expect(difference.sentence == "Both ended proven; every step had the same outcome.")
        #expect(difference.facts.isEmpty)
    }

    @Test("two runs that ended differently are not the same, however alike their steps are")
    func verdicts() {
        let difference = Self.difference(Self.run("A"), Self.run("B", closes: .interrupted))
        let areSame = difference.steps.allSatisfy(\.isSame)
        #expect(areSame)
        #expect(!difference.isSame)
        #expect(difference.sentence.hasPrefix("The first ended proven, the second interrupted"))
        #expect(DifferenceMembers(difference, generatorVersion: "0").json["isSame"] == .bool(false))
    }

    /// A run of a section whose blocks have counted names, as a runbook without names has them.
    private static func counted(_ id: String, _ commands: [String], fails: String? = nil) -> RunReport {
        var opened = RunFixture.opened(title: "Install", environment: "staging")
        opened.run = id
        var run = RunFixture(opened)
        let names = commands.indices.map { $0 == 0 ? "install" : "install-\($0 + 1)" }
        for (name, command) in zip(names, commands) { run.step(name, command, command: command) }
        for (name, command) in zip(names, commands) {
            run.run(name, seconds: 1, code: command == fails ? 1 : 0, output: "")
            run.settle(name, command == fails ? .failed : .done, command == fails ? "exit code 1" : nil)
        }
        run.close(fails == nil ? .done : .failed)
        return run.report
    }

    @Test("a block that is put in between is new, and those after it are what they were")
    func insertedBlock() {
        let difference = Self.difference(
            Self.counted("A", ["get", "unpack", "start"]),
            Self.counted("B", ["get", "check", "unpack", "start"], fails: "start"))
        #expect(difference.steps.map(\.name) == ["install", "install-2", "install-3", "install-4"])
        #expect(difference.steps.map(\.formerName) == [nil, nil, "install-2", "install-3"])
        #expect(difference.steps.map { $0.before == nil } == [false, true, false, false])
        let areCommandsTheSame = difference.steps.allSatisfy { $0.commands == nil }
        #expect(areCommandsTheSame)
        let text = RunDifferenceText(difference, isColoured: false).text
        #expect(text.contains("install-4 (install-3 in the first)"))
    }

    @Test("each step of both runs is in the difference once", arguments: 0..<50)
    func everyStepOnce(seed: Int) {
        func some() -> [String] { (0..<Int.random(in: 1...8)).map { _ in "c\(Int.random(in: 0...4))" } }
        let (old, new) = (some(), some())
        let steps = Self.difference(Self.counted("A", old), Self.counted("B", new)).steps
        #expect(steps.compactMap { $0.after?.step.planned.step }.count == new.count)
        #expect(Set(steps.compactMap { $0.before?.step.planned.step }).count == old.count)
        #expect(steps.compactMap { $0.before?.step.planned.step }.count == old.count)
    }

    @Test("another number in an output is one, shown line by line")
    func outputs() {
        let difference = Self.difference(Self.run("A"), Self.run("B", restore: "restored 7 tables at 12:00:01\n"))
        #expect(!difference.isSame)
        let text = RunDifferenceText(difference, isColoured: false).text
        #expect(text.contains("    - restored 10 tables at 12:00:01\n    + restored 7 tables at 12:00:01\n"))
        #expect(text.contains("1 step had the same outcome in both"))
    }

    @Test("verdict, inputs, surroundings, times, commands and reasons")
    func everything() {
        let text = Self.text(
            Self.run("A"),
            Self.run(
                "B", environment: "production", took: 9, command: "pg_restore -j 4 orders.dump",
                failsWith: "exit code 1", parameter: "b"))
        for part in [
            "Verdict      Proven → Failed", "Environment  staging → production", "TARGET       a → b",
            "✓ Proven → ✗ Failed", "2 s → 9 s",
            "- pg_restore orders.dump", "+ pg_restore -j 4 orders.dump", "+ exit code 1",
        ] {
            #expect(text.contains(part), "\(part) is missing in \(text)")
        }
    }

    @Test("a step that only one of them has is said, whichever it is")
    func onlyInOne() {
        var fixture = RunFixture(RunFixture.opened(title: "Restore the orders database"))
        fixture.step("stop", "Stop the application")
        fixture.run("stop")
        fixture.settle("stop", .done)
        fixture.close(.done)
        #expect(Self.text(fixture.report, Self.run("B")).contains("restore  only in the second: ✓ Proven"))
        #expect(Self.text(Self.run("B"), fixture.report).contains("restore  only in the first: ✓ Proven"))
    }

    @Test("the page links to both reports and to their steps, and whatever was printed stays text")
    func page() {
        let one = Self.run("A")
        let other = Self.run("B", environment: "production", restore: "<script>x</script>\n")
        let page = DifferencePage(Self.difference(one, other), history: RunHistory(runbooks: [], runs: [one, other]))
            .page
        #expect(page.path == "differences/A-B.html")
        #expect(page.title == "Restore the orders database: staging against production")
        #expect(page.body.contains("../runs/A.html#s2") && page.body.contains("../runs/B.html#s2"))
        #expect(page.body.contains("<ins>+ &lt;script&gt;x&lt;/script&gt;\n</ins>"))
    }

    @Test("rehearsals are held against the real one, and a failure against the last proof")
    func pairs() {
        let runs = [
            Self.run("A", at: 0), Self.run("B", at: 100, failsWith: "no"), Self.run("C", at: 200, failsWith: "no"),
            Self.run("D", environment: "production", at: 300),
        ]
        let pairs = Differences.pairs(RunHistory(runbooks: [], runs: runs)).map {
            $0.before.opened.run + $0.after.opened.run
        }
        #expect(pairs == ["BC", "AC", "CD"])
    }
}
