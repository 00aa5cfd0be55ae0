import FoundationEssentials
import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine

/// An oracle: what an uninterrupted rollback leaves is what a rollback leaves that was killed and run again.
@Suite("A rollback that was killed is finished by the next one")
struct RollbackKillTests {
    private static let text = """
        ---
        parameters: {V: {type: string}}
        ---
        ```bash {name=mark}
        echo $V > "$HOME/marked"
        ```
        ```bash {undo}
        rm -f "$HOME/marked"
        ```
        ```ini {name=f file=x.ini}
        a={{V}}
        ```
        ```yaml {name=l ensure}
        line: {path: y.ini, text: "b=$V", match: "^b="}
        ```
        ```bash {name=w when-changed=f}
        cp "$HOME/x.ini" "$HOME/loaded"
        ```
        ```bash {name=last when-changed=w,l}
        cat "$HOME/loaded" "$HOME/y.ini" > "$HOME/shown"
        ```
        """

    private func request(_ value: String) -> PlanRequest {
        var request = PlanRequest()
        request.values = ["V": value]
        return request
    }

    /// The files that the steps write, by the step that writes them.
    private static let files = [("mark", "marked"), ("f", "x.ini"), ("l", "y.ini"), ("w", "loaded"), ("last", "shown")]

    /// A run whose journal ends after the given events, as a killed prov leaves it.
    ///
    /// Without closing lines: their root is that of another journal.
    private func record(_ events: [Event], of run: String, _ fixture: RunFixture) throws -> String {
        let log = try fixture.store.createRun(
            RunOpened(
                run: fixture.store.newRunID(), mode: .run, runbook: "\(fixture.folder)/test.md", title: "t",
                runbookDigest: "d", environment: "local", user: "tester", machine: "here", toolVersion: "test"))
        try log.append(events.filter { if case .runClosed = $0 { false } else { true } })
        let runs = "\(fixture.store.path)/runs"
        try FileManager.default.copyItem(atPath: "\(runs)/\(run)/outputs", toPath: "\(runs)/\(log.id)/outputs")
        return log.id
    }

    @Test("after each of its events", .timeLimit(.minutes(10)))
    func everyEvent() async throws {
        let fixture = try RunFixture()
        try fixture.write("b=0\n", to: "y.ini")
        let first = try await fixture.run(Self.text, request: request("1"))
        try #require(first.result.verdict == .proven)
        fixture.remove("marked")
        let second = try await fixture.run(Self.text, request: request("2"))
        try #require(second.result.verdict == .proven)
        let ran = try fixture.store.load(second.id).events.map(\.event).dropFirst()
        let after = Dictionary(uniqueKeysWithValues: Self.files.map { ($0.0, fixture.contents($0.1)) })
        _ = try await fixture.rollBack([(Self.text, second.id, request("2"))])
        let undone = Dictionary(uniqueKeysWithValues: Self.files.map { ($0.0, fixture.contents($0.1)) })
        try #require(undone == ["mark": nil, "f": "a=1\n", "w": "a=1\n", "l": "b=1\n", "last": "a=1\nb=1\n"])
        let events = Array(try fixture.store.load(second.id).events.map(\.event).dropFirst())

        for count in ran.count..<events.count {
            // The world as it was at that event.
            let killed = Array(events.prefix(count))
            for (step, file) in Self.files {
                let isUndone = killed.contains {
                    if case .stepExited(let end) = $0 { end.key.step == step && end.key.action == .undo } else { false }
                }
                if let text = (isUndone ? undone : after)[step] ?? nil {
                    try fixture.write(text, to: file)
                } else {
                    fixture.remove(file)
                }
            }
            let id = try record(killed, of: second.id, fixture)
            let report = try fixture.store.load(id).report
            let isFinished = Self.files.allSatisfy { step, _ in
                report.steps.first { $0.planned.step == step }?.hosts.first?.state == .undone
            }
            #expect(report.canBeUndone != isFinished, "killed after event \(count) of \(events.count)")
            guard report.canBeUndone else { continue }
            var decisions = Decisions()
            for (step, _) in Self.files {
                decisions.settlements[.init(step)] = .runAgain(reason: "harmless")
            }
            let result = try await fixture.run(
                Self.text, mode: .rollback, decisions: decisions, request: request("2"), continuing: id)
            #expect(
                result.result.verdict == .rolledBack,
                "killed after event \(count): \(result.report.steps.flatMap(\.hosts).map { "\($0.state) \($0.reason ?? "")" })"
            )
            for (step, file) in Self.files {
                #expect(fixture.contents(file) == undone[step] ?? nil, "\(file), killed after event \(count)")
            }
        }
    }
}
