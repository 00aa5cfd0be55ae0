import Foundation
import ProvRunbook
import Testing

@testable import ProvChecks

@Suite("Check of a port")
struct PortCheckTests {
    @Test("what listens, and where", arguments: HostShell.allCases)
    func listens(shell: HostShell) async throws {
        let port = try await TestServers.shared.ports().http
        let host = CheckHost(shell: shell)
        try await host.expect(
            "port: \(port)", "pass: expected port \(port) listening, found port \(port) listening on 127.0.0.1")
        try await host.expect(
            "port: {number: \(port), address: localhost, only: true}",
            "pass: expected port \(port) listening on only localhost, found port \(port) listening on 127.0.0.1")
        try await host.expect(
            "port: {number: \(port), address: '*'}",
            "fail: expected port \(port) listening on *, found port \(port) listening on 127.0.0.1")
        try await host.expect(
            "port: {number: \(port), listening: false}",
            "fail: expected port \(port) free, found port \(port) listening on 127.0.0.1")
    }

    @Test("a port that is bound but not listened on is free", arguments: HostShell.allCases)
    func free(shell: HostShell) async throws {
        let port = try await TestServers.shared.ports().closed
        try await CheckHost(shell: shell).expect(
            "port: \(port)", "fail: expected port \(port) listening, found nothing listens on \(port)")
        try await CheckHost(shell: shell).expect(
            "port: {number: \(port), listening: false}",
            "pass: expected port \(port) free, found nothing listens on \(port)")
    }

    @Test("udp is another protocol")
    func udp() async throws {
        let ports = try await TestServers.shared.ports()
        try await CheckHost().expect(
            "port: {number: \(ports.dns), protocol: udp}",
            "pass: expected udp port \(ports.dns) listening, found port \(ports.dns) listening on 127.0.0.1")
        #expect(try await CheckHost().ask("port: {number: \(ports.http), protocol: udp}").verdict.result == .fail)
    }

    @Test("number and address may be parameters", arguments: HostShell.allCases)
    func parameters(shell: HostShell) async throws {
        let port = try await TestServers.shared.ports().http
        let host = CheckHost(shell: shell, values: ["PORT": "\(port)", "WHERE": "127.0.0.1"])
        try await host.expect(
            "port: {number: $PORT, address: '${WHERE}'}",
            "pass: expected port \(port) listening on 127.0.0.1, found port \(port) listening on 127.0.0.1")
        try await CheckHost(shell: shell, values: ["PORT": "http"]).expect(
            "port: $PORT",
            "error: expected port $PORT listening, found $PORT is 'http', which is not a whole number")
        try await CheckHost(shell: shell).expect(
            "port: $PORT", "error: expected port $PORT listening, found PORT has no value on the host")
        try await CheckHost(values: ["PORT": "70000"]).expect(
            "port: $PORT", "error: expected port $PORT listening, found 70000 is not a port number")
        try await CheckHost(values: ["WHERE": "db1"]).expect(
            "port: {number: \(port), address: $WHERE}",
            """
            error: expected port \(port) listening on $WHERE, found 'db1' is not an IP address; write the address, not a name
            """
        )
    }

    /// Captured from `ss -Hltn` of Debian 12 and `netstat -an` of FreeBSD 14, as programs that print it; /proc is
    /// hidden by the machine's name.
    @Test(
        "ss and netstat are read where /proc/net is in another order of bytes",
        arguments: [
            (
                "ss",
                """
                cat <<'E'
                LISTEN 0      4096   127.0.0.53%lo:53        0.0.0.0:*
                LISTEN 0      128          [::1]:6010          [::]:*
                LISTEN 0      511              *:80               *:*
                E

                """
            ),
            (
                "netstat",
                """
                cat <<'E'
                tcp4       0      0 127.0.0.53.53          *.*                    LISTEN
                tcp6       0      0 ::1.6010               *.*                    LISTEN
                tcp46      0      0 *.80                   *.*                    LISTEN
                tcp4       0      0 10.0.0.1.22            10.0.0.9.5123          ESTABLISHED
                E

                """
            ),
        ])
    func otherTools(name: String, body: String) async throws {
        let folder = try TestFolder()
        let basics = TestFolder.basics.filter { $0 != "uname" }
        let host = CheckHost(path: try await folder.programs(basics, own: [name: body, "uname": "echo s390x\n"]))
        try await host.expect(
            "port: {number: 53, address: 127.0.0.53}",
            "pass: expected port 53 listening on 127.0.0.53, found port 53 listening on 127.0.0.53")
        try await host.expect("port: 6010", "pass: expected port 6010 listening, found port 6010 listening on ::1")
        try await host.expect(
            "port: {number: 80, address: '*'}", "pass: expected port 80 listening on *, found port 80 listening on ::")
        try await host.expect("port: 22", "fail: expected port 22 listening, found nothing listens on 22")
    }
}
