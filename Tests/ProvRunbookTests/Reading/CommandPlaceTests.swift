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
}
