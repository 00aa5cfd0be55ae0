import Foundation
import Testing

/// Real accounts of every Debian: root, daemon (uid 1, group daemon), mail; the group tty (5).
@Suite("Checks of users and groups")
struct AccountCheckTests {
    @Test("users", arguments: HostShell.allCases)
    func users(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["WHO": "daemon", "HOMES": "/usr"])
        try await host.expect("user: root", "pass: expected user root, found it is")
        try await host.expect(
            "user: {name: $WHO, uid: 1, group: daemon, home: $HOMES/sbin, shell: /usr/sbin/nologin, groups: $WHO}",
            """
            pass: expected user daemon with uid 1, primary group daemon, home /usr/sbin, shell /usr/sbin/nologin, \
            group daemon, found uid 1, primary group daemon, home /usr/sbin, shell /usr/sbin/nologin, groups daemon
            """
        )
        try await host.expect(
            "user: {name: daemon, shell: /bin/bash, groups: [daemon, sudo]}",
            "fail: expected user daemon with shell /bin/bash, group sudo, found shell /usr/sbin/nologin, groups daemon")
        try await host.expect(
            "user: nobody-of-that-name", "fail: expected user nobody-of-that-name, found no such user")
        try await host.expect("user: {name: daemon, exists: false}", "fail: expected no user daemon, found it exists")
        try await host.expect(
            "user: {name: guest-x, exists: false}", "pass: expected no user guest-x, found no such user")
        try await CheckHost(shell: shell, values: ["WHO": "1"]).expect(
            "user: {name: daemon, uid: $WHO}", "pass: expected user daemon with uid 1, found uid 1")
    }

    @Test("a user's number is no name", arguments: HostShell.allCases)
    func numbers(shell: HostShell) async throws {
        try await CheckHost(shell: shell).expect("user: '0'", "fail: expected user 0, found no such user")
        try await CheckHost(shell: shell).expect("group: '0'", "fail: expected group 0, found no such group")
    }

    @Test("groups", arguments: HostShell.allCases)
    func groups(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["MEMBER": "daemon", "GID": "5"])
        try await host.expect("group: root", "pass: expected group root, found it is")
        try await host.expect("group: {name: tty, gid: $GID}", "pass: expected group tty with gid 5, found gid 5")
        try await host.expect(
            "group: {name: daemon, members: $MEMBER}",
            "pass: expected group daemon with member daemon, found member daemon")
        try await host.expect(
            "group: {name: mail, members: [daemon, nobody-x]}",
            "fail: expected group mail with member daemon, member nobody-x, found daemon in daemon, no user nobody-x")
        try await host.expect(
            "group: {name: docker-x, exists: false}", "pass: expected no group docker-x, found no such group")
        try await host.expect("group: docker-x", "fail: expected group docker-x, found no such group")
    }

    @Test("without getent the files are read", arguments: HostShell.allCases)
    func files(shell: HostShell) async throws {
        let folder = try TestFolder()
        let host = CheckHost(shell: shell, path: try await folder.programs(TestFolder.basics))
        try await host.expect("user: {name: daemon, uid: 1}", "pass: expected user daemon with uid 1, found uid 1")
        try await host.expect("group: {name: tty, gid: 6}", "fail: expected group tty with gid 6, found gid 5")
        try await host.expect("user: nobody-x", "fail: expected user nobody-x, found no such user")
    }
}
