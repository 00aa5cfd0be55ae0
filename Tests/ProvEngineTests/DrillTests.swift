import ProvEngine
import ProvJournal
import ProvRunbook
import Testing

/// A drill does what is done already; an undo after a failure reaches everything that the run did, in whatever segment.
@Suite("Drills, and undo after a failure")
struct DrillTests {
    private static let text = """
        ```bash {name=restore capture=RPO_SECONDS}
        echo restored >> log; echo 42
        ```

        ```bash {check}
        test -e held
        ```

        ```ini {file=./written}
        a = 1
        ```
        """

    @Test("steps and files whose check holds are done again in a drill", arguments: [false, true])
    func whatHolds(isDrill: Bool) async throws {
        let fixture = try RunFixture()
        try fixture.write("", to: "held")
        try fixture.write("a = 1\n", to: "written")
        var request = PlanRequest()
        request.isDrill = isDrill
        let ran = try await fixture.run(Self.text, request: request)
        #expect(ran.result.verdict == .proven)
        #expect(
            ran.report.steps.flatMap(\.hosts).map(\.state)
                == (isDrill ? [.proven, .proven] : [.satisfied, .satisfied]))
        #expect(fixture.contents("log") == (isDrill ? "restored\n" : nil))
        #expect(ran.report.captures["RPO_SECONDS"] == (isDrill ? "42" : nil))
        let back = try await fixture.run(Self.text, mode: .rollback, request: request, continuing: ran.id)
        #expect(back.result.verdict == .rolledBack)
        #expect(fixture.contents("written") == "a = 1\n")
    }

    @Test("an objective that nothing measured closes a drill as failed, and no run", arguments: [false, true])
    func missed(isDrill: Bool) async throws {
        var request = PlanRequest()
        request.isDrill = isDrill
        let ran = try await RunFixture().run("---\nobjectives: {rpo: 5m}\n---\n```bash\ntrue\n```\n", request: request)
        #expect(ran.result.verdict == (isDrill ? .failed : .done))
        #expect(ran.report.closed?.verdict == ran.report.verdict)
    }

    @Test("--undo-on-failure undoes the steps of every segment", arguments: 1...3)
    func undoAfterResume(segments: Int) async throws {
        let fixture = try RunFixture()
        let names = ["a", "b", "c", "d"].prefix(segments + 1)
        let text = names.enumerated().map { index, name in
            """
            ```bash {name=\(name)}
            echo \(name) >> log; test -e allowed-\(index) || exit 1
            ```

            ```bash {undo}
            echo undo-\(name) >> log
            ```

            """
        }.joined(separator: "\n")
        // Each segment comes one step further; the last one fails at the last step and undoes all.
        var id: String?
        for segment in 0..<segments {
            try fixture.write("", to: "allowed-\(segment)")
            let ran = try await fixture.run(text, continuing: id)
            #expect(ran.result.verdict == .failed)
            id = ran.id
        }
        var decisions = Decisions()
        decisions.undoesOnFailure = true
        let last = try await fixture.run(text, decisions: decisions, continuing: id)
        #expect(last.result.verdict == .rolledBack)
        let undone = (fixture.contents("log") ?? "").split(separator: "\n").filter { $0.hasPrefix("undo-") }.map(
            String.init)
        #expect(undone == names.reversed().map { "undo-\($0)" })
    }
}
