import Glibc
import ProvRunbook
import Synchronization
import Testing

@testable import ProvHosts
@testable import ProvText

/// What every transport must do, whatever a block throws at it.
///
/// Each test runs in every kind of place (`TestHost`).
@Suite("Session contract", .serialized)
struct SessionContractTests {
    @Test("variables, functions, aliases, options and directory carry over", arguments: TestHost.allCases)
    func stateCarriesOver(host: TestHost) async throws {
        let shell = try await host.open()
        _ = try await shell.run("x=1; export Y=2; f() { echo \"f$1\"; }; shopt -s nullglob; list=(a 'b c'); cd /usr")
        let answer = try await shell.run("echo $x $Y $(f 3) ${list[1]} $PWD; shopt -q nullglob && echo globbing")
        #expect(answer.output == "1 2 f3 b c /usr\nglobbing\n")
        await shell.close()
    }

    @Test("a step fails at its first failing command, and what was set before it stays", arguments: TestHost.allCases)
    func strict(host: TestHost) async throws {
        let shell = try await host.open()
        let answer = try await shell.run("kept=yes\nfalse\necho not reached")
        #expect(answer.outcome.ending == .exited(1))
        #expect(answer.output == "")
        #expect(answer.outcome.failed == FailedCommand(line: 2, text: "false", statuses: [1]))
        #expect(try await shell.run("echo $kept").output == "yes\n")
        await shell.close()
    }

    @Test(
        "strictness is the step's alone: a step without it runs on, and pipefail comes and goes",
        arguments: TestHost.allCases)
    func notStrict(host: TestHost) async throws {
        let shell = try await host.open()
        #expect(try await shell.run("false; echo on", strict: false).output == "on\n")
        #expect(try await shell.run("false | true").outcome.ending == .exited(1))
        #expect(try await shell.run("false | true; echo $-", strict: false).output.contains("e") == false)
        await shell.close()
    }

    @Test(
        "blocks that try to end, replace or confuse the shell", arguments: TestHost.allCases,
        [
            ("exit 3", Outcome.Ending.exited(3)), ("exit 0", .exited(0)), ("echo 'unclosed", .exited(2)),
            ("f() { return 5; }; f", .exited(5)),
            ("exec true", .exited(0)), ("exec 1>&-; true", .exited(0)), ("kill -9 $$", .signalled(9)),
            ("set -u; echo $nothing_here", .exited(1)),
            ("cat", .exited(0)), ("trap 'echo bye' EXIT; exit 4", .exited(4)), ("nosuchcommand_x", .exited(127)),
            ("kill -TERM $$; sleep 5", .exited(143)),
        ])
    func hostile(host: TestHost, block: (text: String, ending: Outcome.Ending)) async throws {
        let (text, ending) = block
        let shell = try await host.open()
        _ = try await shell.run("export KEPT=1; cd /usr")
        _ = try await shell.session.dumpState()
        let answer = try await shell.run(text, timeout: .seconds(20))
        #expect(answer.outcome.ending == ending, "\(text): \(answer.errors)")
        #expect(try await shell.run("echo $KEPT $PWD").output == "1 /usr\n", "after: \(text)")
        await shell.close()
    }

    @Test("exit 0 and exec in a block are told, so that nobody takes the rest for done", arguments: TestHost.allCases)
    func endedEarly(host: TestHost) async throws {
        let shell = try await host.open()
        #expect(try await shell.run("exit 0").outcome.endedEarly)
        #expect(try await shell.run("exec true").outcome.endedEarly)
        #expect(try await shell.run("true").outcome.endedEarly == false)
        #expect(try await shell.run("exit 0", isolated: true).outcome.endedEarly == false)
        await shell.close()
    }

    @Test(
        "a background child does not hold its step, and its late output is not the next one's",
        arguments: TestHost.allCases)
    func background(host: TestHost) async throws {
        let shell = try await host.open()
        let go = "/tmp/prov-late-\(getpid())"
        let said = go + ".said"
        let first = try await shell.run(
            "(while [ ! -e \(go) ]; do sleep 0.05; done; echo late; touch \(said)) & echo started")
        #expect(first.output == "started\n")
        #expect(await !shell.session.survivors().isEmpty)
        let beside = try await host.open()
        _ = try await beside.run("touch \(go); while [ ! -e \(said) ]; do sleep 0.02; done; rm \(go) \(said)")
        await beside.close()
        let second = try await shell.run("echo next")
        #expect(second.output == "next\n")
        // What is printed on another host is asked for.
        await shell.session.review()
        #expect(try await first.late.waits(for: "late\n"))
        await shell.close()
    }

