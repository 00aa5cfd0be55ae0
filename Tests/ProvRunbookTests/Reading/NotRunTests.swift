import ProvMarkdown
import Testing

@testable import ProvDiagnostics
@testable import ProvRunbook
@testable import ProvText

@Suite("Task lists of plans and templates")
struct PlanningListTests {
    @Test(
        "a list under the heading of a plan is not for the person who runs the document",
        arguments: ["Roadmap", "TODO", "To-do", "Features", "🗺 Road map and TODO", "What's next?", "Type of change"])
    func headings(heading: String) {
        let reading = Reading("# Tool\n\n```bash\nmake\n```\n\n## \(heading)\n\n- [ ] Dark mode\n- [ ] Search\n")
        #expect(reading.ids == ["tool"])
        #expect(reading.runbook.shown.map(\.reason) == [.taskList(.heading(heading))])
        #expect(reading.runbook.shown.map(\.range.start.line) == [9])
    }

    @Test("a list with ticked items, and a template, are plans")
    func ticked() {
        let text = "# Work\n\n- [x] One\n- [ ] Two\n"
        #expect(Reading(text).runbook.shown.map(\.reason) == [.taskList(.ticked)])
        let template = Reading("- [ ] I have read the guide\n", path: ".github/PULL_REQUEST_TEMPLATE.md")
        #expect(template.runbook.shown.map(\.reason) == [.taskList(.file)])
        #expect(template.steps.isEmpty)
    }

    @Test(
        "in a runbook, and elsewhere, tasks are manual steps",
        arguments: [
            "# Failover\n\n- [ ] Call the customer\n",
            "# One week before the planned release\n\n- [ ] Call the customer\n",
            "---\nkind: operation\n---\n\n# TODO\n\n- [ ] Call the customer\n",
            "# Roadmap\n\n- [ ] Call the customer <!-- prov: name=call -->\n",
            "# TODO\n\n```bash {name=x}\ntrue\n```\n\n- [x] Done\n- [ ] Call the customer\n",
            "# Steps\n\n<!-- prov: timeout=5m -->\n\n## TODO\n\n- [ ] Call the customer\n",
        ])
    func manual(text: String) {
        let reading = Reading(text)
        #expect(reading.steps.map(\.title).last == "Call the customer")
        #expect(reading.runbook.shown.isEmpty)
    }

    @Test("a task that holds a block that runs is its title, in a plan too")
    func titles() {
        let reading = Reading("# TODO\n\n- [ ] Build it\n\n  ```bash\n  make\n  ```\n")
        #expect(reading.steps.map(\.title) == ["Build it"])
    }
}

@Suite("Admonitions and tabs of MkDocs")
struct IndentedContainerTests {
    @Test(
        "a fence in one is a fence",
        arguments: [
            "!!! note", "!!! warning \"Mind this\"", "??? tip", "???+ tip \"Open\"", "=== \"Linux\"", "===! \"Linux\"",
            "===+ \"Linux\"", "!!! info inline end",
        ])
    func fences(mark: String) {
        let text =
            "# T\n\nText.\n\n\(mark)\n\n    Do:\n\n    ```bash\n    echo a\n    cat <<EOF\n      x\n    EOF\n    ```\n\nEnd.\n\n    make\n"
        let reading = Reading(text)
        #expect(reading.text(0) == "echo a\ncat <<EOF\n  x\nEOF\n")
        #expect(reading.steps.map(\.range.start) == [TextPosition(line: 9, column: 5)])
        #expect(reading.runbook.shown.map(\.reason) == [.indented])
    }

    @Test("tabs follow one another, nest, and stand in lists")
    func nested() {
        let reading = Reading(
            """
            1.  First

                === "A"

                    ```bash
                    echo a
                    ```

                === "B"

                    !!! note

                        ```bash
                        echo b
                        ```

            ```bash
            echo c
            ```
            """)
        #expect((0..<3).map { reading.text($0) } == ["echo a\n", "echo b\n", "echo c\n"])
    }

    @Test(
        "what only looks like one stays what it is",
        arguments: [
            "!!! wow", "!!! wow\nnot indented", "=== Title\n\n    code", "!!!\n\n    code",
            "```text\n!!! note\n\n    x\n```",
            "    !!! note\n\n        x", "text\n===\n\n    code",
        ])
    func others(text: String) {
        let source = SourceText(path: "x.md", text: text + "\n")
        let github = Document(source, detail: .full)
        let common = Document(source, detail: .full, dialect: .commonMark)
        #expect(github.blocks.map { "\($0.kind)" } == common.blocks.map { "\($0.kind)" })
    }

    @Test("the text of code and HTML that holds a mark is not changed")
    func literals() {
        let reading = Reading("```bash\ncat <<EOF\n!!! note\n\n    x\nEOF\n```\n")
        #expect(reading.text(0) == "cat <<EOF\n!!! note\n\n    x\nEOF\n")
    }
}

@Suite("Mistakes that were dropped without a word")
struct DroppedMistakeTests {
    @Test("a fence that opens inside a block is an error at its place")
    func innerFence() {
        expectDiagnostic(
            "inner-fence", "a fence opens inside the block of line 1",
            in: "```bash {name=a}\necho a\n\n## B\n\n1️⃣```2️⃣bash {name=b}\necho b\n```\n")
        #expect(Reading("````bash\ncat <<EOF\n```bash\nx\n```\nEOF\n````\n").errors.isEmpty)
        #expect(Reading("```bash\necho '```'\n```\n").errors.isEmpty)
    }

    @Test("`yaml check` without braces is a check")
    func bareCheck() {
        let reading = Reading("```bash\ntrue\n```\n\n```yaml check\nport: 80\n```\n")
        #expect(reading.steps.first?.check.count == 1)
        #expect(reading.diagnostics.isEmpty)
    }

