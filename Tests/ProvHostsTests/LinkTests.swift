import FoundationEssentials
import Glibc
import ProvRunbook
import ProvSystem
import Synchronization
import Testing

@testable import ProvChecks
@testable import ProvHosts

/// What is left of a command whose link breaks: everything, where the host comes back.
@Suite("A lost link", .serialized)
struct LinkTests {
    private let server: TestServer
    private let notices = Notices()

    private final class Notices: Sendable {
        private let all = Mutex<[String]>([])
        func add(_ text: String) { all.withLock { $0.append(text) } }
        var texts: [String] { all.withLock { $0 } }
    }

    init() throws { server = try TestServer() }

    private func open(patience: Duration = .seconds(60)) async throws -> Probe {
        var options = SessionOptions()
        options.linkTimeout = patience
        let notices = notices
        options.notice = { notices.add($0) }
        let transport = HostTransport(
            environment: ["PATH": "/usr/bin:/bin"], addresses: [server.address(named: "web1")])
        return Probe(session: try await transport.open(host: "web1", options: options))
    }

    private enum Accident { case drop, vanishing }

    /// Breaks the link once the command has made a file.
    private func breaking(
        _ shell: Probe, _ text: String, timeout: Duration = .seconds(60), by accident: Accident = .drop
    ) async throws -> Probe.Answer {
        let sign = "/tmp/prov-link-\(UInt64.random(in: 0 ... .max))"
        defer { unsafe unlink(sign) }
        let running = Task {
            try await shell.run(text.replacing("SIGN", with: sign), timeout: timeout, grace: .milliseconds(500))
        }
        while unsafe access(sign, F_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
        switch accident {
        case .drop: try server.dropConnections()
        case .vanishing: try server.vanish()
        }
        return try await running.value
    }

    @Test("the command goes on, and its output and exit code arrive whole")
    func goesOn() async throws {
        let shell = try await open()
        _ = try await shell.run("export KEPT=1; cd /usr; f() { echo f; }")
        let answer = try await breaking(
            shell, "echo before; echo oops >&2; touch SIGN; sleep 2; made=here; echo after; (exit 3)")
        #expect(answer.outcome.ending == .exited(3))
        #expect(answer.output == "before\nafter\n")
        #expect(answer.errors == "oops\n")
        #expect(
            notices.texts == [
                "the connection to web1 was lost; the step continues there; reconnecting for up to 1m",
                "reconnected to web1",
            ])
        #expect(try await shell.run("echo $KEPT $made $PWD $(f)").output == "1 here /usr f\n")
        await shell.close()
        server.stop()
    }

    @Test("a flood that nobody takes meanwhile is taken afterwards, each byte once")
    func flood() async throws {
        let shell = try await open()
        let answer = try await breaking(shell, "seq 1 200000; touch SIGN; sleep 1; seq 200001 400000")
        #expect(answer.outcome.ending == .exited(0))
        #expect(answer.output == (1...400_000).map { "\($0)\n" }.joined())
        await shell.close()
        server.stop()
    }

