import Testing

@testable import ProvChecks
@testable import ProvHosts
@testable import ProvRunbook

/// A step may give its own meaning to any word that prov says to the shell: it ends as it ends, and what it set stays.
@Suite("Words of the protocol that a step shadows", .serialized)
struct ShadowedWordsTests {
    /// Every command that the protocol says, and some that a later version may.
    private static let commands = [
        "builtin", "printf", "eval", "cd", "trap", "exec", "exit", "unset", "declare", "shopt", "set", "export",
        "alias", "unalias", "command", ":", "true", "test",
        "return", "readonly", "local", "typeset", "echo", "read", "kill", "wait", "mktemp", "rm", "cat", "tee",
        "source",
    ]
    private static let reserved = ["if", "then", "fi", "case", "esac", "for", "do", "done", "{", "}", "[[", "]]"]

    /// Uses no word that could be shadowed.
    private static let holds = "((${#kept} == 3))"

    private func contract(_ host: TestHost, _ text: String) async throws {
        let shell = try await host.open()
        let first = try await shell.run(text + "\nkept=yes", strict: false, timeout: .seconds(20))
        #expect(first.outcome.ending == .exited(0), "\(text): \(first.errors)")
        try await kept(by: shell, text)
        // A failing command ends the shell; the next one takes over what it left.
        #expect(try await shell.run("((0))", timeout: .seconds(20)).outcome.ending == .exited(1), "\(text)")
        try await kept(by: shell, text)
        #expect(try await shell.session.dumpState().contains("kept="), "\(text)")
        await shell.close()
    }

    private func kept(by shell: Probe, _ text: String) async throws {
        for isIsolated in [false, true] {
            let answer = try await shell.run(Self.holds, isolated: isIsolated, timeout: .seconds(20))
            #expect(answer.outcome.ending == .exited(0), "\(text): \(answer.errors)")
        }
        var elsewhere = Command(text: Self.holds, timeout: .seconds(20))
        elsewhere.directory = "/"
        #expect(try await shell.run(elsewhere).outcome.ending == .exited(0), "\(text)")
    }

    @Test(
        "a step finds no function of the protocol that it could call, and none can answer for it",
        arguments: [TestHost.local, .ssh])
    func functions(host: TestHost) async throws {
        let shell = try await host.open()
        #expect(try await shell.run("true").outcome.ending == .exited(0))
        #expect(try await shell.run("compgen -A function || true").output == "")
        let answer = try await shell.run(
            "hello() { echo hello; }; for f in $(compgen -A function); do \"$f\"; done; echo after; exit 3")
        #expect(answer.output == "hello\nafter\n")
        #expect(answer.outcome.ending == .exited(3))
        await shell.close()
    }

    @Test("as a function", arguments: commands)
    func function(word: String) async throws { try await contract(.local, "\(word)() { ((kept = 0)); }") }

    @Test("as an alias", arguments: commands + reserved)
    func alias(word: String) async throws {
        try await contract(.local, "shopt -s expand_aliases; alias '\(word)=nosuch word'")
    }

    @Test(
        "as a variable",
        arguments: [
            "PATH=/nowhere", "IFS=0123456789_pv", "CDPATH=/", "OLDPWD=/nowhere", "POSIXLY_CORRECT=y",
            "BASH_ENV=/nowhere", "printf=1", "builtin=1",
            "set -o posix", "set -f", "shopt -s extglob nocasematch",
            "__pv_n=x", "unset __pv_n", "__pv_n=x; __pv_r=9; __pv_q=/nowhere", "export LC_ALL=C __pv_n=y",
        ])
    func variable(text: String) async throws { try await contract(.local, text) }

    @Test("all at once, here and over ssh", arguments: [TestHost.local, .ssh])
    func all(host: TestHost) async throws {
        let functions = Self.commands.filter { $0 != "builtin" }.map { "\($0)() { ((kept = 0)); }" }.joined(
            separator: "\n")
        try await contract(host, functions + "\nbuiltin() { ((kept = 0)); }")
    }

    @Test("a function named builtin is there in the next step, and an alias too")
    func carried() async throws {
        let shell = try await TestHost.local.open()
        _ = try await shell.run("shopt -s expand_aliases; alias hi='echo aliased'; builtin() { echo mine; }")
        #expect(try await shell.run("builtin x; hi").output == "mine\naliased\n")
        _ = try await shell.run("false")
        #expect(try await shell.run("builtin x; hi").output == "mine\naliased\n")
        #expect(try await shell.run("builtin x; hi", isolated: true).output == "mine\naliased\n")
        await shell.close()
    }
}
