import Testing

@Suite("Check of a name")
struct DNSCheckTests {
    /// A host with one resolver.
    enum Resolver: String, CaseIterable, CustomTestStringConvertible {
        case dig, nslookup

        var testDescription: String { rawValue }
    }

    @Test("as programs resolve it", arguments: HostShell.allCases)
    func system(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["NAME": "localhost", "WANTED": "127.0.0.1"])
        #expect(try await host.verdict("dns: $NAME").hasPrefix("pass: expected localhost resolving, found "))
        try await host.expect(
            "dns: {name: localhost, type: A, address: $WANTED, only: true}",
            "pass: expected localhost (A) resolving to only 127.0.0.1, found 127.0.0.1")
        try await host.expect(
            "dns: {name: localhost, type: A, address: [127.0.0.1, 192.0.2.1]}",
            "fail: expected localhost (A) resolving to 127.0.0.1, 192.0.2.1, found 127.0.0.1")
        try await host.expect(
            "dns: no-such-host.invalid", "fail: expected no-such-host.invalid resolving, found it does not resolve")
        try await host.expect(
            "dns: {name: no-such-host.invalid, resolves: false}",
            "pass: expected no-such-host.invalid not resolving, found no answer")
    }

    @Test("records of a name server", arguments: Resolver.allCases, HostShell.allCases)
    func server(resolver: Resolver, shell: HostShell) async throws {
        let port = try await TestServers.shared.ports().dns
        let folder = try TestFolder()
        let host = CheckHost(
            shell: shell, values: ["SERVER": "127.0.0.1:\(port)"],
            path: try await folder.programs(TestFolder.basics + [resolver.rawValue]))
        let at = " at 127.0.0.1:\(port), found "
        try await host.expect(
            "dns: {name: www.example.test, address: 192.0.2.10, server: $SERVER}",
            "pass: expected www.example.test resolving to 192.0.2.10\(at)192.0.2.10, 192.0.2.11")
        try await host.expect(
            "dns: {name: www.example.test, address: 192.0.2.10, only: true, server: $SERVER}",
            "fail: expected www.example.test resolving to only 192.0.2.10\(at)192.0.2.10, 192.0.2.11")
        try await host.expect(
            "dns: {name: example.test, type: MX, address: mail.example.test, server: $SERVER}",
            "pass: expected example.test (MX) resolving to mail.example.test\(at)10 mail.example.test")
        try await host.expect(
            "dns: {name: example.test, type: TXT, address: v=spf1 -all, server: $SERVER}",
            "pass: expected example.test (TXT) resolving to v=spf1 -all\(at)v=spf1 -all")
        try await host.expect(
            "dns: {name: alias.example.test, type: CNAME, address: www.example.test., server: $SERVER}",
            "pass: expected alias.example.test (CNAME) resolving to www.example.test.\(at)www.example.test")
        try await host.expect(
            "dns: {name: none.test, server: $SERVER}", "fail: expected none.test resolving\(at)it does not resolve")
        try await host.expect(
            "dns: {name: none.test, resolves: false, server: $SERVER}",
            "pass: expected none.test not resolving\(at)no answer")
    }

    @Test("a name server that does not answer is no answer of a name", arguments: Resolver.allCases)
    func silence(resolver: Resolver) async throws {
        let port = try await TestServers.shared.ports().closed
        let folder = try TestFolder()
        let host = CheckHost(path: try await folder.programs(TestFolder.basics + [resolver.rawValue]))
        let found = try await host.verdict(
            "dns: {name: www.example.test, resolves: false, server: '127.0.0.1:\(port)'}")
        #expect(
            found.hasPrefix(
                """
                error: expected www.example.test not resolving at 127.0.0.1:\(port), found the name server did not \
                answer
                """
            ))
    }

    @Test("without a resolver it says what to install")
    func missing() async throws {
        let folder = try TestFolder()
        try await CheckHost(path: try await folder.programs(TestFolder.basics)).expect(
            "dns: {name: example.com, type: MX}",
            """
            error: expected example.com (MX) resolving, found no result: neither dig nor nslookup is \
            there; install dnsutils (Debian), bind-utils (RHEL) or bind-tools (Alpine)
            """
        )
    }
}
