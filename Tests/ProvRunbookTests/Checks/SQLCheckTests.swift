import Foundation
import ProvHosts
import ProvRunbook
import Testing

@testable import ProvChecks

@Suite("Check of a database")
struct SQLCheckTests {
    /// A real SQLite database of three customers.
    private func database(_ folder: TestFolder) async throws -> String {
        let file = folder.path + "/app.db"
        let made = try await OneShot.run([
            "sqlite3", file,
            """
            create table customer(id integer, name text); insert into customer values \
            (1,'Ada'),(2,'O''Hara|x'),(3,null);
            """,
        ])
        try #require(made.outcome.ending == .exited(0))
        return file
    }

    @Test("values, rows and texts", arguments: HostShell.allCases)
    func sqlite(shell: HostShell) async throws {
        let folder = try TestFolder()
        let file = try await database(folder)
        let host = CheckHost(shell: shell, values: ["DB": file, "MANY": "3", "NAME": "Ada"])
        try await host.expect(
            "sql: {database: $DB, query: select count(*) from customer, value: $MANY}",
            "pass: expected the query giving value 3, found value 3")
        try await host.expect(
            "sql: {database: $DB, query: select count(*) from customer, value: '> $MANY'}",
            "fail: expected the query giving value > 3, found value 3")
        try await host.expect(
            "sql: {database: $DB, query: select name from customer where id = 2, value: \"O'Hara|x\"}",
            "pass: expected the query giving value O'Hara|x, found value O'Hara|x")
        try await host.expect(
            "sql: {database: $DB, query: select * from customer, rows: '>= $MANY', contains: '1|$NAME', lacks: Grace}",
            """
            pass: expected the query giving >= 3 rows, '1|Ada' in the rows, no 'Grace' in the rows, found 3 rows, \
            it, none
            """
        )
        try await host.expect(
            "sql: {database: $DB, query: \"select id from customer where name = '$NAME'\", value: 1}",
            "pass: expected the query giving value 1, found value 1")
        try await host.expect(
            "sql: {database: $DB, query: select 1, rows: 1}", "pass: expected the query giving 1 row, found 1 row")
        try await host.expect(
            "sql: {database: $DB, query: select 1 where 1 = 2, value: 1}",
            "fail: expected the query giving value 1, found no row")
    }

