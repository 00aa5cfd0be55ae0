import ProvHosts
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvText

@Suite("Versions that tools tell, and facts of a host")
struct ToolVersionTests {
    /// As the tools print them.
    @Test(
        "the version in what a tool says",
        arguments: [
            ("bash", "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nCopyright (C) 2022", "5.2.15"),
            ("node", "v16.0.10\n", "16.0.10"), ("git", "git version 2.39.2\n", "2.39.2"),
            ("git", "git version 2.39.3 (Apple Git-146)\n", "2.39.3"),
            ("psql", "psql (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)\n", "15.8"),
            ("psql", "psql (PostgreSQL) 17beta1", "17beta1"),
            (
                "java", "openjdk version \"17.0.2\" 2022-01-18\nOpenJDK Runtime Environment (build 17.0.2+8-86)",
                "17.0.2"
            ), ("java", "java version \"1.8.0_392\"", "1.8.0_392"),
            ("go", "go version go1.21.5 linux/amd64\n", "1.21.5"), ("python3", "Python 3.11.2\n", "3.11.2"),
            ("openssl", "OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)\n", "3.0.15"),
            ("openssl", "OpenSSL 1.1.1w  11 Sep 2023", "1.1.1w"),
            ("mysql", "mysql  Ver 15.1 Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)", "10.11.6-MariaDB"),
            ("mysql", "mysql  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)", "8.0.36"),
            ("nginx", "nginx version: nginx/1.22.1\n", "1.22.1"),
            ("haproxy", "HAProxy version 2.6.12-1+deb12u1 2023/12/16 - https://haproxy.org/", "2.6.12-1+deb12u1"),
            ("ssh", "OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.15", "9.2p1"),
            ("docker", "Docker version 24.0.7, build afdd53b\n", "24.0.7"),
            ("curl", "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1", "7.88.1"),
            ("less", "less 590 (GNU regular expressions)\n", "590"),
            ("kubectl", "Client Version: v1.29.0\nKustomize Version: v5.0.4", "1.29.0"),
            ("perl", "\nThis is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64-linux-gnu", "5.36.0"),
            ("/opt/node/bin/node", "\u{1B}[32mv20.1.0\u{1B}[0m\n", "20.1.0"),
            ("gcc", "gcc (Debian 12.2.0-14) 12.2.0\nCopyright (C) 2022", "12.2.0"), ("jq", "jq-1.6\n", "1.6"),
            ("make", "GNU Make 4.3\nBuilt for x86_64-pc-linux-gnu", "4.3"),
            ("erl", "\"25\"\n", "25"), ("systemctl", "systemd 252 (252.30-1~deb12u2)\n+PAM", "252.30-1~deb12u2"),
            ("silent", "", nil), ("words", "no number here", nil),
        ] as [(String, String, String?)])
    func parses(tool: String, output: String, version: String?) {
        #expect(ToolVersion.parse(ProbeAnswer(exitCode: 0, output: output, errors: ""), tool: tool) == version)
    }

    @Test("a tool that failed has told nothing")
    func failed() {
        #expect(ToolVersion.parse(ProbeAnswer(exitCode: 1, output: "x 1.2.3", errors: ""), tool: "x") == nil)
        #expect(ToolVersion.parse(ProbeAnswer(exitCode: nil, output: "x 1.2.3", errors: ""), tool: "x") == nil)
    }

    @Test(
        "tools of this machine are asked", arguments: HostShell.allCases,
        ["bash", "git", "openssl", "python3", "perl", "sqlite3", "/usr/bin/curl"])
    func asks(shell: HostShell, tool: String) async throws {
        let answer = try await ask(ToolVersion.probe(tool: tool), shell)
        let version = try #require(ToolVersion.parse(answer, tool: tool), "\(answer)")
        #expect(Version(version) != nil)
    }

    @Test("one that is not there ends with 127; a name is never run", arguments: HostShell.allCases)
    func missing(shell: HostShell) async throws {
        for name in ["no-such-tool", "$(echo bash)", "a'b", "; true"] {
            #expect(try await ask(ToolVersion.probe(tool: name), shell).exitCode == 127, "\(name)")
        }
    }

    @Test("every fact that a condition may name", arguments: HostShell.allCases)
    func facts(shell: HostShell) async throws {
        let answer = try await ask(HostFacts.probe, shell)
        let facts = HostFacts.parse(answer.output)
        for name in Condition.facts { #expect(facts[name]?.isEmpty == false, "\(name)") }
        #expect(facts["os"] == "debian" && facts["os_family"] == "debian")
        #expect(facts["kernel"]?.isEmpty == false && facts["user"]?.isEmpty == false)
        #expect(answer.errors == "")
    }

    @Test("facts are read line by line; what is no fact is skipped")
    func parsesFacts() {
        #expect(
            HostFacts.parse("os=debian\r\nnothing\nx=a=b\n=y\nempty=\n") == [
                "os": "debian", "x": "a=b", "": "y", "empty": "",
            ])
    }

    private func ask(_ probe: Probe, _ shell: HostShell) async throws -> ProbeAnswer {
        let result = try await OneShot.run(shell.arguments + [probe.script])
        var code: Int?
        if case .exited(let status) = result.outcome.ending { code = status }
        return ProbeAnswer(
            exitCode: code, output: String(decoding: result.stdout, as: UTF8.self),
            errors: String(decoding: result.stderr, as: UTF8.self))
    }
}
