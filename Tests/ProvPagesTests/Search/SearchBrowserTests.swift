import FoundationEssentials
import ProvRunbook
import Testing

@testable import ProvReport
@testable import ProvSite
@testable import ProvText

private let python = ProcessInfo.processInfo.environment["PROV_BROWSER_PYTHON"]

@Suite("Search in a real browser, from the disk", .enabled(if: python != nil))
struct SearchBrowserTests {
    static let pages = [
        searchPage(
            "index.html", "Start here", kind: .home,
            "Everything about the servers of our shop, and what to do when something breaks."),
        searchPage(
            "guides/postgresql.html", "Set up PostgreSQL", kind: .guide,
            """
            A server with PostgreSQL 17, as the shop uses it.
            # Install the packages
            apt-get install postgresql-17
            # Allow connections
            Edit /etc/postgresql/17/main/pg_hba.conf, or clients see: FATAL: no pg_hba.conf entry
            """),
        searchPage(
            "guides/haproxy.html", "Put HAProxy in front", kind: .guide,
            """
            # Configure the frontend
            bind :443 ssl crt /etc/haproxy/site.pem
            # Reload without losing connections
            systemctl reload haproxy
            """),
        searchPage(
            "troubleshooting/no-pg-hba-entry.html", "no pg_hba.conf entry for host", kind: .troubleshooting,
            """
            psql: error: connection to server at "10.1.2.3", port 5432 failed: FATAL:  no pg_hba.conf entry for host "10.1.2.9", user "shop", database "shop", no encryption
            # Fixes
            Add the client's network.
            """),
        searchPage(
            "troubleshooting/connection-refused.html", "Connection refused", kind: .troubleshooting,
            """
            psql: error: connection to server at "10.1.2.3", port 5432 failed: Connection refused
                Is the server running on that host and accepting TCP/IP connections?
            # Fixes
            Start the server.
            """),
        searchPage(
            "troubleshooting/disk.html", "No space left on device", kind: .troubleshooting,
            "cp: error writing '/var/backups/shop.dump': No space left on device"),
        searchPage(
            "notes/größe.html", "Größe der Datenbank",
            "Wie groß die Datenbank ist. 接続エラー also stands here, and CrashLoopBackOff, and "
                + "https://example.org/a/long/address/that/is/shortened?in=the&index"),
    ]

    /// What people type or paste, and the page they look for.
    static let queries: [(String, String?)] = [
        ("haproxy", "guides/haproxy.html"),
        ("hapro", "guides/haproxy.html"),
        ("install postgresql", "guides/postgresql.html"),
        ("GRÖSSE", nil),
        ("größe", "notes/größe.html"),
        ("接続", "notes/größe.html"),
        ("crashloop", "notes/größe.html"),
        ("see https://example.org/a/long/address/that/is/shortened", "notes/größe.html"),
        ("\"no space left\"", "troubleshooting/disk.html"),
        ("xyzzy", nil),
        ("/etc/haproxy/site.pem", "guides/haproxy.html"),
        (
            """
            Nov 21 03:12:44 web7 shop[8812]: psycopg2.OperationalError: connection to server at "10.9.8.7", port 5432 failed: Connection refused
            \tIs the server running on that host and accepting TCP/IP connections?
            """, "troubleshooting/connection-refused.html"
        ),
        (
            """
            Traceback (most recent call last):
              File "/srv/shop/db.py", line 31, in connect
            psycopg2.OperationalError: FATAL:  no pg_hba.conf entry for host "192.168.7.1", user "report", database "shop", no encryption
            """, "troubleshooting/no-pg-hba-entry.html"
        ),
        ("cp: error writing '/mnt/x': No space left on device\r\n", "troubleshooting/disk.html"),
    ]

    @Test("what is typed or pasted finds its page, nothing else is asked for")
    func finds() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "prov-search-\(UInt64.random(in: 0 ... .max))"
        ).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let search = SearchPage.content(contents: "index.html")
        for page in Self.pages + [search] { try write(Array(framed(page).utf8), to: "\(folder)/\(page.path)") }
        for file in SearchIndex.files(pages: Self.pages) { try write(file.bytes, to: "\(folder)/\(file.path)") }
        let script = try #require(FileManager.default.contents(atPath: "\(packageRoot())/site/js/search.js"))
        try write(Array(script), to: "\(folder)/assets/search.js")
        let queries = JSON.array(Self.queries.map { .array([.string($0.0), $0.1.map(JSON.string) ?? .null]) })
        try write(Array(queries.text().utf8), to: "\(folder)/queries.json")
        let result = try run(try #require(python), on: [], ["\(packageRoot())/Tests/Browser/check_search.py", folder])
        #expect(result.code == 0, "\(result.output)")
    }

    private func framed(_ page: PageContent) -> String {
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(page.title)</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'">
        </head><body><main><h1>\(page.title)</h1>\(page.body)</main></body></html>
        """
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            atPath: url.deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}
