import ProvText
import Testing

@testable import ProvHosts

/// Whether bash counts the lines of a command as its source file does, whatever came before it in the session.
@Suite("Lines of the source")
struct SourceLinesTests {
    /// What earlier commands do to the shell: some of them end it, and a new one takes over.
    private static let before = [
        "true", "false", "x=1\ny=2\nz=3", "exit 3", "set -u; echo $NOPE", "echo $(", "if true; then", "cat <<E\na\nE",
        "f() {\n  echo f\n}", "kill -KILL $$", "sleep 0.01 &", "export LONG=$'a\\nb\\nc'", "for i in 1 2; do\n:\ndone",
        "shopt -s extglob", "unset -v LINENO_OF_NOBODY", "exec 3>&1", "trap 'true\ntrue' USR1",
    ]

    private static let hosts: [TestHost] = [.local, .ssh]

    @Test("LINENO is the line of the file, and so is the line of what fails", arguments: hosts)
    func lines(host: TestHost) async throws {
        let shell = try await host.open()
        var generator = SystemRandomNumberGenerator()
        // A shell that has read more lines than the file has before a command cannot go back: a step sends a line or
        // two, a shell that takes over some more. A file has at least as many.
        var line = 40
        for _ in 0..<40 {
            _ = try await shell.run(Self.placed(Self.before.randomElement(using: &generator) ?? "", at: line))
            line += Int.random(in: 12...17, using: &generator)
            let blank = Int.random(in: 0...5, using: &generator)
            let padding = String(repeating: ":\n", count: blank)
            let shown = try await shell.run(Self.placed(padding + "echo $LINENO", at: line))
            #expect(shown.output == "\(line + blank)\n")
            let failing = try await shell.run(Self.placed(padding + "true | (exit 4) | true", at: line))
            #expect(
                failing.outcome.failed
                    == FailedCommand(line: blank + 1, text: "true", statuses: [0, 4, 0]))
            let unset = try await shell.run(Self.placed(padding + "set -u; echo $NOPE_\(line)", at: line))
            #expect(unset.errors.contains("line \(line + blank): NOPE_\(line): unbound variable"), "\(unset.errors)")
            _ = try await shell.run(Self.placed("set +u", at: line))
        }
        await shell.close()
    }

    @Test("what cannot have the file's lines still fails at its own", arguments: hosts)
    func ownLines(host: TestHost) async throws {
        let shell = try await host.open()
        for line in [1, 2, 3, ShellProtocol.lastPlacedLine + 1] {
            let answer = try await shell.run(Self.placed("true\n\nfalse", at: line))
            #expect(answer.outcome.failed == FailedCommand(line: 3, text: "false", statuses: [1]))
            let before = try #require(answer.outcome.linesBefore)
            let unset = try await shell.run(Self.placed("set -u\necho $NOPE", at: line))
            let after = try #require(unset.outcome.linesBefore)
            #expect(unset.errors.contains("line \(after + 2): NOPE"), "\(before) \(unset.errors)")
            _ = try await shell.run("set +u")
        }
        await shell.close()
    }

    @Test("IFS and a function of the same name as a built-in command change nothing")
    func shadowed() async throws {
        let shell = try await TestHost.local.open()
        _ = try await shell.run(Self.placed("IFS=0123456789; trap() { :; }; eval() { :; }", at: 10))
        let answer = try await shell.run(Self.placed("true\nfalse | true", at: 20))
        #expect(answer.outcome.failed == FailedCommand(line: 2, text: "true", statuses: [1, 0]))
        await shell.close()
    }

    private static func placed(_ text: String, at line: Int) -> Command {
        var command = Command(text: text, timeout: .seconds(60))
        command.firstLine = line
        command.keepsState = true
        return command
    }
}
