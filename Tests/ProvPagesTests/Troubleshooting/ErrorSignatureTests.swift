import Testing

@testable import ProvReport
@testable import ProvSite

@Suite("Signatures of errors")
struct ErrorSignatureTests {
    @Test(
        "what differs from time to time is masked",
        arguments: [
            (
                "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (apt)",
                "E: Could not get lock <path>. It is held by process <n> (apt)"
            ),
            ("connect to 10.0.3.17:5432 failed: Connection refused", "connect to <address> failed: Connection refused"),
            (
                "connection to server at \"localhost\" (::1), port 5432 failed",
                "connection to server at \"localhost\" (<address>), port <n> failed"
            ),
            (
                "2026-11-21 03:14:15.123 UTC [812] FATAL:  password authentication failed",
                "<time> UTC [<n>] FATAL: password authentication failed"
            ),
            (
                "curl: (7) Failed to connect to https://example.org:8443/health",
                "curl: (<n>) Failed to connect to <url>"
            ),
            ("container 3f2b9a1c77de is not running", "container <id> is not running"),
            ("pod web-7d9f8b6c5-x2v4q9 not found", "pod <id> not found"),
            ("no such object: 550e8400-e29b-41d4-a716-446655440000", "no such object: <id>"),
            (
                "mktemp: cannot create /tmp/tmp.aB3xY9q1Zz: No space left on device",
                "mktemp: cannot create <path>: No space left on device"
            ),
            ("bash: line 3: apachectl: command not found", "apachectl: command not found"),
        ])
    func masking(line: String, key: String) {
        #expect(ErrorSignature(line).key == key)
    }

    @Test(
        "what names the kind of a failure is not masked",
        arguments: [
            "ORA-01555: snapshot too old", "ERROR: 42P01: relation does not exist", "exit code 127",
            "HTTP 503 Service Unavailable",
            "invalid byte sequence for encoding UTF8", "eth0: link is down", "curl: (and/or) option missing",
        ])
    func kept(line: String) {
        #expect(ErrorSignature(line).key == line)
    }

    @Test("the same error on another day is the same, another error is not")
    func sameness() {
        let one = ErrorSignature("rm: cannot remove '/srv/a/lock': Device or resource busy")
        let other = ErrorSignature("rm: cannot remove '/srv/b/c/pid': Device or resource busy")
        #expect(one.key == other.key && one.slug == other.slug)
        #expect(one.key != ErrorSignature("rm: cannot remove '/srv/a/lock': Permission denied").key)
    }

    @Test("a title shows what all failures share, and has at most 70 characters")
    func title() {
        let lock = ErrorSignature("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (apt)")
        let again = ErrorSignature("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 99 (apt)")
        #expect(
            ErrorSignature.title(of: [lock, again]).hasPrefix(
                "E: Could not get lock …/lock-frontend. It is held by process <n>"))
        #expect(
            ErrorSignature.title(of: [
                ErrorSignature("cat: /srv/a: No such file"), ErrorSignature("cat: /srv/b: No such file"),
            ]) == "cat: <path>: No such file")
        #expect(ErrorSignature.title(of: [ErrorSignature("[12:30:05] FATAL: no")]) == "FATAL: no")
        let long = ErrorSignature(String(repeating: "word ", count: 40))
        #expect(ErrorSignature.title(of: [long]).count <= 70)
        #expect(ErrorSignature.title(of: [ErrorSignature(String(repeating: "x", count: 500))]).count == 70)
    }

    @Test("a name for a page holds nothing that a path cannot")
    func slug() {
        let slug = ErrorSignature("<script>../../etc/passwd</script>: \u{202E}não é 'possível'\u{0}").slug
        #expect(slug.allSatisfy { $0.isLetter && $0.isASCII || $0.isNumber || $0 == "-" })
        #expect(!ErrorSignature("").slug.isEmpty)
    }
}
