import ProvRunbook
import Testing

@testable import ProvDiagnostics

@Suite("The reference of the format")
struct FormatReferenceTests {
    @Test("every example on the page is a runbook without a mistake", arguments: FormatReference.examples)
    func example(text: String) throws {
        let reading = Reading(text)
        #expect(reading.diagnostics.filter { $0.severity == .error }.map(\.headline) == [])
        #expect(!reading.runbook.steps.isEmpty)
        let plan = Planner.plan(reading.runbook, request: PlanRequest())
        #expect(plan.diagnostics.map(\.headline) == [])
    }

    @Test("every key of the front matter has an example that can be read", arguments: FrontMatterKey.all.map(\.name))
    func frontMatterExample(name: String) throws {
        let key = try #require(FrontMatterKey.all.first { $0.name == name })
        let reading = Reading("---\n\(key.example)\n---\n\n```bash\ntrue\n```\n")
        #expect(reading.diagnostics.map(\.headline) == [])
    }

    @Test(
        "a fence's example of every key that stands on a block can be read",
        arguments: BlockKey.all.filter { $0.place == .block }.map(\.name))
    func blockExample(name: String) throws {
        let key = try #require(BlockKey.named(name))
        let fence = key.example.contains("{") ? key.example : "bash {\(key.example)}"
        let others = ["install", "configure", "configuration"].map { "```bash {name=\($0)}\ntrue\n```\n\n" }.joined()
        let front = "---\nparameters:\n  services: {type: list, default: [a]}\n---\n\n"
        let reading = Reading(front + others + "```\(fence)\ntrue\n```\n")
        #expect(reading.diagnostics.filter { $0.severity == .error }.map(\.headline) == [])
    }

    @Test("docs/reference/format.md is what the types say; PROV_WRITE_REFERENCES=1 writes it anew and fails")
    func reference() throws {
        try expectReference("docs/reference/format.md", FormatReference.markdown())
    }
}
