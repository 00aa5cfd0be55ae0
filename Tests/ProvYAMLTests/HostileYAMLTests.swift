import ProvMarkdown
import ProvYAML
import Testing

@testable import ProvText

/// Texts that were written to break a reader.
@Suite("Hostile YAML", .timeLimit(.minutes(2)))
struct HostileYAMLTests {
    struct Input: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        /// A part of the problem.
        var problem: String
        var testDescription: String { name }
    }

    private static func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    /// Each anchor stands for `width` times the one before.
    private static func bomb(_ levels: Int, _ width: Int, open: String = "[", close: String = "]") -> String {
        var text =
            "a0: &a0 \(open)\((0..<width).map { open == "[" ? "x" : "k\($0): x" }.joined(separator: ", "))\(close)\n"
        for level in 1...levels {
            let items = (0..<width).map { (open == "[" ? "" : "k\($0): ") + "*a\(level - 1)" }.joined(separator: ", ")
            text += "a\(level): &a\(level) \(open)\(items)\(close)\n"
        }
        return text
    }

    private static func merges(_ levels: Int, _ width: Int) -> String {
        "a0: &a0 {x: 1}\n"
            + (1...levels).map { level in "a\(level): &a\(level) {<<: [\(times(width, "*a\(level - 1), "))]}\n" }
            .joined()
    }

    private static func chain(_ count: Int) -> String {
        "a0: &a0 [x]\n" + (1...count).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
    }

    private static func staircase(_ levels: Int) -> String { (0..<levels).map { times($0, " ") + "a:\n" }.joined() }

    static let broken: [Input] = [
        Input(name: "lists in lists", text: times(1_000_000, "["), problem: "levels deep"),
        Input(name: "mappings in mappings", text: times(200_000, "{a: "), problem: "levels deep"),
        Input(name: "dashes", text: times(200_000, "- "), problem: "levels deep"),
        Input(name: "keys of keys", text: times(200_000, "? "), problem: "levels deep"),
        Input(name: "a staircase", text: staircase(3000), problem: "levels deep"),
        Input(name: "depth made of aliases", text: chain(100_000), problem: "levels deep"),
        Input(name: "one alias too large", text: bomb(9, 10), problem: "more than a million values"),
        Input(
            name: "one alias too large, of mappings", text: bomb(9, 10, open: "{", close: "}"),
            problem: "more than a million values"),
        Input(
            name: "many aliases too large together", text: bomb(4, 10) + "b: [\(times(100_000, "*a4, "))]\n",
            problem: "more than five million values"),
        Input(name: "merges", text: merges(9, 10), problem: "million values"),
        Input(
            name: "a tag with a huge handle",
            text: "%TAG !e! tag:\(times(100_000, "x"))\n--- [\(times(10_000, "!e!x a, "))]\n",
            problem: "tag is too long"),
        Input(
            name: "two keys among many", text: (0..<50_000).map { "k\($0): 1\n" }.joined() + "k7: 2\n",
            problem: "duplicate key k7"),
        Input(name: "NUL", text: "a: \0b\n", problem: "control characters"),
        Input(name: "NUL alone", text: "\0", problem: "control characters"),
        Input(name: "escape sequences", text: "a: \u{1B}[31m\n", problem: "control characters"),
        Input(name: "a tab as indentation", text: "a:\n\tb: 1\n", problem: "cannot start any token"),
        Input(name: "a quote without end", text: "a: \"" + times(200_000, "x\n "), problem: "unexpected end"),
        Input(name: "a single quote without end", text: "a: 'b", problem: "unexpected end"),
        Input(name: "a surrogate", text: "\"\\uD800\"", problem: "invalid Unicode character"),
        Input(name: "beyond Unicode", text: "\"\\U00110000\"", problem: "invalid Unicode character"),
        Input(name: "a tag that is no UTF-8", text: "!%ff x", problem: "UTF-8"),
        Input(name: "an alias without name", text: "*", problem: "alphabetic"),
        Input(name: "an alias of nothing", text: "- *nothing", problem: "undefined alias"),
        Input(name: "a recursive alias", text: "&a {b: *a}", problem: "undefined alias"),
        Input(name: "closing brackets", text: "]]]]", problem: "did not find expected"),
        Input(name: "documents", text: times(100_000, "---\n"), problem: "more than one document"),
        Input(
            name: "a key that is too long", text: times(2000, "k") + " : 1\nb: c\n",
            problem: "mapping values are not allowed"),
    ]

    @Test("each ends in one error that says where", arguments: broken)
    func refused(input: Input) {
        for merging in [false, true] {
            let error = #expect(throws: YAMLError.self) { try YAML.compose(input.text, merging: merging) }
            #expect(error?.problem.contains(input.problem) == true, "\(error?.problem ?? "")")
            guard let start = error?.range.start else { continue }
            let source = SourceText(path: "", text: input.text)
            #expect((1...source.lineStarts.count).contains(start.line))
            #expect((1...source.byteRange(ofLine: start.line).count + 1).contains(start.column))
        }
    }

    @Test("depth and aliases within the limits are read, to the last level")
    func allowed() throws {
        func height(_ node: YAMLNode) -> Int {
            1 + ((node.sequence ?? []) + node.pairs.map(\.value)).reduce(0) { max($0, height($1)) }
        }
        let limit = YAML.depthLimit
        #expect(
            try height(#require(try YAML.compose(Self.times(limit, "[") + "x" + Self.times(limit, "]")))) == limit + 1)
        #expect(throws: YAMLError.self) {
            try YAML.compose(Self.times(limit + 1, "[") + "x" + Self.times(limit + 1, "]"))
        }
        // The mapping of the anchors is a level too.
        #expect(try height(#require(try YAML.compose(Self.chain(limit - 2)))) == limit + 1)
        #expect(throws: YAMLError.self) { try YAML.compose(Self.chain(limit - 1)) }
        #expect(throws: Never.self) { try YAML.compose(Self.bomb(5, 10)) }
        #expect(try YAML.compose(Self.merges(5, 10), merging: true)?.mapping?["a5"]?.pairs.count == 1)
    }

    @Test("a huge scalar is a scalar")
    func huge() throws {
        let text = Self.times(5_000_000, "é")
        #expect(try YAML.compose("a: \(text)\n")?.mapping?["a"]?.text == text)
        #expect(
            try YAML.compose("- |\n" + Self.times(200_000, "  line\n"))?.sequence?.first?.text?.utf8.count == 1_000_000)
    }

    @Test("bytes that are no UTF-8, repaired as readers of files repair them, are text")
    func invalid() throws {
        let text = String(decoding: [0x61, 0x3A, 0x20, 0xFF, 0xC3, 0x0A] as [UInt8], as: UTF8.self)
        #expect(try YAML.compose(text)?.mapping?["a"]?.text == "\u{FFFD}\u{FFFD}")
    }
}
