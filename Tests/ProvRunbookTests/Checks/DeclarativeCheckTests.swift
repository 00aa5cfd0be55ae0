import Foundation
import ProvHosts
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvDiagnostics
@testable import ProvText

@Suite("Declarative checks as they are written")
struct DeclarativeCheckTests {
    static let kinds = CheckRegistry.all.map { $0.name }

    @Test("every kind's examples are checks of that kind", arguments: kinds)
    func examples(name: String) throws {
        let kind = try #require(CheckRegistry.kind(named: name))
        #expect(!kind.examples.isEmpty)
        for example in kind.examples {
            let checks = try CheckHost.read(example)
            #expect(checks.map(\.kind) == [name], "\(example)")
        }
    }

    @Test("every probe is a script that any shell can read", arguments: kinds, HostShell.allCases)
    func syntax(name: String, shell: HostShell) async throws {
        for example in try #require(CheckRegistry.kind(named: name)).examples {
            let check = try #require(CheckHost.read(example).first)
            let result = try await OneShot.run(shell.arguments.dropLast() + ["-n", "-c", check.probe.script])
            #expect(result.outcome.ending == .exited(0))
            #expect(String(decoding: result.stderr, as: UTF8.self) == "")
        }
    }

    @Test(
        "every kind can be asked on this machine; none breaks, none says what it was not asked", arguments: kinds,
        HostShell.allCases)
    func asked(name: String, shell: HostShell) async throws {
        let folder = try TestFolder()
        // Those of other machines would be waited for.
        for example in try #require(CheckRegistry.kind(named: name)).examples
        where !example.contains("10.0.0.5") && !example.contains("1.1.1.1") && !example.contains("example.com") {
            let host = CheckHost(shell: shell, values: ["DB_PASSWORD": "hunter2"], directory: folder.path)
            let asked = try await host.ask(example.replacing(/\ \ until: .*\n/, with: ""))
            #expect(!asked.verdict.wanted.isEmpty && !asked.verdict.found.isEmpty)
            #expect(!asked.answer.errors.contains("syntax error"), "\(asked.answer.errors)")
            #expect(
                !asked.answer.output.contains("hunter2") && !asked.verdict.wanted.contains("hunter2")
                    && !asked.verdict.found.contains("hunter2"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test(
        "secrets that are sent are neither printed nor part of the script",
        arguments: [
            "http: {url: 'http://127.0.0.1:1/', request-headers: {Authorization: Bearer $TOKEN}}",
            "http: {url: 'http://127.0.0.1:1/', data: 'password=$TOKEN'}",
            "sql: {database: 'postgresql://a@127.0.0.1:1/x', password: $TOKEN, query: select 1}",
        ])
    func secrets(yaml: String) async throws {
        for shell in HostShell.allCases {
            let asked = try await CheckHost(shell: shell, values: ["TOKEN": "hunter2-secret"]).ask(yaml)
            for text in [
                asked.answer.output, asked.answer.errors, asked.check.probe.script, asked.check.summary,
                asked.verdict.wanted, asked.verdict.found,
            ] {
                #expect(!text.contains("hunter2"), "\(text)")
            }
            #expect(asked.check.parameters.map(\.value) == ["TOKEN"])
        }
        let missing = try await CheckHost().ask(yaml)
        #expect(missing.verdict.result == .error)
        #expect(missing.verdict.found == "TOKEN has no value on the host")
    }

    @Test("a dollar sign that is none of a parameter stays; a backslash keeps it")
    func dollars() async throws {
        let host = CheckHost(values: ["X": "v"])
        try await host.expect(
            "command: {run: 'echo \"cost: 5\\$ \\$X\"', stdout: 'cost: 5$ \\$X'}",
            "pass: expected `echo \"cost: 5\\$ \\$X\"` with 'cost: 5$ $X' in its output, found it")
        try await host.expect(
            "command: {run: echo v, matches: '^v$'}",
            "pass: expected `echo v` with a match of /^v$/ in its output, found it")
    }

    @Test(
        "whatever state the steps have left the shell in, the answer is the same", arguments: [HostShell.bash, .dash])
    func sessionState(shell: HostShell) async throws {
        let ports = try await TestServers.shared.ports()
        let folder = try TestFolder()
        let file = try folder.write("a b", "x = 1\n")
        let common =
            """
            set -euf; set -C; IFS=/; umask 777; PATH=/usr/bin; LC_ALL=tr_TR.UTF-8; LANG=de_DE; \
            GREP_OPTIONS=--color=always; export LC_ALL LANG GREP_OPTIONS

            """
        let own =
            shell == .bash
            ? "set -o pipefail; shopt -s nullglob failglob nocasematch extglob; shopt -s expand_aliases\n" : ""
        for yaml in [
            "port: \(ports.http)", "port: \(ports.closed)", "tcp: 127.0.0.1:\(ports.closed)",
            "tcp: no-such-host.invalid:1", "http: http://127.0.0.1:\(ports.http)/none",
            "http: https://localhost:\(ports.https)/",
            "dns: no-such-host.invalid", "certificate: \(TestServers.shared.expired)",
            "certificate: localhost:\(ports.wrong)", "file: {path: '\(file)', mode: '0600', contains: y, owner: root}",
            "file: '\(folder.path)/none'",
            "user: daemon", "user: none-x", "group: {name: mail, members: none-x}", "mount: /proc",
            "mount: '\(folder.path)'", "package: dash", "package: none-x",
            "kernel-param: {name: kernel.ostype, value: x}",
            "process: no-such-program", "service: none-x", "command: {tool: bash}",
        ] {
            let plain = try await CheckHost(shell: shell).verdict(yaml)
            let changed = try await CheckHost(shell: shell).verdict(yaml, after: common + own)
            #expect(changed == plain)
        }
    }

    @Test("lists are several checks, `until` beside them is for all")
    func lists() throws {
        let checks = try CheckHost.read("port: [80, 443]\nservice: haproxy\nuntil: 30s\nevery: 250ms\n")
        #expect(checks.map(\.summary) == ["port 80 listening", "port 443 listening", "service haproxy running"])
        #expect(checks.map(\.until) == [.seconds(30), .seconds(30), .seconds(30)])
        #expect(checks.map(\.every) == [.milliseconds(250), .milliseconds(250), .milliseconds(250)])
        #expect(try CheckHost.read("- port: 80\n- port: 443\n  until: 5s\n").map(\.until) == [nil, .seconds(5)])
    }

    @Test("an answer that never came is no verdict")
    func noAnswer() throws {
        for name in Self.kinds {
            let example = try #require(CheckRegistry.kind(named: name)?.examples.first)
            let check = try #require(CheckHost.read(example).first)
            #expect(check.judge(ProbeAnswer(exitCode: nil, output: "", errors: "")).result == .error)
            let empty = check.judge(ProbeAnswer(exitCode: 0, output: "", errors: "sh: not found"))
            #expect(empty.result != .pass || name == "command" || name == "sql", "\(name): \(empty)")
        }
    }

    @Test(
        "what is wrong is said with its place and what to write",
        arguments: [
            ("1️⃣prot2️⃣: 80", "unknown check 'prot'", "write 'port'"),
            ("1️⃣url2️⃣: http://a", "unknown check 'url'", "'url' is a key of 'http': indent it below"),
            ("port: {1️⃣numbr2️⃣: 80}", "unknown key 'numbr' of check 'port'", "write 'number'"),
            ("1️⃣port2️⃣: {address: 127.0.0.1}", "check 'port' requires 'number'", "write for example 'port: 5432'"),
            ("port: 1️⃣http2️⃣", "'number' must be a whole number, not 'http'", nil),
            ("port: 1️⃣800002️⃣", "'number' must be a number from 1 to 65535, not '80000'", nil),
            ("port: {number: 80, listening: 1️⃣maybe2️⃣}", "'listening' must be true or false, not 'maybe'", nil),
            (
                "port: {number: 80, until: 1️⃣soon2️⃣}", "'until' must be a duration, not 'soon'",
                "write for example 'until: 30s'"
            ),
            ("port: {number: 80, protocol: 1️⃣tpc2️⃣}", "'protocol' must be one of tcp, udp, not 'tpc'", "write 'tcp'"),
            (
                "file: {path: /x, mode: 1️⃣rw-2️⃣}", "'mode' must be an octal mode, not 'rw-'",
                "write for example 'mode: \"0640\"'"
            ),
            (
                "file: {path: /x, sha256: 1️⃣abc2️⃣}", "check 'file' cannot be read: invalid SHA-256 digest 'abc'",
                "write the 64 digits that sha256sum prints"
            ),
            (
                "file: {path: /x, matches: 1️⃣\"a(\"2️⃣}", "invalid regular expression 'a(': unclosed '('",
                "escape special characters with a backslash"
            ),
            (
                "package: {name: x, version: 1️⃣newest2️⃣}", "'version' must be a version or a range, not 'newest'",
                "write for example 'version: \">= 15\"'"
            ),
            (
                "http: 1️⃣127.0.0.1:80802️⃣", "check 'http' cannot be read: '127.0.0.1:8080' is not an http or https URL",
                "write for example 'http: http://127.0.0.1:8080'"
            ),
            (
                "http: {url: http://a, status: 1️⃣ok2️⃣}", "check 'http' cannot be read: invalid HTTP status 'ok'",
                "write for example 'status: 200' or 'status: 2xx'"
            ),
            (
                "tcp: 1️⃣db12️⃣", "check 'tcp' cannot be read: 'db1' is not HOST:PORT",
                "write for example 'tcp: db1.example.com:5432'"
            ),
            (
                "sql: {database: 1️⃣\"postgres://a:b@c/d\"2️⃣, query: select 1}",
                "check 'sql' cannot be read: password in plain text",
                "write 'password: $DB_PASSWORD', and declare the secret in the front matter"
            ),
            (
                "sql: {database: 1️⃣\"postgres://a:b@\u{301}c/d\"2️⃣, query: select 1}",
                "check 'sql' cannot be read: password in plain text",
                "write 'password: $DB_PASSWORD', and declare the secret in the front matter"
            ),
            (
                "sql: {database: 1️⃣\"postgres://a@c/d?sslmode=off&password=x\"2️⃣, query: select 1}",
                "check 'sql' cannot be read: password in plain text",
                "write 'password: $DB_PASSWORD', and declare the secret in the front matter"
            ),
            (
                "sql: {database: /a, query: select 1, rows: 1️⃣many2️⃣}",
                "check 'sql' cannot be read: 'rows' must be a number or a bound, not 'many'",
                "write for example 'rows: \">= 2\"'"
            ),
            (
                "mount: {path: /, free: 1️⃣lots2️⃣}", "check 'mount' cannot be read: invalid size 'lots'",
                "write for example 'free: 5G' or 'free: 10%'"
            ),
            (
                "1️⃣command2️⃣: {exit: 0}", "check 'command' cannot be read: it needs 'run' or 'tool'",
                "write for example 'command: haproxy -c -f /etc/haproxy/haproxy.cfg'"
            ),
            (
                "user: {name: a, exists: 1️⃣false2️⃣, uid: 5}",
                "check 'user' cannot be read: 'exists: false' cannot be combined with other keys", nil
            ),
            ("1️⃣port2️⃣:", "check 'port' has no value", "write number, as in 'port: 5432'"),
            (
                "1️⃣just text2️⃣", "a check must be a kind with its values, not a single value",
                "write for example 'port: 5432'"
            ),
            ("1️⃣[2️⃣]", "the list of checks is empty", "write for example '- port: 5432'"),
        ] as [(String, String, String?)])
    func diagnostics(marked: String, headline: String, fix: String?) throws {
        let text = MarkedText(marked)
        let (checks, diagnostics) = DeclarativeCheckReader.read(
            yaml: text.text, start: TextPosition(line: 1, column: 1), file: "a.md")
        #expect(checks.isEmpty)
        #expect(diagnostics.map(\.headline) == [headline])
        #expect(diagnostics.first?.range.start == text.range("1️⃣", "2️⃣")?.start)
        if let fix { #expect(diagnostics.first?.fix == fix) }
    }

    @Test(
        "YAML that is broken, huge or nested without end is one message",
        arguments: [
            "port: [80", "port: 80\nport: 81", "a: &a [*a, *a]", "\u{0}", "\t- x",
            String(repeating: "[", count: 100_000), String(repeating: "- ", count: 5000),
            String(repeating: "x", count: 300_000), "- ? - ? - :", "!!binary x: y", "port: !!int {}", "*x",
        ])
    func brokenYAML(yaml: String) {
        let (checks, diagnostics) = DeclarativeCheckReader.read(
            yaml: yaml, start: TextPosition(line: 3, column: 5), file: "a.md")
        #expect(checks.isEmpty)
        #expect(!diagnostics.isEmpty)
        #expect(diagnostics.allSatisfy { $0.range.start.line >= 3 })
    }

    @Test("docs/reference/checks.md is what the kinds say; PROV_WRITE_REFERENCES=1 writes it anew and fails")
    func reference() throws {
        try expectReference("docs/reference/checks.md", CheckReference.markdown())
    }
}
