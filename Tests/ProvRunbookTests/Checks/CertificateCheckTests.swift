import Testing

@Suite("Check of a certificate")
struct CertificateCheckTests {
    @Test("a file: validity, names and issuer", arguments: HostShell.allCases)
    func file(shell: HostShell) async throws {
        _ = try await TestServers.shared.ports()
        let good = TestServers.shared.certificate
        let expired = TestServers.shared.expired
        let host = CheckHost(shell: shell, values: ["NAME": "www.example.test", "DAYS": "30"])
        let asked = try await host.verdict(
            "certificate: {source: \(good), days: $DAYS, names: [localhost, $NAME, 127.0.0.1], issuer: Prov Test}")
        #expect(
            asked.hasPrefix(
                """
                pass: expected certificate of \(good) valid for 30 more days, for localhost, for www.example.test, \
                for 127.0.0.1, of issuer Prov Test, found valid until 20
                """
            ))
        let short = try await host.verdict("certificate: {source: \(good), days: 365}")
        #expect(short.hasPrefix("fail: expected certificate of \(good) valid for 365 more days, found valid until 20"))
        // 100 in the very second in which it was made.
        #expect(short.hasSuffix(", for 99 more days") || short.hasSuffix(", for 100 more days"), "\(short)")
        try await host.expect(
            "certificate: \(expired)", "fail: expected certificate of \(expired) valid, found expired on 2020-01-31")
        // A `*` is for one label.
        try await host.expect(
            "certificate: {source: \(good), names: [example.test, a.b.example.test, \"${NAME}.org\"]}",
            """
            fail: expected certificate of \(good) for example.test, for a.b.example.test, for www.example.test.org, found for localhost, *.example.test, 127.0.0.1, for localhost, *.example.test, 127.0.0.1, for \
            localhost, *.example.test, 127.0.0.1
            """
        )
    }

    @Test("DER as well as PEM, and what is no certificate", arguments: HostShell.allCases)
    func formats(shell: HostShell) async throws {
        _ = try await TestServers.shared.ports()
        let host = CheckHost(shell: shell)
        #expect(try await host.verdict("certificate: \(TestServers.shared.derCertificate)").hasPrefix("pass: "))
        let folder = try TestFolder()
        let file = try folder.write("no.pem", "nothing\n")
        try await host.expect(
            "certificate: \(file)", "fail: expected certificate of \(file) valid, found no certificate in it")
        try await host.expect(
            "certificate: \(folder.path)/none",
            "fail: expected certificate of \(folder.path)/none valid, found no such file")
    }

    @Test("trust in the chain", arguments: HostShell.allCases)
    func trust(shell: HostShell) async throws {
        _ = try await TestServers.shared.ports()
        let good = TestServers.shared.certificate
        let host = CheckHost(shell: shell)
        let unknown = try await host.verdict("certificate: {source: \(good), trusted: true}")
        #expect(
            unknown == "fail: expected certificate of \(good) trusted, found not trusted: 18 self-signed certificate")
        #expect(
            try await host.verdict("certificate: {source: \(good), trusted: true, cacert: \(good)}").contains(
                "trusted, found valid until"))
        try await host.expect(
            "certificate: {source: \(good), trusted: true, cacert: /none.pem}",
            """
            error: expected certificate of \(good) valid, trusted, found no result: /none.pem cannot \
            be read
            """
        )
    }

    @Test("of a server", arguments: HostShell.allCases)
    func server(shell: HostShell) async throws {
        let ports = try await TestServers.shared.ports()
        let host = CheckHost(shell: shell, values: ["AT": "127.0.0.1:\(ports.https)"])
        #expect(
            try await host.verdict("certificate: {source: $AT, days: 30, names: localhost}").hasPrefix(
                "pass: expected certificate of 127.0.0.1:\(ports.https) valid for 30 more days, for localhost, found "))
        try await host.expect(
            "certificate: localhost:\(ports.expired)",
            "fail: expected certificate of localhost:\(ports.expired) valid, found expired on 2020-01-31")
        try await host.expect(
            "certificate: {source: 'localhost:\(ports.wrong)', names: localhost}",
            "fail: expected certificate of localhost:\(ports.wrong) for localhost, found for other.example.test")
        #expect(
            try await host.verdict("certificate: {source: $AT, trusted: true}").contains(
                " trusted, found not trusted: 18 (self-signed certificate)"))
        try await host.expect(
            "certificate: 127.0.0.1:\(ports.closed)",
            "fail: expected certificate of 127.0.0.1:\(ports.closed) valid, found connection refused")
        try await host.expect(
            "certificate: no-such-host.invalid:443",
            """
            error: expected certificate of no-such-host.invalid:443 valid, found no result: the name \
            no-such-host.invalid cannot be resolved
            """
        )
        let plain = try await host.verdict("certificate: 127.0.0.1:\(ports.http)")
        #expect(plain.hasPrefix("fail: expected certificate of 127.0.0.1:\(ports.http) valid, found no TLS"))
    }

    @Test("without openssl it says so")
    func missing() async throws {
        let folder = try TestFolder()
        try await CheckHost(path: try await folder.programs(TestFolder.basics)).expect(
            "certificate: /a.pem",
            "error: expected certificate of /a.pem valid, found no result: openssl is missing; install it")
    }
}
