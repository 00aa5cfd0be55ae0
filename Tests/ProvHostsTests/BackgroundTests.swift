import Glibc
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvHosts

/// Output and end of what a command leaves running are its own, whatever comes after it.
@Suite("Background processes", .serialized)
struct BackgroundTests {
    /// How a background process ends, and what is said of that.
    static let endings: [(text: String, ending: Outcome.Ending?)] = [
        ("exit 0", .exited(0)), ("exit 7", .exited(7)), ("kill -9 $BASHPID", .signalled(9)),
        ("exec sh -c 'echo exec; exit 3'", .exited(3)),
        ("exec >&- 2>&-; exit 4", .exited(4)), ("printf 'no line end'", .exited(0)), ("nosuchprogram_x", .exited(127)),
    ]

    @Test(
        "{background}: each ending is told, and its output is its own", arguments: [TestHost.local, .otherUser, .ssh],
        BackgroundTests.endings)
    func background(host: TestHost, end: (text: String, ending: Outcome.Ending?)) async throws {
        let shell = try await host.open()
        var command = Command(text: "echo begin; sleep 0.2; \(end.text)", isStrict: false)
        command.launch = .background
        let started = try await shell.run(command)
        #expect(started.outcome.ending == .exited(0))
        let background = try #require(started.outcome.background)
        for index in 0..<200 where background.processes.contains(where: { $0.ending == nil }) {
            let next = try await shell.run("echo next \(index)")
            #expect(next.output == "next \(index)\n")
            #expect(next.errors.isEmpty)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(background.processes.map(\.ending) == [end.ending])
        await shell.close()
        #expect((started.output + started.late.text).hasPrefix("begin\n"))
        if end.text.hasPrefix("printf") { #expect((started.output + started.late.text).hasSuffix("no line end")) }
    }

    static let leavers = [
        "(sleep 0.3; echo ghost; echo ghost >&2) &", "setsid sh -c 'sleep 0.3; echo ghost; echo ghost >&2' & disown",
        "(setsid sh -c 'sleep 0.3; echo ghost; echo ghost >&2' &)",
    ]

    @Test(
        "a plain & and a daemon keep the streams of their command; none of it reaches the next",
        arguments: [TestHost.local, .otherUser, .ssh], leavers)
    func leftBehind(host: TestHost, text: String) async throws {
        let shell = try await host.open()
        try await contract(shell, text)
        // What leaves something a second time gets streams of its own again.
        try await contract(shell, text)
        await shell.close()
    }

    @Test(
        "in a POSIX shell too", arguments: PosixShellTests.Shell.allCases,
        [leavers[0], "set -f; " + leavers[0], leavers[2]])
    func leftBehind(shell: PosixShellTests.Shell, text: String) async throws {
        let probe = try await PosixShellTests().open(shell)
        try await contract(probe, text)
        await probe.close()
    }

    private func contract(_ shell: Probe, _ text: String) async throws {
        let first = try await shell.run(text + "\necho first")
        #expect(first.output == "first\n")
        let next = try await shell.run("sleep 0.6; echo next")
        #expect(next.output == "next\n" && next.errors.isEmpty)
        for _ in 0..<200 where first.outcome.background?.isOver != true {
            await shell.session.review()
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(first.outcome.background?.isOver == true)
        #expect(first.late.text == "ghost\nghost\n")
        #expect(try await shell.run("echo after; echo errors >&2").output == "after\n")
    }

    @Test("what bash says of the end of a background process is not among the errors of the command that runs then")
    func notice() async throws {
        let shell = try await TestHost.local.open()
        _ = try await shell.run("sleep 600 & sleep 601 &")
        let next = try await shell.run(
            "kill -9 $!; sleep 0.2; echo own >&2; kill -9 %1; sleep 0.2; printf 'bash: 12'; printf 'bash: 34' >&2")
        #expect(next.output == "bash: 12")
        #expect(next.errors == "own\nbash: 34")
        await shell.close()
    }

    @Test("what still runs at the session's end was ended with it, and all that it printed is there")
    func endedWithSession() async throws {
        let shell = try await TestHost.local.open()
        var command = Command(text: "head -c 100000000 /dev/zero; sleep 600")
        command.launch = .background
        let started = try await shell.run(command)
        for _ in 0..<1200 where started.late.count + started.output.utf8.count < 100_000_000 {
            try await Task.sleep(for: .milliseconds(25))
        }
        await shell.close()
        #expect(started.late.count + started.output.utf8.count == 100_000_000)
        #expect(started.outcome.background?.processes.map(\.ending) == [.cancelled])
    }

    @Test(
        "programs that a command starts hold none of the shell's own descriptors",
        arguments: [TestHost.local, .otherUser, .ssh])
    func descriptors(host: TestHost) async throws {
        let shell = try await host.open()
        // bash itself leaves an open /dev/null, and ls has the folder open.
        let answer = try await shell.run(
            "ls -l /proc/self/fd | awk '$9 > 2 && $11 !~ \"/dev/null|/proc/\" { print $9, $11 }'")
        #expect(answer.output == "")
        await shell.close()
    }

    @Test("a shell that keeps its streams by `exec 3>&1` goes on printing there for its next commands")
    func keptByShell() async throws {
        let shell = try await TestHost.local.open()
        _ = try await shell.run("exec 3>&1")
        let next = try await shell.run("echo kept >&3; echo next")
        #expect(next.output == "kept\nnext\n")
        await shell.close()
    }
}
