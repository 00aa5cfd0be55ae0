import ProvRunbook
import Testing

@testable import ProvChecks

@Suite("Check of a connection")
struct TCPCheckTests {
    /// A host with one way to connect.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case bash, nc
        case busyboxNC = "busybox nc"
        case python3, perl

        var testDescription: String { rawValue }

        func path(_ folder: TestFolder) async throws -> String {
            switch self {
            case .bash: try await folder.programs(TestFolder.basics + ["bash", "timeout"])
            case .nc, .python3, .perl: try await folder.programs(TestFolder.basics + [rawValue])
            case .busyboxNC:
                try await folder.programs(TestFolder.basics, own: ["nc": "exec /usr/bin/busybox nc \"$@\"\n"])
            }
        }
    }

    @Test("open, refused and unknown names are told apart, at once", arguments: Way.allCases, HostShell.allCases)
    func answers(way: Way, shell: HostShell) async throws {
        let ports = try await TestServers.shared.ports()
        let folder = try TestFolder()
        let host = CheckHost(shell: shell, path: try await way.path(folder))
        try await host.expect(
            "tcp: 127.0.0.1:\(ports.http)",
            "pass: expected 127.0.0.1:\(ports.http) accepting connections, found a connection was made")
        try await host.expect(
            "tcp: {address: '127.0.0.1:\(ports.http)', open: false}",
            "fail: expected 127.0.0.1:\(ports.http) not reachable, found a connection was made")
        try await host.expect(
            "tcp: 127.0.0.1:\(ports.closed)",
            "fail: expected 127.0.0.1:\(ports.closed) accepting connections, found connection refused")
        try await host.expect(
            "tcp: {address: '127.0.0.1:\(ports.closed)', open: false}",
            "pass: expected 127.0.0.1:\(ports.closed) not reachable, found connection refused")
        try await host.expect(
            "tcp: no-such-host.invalid:80",
            "fail: expected no-such-host.invalid:80 accepting connections, found the name cannot be resolved")
        // A name that is unknown says nothing about a firewall.
        #expect(
            try await host.verdict("tcp: {address: 'no-such-host.invalid:80', open: false}").hasPrefix("error: ")
                == true)
    }

    @Test("a port that does not answer is waited for no longer than the time-out", arguments: Way.allCases)
    func silent(way: Way) async throws {
        let ports = try await TestServers.shared.ports()
        let folder = try TestFolder()
        try await CheckHost(path: try await way.path(folder)).expect(
            "tcp: {address: '127.0.0.1:\(ports.silent)', timeout: 1s}",
            "fail: expected 127.0.0.1:\(ports.silent) accepting connections, found no answer within 1s")
    }

    @Test("host and port may be parameters")
    func parameters() async throws {
        let port = try await TestServers.shared.ports().http
        let host = CheckHost(values: ["DB": "127.0.0.1", "PORT": "\(port)"])
        try await host.expect(
            "tcp: $DB:${PORT}", "pass: expected 127.0.0.1:\(port) accepting connections, found a connection was made")
        try await CheckHost(values: ["DB": "db1"]).expect(
            "tcp: $DB", "error: expected $DB accepting connections, found no result: db1 is not HOST:PORT")
        // A value is data: nothing of it is run.
        #expect(
            try await CheckHost(values: ["DB": "$(touch /tmp/prov-owned);':80"]).ask("tcp: $DB").verdict.result != .pass
        )
    }

    @Test("without any way to connect it says what to install", arguments: HostShell.allCases)
    func missing(shell: HostShell) async throws {
        let folder = try TestFolder()
        try await CheckHost(shell: shell, path: try await folder.programs(TestFolder.basics)).expect(
            "tcp: 127.0.0.1:80",
            """
            error: expected 127.0.0.1:80 accepting connections, found no result: bash, nc, python3 and perl are missing; install netcat
            """
        )
    }
}
