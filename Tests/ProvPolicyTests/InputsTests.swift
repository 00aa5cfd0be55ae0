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

    private static func opened(_ values: [String: String], ofHosts: [String: [String: String]] = [:]) -> RunInputs {
        RunInputs(
            RunOpened(
                run: "r", mode: .run, runbook: "t.md", title: "T", runbookDigest: "d", environment: "staging",
                parameters: ["version": "1", "size": "1", "place": "there"].merging(values) { $1 }, user: "ada",
                machine: "m",
                toolVersion: "1", hostParameters: ofHosts))
    }

    @Test("every parameter counts but those declared free", arguments: ["version", "size", "place"])
    func aDifferentValue(_ name: String) throws {
        let free = runbook(Self.text).freeParameters
        #expect(free == ["place"])
        let differences = try Self.inputs([name: "7"]).differences(from: Self.opened([:]), free: free)
        #expect(differences == (name == "place" ? [] : [.init(name: name, here: ["7"], there: ["1"])]))
    }

    @Test("the values of hosts are compared as a set, whatever the hosts are called")
    func hosts() throws {
        let both = Self.opened([:], ofHosts: ["web1": ["size": "2"], "web2": ["size": "3"]])
        let others = Self.opened([:], ofHosts: ["a": ["size": "3"], "b": ["size": "2"], "c": ["size": "2"]])
        #expect(both.differences(from: others, free: []).isEmpty)
        let one = Self.opened([:], ofHosts: ["web1": ["size": "2"]])
        #expect(
            one.differences(from: both, free: []) == [.init(name: "size", here: ["1", "2"], there: ["1", "2", "3"])])
    }

    @Test("a secret is compared by its name")
    func secrets() throws {
        let here = try Self.inputs(["version": "of-production"]) { $0 == "of-production" ? "[masked KEY]" : $0 }
        #expect(here.differences(from: Self.opened(["version": "[masked KEY]"]), free: ["place"]).isEmpty)
        #expect(
            here.differences(from: Self.opened(["version": "[masked OTHER]"]), free: ["place"]).map(\.name) == [
                "version"
            ])
    }

    @Test("a parameter that one of them does not have")
    func missing() {
        let without = RunInputs(
            RunOpened(
                run: "r", mode: .run, runbook: "t.md", title: "T", runbookDigest: "d", environment: "staging",
                user: "ada", machine: "m", toolVersion: "1"))
        #expect(
            without.differences(from: Self.opened([:]), free: ["size", "place"]) == [
                .init(name: "version", here: [], there: ["1"])
            ])
    }
}
