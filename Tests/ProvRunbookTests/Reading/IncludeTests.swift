import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

@Suite("Includes")
struct IncludeTests {
    @Test("an included file's steps come in its place, under its headings, with the include's defaults")
    func include() {
        let reading = Reading(
            """
            # Setup

            ## Users

            <!-- prov: include ./users.md on=db -->

            ## Next

            ```sh
            b
            ```
            """,
            files: [
                "./users.md":
                    """
                ---
                title: other
                parameters:
                  who: string
                ---
                # Add them

                ```sh {name=add}
                useradd <who>
                ```

                """
            ])
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.ids == ["add", "next"])
        #expect(reading.steps[0].file == "./users.md")
        #expect(reading.steps[0].section.map(\.text) == ["Setup", "Users", "Add them"])
        #expect(reading.steps[0].options.on?.value == "db")
        #expect(reading.steps[1].options.on == nil)
        #expect(reading.runbook.title == "Setup")
        #expect(reading.runbook.parameters.map(\.name) == ["who"])
        #expect(reading.runbook.includes.map(\.path) == ["./users.md"])
    }

    @Test("diagnostics of an included file name that file and its lines")
    func places() throws {
        let reading = Reading(
            "<!-- prov\ninclude: a.md\n-->\n", files: ["a.md": "Text.\n\n```sh {naem=x}\ntrue\n```\n"])
        let diagnostic = try #require(reading.errors.first)
        #expect(diagnostic.file == "a.md")
        #expect(diagnostic.range.start == TextPosition(line: 3, column: 8))
    }

    @Test("includes of includes are asked for with the path of the file they stand in")
    func nested() {
        var asked: [String] = []
        let files = ["a.md": "<!-- prov: include b/c.md -->\n", "b/c.md": "```sh\nx\n```\n"]
        let source = SourceText(path: "main.md", text: "<!-- prov: include a.md -->\n<!-- prov: include a.md -->\n")
        let read = RunbookReader.read(source) { path, from in
            asked.append("\(from) > \(path)")
            return files[path].map { .found(SourceText(path: path, text: $0)) } ?? .missing("gone")
        }
        #expect(asked == ["main.md > a.md", "a.md > b/c.md", "main.md > a.md", "a.md > b/c.md"])
        #expect(read.runbook.steps.count == 2)
        #expect(read.runbook.includes.map(\.path) == ["a.md", "b/c.md"])
    }

    @Test("files that include one another twice are cut off, not read for ever")
    func explosion() {
        let source = SourceText(path: "0.md", text: "<!-- prov: include 1.md -->\n<!-- prov: include 1.md -->\n")
        var asked = 0
        let read = RunbookReader.read(source) { path, _ in
            asked += 1
            let next = (Int(path.dropLast(3)) ?? 0) + 1
            return .found(
                SourceText(path: path, text: "<!-- prov: include \(next).md -->\n<!-- prov: include \(next).md -->\n"))
        }
        #expect(asked <= 1_000)
        #expect(read.diagnostics.contains { $0.rule == "include-too-deep" })
    }
}