    @Test("what a block prints cannot be taken for the end of it", arguments: TestHost.allCases)
    func spoof(host: TestHost) async throws {
        let shell = try await host.open()
        let answer = try await shell.run(
            """
            printf '\\036%s R\\0370\\037/\\0' 0123456789abcdef0123456789abcdef; printf 'a\\0b'; set | grep -c \
            __pv_n; exit 7
            """
        )
        #expect(answer.outcome.ending == .exited(7))
        #expect(answer.output.contains("a\0b"))
        await shell.close()
    }

    @Test("a hundred megabytes on one line arrive whole", arguments: TestHost.allCases)
    func longLine(host: TestHost) async throws {
        let shell = try await host.open()
        let counter = Counter()
        let outcome = try await shell.session.run(
            Command(text: "head -c 100000000 /dev/zero | tr '\\0' x"), started: { _ in },
            output: { counter.add($0.bytes.count) })
        #expect(outcome.ending == .exited(0))
        #expect(counter.total == 100_000_000)
        await shell.close()
    }

    @Test("the environment of a command stays for later ones, its directory does not", arguments: TestHost.allCases)
    func environmentAndDirectory(host: TestHost) async throws {
        let shell = try await host.open()
        var command = Command(text: "echo $NAME $PWD")
        command.environment = [(name: "NAME", value: "it's \"$HOME\"\nline two")]
        command.directory = "/usr/bin"
        #expect(try await shell.run(command).output == "it's \"$HOME\" line two /usr/bin\n")
        #expect(try await shell.run("echo \"$NAME\" $PWD").output == "it's \"$HOME\"\nline two /tmp\n")
        command.directory = "/nonexistent"
        #expect(try await shell.run(command).outcome.ending == .exited(1))
        await shell.close()
    }

    @Test(
        "a failing command in another directory fails the step, and the directory is left again",
        arguments: TestHost.allCases)
    func failureInDirectory(host: TestHost) async throws {
        let shell = try await host.open()
        var command = Command(text: "false\necho not reached")
        command.directory = "/usr"
        let answer = try await shell.run(command)
        #expect(answer.outcome.ending == .exited(1))
        #expect(answer.output == "")
        #expect(try await shell.run("echo $PWD").output == "/tmp\n")
        await shell.close()
    }

    @Test(
        "other interpreters get the text as a file, the session's exports, and leave no file behind",
        arguments: TestHost.allCases)
    func interpreters(host: TestHost) async throws {
        let shell = try await host.open()
        _ = try await shell.run("export FROM_SHELL=yes")
        var command = Command(text: "print \"$ENV{FROM_SHELL} it's\\n\";\nexit 3;\n", interpreter: .process(["perl"]))
        let answer = try await shell.run(command)
        #expect(answer.output == "yes it's\n")
        #expect(answer.outcome.ending == .exited(3))
        command.interpreter = .process(["no-such-interpreter"])
        let missing = try await shell.run(command)
        #expect(missing.outcome.ending == .exited(127))
        #expect(missing.errors.contains("no-such-interpreter: not installed on this host"))
        await shell.close()
    }

    @Test("two thousand commands in one shell leave no descriptor behind", arguments: TestHost.allCases)
    func manyCommands(host: TestHost) async throws {
        let shell = try await host.open()
        let before = openDescriptors()
        for _ in 0..<2_000 { _ = try await shell.session.run(Command(text: ":"), started: { _ in }, output: { _ in }) }
        // Other tests open and close some at the same time.
        #expect(openDescriptors() < before + 500)
        await shell.close()
    }

    @Test(
        "a TERM that races a fork never takes the session down", .timeLimit(.minutes(2)), arguments: TestHost.allCases)
    func termRace(host: TestHost) async throws {
        let shell = try await host.open()
        for _ in 0..<60 {
            let answer = try await shell.run("sleep 5 & kill -TERM $!; wait $! || true; echo ok")
            #expect(answer.output == "ok\n")
        }
        await shell.close()
    }
}
