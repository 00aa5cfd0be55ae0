import ProvText

/// Statements of SQL that destroy data.
enum SQLStatement {
    private static let objects: Set<String> = [
        "TABLE", "DATABASE", "SCHEMA", "USER", "ROLE", "INDEX", "VIEW", "TABLESPACE", "KEYSPACE",
    ]

    /// The first `DROP TABLE`, `TRUNCATE`, or `DELETE FROM` without `WHERE`, with its UTF-8 offsets.
    static func destruction(in statements: String) -> (what: String, bytes: Range<Int>)? {
        let text = statements.utf8.span
        var previous: (word: String, start: Int)?
        var statementStart: Int?
        var statement: [String] = []
        func judge(end: Int) -> (what: String, bytes: Range<Int>)? {
            guard statement.starts(with: ["DELETE", "FROM"]), !statement.contains("WHERE"), let start = statementStart
            else { return nil }
            return ("DELETE FROM without WHERE", start..<end)
        }
        var index = 0
        while index < text.count {
            if text[index] == ASCII.semicolon {
                if let found = judge(end: index) { return found }
                statement = []
                statementStart = nil
            }
            guard text[index].isLetter else {
                index += 1
                continue
            }
            let start = index
            while index < text.count, text[index].isNameByte { index += 1 }
            let word = text.text(start..<index).uppercased()
            if let before = previous, before.word == "DROP", objects.contains(word) {
                return ("DROP \(word)", before.start..<index)
            }
            if let before = previous, before.word == "TRUNCATE", statement.count == 1 {
                return ("TRUNCATE", before.start..<index)
            }
            previous = (word, start)
            statementStart = statementStart ?? start
            if statement.count < 200 { statement.append(word) }
        }
        return judge(end: text.count)
    }
}
