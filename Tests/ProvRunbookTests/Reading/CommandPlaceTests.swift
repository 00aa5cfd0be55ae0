import ProvText
import Testing

@testable import ProvRunbook

/// Where in a runbook a command stands that failed.
@Suite("The place of a failed command")
struct CommandPlaceTests {
    private static let source = SourceText(
        path: "a.md", text: "# A\n\n- x\n\n  ```bash\n  one\n  two | three -x |\n    four\n  five <n>; six\n  ```\n")
    private static let text = "one\ntwo | three -x |\n  four\nfive <n>; six\n"

    private static func place(_ line: Int, _ text: String, _ statuses: [Int], filled: String? = nil) -> String {
        let start = TextPosition(line: 6, column: 3)
        let script = Script(
            text: Self.text, language: "bash", interpreter: .session, range: TextRange(start, start))
        return CommandPlace(
            line: line, text: text, statuses: statuses, in: script, filled: filled ?? Self.text, source: source
        ).description
    }

    @Test("it has the line and the column of the member of a pipeline that failed last")
    func pipelines() {
        #expect(Self.place(1, "one", [1]) == "a.md:6:3: one")
        #expect(Self.place(3, "four", [1, 0, 0]) == "a.md:7:3: two")
        #expect(Self.place(3, "four", [1, 2, 0]) == "a.md:7:9: three -x")
        #expect(Self.place(3, "four", [1, 2, 3]) == "a.md:8:5: four")
        #expect(Self.place(4, "six", [1]) == "a.md:9:13: six")
    }

    @Test("a line that was filled has no column")
    func filled() {
        let filled = Self.text.replacing("<n>", with: "a long value")
        #expect(Self.place(4, "five a long value", [1], filled: filled) == "a.md:9: five a long value")
        #expect(Self.place(1, "one", [1], filled: filled) == "a.md:6:3: one")
    }

    @Test("a command of a function is found where its file has it; one that is not there has no line")
    func functions() {
        #expect(Self.place(-2, "x", [1]) == "a.md:3:3: x")
        #expect(Self.place(-2, "elsewhere", [1]) == "`elsewhere`")
        #expect(Self.place(900, "one", [1]) == "`one`")
    }

    @Test(
        "of several commands on a line it is the one whose text bash names",
        arguments: [
            ("test -e a; test -e nope", "test -e nope", "3:12: test -e nope"),
            ("git --version >/dev/null && git status", "git status", "3:29: git status"),
            ("mkdir -p a && cd a; mkdir -p b; mkdir /proc/x", "mkdir /proc/x", "3:33: mkdir /proc/x"),
            ("rm -f a b;  rm a  2>x; rm  nope  2>x", "rm nope 2> x", "3:24: rm  nope"),
            ("echo a >&2; echo  b >&2", "echo b 1>&2", "3:13: echo  b"),
            ("test -e a; test -e a", "test -e a", "3: test -e a"),
            ("one; two", "other --x", "3: other --x"),
            ("one", "other --x", "3:1: one"),
        ])
    func severalOnALine(_ text: String, _ named: String, _ expected: String) {
        let start = TextPosition(line: 3, column: 1)
        let script = Script(text: text, language: "bash", interpreter: .session, range: TextRange(start, start))
        let source = SourceText(path: "a.md", text: "# A\n```bash\n\(text)\n```\n")
        let place = CommandPlace(line: 1, text: named, statuses: [1], in: script, filled: text, source: source)
        #expect(place.description.hasPrefix("a.md:\(expected)"), "\(place.description)")
    }
}
