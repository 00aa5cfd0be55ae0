import FoundationEssentials
import Testing

/// Runs this project's own runbooks as their scripts in Tests/Runbooks say, each in a copy of this machine that is
/// thrown away afterwards.
@Suite("The project's runbooks", .serialized)
struct RunbookTests {
    @Test("a runbook does what it says", .timeLimit(.minutes(8)), arguments: try EndToEndScript.chosen(in: "Runbooks"))
    func script(_ script: EndToEndScript) async throws {
        var runner = EndToEndRunner(
            binary: try #require(EndToEndRunner.builtBinary(), "there is no prov beside the tests"))
        runner.machine = EndToEndRunner.project() + "/Tests/Runbooks/throw-away-machine.sh"
        runner.seconds = 450
        for (command, result) in zip(script.commands, try await runner.run(script)) {
            if let wrong = command.difference(from: result) { Issue.record("\(script.name):\(command.line): \(wrong)") }
        }
    }

    /// Folders whose runbooks need several hosts: the lab's scripts run those.
    private static let labFolders: Set<String> = ["many-hosts", "single-server"]

    @Test("every runbook for this machine has its script, `data-secrets` for data/secrets.md")
    func complete() throws {
        let folder = EndToEndRunner.project() + "/runbooks"
        let entries = try FileManager.default.contentsOfDirectory(atPath: folder)
        let inside = try entries.filter { !$0.contains(".") && !Self.labFolders.contains($0) }.flatMap { entry in
            try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(entry)").map { "\(entry)-\($0)" }
        }
        let runbooks = (entries + inside).filter { $0.hasSuffix(".md") }
        #expect(try EndToEndScript.all(in: "Runbooks").map { $0.name + ".md" }.sorted() == runbooks.sorted())
    }
}
