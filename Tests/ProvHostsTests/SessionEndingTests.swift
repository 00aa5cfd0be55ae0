import Glibc
import ProvRunbook
import Synchronization
import Testing

@testable import ProvHosts

/// How commands and sessions end: by themselves, because their time is over, or because somebody killed them.
@Suite("How sessions end, wherever they run", .serialized)
struct SessionEndingTests {
    @Test(
        "closing ends what was left in the background, even what left the session", arguments: TestHost.allCases,
        [
            "sleep 300 &", "setsid sleep 300 &", "(setsid bash -c 'sleep 300 & wait' &)",
            "nohup sleep 300 >/dev/null 2>&1 &", "sh -c 'trap \"\" TERM; sleep 300' &",
        ])
    func closeEndsBackground(host: TestHost, text: String) async throws {
        let shell = try await host.open()
        _ = try await shell.run(text)
        try await Task.sleep(for: .milliseconds(100))
        let left = await shell.session.survivors()
        #expect(!left.isEmpty)
        await shell.close()
        for survivor in left where host.sharesProcesses { #expect(isGone(survivor.pid), "\(survivor) is still there") }
    }

    @Test("every process that is listed has a name, whatever ends meanwhile", arguments: TestHost.allCases)
    func survivorsHaveNames(host: TestHost) async throws {
        let shell = try await host.open()
        _ = try await shell.run(
            """
            pipe=$(mktemp -u); mkfifo $pipe
            (exec -a '' cat <>$pipe) >/dev/null &
            while :; do sleep 0.001; done &
            sleep 0.2; rm $pipe
            """)
        for _ in 0..<(host == .local ? 200 : 10) {
            let names = await shell.session.survivors().map(\.command)
            #expect(names.contains("[cat]"))
            #expect(!names.contains { $0.isEmpty || $0.hasPrefix(" ") }, "\(names)")
        }
        await shell.close()
    }

    @Test(
        "a detached command is waited for and judged; what it leaves running outlives the session",
        arguments: TestHost.allCases)
    func detached(host: TestHost) async throws {
        let shell = try await host.open()
        var command = Command(text: "echo out; sleep 300 >/dev/null 2>&1 & echo $!; false")
        command.launch = .detached
        let answer = try await shell.run(command)
        #expect(answer.outcome.ending == .exited(1))
        let lines = answer.output.split(separator: "\n")
        let pid = try #require(lines.last.flatMap { Int($0) })
        #expect(lines.first == "out")
        _ = try await shell.run("sleep 300 >/dev/null 2>&1 &")
        // A shell that was just forked still has its parent's name.
        try await Task.sleep(for: .milliseconds(200))
        let left = await shell.session.survivors().map(\.command)
        #expect(left == ["sleep 300"])
        await shell.close()
        guard host.sharesProcesses else { return }
        #expect(!isGone(pid))
        kill(pid_t(pid), SIGKILL)
    }

    @Test(
        "a time-out ends everything the step started", arguments: TestHost.allCases,
        [
            "sleep 300", "while :; do :; done", "trap '' TERM; while :; do sleep 1; done",
            "sh -c 'trap \"\" TERM; sleep 300 & wait'",
            "f() { sleep 300 & f2; }; f2() { sleep 300; }; f", "for i in $(seq 50); do sleep 300 & done; wait",
        ])
    func timeout(host: TestHost, text: String) async throws {
        let shell = try await host.open()
        _ = try await shell.run("export KEPT=1")
        _ = try await shell.session.dumpState()
        let begun = ContinuousClock.now
        let answer = try await shell.run(text, timeout: .milliseconds(300), grace: .milliseconds(500))
        #expect(answer.outcome.ending == .timedOut)
        #expect(ContinuousClock.now - begun < .seconds(60))
        #expect(await shell.session.survivors().isEmpty)
        #expect(try await shell.run("echo $KEPT").output == "1\n")
        await shell.close()
    }

    @Test(
        "a time-out that the shell itself outlives leaves it whole, whatever else is ended",
        arguments: TestHost.allCases)
    func timeoutOutlived(host: TestHost) async throws {
        let shell = try await host.open()
        _ = try await shell.run("kept=1; f() { echo f; }")
        let answer = try await shell.run(
            "trap '' TERM; sh -c 'sleep 300' & sleep 1", timeout: .milliseconds(200), grace: .seconds(20))
        #expect(answer.outcome.ending == .timedOut)
        #expect(!answer.outcome.didRestartShell)
        #expect(await shell.session.survivors().isEmpty)
        let next = try await shell.run("echo $kept $(f)")
        #expect(next.outcome.ending == .exited(0))
        #expect(next.output == "1 f\n")
        await shell.close()
    }

    @Test("a shell that was killed while it had nothing to do is replaced", arguments: TestHost.allCases)
    func killedIdle(host: TestHost) async throws {
        let shell = try await host.open()
        _ = try await shell.run("kept=1; (sleep 0.5; kill -9 $$) >/dev/null 2>&1 &")
        _ = try await shell.session.dumpState()
        try await Task.sleep(for: .seconds(1))
        let next = try await shell.run("echo $kept")
        #expect(next.outcome.ending == .exited(0))
        #expect(next.output == "1\n")
        #expect(!next.late.text.contains("\u{1E}"))
        await shell.close()
    }

    @Test("cancelling ends the command and says so", arguments: TestHost.allCases)
    func cancel(host: TestHost) async throws {
        let shell = try await host.open()
        let task = Task { try await shell.run("sleep 300", grace: .milliseconds(300)) }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        #expect(try await task.value.outcome.ending == .cancelled)
        #expect(try await shell.run("echo on").output == "on\n")
        await shell.close()
    }
}
