import FoundationEssentials
import Testing

/// Runs every script of Tests/Lab, each with a lab of its own, on this machine itself: hosts are made, so it takes
/// root.
@Suite("The lab")
struct LabTests {
    @Test("a lab does what its script shows", .timeLimit(.minutes(16)), arguments: try EndToEndScript.chosen(in: "Lab"))
    func script(_ script: EndToEndScript) async throws {
        let project = EndToEndRunner.project()
        var runner = EndToEndRunner(
            binary: try #require(EndToEndRunner.builtBinary(), "there is no prov beside the tests"))
        runner.machine = project + "/Tests/Lab/as-root.sh"
        runner.seconds = 900
        // Not in the script's own folder, which is removed with all that is in it: hosts may still be up when a script
        // is ended.
        runner.environment = [
            "PROV_LAB": "\(project)/.build/labs/\(script.name)", "PROV_LAB_CACHE": "\(project)/.build/lab",
            "LAB_TESTS": "\(project)/Tests/Lab",
        ]
        let down = try EndToEndScript(name: "down", text: "-- commands --\n$ prov lab down; rm -rf \"$PROV_LAB\"\n")
        _ = try await runner.run(down)
        let begun = ContinuousClock.now
        var passed = true
        for (command, result) in zip(script.commands, try await runner.run(script)) {
            guard let wrong = command.difference(from: result) else { continue }
            passed = false
            Issue.record("\(script.name):\(command.line): \(wrong)")
        }
        if passed { ScriptProof.note(script, in: "Lab", since: begun) }
        _ = try await runner.run(down)
    }

    @Test("the scripts are there")
    func scriptsExist() throws {
        #expect(try EndToEndScript.all(in: "Lab").count >= 3)
    }
}
