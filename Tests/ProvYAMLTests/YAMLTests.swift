import ProvMarkdown
import ProvYAML
import Testing

@testable import ProvText

@Suite("YAML")
struct YAMLTests {
    @Test("nothing but blanks and comments is no document; an empty one is an empty value")
    func empty() throws {
        for text in ["", "\n\n", "# a\n", " \n# b", "\u{FEFF}"] {
            #expect(try YAML.compose(text) == nil, "\(text.debugDescription)")
        }
        #expect(try YAML.compose("---\n")?.scalar?.isNull == true)
    }

    @Test(
        "every style of a scalar",
        arguments: [
            ("a b", "a b", .plain), ("'it''s'", "it's", .singleQuoted),
            (#""a\tb\u00e9\0""#, "a\tb\u{e9}\0", .doubleQuoted),
            ("|\n  a\n   b\n", "a\n b\n", .literal), ("|-\n  a\n", "a", .literal), (">\n  a\n  b\n", "a b\n", .folded),
            ("~", "~", .plain),
        ] as [(String, String, YAMLScalar.Style)])
    func styles(yaml: String, text: String, style: YAMLScalar.Style) throws {
        let scalar = try #require(try YAML.compose(yaml)?.scalar)
        #expect(scalar.text == text)
        #expect(scalar.style == style)
        #expect(scalar.tag == nil)
    }

    @Test("tags are what was written, with the handle expanded")
    func tags() throws {
        let root = try #require(
            try YAML.compose("%TAG !e! !example-\n---\n[!vault a, !!str 1, !e!x b, !<tag:a,b> c, ! 12, plain]\n"))
        #expect(
            root.sequence?.map { $0.scalar?.tag } == [
                "!vault", "tag:yaml.org,2002:str", "!example-x", "tag:a,b", "!", nil,
            ])
    }

    @Test("pairs keep their order, and are found by the text of their key")
    func mapping() throws {
        let mapping = try #require(try YAML.compose("b: 1\n\"a\": [x, y]\n? [k]\n: z\n")?.mapping)
        #expect(mapping.map { $0.key.text } == ["b", "a", nil])
        #expect(mapping["a"]?.sequence?.compactMap(\.text) == ["x", "y"])
        #expect(mapping["c"] == nil)
        #expect(mapping.count == 3)
    }

    // MARK: Places

    /// The nodes in the order they are written, with the text that the range of each covers.
    private static func covered(_ node: YAMLNode, in text: String) -> [String] {
        let source = SourceText(path: "", text: text)
        let line = source.bytes[source.byteRange(ofLine: node.range.start.line)]
        let from = line.startIndex + node.range.start.column - 1
        let to = line.startIndex + node.range.end.column - 1
        let own = String(
            decoding: source.bytes[min(from, source.bytes.count)..<min(to, source.bytes.count)], as: UTF8.self)
        return [own] + (node.sequence ?? []).flatMap { covered($0, in: text) }
            + node.pairs.flatMap { covered($0.key, in: text) + covered($0.value, in: text) }
    }

    @Test(
        "a range is the text of a scalar, in bytes, whatever stands before it",
        arguments: [
            ("a: [b, 'c', \"dé\"]\n", ["a", "a", "[", "b", "'c'", "\"dé\""]),
            ("é: ü\r\n€€: {😀: x}\r\n", ["é", "é", "ü", "€€", "{", "😀", "x"]),
            ("a: |\n  text\n", ["a", "a", "|"]), ("a: 'x\n  y'\n", ["a", "a", "'x"]),
            ("\u{FEFF}a: b", ["a", "a", "b"]), ("a: b\rc: d\r", ["a", "a", "b", "c", "d"]),
            ("a: x\u{85}b: y\u{2028}c: z\n", ["a", "a", "x", "b", "y", "c", "z"]),
        ])
    func ranges(text: String, wanted: [String]) throws {
        #expect(Self.covered(try #require(try YAML.compose(text)), in: text) == wanted)
    }

    @Test("ranges count from where the text begins in its file")
    func start() throws {
        let root = try #require(try YAML.compose("a: é\nb: x\n", at: TextPosition(line: 10, column: 5)))
        #expect(
            root.pairs.map(\.value.range.start) == [
                TextPosition(line: 10, column: 8), TextPosition(line: 11, column: 8),
            ])
        #expect(root.pairs.map(\.value.range.end.column) == [10, 9])
    }

    @Test("an alias is what its anchor names, where that is written")
    func aliases() throws {
        let root = try #require(try YAML.compose("a: &x [1, 2]\nb: *x\nc: &x z\nd: *x\n"))
        #expect(root.mapping?["b"]?.sequence?.compactMap(\.text) == ["1", "2"])
        #expect(root.mapping?["b"]?.range == root.mapping?["a"]?.range)
        #expect(root.mapping?["d"]?.text == "z")
    }

    // MARK: Errors

    @Test(
        "what is wrong, and where",
        arguments: [
            ("a: [1, 2", "did not find expected ',' or ']'", 1, 9, true),
            ("web:\n  hosts: {a\n", "did not find expected ',' or '}'", 3, 1, true),
            ("a: b: c\n", "mapping values are not allowed in this context", 1, 5, false),
            ("é: 'x\n", "found unexpected end of stream", 2, 1, true),
            ("\t- x\n", "found character that cannot start any token", 1, 1, false),
            ("a: é *x\nb: *y", "found undefined alias", 2, 4, false),
            ("a: b\n---\nc: d\n", "more than one document", 2, 1, false),
            ("é: x\u{1}y\n", "control characters are not allowed", 1, 6, false),
            ("a: x\nb: \0\n", "control characters are not allowed", 2, 4, false),
            ("a: &a [*a]\n", "found undefined alias", 1, 8, false),
            ("%YAML 3.0\n--- a\n", "found incompatible YAML document", 1, 1, false),
            ("\"\\q\"", "found unknown escape character", 1, 2, false),
        ] as [(String, String, Int, Int, Bool)])
    func errors(text: String, problem: String, line: Int, column: Int, isAtEnd: Bool) {
        let error = #expect(throws: YAMLError.self) { try YAML.compose(text) }
        #expect(error?.problem == problem)
        let start = TextPosition(line: line, column: column)
        #expect(error?.range == TextRange(start, TextPosition(line: line, column: isAtEnd ? column : column + 1)))
    }

    @Test(
        "a key that is there twice, however it is quoted, is named at its first place",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", ["a"], 1, 1), ("x: {k: 1, \"k\": 2}\n", ["k"], 1, 5),
            ("c: 1\nb: 1\nc: 2\n'b': 2\n", ["b", "c"], 2, 1), ("<<: {}\n<<: {}\n", ["<<"], 1, 1),
            ("- &k a\n- {*k : 1, a: 2}\n", ["a"], 1, 3),
        ] as [(String, [String], Int, Int)])
    func duplicates(text: String, keys: [String], line: Int, column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAML.compose(text) }
        #expect(error?.reason == .duplicateKeys(keys))
        #expect(error?.problem == "duplicate key \(keys.joined(separator: ", "))")
        #expect(error?.range.start == TextPosition(line: line, column: column))
    }

    @Test("keys that differ are no duplicates, and lists as keys are never the same")
    func noDuplicates() throws {
        for text in ["a: 1\nA: 2\n", "1: a\n1.0: b\n", "[a]: 1\n[a]: 2\n", "a: {b: 1}\nc: {b: 2}\n"] {
            #expect(throws: Never.self, "\(text)") {
                try YAML.compose(
                    text.hasPrefix("[") ? "{\(text.split(separator: "\n").joined(separator: ", "))}" : text)
            }
        }
    }

    // MARK: Merging

    @Test(
        "`<<` brings in pairs that the mapping's own win over; of several the first wins",
        arguments: [
            ("{<<: {a: 1, b: 2}, b: 3}", ["a=1", "b=3"]), ("{b: 3, <<: {a: 1, b: 2}}", ["a=1", "b=3"]),
            ("{<<: [{a: 1}, {a: 2, c: 3}]}", ["a=1", "c=3"]),
            ("{<<: {<<: {x: 1}, y: 2}, z: 3}", ["x=1", "y=2", "z=3"]), ("{<<: text, a: 1}", ["a=1"]),
            ("{\"<<\": {x: 1}}", ["<<=?"]), ("{<<: [a, {b: 1}]}", ["b=1"]),
        ])
    func merging(yaml: String, wanted: [String]) throws {
        let pairs = try #require(try YAML.compose("- &base {n: 0}\n- \(yaml)\n", merging: true)?.sequence?.last).pairs
        #expect(pairs.map { "\($0.key.text ?? "")=\($0.value.text ?? "?")" }.sorted() == wanted)
        let unmerged = try #require(try YAML.compose(yaml)?.mapping)
        #expect(unmerged["<<"] != nil, "only where it is asked for")
    }

    // MARK: Types

    @Test(
        "plain scalars have the types of YAML 1.1",
        arguments: [
            ("0644", 420), ("0x1F", 31), ("0b101", 5), ("1_000", 1000), ("-12", -12), ("+7", 7), ("1:30", 90),
            ("190:20:30", 685_230), ("0", 0), ("-0x10", -16),
            ("08", nil), ("0o17", nil), ("1.5", nil), ("52:54:00:12:34:56:99", nil), ("9223372036854775808", nil),
            ("0x-8000000000000000", nil),
            ("-0x-8000000000000000", nil), ("0b+1", nil), ("", nil), ("-", nil), ("0x", nil), ("1:60", nil),
        ] as [(String, Int?)])
    func integers(text: String, wanted: Int?) {
        let place = TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 1))
        #expect(YAMLScalar(text, range: place).integer == wanted)
        #expect(YAMLScalar(text, style: .doubleQuoted, range: place).integer == nil)
    }

    @Test("words of YAML 1.1")
    func words() throws {
        let root = try #require(try YAML.compose("[yes, No, TRUE, off, tRUE, 'yes', y, ~, NULL, null, 'null', '']"))
        #expect(
            root.sequence?.map { $0.scalar?.boolean } == [
                true, false, true, false, nil, nil, nil, nil, nil, nil, nil, nil,
            ])
        #expect(
            root.sequence?.map { $0.scalar?.isNull == true } == [
                false, false, false, false, false, false, false, true, true, true, false, false,
            ])
    }
}
