import ProvText

/// A query answers as it should.
enum SQLCheck: CheckKind {
    static let name = "sql"
    static let about = "A query to PostgreSQL, MySQL (MariaDB) or SQLite returns this value, or this number of rows."
    static let mainKey = "query"
    static let keys =
        [
            CheckKey(
                "database", .text, isRequired: true,
                "`postgresql://user@host:port/name`, `mysql://user@host:port/name`, or the path of a SQLite file"),
            CheckKey("query", .text, isRequired: true, "the query; it runs read-only"),
            CheckKey("password", .text, isSecret: true, "the password, from a secret: `$DB_PASSWORD`"),
            CheckKey("value", .text, "the first column of the first row, or a bound such as `>= 3`"),
            CheckKey("rows", .text, "the number of rows, or a bound such as `>= 1`"),
        ] + TextWants.keys("the rows")
    static let examples = [
        """
        sql:
          database: postgresql://app@127.0.0.1:5432/app
          password: $DB_PASSWORD
          query: select count(*) from customer
          value: ">= 3"

        """,
        "sql: {database: /var/lib/app/app.db, query: pragma integrity_check, value: ok}\n",
    ]
    static let notes = """
        It needs `psql`, `mysql` (or `mariadb`) or `sqlite3` on the host. Query and password are passed on standard input and in the \
        process environment, never on a command line; `$DATABASE_URL` may contain a password too. Columns of a row are joined by `|`.
        """

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let database = try values.required("database")
        let query = try values.required("query")
        if hasPassword(database.written) {
            throw CheckReadingError(
                key: "database", "password in plain text",
                fix: "write 'password: $DB_PASSWORD', and declare the secret in the front matter")
        }
        if let password = values.text("password"), password.literal != nil {
            throw CheckReadingError(
                key: "password", "password in plain text",
                fix: "write 'password: $DB_PASSWORD', and declare the secret in the front matter")
        }
        let value = values.text("value")
        let rows = try values.numberWant("rows")
        let text = TextWants(values)
        if let value, NumberCondition.isBound(value.written) { _ = try values.numberWant("value") }
        var words = [value.map { "value \($0.written)" }, rows.map { SQLCheck.count($0.written) }].compactMap { $0 }
        words += text.words
        let first = query.written.lines.first.map(String.init) ?? ""
        let summary =
            "query `\(first.count > 80 ? first.prefix(79) + "…" : first)`"
            + (words.isEmpty ? " answered" : " giving \(words.joined(separator: ", "))")
        return CheckDefinition(
            summary: summary,
            probe: SQLProbe(database: database, query: query, password: values.text("password")).script
        ) { [words] answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            guard answer.exitCode == 0 else { return .of(false, wanted: wanted, found: complaint(answer)) }
            let found = rowTexts(answer)
            var findings = CheckFindings()
            if let value { try judge(value, found, answer, into: &findings) }
            if let rows {
                let bound = try answer.number(rows)
                findings.want(count(bound.text), bound.accepts(Double(found.count)), found: count("\(found.count)"))
            }
            try text.judge(Array(found.map(shown).joined(separator: "\n").utf8), "in the rows", answer, into: &findings)
            guard !words.isEmpty else { return .of(true, wanted: wanted, found: count("\(found.count)")) }
            return findings.verdict("the query", joint: " giving ")
        }
    }

    private static func count(_ number: String) -> String { number == "1" ? "1 row" : "\(number) rows" }

    private static func judge(
        _ value: CheckText, _ rows: [String], _ answer: CheckAnswer, into findings: inout CheckFindings
    ) throws(CheckTrouble) {
        let wanted = answer.resolve(value)
        guard let row = rows.first else { return findings.want("value \(wanted)", false, found: "no row") }
        let cell =
            row.split(separator: SQLCheck.separator, maxSplits: 1, omittingEmptySubsequences: false).first.map(
                String.init) ?? ""
        let joined = shown(row)
        if NumberCondition.isBound(wanted) {
            let bound = try answer.number(value)
            return findings.want(
                "value \(wanted)", Double(cell).map { bound.accepts($0) } ?? false, found: "value \(cell)")
        }
        let isRow = joined.isSame(as: wanted)
        let value = isRow ? joined : cell
        findings.want(
            "value \(wanted)", cell.isSame(as: wanted) || isRow,
            found: "value \(value.utf8.count > 200 ? value.prefix(199) + "…" : value)")
    }

    /// Between the columns of a row: no text that people keep in a database has it.
    private static let separator: Character = "\u{1F}"

    private static func shown(_ row: String) -> String { row.replacing(bytesOf: "\u{1F}", with: "|") }

    /// mysql writes a tab between columns, and `\t` for one in a value.
    private static func rowTexts(_ answer: CheckAnswer) -> [String] {
        let isTabbed = answer["separator"] == "tab"
        var lines = answer.output.split(separator: ASCII.newline, omittingEmptySubsequences: false).map { line in
            let text = String(decoding: line, as: UTF8.self)
            return isTabbed ? text.replacing(bytesOf: "\t", with: "\u{1F}") : text
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func complaint(_ answer: CheckAnswer) -> String {
        let lines = answer.errors.utf8.split(separator: ASCII.newline).map { String(Substring($0)) }
        let line =
            lines.first { $0.contains("ERROR") || $0.contains("Error") || $0.contains("FATAL") } ?? lines.first
            ?? "exit code \(answer.exitCode ?? -1)"
        return line.replacing(/^psql: ?(?:<stdin>:[0-9]+: )?(?:error: )?/, with: "").trimmingPrefix { $0 == " " }
            .description
    }

    /// `scheme://user:password@host`, where the password is no parameter.
    private static func hasPassword(_ url: String) -> Bool {
        guard let scheme = url.bytes.firstRange(of: "://".bytes) else { return url.has("password=") }
        let rest = url.bytes[scheme.upperBound...]
        let settings = rest.split(whereSeparator: "?& ".utf8.contains).dropFirst().map {
            Substring(decoding: $0, as: UTF8.self)
        }
        let key = "password="
        if settings.contains(where: { $0.begins(with: key) && !$0.begins(with: key + "$") }) { return true }
        guard let at = rest.prefix(while: { !"/?".utf8.contains($0) }).lastIndex(of: UInt8(ascii: "@")),
            let colon = rest[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        let password = rest[(colon + 1)..<at]
        return !password.isEmpty && CheckText(String(decoding: password, as: UTF8.self)).parameters.isEmpty
    }
}
