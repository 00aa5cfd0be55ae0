import FoundationEssentials
import Testing

@testable import ProvCLI

@Suite("What a shell is offered for a command line")
struct CommandLineWordsTests {
    private static let text = """
        ---
        parameters:
          PORT: {default: "80"}
          GIVEN: {default: x}
        ---
        # T

        ```bash {name=one tags=fast}
        true
        ```

        ```bash {name=two tags=fast,late}
        true
        ```
        """

    private let folder = "/tmp/prov-words-\(UUID().uuidString)"

    private func words(_ line: String..., body: (CommandLineWords) -> Void) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Self.text.write(toFile: "\(folder)/a.md", atomically: false, encoding: .utf8)
        try "environments:\n  staging: {}\n  production: {}\n".write(
            toFile: "\(folder)/prov.yml", atomically: false, encoding: .utf8)
        let all = line.map { $0.replacing("FOLDER", with: folder) }
        body(CommandLineWords(all, all.count - 1))
    }

    @Test("steps, tags, parameters and environments are those of the runbook on the line")
    func runbook() throws {
        try words("prov", "run", "FOLDER/a.md", "--only", "") {
            #expect($0.steps == ["one", "two"])
            #expect($0.tags == ["fast", "late"])
            #expect($0.parameters == ["PORT", "GIVEN"])
            #expect(Set($0.environments).isSuperset(of: ["staging", "production"]))
        }
    }

    @Test("a runbook that is not there, or is being typed, offers nothing")
    func nothing() throws {
        try words("prov", "run", "FOLDER/b.md", "--only", "") {
            #expect($0.steps == [] && $0.tags == [] && $0.parameters == [])
        }
        try words("prov", "run", "--store", "FOLDER/none", "FOLDER/a.md") {
            #expect($0.steps == [] && $0.runs == [] && $0.stepsInDoubt == [])
        }
    }
}