    @Test("nothing can be changed", arguments: HostShell.allCases)
    func readOnly(shell: HostShell) async throws {
        let folder = try TestFolder()
        let file = try await database(folder)
        let host = CheckHost(shell: shell)
        let found = try await host.verdict("sql: {database: \(file), query: delete from customer}")
        #expect(found.hasPrefix("fail: ") && found.contains("readonly"), "\(found)")
        try await host.expect(
            "sql: {database: \(file), query: select count(*) from customer, value: 3}",
            "pass: expected the query giving value 3, found value 3")
        let wrong = try await host.verdict("sql: {database: \(file), query: select x from none}")
        #expect(
            wrong.hasPrefix("fail: expected query `select x from none` answered, found ")
                && wrong.contains("no such table: none"), "\(wrong)")
        try await host.expect(
            "sql: {database: \(folder.path)/none.db, query: select 1}",
            "fail: expected query `select 1` answered, found \(folder.path)/none.db does not exist")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/none.db"))
    }

    /// A psql that answers with what it was given, as psql 15 would: command line, environment and standard input.
    private static let psql = """
        printf '%s\\n' "args: $*" "password: $PGPASSWORD" "options: $PGOPTIONS" >"$OUT"
        cat >>"$OUT"
        printf '42\\0373\\n'
        """

    @Test("a password reaches psql in its environment alone", arguments: HostShell.allCases)
    func postgres(shell: HostShell) async throws {
        let folder = try TestFolder()
        let out = folder.path + "/out"
        let path = try await folder.programs(TestFolder.basics + ["awk"], own: ["psql": Self.psql])
        let host = CheckHost(shell: shell, values: ["DB_PASSWORD": "hunter2'\"$", "OUT": out], path: path)
        let asked = try await host.ask(
            """
            sql: {database: 'postgresql://app@127.0.0.1:5432/app?sslmode=require', password: $DB_PASSWORD, query: \
            select 42, value: 42}
            """
        )
        #expect(asked.verdict == Verdict(.pass, wanted: "the query giving value 42", found: "value 42"))
        let told = try String(contentsOfFile: out, encoding: .utf8)
        #expect(told.contains("-d postgresql://app@127.0.0.1:5432/app?sslmode=require"))
        #expect(told.contains("password: hunter2'\"$\n"))
        #expect(told.contains("options: -c default_transaction_read_only=on"))
        #expect(told.hasSuffix("select 42\n;\n"))
        #expect(told.components(separatedBy: "hunter2").count == 2)
        #expect(!asked.answer.output.contains("hunter2") && !asked.answer.errors.contains("hunter2"))
    }

    /// psql 15's own words for a server that is not there and for a query that is wrong.
    @Test(
        "what psql complains of",
        arguments: [
            (
                """
                psql: error: connection to server at "127.0.0.1", port 5432 failed: Connection refused
                \tIs the server running on that host and accepting TCP/IP connections?
                """,
                "connection to server at \"127.0.0.1\", port 5432 failed: Connection refused"
            ),
            (
                "psql:<stdin>:2: ERROR:  column \"nothing\" does not exist\nLINE 1: select nothing",
                "ERROR:  column \"nothing\" does not exist"
            ),
        ])
    func complaints(message: String, found: String) async throws {
        let folder = try TestFolder()
        let body = "cat >/dev/null; cat >&2 <<'E'\n\(message)\nE\nexit 2\n"
        let host = CheckHost(path: try await folder.programs(TestFolder.basics, own: ["psql": body]))
        try await host.expect(
            "sql: {database: 'postgres://127.0.0.1/app', query: select 1}",
            "fail: expected query `select 1` answered, found \(found)")
    }

    @Test("a password in a URL is taken out of it", arguments: HostShell.allCases)
    func passwordInURL(shell: HostShell) async throws {
        let folder = try TestFolder()
        let out = folder.path + "/out"
        let path = try await folder.programs(TestFolder.basics + ["awk"], own: ["psql": Self.psql])
        let host = CheckHost(
            shell: shell, values: ["DATABASE_URL": "postgres://app:p%40ss%2Fw@db/app", "OUT": out], path: path)
        let asked = try await host.ask("sql: {database: $DATABASE_URL, query: select 42, rows: 1}")
        #expect(asked.verdict.result == .pass, "\(asked.verdict.found) \(asked.answer.errors)")
        let told = try String(contentsOfFile: out, encoding: .utf8)
        #expect(told.contains("-d postgres://app@db/app"))
        #expect(told.contains("password: p@ss/w\n"))
    }

    /// mysql answers with tabs between columns; a server that is not there is told on standard error, with exit code 1
    /// (8.0).
    @Test("mysql and mariadb", arguments: HostShell.allCases)
    func mysql(shell: HostShell) async throws {
        let folder = try TestFolder()
        let out = folder.path + "/out"
        let mysql =
            "printf '%s\\n' \"args: $*\" \"password: $MYSQL_PWD\" >\"$OUT\"; cat >>\"$OUT\"; printf '8.0.36\\tx\\n'\n"
        let host = CheckHost(
            shell: shell, values: ["PW": "secret-pw", "OUT": out],
            path: try await folder.programs(TestFolder.basics + ["awk"], own: ["mariadb": mysql]))
        try await host.expect(
            "sql: {database: 'mysql://app@db:3307/shop', password: $PW, query: select version(), value: 8.0.36}",
            "pass: expected the query giving value 8.0.36, found value 8.0.36")
        let told = try String(contentsOfFile: out, encoding: .utf8)
        #expect(told.contains("-h db -P 3307 --protocol=tcp -u app -D shop"))
        #expect(
            told.contains("password: secret-pw")
                && told.contains("set session transaction read only;\nselect version()"))
        let failing = "echo \"ERROR 2003 (HY000): Can't connect to MySQL server on 'db:3307' (111)\" >&2; exit 1\n"
        let down = CheckHost(shell: shell, path: try await folder.programs(TestFolder.basics, own: ["mysql": failing]))
        try await down.expect(
            "sql: {database: 'mysql://db:3307/shop', query: select 1}",
            """
            fail: expected query `select 1` answered, found ERROR 2003 (HY000): Can't connect to MySQL server on \
            'db:3307' (111)
            """
        )
    }

    @Test("a client that is missing, and a database that nobody knows", arguments: HostShell.allCases)
    func missing(shell: HostShell) async throws {
        let folder = try TestFolder()
        let host = CheckHost(shell: shell, path: try await folder.programs(TestFolder.basics))
        let wanted = "error: expected query `select 1` answered, found no result: "
        try await host.expect(
            "sql: {database: 'postgres://db/app', query: select 1}",
            wanted + "psql is missing; install postgresql-client")
        try await host.expect(
            "sql: {database: 'mysql://db/app', query: select 1}",
            wanted + "mysql is missing; install default-mysql-client or mariadb-client")
        try await host.expect("sql: {database: /a.db, query: select 1}", wanted + "sqlite3 is missing; install it")
        try await host.expect(
            "sql: {database: 'oracle://db/app', query: select 1}", wanted + "unknown database type oracle")
    }
}
