import FoundationEssentials
import Testing

private let python = ProcessInfo.processInfo.environment["PROV_BROWSER_PYTHON"]

/// Builds the sites of Tests/Browser/site.txt and own-site.txt with the built prov, of runs that were really run, and
/// looks at them with check_site.py.
@Suite("A built site in a real browser, under the W3C's checker and axe", .enabled(if: python != nil))
struct SiteBrowserTests {
    @Test(
        "attacks do nothing, nothing is wider than a phone, nothing needs script, nothing is loaded from elsewhere",
        .timeLimit(.minutes(28)),
        arguments: ["site", "own-site"])
    func site(name: String) async throws {
        let text = try String(contentsOfFile: EndToEndRunner.project() + "/Tests/Browser/\(name).txt", encoding: .utf8)
        let script = try EndToEndScript(name: "Tests/Browser/\(name).txt", text: text)
        var runner = EndToEndRunner(
            binary: try #require(EndToEndRunner.builtBinary(), "there is no prov beside the tests"))
        runner.environment = ["PROV_BROWSER_PYTHON": try #require(python)]
        runner.seconds = 1500
        let results = try await runner.run(script)
        for (command, result) in zip(script.commands, results) {
            if let wrong = command.difference(from: result) { Issue.record("\(script.name):\(command.line): \(wrong)") }
        }
    }
}
