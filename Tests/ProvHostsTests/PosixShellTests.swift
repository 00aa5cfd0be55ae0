import Glibc
import ProvRunbook
import ProvSystem
import Testing

@testable import ProvChecks
@testable import ProvHosts

/// A host that has no bash: what works there, and what is honestly said not to.
@Suite("A POSIX shell", .serialized)
struct PosixShellTests {
    /// Which programs stand behind `sh`, and the PATH that has no bash.
    enum Shell: String, CaseIterable { case dash, busybox }

    private static let servers = Dictionary(
        uniqueKeysWithValues: Shell.allCases.map { shell in (shell, Result { try server(shell) }) })

    private static func server(_ shell: Shell) throws -> TestServer {
        let folder = "/tmp/prov-posix-\(shell.rawValue)"
        try TestServer.spawn([
            "sh", "-c",
            """
            mkdir -p \(folder) && busybox --install -s \(folder) && rm -f \(folder)/bash && \
            for p in ssh-keygen python3; do ln -sf $(command -v $p) \(folder)/$p; done
            """,
        ]).wait()
        if shell == .dash { try TestServer.spawn(["ln", "-sf", "/usr/bin/dash", "\(folder)/sh"]).wait() }
        return try TestServer(settings: "SetEnv PATH=\(folder)")
    }

    func open(_ shell: Shell) async throws -> Probe {
        let server = try #require(PosixShellTests.servers[shell]).get()
        let transport = HostTransport(
            environment: ["PATH": "/usr/bin:/bin"], addresses: [server.address(named: "alpine1")])
        let session = try await transport.open(host: "alpine1", options: SessionOptions())
        #expect(session.dialect == .posix)
        let probe = Probe(session: session)
        _ = try await probe.run("cd /tmp")
        return probe
    }

    @Test("variables, exports, aliases and the directory carry over", arguments: Shell.allCases)
    func state(shell: Shell) async throws {
        let probe = try await open(shell)
        _ = try await probe.run("x='a  b'; export Y=\"it's\"; cd /usr; f() { echo \"f$1\"; }")
        #expect(try await probe.run("echo \"$x $Y $PWD $(f 1)\"").output == "a  b it's /usr f1\n")
        await probe.close()
    }

    @Test(
        "a failing command fails the block, and what was set stays though the shell was replaced",
        arguments: Shell.allCases)
    func failure(shell: Shell) async throws {
        let probe = try await open(shell)
        let answer = try await probe.run("kept='two\nlines'; export E='q\"q'; cd /usr; false; echo not reached")
        #expect(answer.outcome.ending == .exited(1))
        #expect(answer.output == "")
        #expect(try await probe.run("echo \"$kept $PWD\"; sh -c 'echo $E'").output == "two\nlines /usr\nq\"q\n")
        await probe.close()
    }

    @Test(
        "blocks that try to end or confuse the shell", arguments: Shell.allCases,
        [
            ("exit 3", Outcome.Ending.exited(3)), ("exit 0", .exited(0)), ("exec true", .exited(0)),
            ("set -u; echo $nothing_here", .exited(2)),
            ("cat", .exited(0)), ("nosuchcommand_x", .exited(127)), ("kill -TERM $$; sleep 5", .exited(143)),
            ("kill -9 $$", .signalled(9)),
        ])
    func hostile(shell: Shell, block: (text: String, ending: Outcome.Ending)) async throws {
        let probe = try await open(shell)
        _ = try await probe.run("KEPT=1")
        _ = try await probe.session.dumpState()
        let answer = try await probe.run(block.text)
        #expect(
            answer.outcome.ending == block.ending || shell == .busybox && answer.outcome.ending == .exited(1),
            "\(block.text): \(answer.errors)")
        #expect(try await probe.run("echo $KEPT").output == "1\n")
        await probe.close()
    }

    @Test("what a command sets for itself alone does not stay, nor does its strictness", arguments: Shell.allCases)
    func own(shell: Shell) async throws {
        let probe = try await open(shell)
        var command = Command(text: "sh -c 'echo $ONLY'")
        command.ownEnvironment = [(name: "ONLY", value: "here")]
        #expect(try await probe.run(command).output == "here\n")
        #expect(try await probe.run("echo \"[${ONLY-}]\"").output == "[]\n")
        // What it hides is there again, exported as it was.
        #expect(try await probe.run("export ONLY='out side'; NEXT=").output == "")
        #expect(try await probe.run(command).output == "here\n")
        command.text = "true"
        command.ownEnvironment.append((name: "NEXT", value: "*"))
        #expect(try await probe.run(command).outcome.ending == .exited(0))
        #expect(try await probe.run("sh -c 'echo \"[$ONLY]\"'; echo \"[${NEXT-none}]\"").output == "[out side]\n[]\n")
        #expect(try await probe.run("false; echo on", strict: false).output == "on\n")
        await probe.close()
    }

    @Test("a time-out leaves nothing running", arguments: Shell.allCases)
    func timeout(shell: Shell) async throws {
        let probe = try await open(shell)
        let answer = try await probe.run(
            "sleep 300 & sleep 300", timeout: .milliseconds(300), grace: .milliseconds(300))
        #expect(answer.outcome.ending == .timedOut)
        #expect(await probe.session.survivors().isEmpty)
        #expect(try await probe.run("echo on").output == "on\n")
        await probe.close()
    }

    @Test(
        "words of the protocol that a step shadows", arguments: Shell.allCases,
        [
            "command() { kept=no; }", "printf() { kept=no; }", "alias() { kept=no; }", "cd() { kept=no; }",
            "test() { kept=no; }", "alias command=nosuch",
            "alias unset=nosuch", "alias eval=nosuch", "alias set=nosuch", "alias printf=nosuch", "PATH=/nowhere",
            "IFS=0123456789_pv",
        ])
    func shadowed(shell: Shell, text: String) async throws {
        let probe = try await open(shell)
        let holds = "case $kept in yes) ;; *) x=${nothing_of_this_name?};; esac"
        let first = try await probe.run(text + "\nkept=yes", strict: false, timeout: .seconds(20))
        #expect(first.outcome.ending == .exited(0), "\(text): \(first.errors)")
        #expect(try await probe.run(holds, timeout: .seconds(20)).outcome.ending == .exited(0), "\(text)")
        #expect(
            try await probe.run(holds, isolated: true, timeout: .seconds(20)).outcome.ending == .exited(0), "\(text)")
        #expect(
            try await probe.run("(exit 3)", strict: true, timeout: .seconds(20)).outcome.ending == .exited(3), "\(text)"
        )
        #expect(try await probe.run(holds, timeout: .seconds(20)).outcome.ending == .exited(0), "\(text)")
        await probe.close()
    }
}
