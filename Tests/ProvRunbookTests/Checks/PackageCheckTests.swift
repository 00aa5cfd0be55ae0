import Foundation
import Testing

@Suite("Check of a package")
struct PackageCheckTests {
    @Test("dpkg, on this machine", arguments: HostShell.allCases)
    func dpkg(shell: HostShell) async throws {
        let status = try String(contentsOfFile: "/var/lib/dpkg/status", encoding: .utf8)
        let entry = try #require(status.components(separatedBy: "\n\n").first { $0.hasPrefix("Package: dash\n") })
        let version = try #require(entry.firstMatch(of: /\nVersion: (.*)/).map { String($0.1) })
        let upstream = try #require(version.firstMatch(of: /^(?:[0-9]+:)?([^-]*)/).map { String($0.1) })
        let host = CheckHost(shell: shell, values: ["NAME": "dash", "VERSION": upstream])
        try await host.expect("package: $NAME", "pass: expected package dash installed, found version \(version)")
        try await host.expect(
            "package: {name: dash, version: $VERSION}",
            "pass: expected package dash \(upstream), found version \(version)")
        try await host.expect(
            "package: {name: dash, version: '=\(version)'}",
            "pass: expected package dash =\(version), found version \(version)")
        try await host.expect(
            "package: {name: dash, version: '< $VERSION'}",
            "fail: expected package dash < \(upstream), found version \(version)")
        try await host.expect(
            "package: no-such-package", "fail: expected package no-such-package installed, found it is not installed")
        try await host.expect(
            "package: {name: no-such-package, version: 1}",
            "fail: expected package no-such-package 1, found it is not installed")
        try await host.expect(
            "package: {name: no-such-package, installed: false}",
            "pass: expected no package no-such-package, found it is not installed")
        try await host.expect(
            "package: {name: dash, installed: false}", "fail: expected no package dash, found version \(version)")
    }

    /// The answers are those of `rpm -q --qf …` on Rocky Linux 9: one line a package that is installed, else its
    /// complaint and 1.
    @Test("rpm", arguments: HostShell.allCases)
    func rpm(shell: HostShell) async throws {
        let folder = try TestFolder()
        let path = try await folder.programs(
            TestFolder.basics,
            own: [
                "rpm": """
                for last; do :; done
                case $last in
                  haproxy) echo 0:2.4.22-3.el9_3;;
                  kernel) printf '%s\\n' 0:5.14.0-362.8.1.el9_3 0:5.14.0-427.13.1.el9_4;;
                  *) echo "package $last is not installed"; exit 1;;
                esac
                """
            ])
        let host = CheckHost(shell: shell, values: ["VERSION": "2.4.22"], path: path)
        try await host.expect(
            "package: {name: haproxy, version: $VERSION, manager: rpm}",
            "pass: expected package haproxy 2.4.22, found version 0:2.4.22-3.el9_3")
        try await host.expect(
            "package: {name: haproxy, version: '>= 2.6', manager: rpm}",
            "fail: expected package haproxy >= 2.6, found version 0:2.4.22-3.el9_3")
        try await host.expect(
            "package: {name: kernel, version: '>= 5.14.0-400', manager: rpm}",
            """
            pass: expected package kernel >= 5.14.0-400, found version 0:5.14.0-362.8.1.el9_3 and \
            0:5.14.0-427.13.1.el9_4
            """
        )
        try await host.expect(
            "package: {name: telnet, manager: rpm}",
            "fail: expected package telnet installed, found it is not installed")
    }

    @Test("a manager that the host has not", arguments: HostShell.allCases)
    func missing(shell: HostShell) async throws {
        let folder = try TestFolder()
        let host = CheckHost(shell: shell, path: try await folder.programs(TestFolder.basics))
        try await host.expect(
            "package: {name: haproxy, manager: rpm}",
            "error: expected package haproxy installed, found no result: rpm is missing")
        try await host.expect(
            "package: {name: haproxy, manager: apk}",
            "error: expected package haproxy installed, found no result: the database of apk cannot be read")
        try await CheckHost(shell: shell, values: ["V": "latest"]).expect(
            "package: {name: dash, version: $V}",
            "error: expected package dash $V, found $V is not a version: 'latest' is not a version")
    }
}
