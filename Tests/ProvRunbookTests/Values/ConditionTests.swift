import ProvRunbook
import Testing

@Suite("Conditions")
struct ConditionTests {
    private static let values = [
        "os": "debian", "os_version": "12", "arch": "x86_64", "TLS": "yes", "EMPTY": "", "ZERO": "0", "OFF": "Off",
        "NODE": "16.0.10", "NAME": "web-1", "COUNT": "10",
    ]

    @Test(
        "they hold or do not",
        arguments: [
            ("os == \"debian\"", true), ("os == 'alpine'", false), ("os != \"alpine\"", true),
            ("os==\"debian\"&&arch==\"x86_64\"", true),
            ("TLS", true), ("EMPTY", false), ("ZERO", false), ("OFF", false), ("!TLS", false), ("not EMPTY", true),
            ("!!TLS", true), ("not not TLS", true),
            ("true", true), ("false", false), ("0", false), ("1", true),
            // Versions and numbers are ordered as such, not as texts.
            ("COUNT > 9", true), ("COUNT >= 10", true), ("COUNT < 9", false), ("NODE >= 16", true),
            ("NODE < 16.0.9", false), ("NODE <= 16.0.10", true), ("os_version == 12", true),
            ("NAME =~ /^web/", true), ("NAME =~ '^db'", false), ("NAME =~ /web\\/1/", false),
            ("os in [\"debian\", 'ubuntu']", true), ("os in []", false), ("os in [NAME, os]", true),
            // `&&` binds closer than `||`, `!` closer still.
            ("EMPTY && EMPTY || TLS", true), ("TLS || EMPTY && EMPTY", true), ("(TLS || EMPTY) && EMPTY", false),
            ("!EMPTY && TLS", true), ("!(TLS && EMPTY)", true),
            ("TLS and not EMPTY or false", true), ("(os == 'debian') == true", true), ("  os\n==\t'debian'  ", true),
            ("NAME == 'it\\'s'", false),
            ("defined(NAME)", true), ("defined( EMPTY )", true), ("defined(UNKNOWN)", false),
            ("!defined(UNKNOWN)", true), ("defined(UNKNOWN) && UNKNOWN > 3", false),
        ])
    func evaluates(text: String, holds: Bool) throws {
        #expect(try Condition(parsing: text).evaluate(Self.values) == holds)
    }

    @Test("texts are equal by their bytes; lines of a list end at a newline, with a carriage return or without")
    func bytes() throws {
        let values = ["V": "cafe\u{301}", "LIST": "a\r\ncaf\u{E9}\r\nb\u{2028}c\r\n"]
        for (text, holds) in [
            ("V == 'caf\u{E9}'", false), ("V == 'cafe\u{301}'", true), ("V != 'caf\u{E9}'", true),
            ("V in ['x', 'caf\u{E9}']", false), ("V in ['x', 'cafe\u{301}']", true), ("V in LIST", false),
            ("'caf\u{E9}' in LIST", true), ("'a' in LIST", true), ("'b' in LIST", false), ("'c' in LIST", false),
        ] {
            #expect(try Condition(parsing: text).evaluate(values) == holds, "\(text)")
        }
    }

    @Test("what is on the other side of a decided `&&` or `||` is not asked")
    func shortCircuit() throws {
        #expect(try Condition(parsing: "EMPTY && UNKNOWN").evaluate(Self.values) == false)
        #expect(try Condition(parsing: "TLS || UNKNOWN").evaluate(Self.values) == true)
    }

    @Test("every name is known before anything runs")
    func names() throws {
        #expect(
            try Condition(parsing: "os == \"x\" && (A || !B) || C in [D, 'E'] || F =~ /G/").names == [
                "os", "A", "B", "C", "D", "F",
            ])
        #expect(try Condition(parsing: "true && 1 == '2'").names == [])
        let optional = try Condition(parsing: "defined(A) && !(defined(B) || C)")
        #expect(optional.names == ["C"])
        #expect(optional.optionalNames == ["A", "B"])
    }

    @Test(
        "what is neither true nor false is said in words",
        arguments: [
            ("UNKNOWN", "'UNKNOWN' has no value yet"),
            ("os > 3", "'debian' and '3' cannot be compared: one of them is not a number or a version"),
        ])
    func troubles(text: String, words: String) throws {
        let condition = try Condition(parsing: text)
        let error = #expect(throws: Condition.EvaluationError.self) { try condition.evaluate(Self.values) }
        #expect(error?.description == words)
    }

    @Test(
        "what cannot be read is said with its place and what to write",
        arguments: [
            ("os = 'debian'", 3, "unknown operator '='; write '=='"),
            ("os == 'a' & b", 10, "unknown operator '&'; write '&&'"),
            ("os == 'a' | b", 10, "unknown operator '|'; write '||'"),
            ("os == ", 6, "missing value at the end"),
            ("", 0, "missing value at the end"),
            ("os == debian-12", 6, "'debian-12' is not a name; put text in quotes"),
            ("os == 'debian", 6, "unclosed quote"),
            ("(os == 'a'", 0, "unclosed '('"),
            ("os == 'a')", 9, "unexpected ')'"),
            ("os in 'a'", 6, "missing '[' or the name of a list after 'in'"),
            ("os in ['a'", 6, "unclosed '['"),
            ("defined()", 8, "missing name in 'defined(NAME)'"),
            ("defined(A", 8, "missing ')' after 'defined(A'"),
            ("os =~ web", 6, "missing regular expression after '=~', such as /^web/"),
            ("os =~ /a(/", 8, "invalid regular expression 'a(': unclosed '('"),
            ("a b", 2, "unexpected 'b'"),
            ("== 'a'", 0, "unexpected '=='"),
            ("os == 'ä' é", 11, "unexpected 'é'"),
        ])
    func errors(text: String, offset: Int, message: String) {
        let error = #expect(throws: Condition.ReadingError.self) { try Condition(parsing: text) }
        #expect(error == Condition.ReadingError(offset: offset, message: message))
    }

    @Test(
        "depth and length have an end",
        arguments: [
            String(repeating: "(", count: 3000), String(repeating: "!", count: 3000) + "a",
            String(repeating: "not ", count: 900) + "a", String(repeating: "a || ", count: 2000) + "a",
        ])
    func endless(text: String) {
        #expect(throws: Condition.ReadingError.self) { try Condition(parsing: text) }
    }

    @Test("a chain as long as allowed is read and evaluated")
    func long() throws {
        let condition = try Condition(parsing: String(repeating: "os && ", count: 600) + "os")
        #expect(try condition.evaluate(Self.values))
    }
}
