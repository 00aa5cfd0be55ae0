import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine

@Suite("Several runs of a runbook are rolled back as one")
struct RollbackOfRunsTests {
    /// Steps that each leave a mark in the world and note their undo; some undos use an input.
    private struct World {
        var usesValue: [Bool]
        var fixture: RunFixture

        var text: String {
            "---\nparameters: {VALUE: {type: string}}\n---\n"
                + usesValue.enumerated().map { index, uses in
                    """
                    ```bash {name=s\(index)}
                    touch "$HOME/mark\(index)"
                    ```
                    ```bash {check}
                    test -e "$HOME/mark\(index)"
                    ```
                    ```bash {undo}
                    rm -f "$HOME/mark\(index)"; echo "s\(index)\(uses ? " $VALUE" : "")" >> "$HOME/undone"
                    ```

                    """
                }.joined() + "```text {name=conf file=conf}\n{{VALUE}}\n```\n"
        }

        func request(_ value: String) -> PlanRequest {
            var request = PlanRequest()
            request.values = ["VALUE": value]
            return request
        }
    }

    private struct Done {
        var id: String
        var value: String
        var steps: [Int]
    }

    @Test(
        "in reverse order of the document, each thing that was done once, in the run that did it last",
        arguments: 0..<12)
    func order(seed: Int) async throws {
        let world = World(usesValue: (0..<5).map { _ in .random() }, fixture: try RunFixture())
        let fixture = world.fixture
        try fixture.write("before", to: "conf")
        var runs: [Done] = []
        for _ in 0..<Int.random(in: 1...4) {
            let value = ["a", "b"].randomElement() ?? "a"
            // What was removed by hand since is done again.
            let gone = (0..<5).filter { _ in runs.isEmpty || .random() }
            for index in gone { fixture.remove("mark\(index)") }
            let ran = try await fixture.run(world.text, request: world.request(value))
            try #require(ran.result.verdict == .proven)
            let done = ran.report.steps.indices.filter { $0 < 5 && ran.report.steps[$0].hosts[0].state == .proven }
            #expect(done == gone)
            runs.append(Done(id: ran.id, value: value, steps: done))
            // Now and then the run is rolled back alone.
            guard Int.random(in: 0..<4) == 0, let last = runs.popLast() else { continue }
            _ = try await fixture.rollBack([(world.text, last.id, world.request(last.value))])
            fixture.remove("undone")
            for index in 0..<5 where runs.contains(where: { $0.steps.contains(index) }) {
                try fixture.write("", to: "mark\(index)")
            }
        }
        let newestFirst = Array(runs.reversed())
        let results = try await fixture.rollBack(
            newestFirst.map { (world.text, $0.id, world.request($0.value)) })
        #expect(results.allSatisfy { $0.verdict == .rolledBack })
        #expect(fixture.contents("undone") ?? "" == expected(newestFirst, world))
        #expect(fixture.contents("conf") == "before")
        for run in newestFirst {
            let report = try fixture.store.load(run.id).report
            #expect(!report.canBeUndone)
            for index in run.steps { #expect(report.steps[index].hosts[0].state == .undone) }
        }
        // A second time there is nothing left to undo.
        _ = try await fixture.rollBack(newestFirst.map { (world.text, $0.id, world.request($0.value)) })
        #expect(fixture.contents("undone") ?? "" == expected(newestFirst, world))
    }

    private func expected(_ runs: [Done], _ world: World) -> String {
        (0..<5).reversed().flatMap { index in
            let values = runs.filter { $0.steps.contains(index) }.map { world.usesValue[index] ? " \($0.value)" : "" }
            return values.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.map { "s\(index)\($0)\n" }
        }.joined()
    }

    @Test("what an undo failed for stays in every run that did it, and nothing behind it is undone")
    func failure() async throws {
        let fixture = try RunFixture()
        let text = """
            ```bash {name=a}
            mkdir a
            ```
            ```bash {check}
            test -d a
            ```
            ```bash {undo}
            rmdir a
            ```
            ```bash {name=b}
            touch b
            ```
            ```bash {check}
            test -e b
            ```
            ```bash {undo}
            test -e repaired && rm b
            ```

            """
        let first = try await fixture.run(text)
        fixture.remove("b")
        let second = try await fixture.run(text)
        let both = [second.id, first.id].map { (text, $0, PlanRequest()) }
        let failed = try await fixture.rollBack(both)
        #expect(failed.map(\.verdict) == [.failed, .proven])
        #expect(try fixture.store.load(first.id).report.steps[0].hosts[0].state == .proven)
        #expect(fixture.contents("b") != nil)
        try fixture.write("", to: "repaired")
        let done = try await fixture.rollBack(both)
        #expect(done.map(\.verdict) == [.rolledBack, .rolledBack])
        #expect(fixture.contents("b") == nil)
    }

    @Test("a step that needs one below it comes before it in the order of the undos")
    func needs() throws {
        let plan = try RunFixture().plan(
            "```bash {name=first}\ntrue\n```\n```bash {name=a needs=c}\ntrue\n```\n```bash {name=b needs=first}\ntrue\n```\n"
                + "```bash {name=c needs=d}\ntrue\n```\n```bash {name=d needs=first}\ntrue\n```\n")
        let ranks = RollbackOrder.ranks(plan.steps)
        for step in plan.steps {
            for need in step.dependencies {
                let (before, after) = try (#require(ranks[need]), #require(ranks[step.step.id]))
                #expect(before < after, "\(step.step.id) needs \(need)")
            }
        }
        #expect(Set(ranks.values).count == plan.steps.count)
    }
}

/// The record of what a lock refused.
@Suite("A refusal by a lock")
struct LockRefusalTests {
    /// A log of a run, or of the next segment of one, whose last event comes late, as the digest of prov's own binary.
    private func refuse(_ mode: RunMode, in fixture: RunFixture, continuing: String?) async throws -> LoadedRun {
        let engine = try fixture.engine(
            "```bash {name=a}\ntrue\n```\n```bash {undo}\ntrue\n```\n", mode: mode, request: PlanRequest(),
            continuing: continuing
        ) { context in
            let log = context.log
            let late = Task {
                try await Task.sleep(for: .milliseconds(200))
                try log.note(.toolHashed(ToolHashed(version: "1", digest: "ab")))
            }
            context.finishing = { _ = try? await late.value }
        }
        try await engine.refuse(HostsLocked(holders: [("h1", "ada")], advice: "wait"))
        try await Task.sleep(for: .milliseconds(300))
        return try fixture.store.load(engine.context.log.id)
    }

    @Test("what is still to be recorded comes before the end: the record is whole, and can be continued")
    func late() async throws {
        let fixture = try RunFixture()
        let ran = try await fixture.run("```bash {name=a}\ntrue\n```\n```bash {undo}\ntrue\n```\n")
        for (mode, id) in [(RunMode.run, nil), (.run, ran.id), (.rollback, ran.id)] {
            let loaded = try await refuse(mode, in: fixture, continuing: id)
            #expect(loaded.integrity.isWhole)
            let types = loaded.events.suffix(3).map { $0.event }
            #expect(types.contains { if case .toolHashed = $0 { true } else { false } })
            #expect(types.last.map { if case .runClosed = $0 { true } else { false } } == true)
            #expect(try fixture.store.verify().problems == [])
        }
    }
}
