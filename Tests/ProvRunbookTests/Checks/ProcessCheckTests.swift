import Foundation
import Testing

@Suite("Check of a process")
struct ProcessCheckTests {
    @Test("by name and by command line", arguments: HostShell.allCases)
    func running(shell: HostShell) async throws {
        let pid = try await TestServers.shared.ports().pid
        let user = NSUserName()
        let folder = TestServers.shared.certificate.split(separator: "/").dropLast().last.map(String.init) ?? ""
        let host = CheckHost(shell: shell, values: ["WHO": user, "FOLDER": folder, "MANY": "1"])
        // Other tests have the folder on their command lines, but not this script.
        let written = "'servers[.]py .*$FOLDER'"
        let pattern = "/servers[.]py .*\(folder)/"
        try await host.expect(
            "process: {matches: \(written), user: $WHO, count: $MANY}",
            "pass: expected 1 processes \(pattern) of user \(user), found 1 process (pid \(pid))")
        try await host.expect(
            "process: {name: python3, matches: \(written)}",
            "pass: expected process python3 \(pattern), found 1 process (pid \(pid))")
        try await host.expect(
            "process: {matches: \(written), count: 1}",
            "pass: expected 1 process \(pattern), found 1 process (pid \(pid))")
        try await host.expect(
            "process: {matches: \(written), count: '>= 2'}",
            "fail: expected >= 2 processes \(pattern), found 1 process (pid \(pid))")
        try await host.expect(
            "process: {matches: \(written), user: nobody}",
            "fail: expected process \(pattern) of user nobody, found only as user \(user)")
        try await host.expect(
            "process: {matches: \(written), running: false}",
            "fail: expected no process \(pattern), found 1 process (pid \(pid))")
    }

    @Test("the shell that asks is never the answer", arguments: HostShell.allCases)
    func asking(shell: HostShell) async throws {
        let host = CheckHost(shell: shell)
        // The pattern itself stands on the asking shell's command line.
        try await host.expect(
            "process: {matches: nobody-runs-this-here}",
            "fail: expected process /nobody-runs-this-here/, found no such process")
        try await host.expect(
            "process: no-such-program-anywhere",
            "fail: expected process no-such-program-anywhere, found no such process")
        try await host.expect(
            "process: {name: no-such-program-anywhere, running: false}",
            "pass: expected no process no-such-program-anywhere, found no such process")
    }
}