    @Test("a role without braces on another language is named")
    func bareRole() {
        expectDiagnostic(
            "foreign-key", "'expect' without braces is ignored on this block", fix: "write {expect}",
            in: "```bash\ntrue\n```\n\n```text 1️⃣expect2️⃣\nx\n```\n")
    }

    @Test("a misspelt role in braces is an error on every language", arguments: ["yml", "text", "json"])
    func nearRoles(language: String) {
        expectDiagnostic(
            "unknown-key", "unknown key 'chek'", fix: "write 'check'",
            in: "```bash\ntrue\n```\n\n```\(language) {1️⃣chek2️⃣}\nport: 80\n```\n")
    }

    /// What a slip of the fingers makes of a word; another letter only of a word that is long enough to be known by the
    /// others.
    private static func slips(of word: String) -> Set<String> {
        let letters = Array(word)
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
        var slips: Set<String> = []
        for index in letters.indices {
            var fewer = letters
            fewer.remove(at: index)
            slips.insert(String(fewer))
            for letter in alphabet {
                var more = letters
                more.insert(letter, at: index)
                slips.insert(String(more))
                var other = letters
                other[index] = letter
                if letters.count > 3 { slips.insert(String(other)) }
            }
            guard index > 0 else { continue }
            var swapped = letters
            swapped.swapAt(index - 1, index)
            slips.insert(String(swapped))
        }
        return slips.filter { BlockKey.named($0) == nil && !ForeignKey.isKnown($0) && !ForeignKey.hasForeignShape($0) }
    }

    @Test(
        "no slip in a key that gives a block its role is taken in silence",
        arguments: ["yaml", "json", "ini", "text", "python", "toml", "sql"])
    func everySlip(language: String) {
        let keys = [
            ("check", ""), ("ensure", ""), ("expect", ""), ("undo", ""), ("fix", ""), ("run", ""), ("file", "=x"),
            ("interpreter", "=x"), ("fix-when", "=x"), ("fix", "=x"),
        ]
        for (key, value) in keys {
            for slip in Self.slips(of: key) {
                let reading = Reading("```bash\ntrue\n```\n\n```\(language) {\(slip)\(value)}\na: 1\n```\n")
                #expect(!reading.diagnostics.isEmpty, "{\(slip)\(value)} on \(language)")
            }
        }
    }

    @Test(
        "attributes of other tools stay silent",
        arguments: [
            "js {1,3-5}", "js {.line-numbers}", "{.python .numberLines}", "yaml {title=\"x\"}", "js {linenos=table}",
            "r {echo=FALSE}", "{r setup, include=FALSE}", "{code-block} python", "{note}", "go {hl_lines=[1,2]}",
            "json {cache}", "text {exec}", "py {cmd=true}", "ts twoslash {3}", "yaml title=\"x\"", "diff fix=1",
        ])
    func foreign(info: String) {
        #expect(Reading("```\(info)\nx\n```\n").diagnostics.isEmpty)
    }

    @Test(
        "front matter behind other lines is an error",
        arguments: ["\n", "\n\n", "<!-- generated -->\n", "<!-- a\nb -->\n\n", "\u{FEFF}\n"])
    func lateFrontMatter(before: String) {
        let reading = Reading(before + "---\nsecrets: {A: {env: A}}\n---\n\n# T\n")
        #expect(reading.errors.map(\.rule) == ["unclosed-front-matter"])
        #expect(
            reading.errors.map(\.headline) == ["front matter is not at the start of the file, so it is read as text"])
        #expect(
            reading.errors.map(\.range.start.line) == [
                before.split(separator: "\n", omittingEmptySubsequences: false).count
            ])
        #expect(Reading(before + "---\n\n# T\n").diagnostics.isEmpty)
    }

    @Test("the word in a comment is read in any case", arguments: ["prov", "Prov", "PROV"])
    func comments(word: String) {
        #expect(Reading("<!-- \(word): name=y -->\n```bash\ntrue\n```\n").ids == ["y"])
        #expect(Reading("<!-- \(word) is great -->\n```bash\ntrue\n```\n").diagnostics.isEmpty)
    }

    @Test("a condition on what is not a choice is an error")
    func choices() {
        let front = "---\nparameters:\n  E: {type: choice, choices: [dev, prod]}\n---\n\n"
        expectDiagnostic(
            "unknown-choice", "'staging' is not a choice of 'E'", fix: "the choices are dev, prod",
            in: front + "```bash {when='1️⃣E == \"staging\"2️⃣'}\ntrue\n```\n")
        for condition in ["E == \"dev\"", "E in [\"dev\", \"prod\"]", "os == \"debian\" || E != \"prod\""] {
            #expect(Reading(front + "```bash {when='\(condition)'}\ntrue\n```\n").errors.isEmpty)
        }
    }

    @Test(
        "one mistake in the keys is one error that says the right form",
        arguments: [
            ("when=os == debian", "write when='os == \"debian\"'"), ("name = a", "write name=a"),
            ("name= a", "write name=a"), ("name=a, timeout=5m", "separate keys with blanks alone"),
            ("needs=\"\" tags=a, b", "write tags=a,b"), ("title=“Install it”", "write title=\"Install it\""),
            ("title=‘Install it’ name=a", "write title=\"Install it\""), ("timeout = 5m name=a", "write timeout=5m"),
        ])
    func forms(keys: String, fix: String) {
        let reading = Reading("```bash {\(keys)}\ntrue\n```\n")
        #expect(reading.diagnostics.map(\.fix) == [fix])
        #expect(reading.steps.count == 1)
    }
}
