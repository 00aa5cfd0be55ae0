/// A query gives the answer that is wanted.
enum SQLCheck: CheckKind {
    static let name = "sql"
    static let about = "A query (psql, mysql, sqlite3) gives this value, or at least this many rows. Passwords come from the environment (PGPASSWORD, MYSQL_PWD), never from here."
    static let mainKey = "query"
    static let keys = [
        CheckKey("query", .text, isRequired: true, "the query; give it a value to be compared"),
        CheckKey("database", .text, isRequired: true, "a connection URL without password, `postgresql://user@host:port/name`, or a SQLite file"),
        CheckKey("value", .text, "what the first column of the first row is"),
        CheckKey("rows", .integer, "at least this many rows"),
    ]
    static let example = "sql:\n  database: postgresql://app@127.0.0.1:5432/app\n  query: select count(*) from users\n  value: 3\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let query = try values.required("query")
        let database = try values.required("database")
        let value = values.text("value"), rows = try values.integer("rows")
        if database.contains(/:\/\/[^\/@:]*:[^\/@]+@/) {
            throw CheckReadingError(key: "database", message: "a password does not belong into a runbook; put it into PGPASSWORD by way of 'secrets'")
        }
        let wanted = "`\(query)` to give " + (value.map { "'\($0)'" } ?? "at least \(rows ?? 1) rows")
        let probe = """
            d=\(values.word("database")); q=\(ShellWord.expandable(query))
            case $d in
              postgres*://*) t=psql; set -- psql -w -X -A -t -q -v ON_ERROR_STOP=1 -d "$d" -c "$q";;
              mysql://*) t=mysql; r=${d#mysql://}; u=${r%%@*}; r=${r#*@}; h=${r%%/*}; p=${h#*:}; [ "$p" != "$h" ] || p=3306
                set -- mysql -N -B -u "$u" -h "${h%%:*}" -P "$p" -D "${r#*/}" -e "$q";;
              *) t=sqlite3; [ -f "$d" ] || { echo "code=1"; echo text:; echo "no database file $d"; exit 0; }; set -- sqlite3 -readonly "$d" "$q";;
            esac
            command -v $t >/dev/null 2>&1 || { echo "missing=$t"; exit 0; }
            o=$("$@" 2>&1 </dev/null); echo "code=$?"; echo text:; printf '%s\\n' "$o" | head -c 1000000
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            if let tool = answer["missing"] { return .missing(tool, wanted: wanted) }
            let lines = answer.text.split(separator: "\n")
            guard answer["code"] == "0" else { return .of(false, wanted: wanted, found: lines.first.map(String.init) ?? answer.complaint) }
            if let value {
                let first = lines.first.map { String($0.split(separator: $0.contains("\t") ? "\t" : "|", omittingEmptySubsequences: false).first ?? $0) }
                return .of(first == value, wanted: wanted, found: first.map { "'\($0)'" } ?? "no row")
            }
            return .of(lines.count >= rows ?? 1, wanted: wanted, found: "\(lines.count) rows")
        }
    }
}