    @Test("a link that broke while nothing ran is made again, and the command is sent once")
    func betweenCommands() async throws {
        let shell = try await open()
        var kept = Command(text: "KEPT=1; cd /usr")
        kept.keepsState = true
        _ = try await shell.run(kept)
        let log = "/tmp/prov-link-once-\(UInt64.random(in: 0 ... .max))"
        defer { unsafe unlink(log) }
        try server.dropConnections()
        try await Task.sleep(for: .milliseconds(500))
        let answer = try await shell.run("echo once >>\(log); cat \(log); echo $KEPT $PWD")
        #expect(answer.outcome.ending == .exited(0))
        #expect(answer.output == "once\n1 /usr\n")
        #expect(
            notices.texts == [
                "the connection to web1 was lost while nothing ran there; reconnecting for up to 1m",
                "reconnected to web1",
            ])
        await shell.close()
        server.stop()
    }

    @Test("more than a host keeps goes on to its end, and the record says how much was dropped")
    func moreThanIsKept() async throws {
        let shell = try await open()
        let answer = try await breaking(
            shell, "touch SIGN; sleep 1; head -c 90000000 /dev/zero; echo end; made=here; (exit 4)",
            timeout: .seconds(120))
        #expect(answer.outcome.ending == .exited(4))
        #expect(answer.output.hasSuffix("\u{0}end\n"))
        #expect(answer.outcome.droppedBytes > 10_000_000)
        #expect(answer.outcome.droppedBytes + answer.output.utf8.count <= 90_000_004)
        #expect(notices.texts.contains { $0.contains("bytes of its output were dropped on web1") })
        #expect(try await shell.run("echo $made").output == "here\n")
        await shell.close()
        server.stop()
    }

    @Test(
        "whatever a step did to its shell, nothing of it stays on the host",
        arguments: [
            """
            rm() { :; }; grep() { :; }; printf() { :; }; exit() { :; }; trap() { :; }; builtin() { :; }; export \
            -f rm grep printf exit trap builtin
            """,
            "shopt -s expand_aliases; alias exit=: rm=: trap=: grep=:", "PATH=/nowhere; hash -r", "ulimit -n 5",
            "set -o noclobber; set -u; set -f; IFS=x",
            "trap 'sleep 5' EXIT", "readonly POSIXLY_CORRECT=; exit() { :; }", "exec 0</dev/null",
        ])
    func farewell(_ spoiling: String) async throws {
        let folders = { try await Probe.here("ls -d /tmp/prov.linktest.* 2>/dev/null | wc -l") }
        var options = SessionOptions()
        let sign = "/tmp/prov-link-lock-\(UInt64.random(in: 0 ... .max))"
        options.entry = HostEntry(
            arrival: ": >\(sign)", departure: { "set -- \"$@\" \(sign)" }, store: "linktest", run: "farewell")
        let transport = HostTransport(
            environment: ["PATH": "/usr/bin:/bin"], addresses: [server.address(named: "web1")])
        let shell = Probe(session: try await transport.open(host: "web1", options: options))
        #expect(unsafe access(sign, F_OK) == 0)
        _ = try await shell.run(spoiling, timeout: .seconds(20))
        await shell.close()
        #expect(unsafe access(sign, F_OK) != 0)
        #expect(try await folders() == "0\n")
        server.stop()
    }

    @Test("what ended sessions of a store left on a host is listed for the next one, and nothing else is")
    func leftovers() async throws {
        let told = Mutex("")
        let listing = HostEntry(store: "sweeptest", run: "TWO") { answer in
            told.withLock { $0 = answer }
            return .entered
        }
        let addresses = [server.address(named: "web1"), server.address(named: "web2")]
        let transport = HostTransport(environment: ["PATH": "/usr/bin:/bin"], addresses: addresses)
        var options = SessionOptions()
        options.entry = HostEntry(store: "sweeptest", run: "ONE")
        let living = Probe(session: try await transport.open(host: "web1", options: options))
        let names = [
            "sweeptest.ONE.999999-1.dead", "sweeptest.ONE.1-1.reused", "sweeptest.ONE.1-1.a b",
            "other.ONE.999999-1.dead",
        ].map { "/tmp/prov.\($0)" }
        for name in names { try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: true) }
        defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
        options.entry = listing
        let next = Probe(session: try await transport.open(host: "web2", options: options))
        let left = "prov_left= prov.sweeptest.ONE.1-1.reused prov.sweeptest.ONE.999999-1.dead\n"
        #expect(told.withLock { $0 }.hasPrefix(left + "prov_live= prov.sweeptest.ONE."))
        #expect(told.withLock { $0 }.split(separator: " ").count == 4)
        #expect(try await Probe.here("stat -c %a /tmp/prov.sweeptest.*/*/out | sort -u") == "600\n")
        await next.close()
        await living.close()
        #expect(try await Probe.here("ls -d /tmp/prov.sweeptest.*/*/out 2>/dev/null | wc -l") == "0\n")
        server.stop()
    }

    @Test("a command whose time is over meanwhile is ended there")
    func timeout() async throws {
        let shell = try await open()
        let answer = try await breaking(shell, "touch SIGN; exec -a prov-link-sleeper sleep 300", timeout: .seconds(3))
        #expect(answer.outcome.ending == .timedOut)
        #expect(await shell.session.survivors().isEmpty)
        await shell.close()
        server.stop()
    }

    @Test("a host that does not come back leaves the command in doubt")
    func goneForGood() async throws {
        let shell = try await open(patience: .seconds(2))
        let answer = try await breaking(shell, "touch SIGN; sleep 1; echo unseen", by: .vanishing)
        guard case .lost(let how) = answer.outcome.ending else {
            return #expect(Bool(false), "it ended: \(answer.outcome.ending)")
        }
        #expect(
            how.hasPrefix(
                """
                the connection to the host was lost for more than 2s; it may still be running there, and its output \
                is in /
                """))
        #expect(how.contains(/\/prov\.[^\/]+\/0\/out$/))
        await #expect(throws: HostError.self) { try await shell.run("echo next") }
        await shell.close()
    }
}
