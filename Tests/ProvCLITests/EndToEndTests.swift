import Dispatch
import FoundationEssentials
import Glibc
import Testing

/// Runs every script of Tests/EndToEnd against the binary that was built with the tests.
@Suite("End to end")
struct EndToEndTests {
    @Test("a script's commands print what it shows", .timeLimit(.minutes(3)), arguments: try EndToEndScript.chosen())
    func script(_ script: EndToEndScript) async throws {
        let results = try await EndToEndRunner(
            binary: try #require(EndToEndRunner.builtBinary(), "there is no prov beside the tests")
        )
        .run(script)
        for (command, result) in zip(script.commands, results) {
            if let wrong = command.difference(from: result) { Issue.record("\(script.name):\(command.line): \(wrong)") }
        }
    }

    @Test("the scripts are there")
    func scriptsExist() throws {
        #expect(try EndToEndScript.all().count >= 46)
    }
}

@Suite("How end-to-end scripts are read and compared")
struct EndToEndScriptTests {
    @Test("files come first, then commands with their outputs and exit codes")
    func reading() throws {
        let script = try EndToEndScript(
            name: "example",
            text: """
                What it shows.

                -- folder/a.md --
                # A
                -- commands --
                $ cat folder/a.md
                # A
                $ printf 'x\\n' &&
                >   false
                x
                [1]
                """)
        #expect(script.files.map(\.path) == ["folder/a.md"])
        #expect(script.files.first?.content == "# A\n")
        #expect(script.commands.map(\.text) == ["cat folder/a.md", "printf 'x\\n' &&\n  false"])
        #expect(script.commands.map(\.output) == [["# A"], ["x"]])
        #expect(script.commands.map(\.exitCode) == [0, 1])
        #expect(script.commands.map(\.line) == [6, 8])
    }

    @Test(
        "a shown output accepts what it describes and nothing else",
        arguments: [
            (["a", "b"], "a\nb\n", true),
            (["a"], "a\nb\n", false),
            (["a", "b"], "a\n", false),
            (["...", "b"], "x\ny\nb\n", true),
            (["a", "...", "c"], "a\nc\n", true),
            (["a", "...", "c"], "a\nc\nd\n", false),
            (["run [0-9]+ (re)"], "run 12\n", true),
            (["run [0-9]+ (re)"], "run 12 \n", true),
            (["run [0-9]+ (re)"], "run x\n", false),
            (["*.html (glob)"], "/a/b.html\n", true),
            ([], "", true),
            ([], "x\n", false),
        ])
    func comparing(shown: [String], output: String, fits: Bool) {
        #expect((ShownOutput(shown).difference(from: output) == nil) == fits)
    }
}
