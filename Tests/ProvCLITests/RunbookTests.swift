import FoundationEssentials
import Testing

/// Runs this project's own runbooks as their scripts in Tests/Runbooks say, each in a copy of this machine that is
/// thrown away afterwards.
@Suite("The project's runbooks")
struct RunbookTests {
    @Test("a runbook does what it says", .timeLimit(.minutes(16)), arguments: try EndToEndScript.chosen(in: "Runbooks"))
    func script(_ script: EndToEndScript) async throws {
        var runner = EndToEndRunner(
            binary: try #require(EndToEndRunner.builtBinary(), "there is no prov beside the tests"))
        runner.machine = EndToEndRunner.project() + "/Tests/Runbooks/throw-away-machine.sh"
        runner.seconds = 900
        let begun = ContinuousClock.now
        var passed = true
        for (command, result) in zip(script.commands, try await runner.run(script)) {
            guard let wrong = command.difference(from: result) else { continue }
            passed = false
            Issue.record("\(script.name):\(command.line): \(wrong)")
        }
        if passed { ScriptProof.note(script, in: "Runbooks", since: begun) }
    }

    @Test(
        "every runbook has a script that runs it: `data-secrets` for data/secrets.md, or one of the lab that names it")
    func complete() throws {
        let folder = EndToEndRunner.project() + "/runbooks"
        let runbooks = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".md") }
        let here = Set(try EndToEndScript.all(in: "Runbooks").map(\.name))
        let lab = try EndToEndScript.all(in: "Lab").flatMap { $0.commands.map(\.text) + $0.files.map(\.content) }
        let unproven = runbooks.filter { path in
            let name = String(path.dropLast(3))
            return !here.contains(name.split(separator: "/").joined(separator: "-"))
                && !lab.contains { $0.contains(path) || $0.contains(name.split(separator: "/").last ?? "") }
        }
        #expect(unproven.sorted() == [])
        let names = Set(runbooks.map { $0.dropLast(3).split(separator: "/").joined(separator: "-") })
        #expect(here.subtracting(names).sorted() == [], "a script without its runbook")
    }
}
