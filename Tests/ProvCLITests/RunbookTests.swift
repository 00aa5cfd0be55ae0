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

    @Test("every runbook has its script")
    func complete() throws {
        let runbooks = try FileManager.default.contentsOfDirectory(atPath: EndToEndRunner.project() + "/runbooks")
            .filter { $0.hasSuffix(".md") }
        #expect(try EndToEndScript.all(in: "Runbooks").map { $0.name + ".md" } == runbooks.sorted())
    }
}
