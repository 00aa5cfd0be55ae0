import ProvJournal
import ProvPolicy
import ProvRunbook
import Testing

/// Inputs belong to what is promoted, unless a parameter is declared free.
@Suite struct InputsTests {
    private static let text = """
        ---
        parameters:
          version: {default: "1"}
          size: int
          place: {free: true}
        ---
        # T

        ```bash
        echo "$version $size $place"
        ```
        """

    private static func inputs(_ values: [String: String], mask: (String) -> String = { $0 }) throws -> RunInputs {
        RunInputs(
            try #require(plan(text) { $0.values = ["size": "1", "place": "here"].merging(values) { $1 } }), mask: mask)
    }

    /// Of a run that was opened with these inputs, and planned once for each list of alternatives.
    private static func recorded(
        _ parameters: [String: String], ofHosts: [String: [String: String]] = [:],
        plans: [[PlanRecorded.Alternative]] = []
    ) throws -> RunInputs {
        let opened = RunOpened(
            run: "r", mode: .run, runbook: "t.md", title: "T", runbookDigest: "d", environment: "staging",
            parameters: parameters, user: "ada", machine: "m", toolVersion: "1", hostParameters: ofHosts)
        let events = [Event.runOpened(opened)] + plans.map { .plan(PlanRecorded(entries: [], alternatives: $0)) }
        let timed = events.enumerated().map { TimedEvent(seq: $0, wall: 1, mono: 0, event: $1) }
        return RunInputs(try #require(RunReport(events: timed)))
    }

    private static func opened(
        _ values: [String: String], ofHosts: [String: [String: String]] = [:]
    ) throws -> RunInputs {
        try recorded(["version": "1", "size": "1", "place": "there"].merging(values) { $1 }, ofHosts: ofHosts)
    }

    @Test("every parameter counts but those declared free", arguments: ["version", "size", "place"])
    func aDifferentValue(_ name: String) throws {
        let free = runbook(Self.text).freeParameters
        #expect(free == ["place"])
        let differences = try Self.inputs([name: "7"]).differences(from: try Self.opened([:]), free: free)
        #expect(differences == (name == "place" ? [] : [.init(name: name, here: ["7"], there: ["1"])]))
    }

    @Test("a value in another Unicode form is another value, also among those of hosts")
    func anotherForm() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let here = try Self.inputs(["version": composed])
        #expect(here.differences(from: try Self.opened(["version": composed]), free: ["place"]).isEmpty)
        #expect(
            here.differences(from: try Self.opened(["version": decomposed]), free: ["place"]).map(\.name) == ["version"]
        )
        let one = try Self.opened([:], ofHosts: ["web1": ["size": composed]])
        let both = try Self.opened([:], ofHosts: ["web1": ["size": composed], "web2": ["size": decomposed]])
        #expect(one.differences(from: both, free: []).map(\.there.count) == [3])
    }

    @Test("the values of hosts are compared as a set, whatever the hosts are called")
    func hosts() throws {
        let both = try Self.opened([:], ofHosts: ["web1": ["size": "2"], "web2": ["size": "3"]])
        let others = try Self.opened([:], ofHosts: ["a": ["size": "3"], "b": ["size": "2"], "c": ["size": "2"]])
        #expect(both.differences(from: others, free: []).isEmpty)
        let one = try Self.opened([:], ofHosts: ["web1": ["size": "2"]])
        #expect(
            one.differences(from: both, free: []) == [.init(name: "size", here: ["1", "2"], there: ["1", "2", "3"])])
    }

    @Test("a secret is compared by its name")
    func secrets() throws {
        let here = try Self.inputs(["version": "of-production"]) { $0 == "of-production" ? "[masked KEY]" : $0 }
        #expect(here.differences(from: try Self.opened(["version": "[masked KEY]"]), free: ["place"]).isEmpty)
        #expect(
            here.differences(from: try Self.opened(["version": "[masked OTHER]"]), free: ["place"]).map(\.name) == [
                "version"
            ])
    }

    @Test("a parameter that one of them does not have")
    func missing() throws {
        #expect(
            try Self.recorded([:]).differences(from: try Self.opened([:]), free: ["size", "place"]) == [
                .init(name: "version", here: [], there: ["1"])
            ])
    }

    private static let alternatives = """
        # T

        ```bash {alternative=db/a}
        echo a
        ```

        ```bash {alternative=db/b}
        echo b
        ```
        """

    private static func taken(_ name: String?, _ reason: AlternativeReason = .chosen) -> PlanRecorded.Alternative {
        PlanRecorded.Alternative(group: "db", variants: ["a", "b"], taken: name, reason: reason, about: nil)
    }

    @Test("another variant is another procedure; why it is taken makes no difference")
    func variants() throws {
        let plan = try #require(plan(Self.alternatives) { $0.variants = ["b"] })
        let here = RunInputs(plan) { $0 }
        func difference(_ plans: [PlanRecorded.Alternative]...) throws -> [RunInputs.Difference] {
            here.differences(from: try Self.recorded([:], plans: plans), free: ["db"])
        }
        #expect(try difference([Self.taken("b")]).isEmpty)
        #expect(try difference([Self.taken("b", .first)]).isEmpty)
        // A later plan of the same run is that of a resume.
        #expect(try difference([Self.taken("b")], [Self.taken("a", .first)]).isEmpty)
        #expect(
            try difference([Self.taken("a")]) == [.init(name: "db", kind: .variant, here: ["b"], there: ["a"])])
        #expect(try difference() == [.init(name: "db", kind: .variant, here: ["b"], there: [])])
        #expect(
            try difference([Self.taken(nil, .byHost)]) == [
                .init(name: "db", kind: .variant, here: ["b"], there: ["as each host decides"])
            ])
    }

    @Test("what is compared, for a sentence")
    func compared() {
        #expect(runbook(Self.text).comparedInputs == "the same inputs")
        #expect(runbook(Self.alternatives).comparedInputs == "the same variants")
        #expect(runbook("# T\n\n```bash\ntrue\n```\n").comparedInputs == nil)
    }
}
