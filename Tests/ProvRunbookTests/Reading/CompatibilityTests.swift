import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvDiagnostics
@testable import ProvText

@Suite("Documents of other tools")
struct CompatibilityTests {
    @Test("mechanical-markdown: only what stands in STEP comments runs, with what it expects")
    func mechanicalMarkdown() {
        let reading = Reading(
            """
            # Quickstart

            ```bash
            not a step
            ```

            <!-- STEP
            name: Run the app
            expected_stdout_lines:
              - "== APP == started"
              - "== APP == done"
            output_match_mode: substring
            background: true
            sleep: 5
            timeout_seconds: 60
            expected_return_code: 3
            working_dir: ./app
            -->

            ```bash
            cd app
            ```

            Then:

            ```bash
            dapr run
            ```

            <!-- END_STEP -->
            """)
        #expect(reading.diagnostics.map(\.headline) == ["STEP in the background with 2 blocks"])
        #expect(reading.ids == ["run-the-app", "quickstart", "run-the-app-output"])
        let step = reading.steps[0]
        guard case .console(let blocks) = step.body else {
            Issue.record("no blocks")
            return
        }
        #expect(blocks.map(\.command.text) == ["cd app\n", "dapr run\n"])
        #expect(reading.text(1) == "sleep 5\n")
        #expect(step.title == "Run the app")
        #expect(
            step.options.isBackground && step.options.timeout == .seconds(60) && step.options.expectedExit == 3
                && step.options.cwd == "./app" && step.options.isIsolated && !step.options.isStrict)
        #expect(step.expectations.isEmpty && reading.steps[2].outputOf == step.id)
        let lines = reading.steps[2].expectations.first
        #expect(lines?.judge("x\n== APP == started 1\ny\n== APP == done\n").result == .pass)
        #expect(lines?.judge("== APP == done\n== APP == started\n").result == .fail)
    }

    @Test(
        "mechanical-markdown: comments that it refuses are errors",
        arguments: [
            ("<!-- STEP\nname: x\n-->\n```bash\na\n```\n", "STEP without its end"),
            (
                "<!-- STEP\nname: x\n-->\n```bash\na\n```\n<!-- END_STEP -->\n\n<!-- END_STEP -->\n",
                "END_STEP without a STEP"
            ),
            (
                "<!-- STEP\nname: x\n-->\n```bash\na\n```\n<!-- STEP\nname: y\n-->\n```bash\na\n```\n<!-- END_STEP -->\n",
                "STEP inside of another STEP"
            ),
            (
                "<!-- STEP\nmatch_order: any\n-->\n```bash\na\n```\n<!-- END_STEP -->\n",
                "'match_order' must be sequential or none, not 'any'"
            ),
        ])
    func refusedSteps(text: String, headline: String) {
        #expect(Reading(text).diagnostics.map(\.headline) == [headline])
    }

    @Test("cram: commands, outputs and prose of a .t file")
    func cram() {
        let source = SourceText(
            path: "tests/a.t",
            text: "A title:\n\n  $ echo a \\\n  > b\n  a b\n  \n  $ false\n  [1]\n\nNext\n  $ true\n prose\n")
        let (runbook, diagnostics) = RunbookReader.read(source) { _, _ in .missing("") }
        #expect(diagnostics.isEmpty)
        #expect(runbook.steps.map(\.title) == ["A title:", "Next"])
        guard case .console(let found) = runbook.steps.first?.body else {
            Issue.record("no session")
            return
        }
        #expect(found.map(\.command.text) == ["echo a \\\nb\n", "false\n"])
        #expect(found.map(\.output) == ["a b\n\n", "[1]\n"])
        #expect(found.map(\.exitCode) == [0, 1])
        #expect(found.map { $0.expectation?.dialect } == [.cram, .cram])
        #expect(found.first?.expectation?.range.start == TextPosition(line: 5, column: 3))
        #expect(runbook.parameters.first { $0.name == "TESTFILE" }?.defaultValue == "a.t")
    }

    @Test("cram: an output without its command is an error; a file without commands is not cram's")
    func cramStrays() {
        func headlines(_ text: String) -> [String] {
            RunbookReader.read(SourceText(path: "a.t", text: text)) { _, _ in .missing("") }.diagnostics.map(\.headline)
        }
        #expect(headlines("  x\n  $ true\n") == ["an expected output without a command above it"])
        #expect(headlines("use strict;\n  print 1;\n  print 2;\n") == ["a test without a command"])
    }

    @Test("scrut: a language, its configuration, and '...' as text")
    func scrut() {
        let reading = Reading(
            """
            ```scrut {timeout: 3m 3s, output_stream: combined, environment: {"FOO": "bar"}, wait: {timeout: "1s", path: x}}
            $ echo Foo
            > false
            > echo Baz
            ...
            [...]
            ```
            """)
        #expect(reading.diagnostics.map(\.headline) == [])
        let step = reading.steps[0]
        #expect(step.options.timeout == .seconds(183) && !step.options.isStrict)
        #expect(step.options.environment.map(\.name) == ["FOO"])
        guard case .console(let found) = step.body else { return }
        #expect(found.map(\.output) == ["...\n[...]\n"])
        #expect(found.first?.expectation?.dialect == .scrut && found.first?.expectation?.stream == .both)
    }

    @Test("kramdown: the language under a block")
    func kramdown() {
        let reading = Reading(
            "~~~\nmake\n~~~\n{: .language-bash}\n\n~~~\nok\n~~~\n{: .output}\n\n~~~\nno\n~~~\n{: .error}\n")
        #expect(reading.steps.count == 1)
        #expect(reading.steps.first?.expectations.map(\.text) == ["ok\n"])
    }

    @Test("Runme: every name is one, and its other keys are ignored")
    func runmeNames() {
        let reading = Reading(
            """
            ```sh {"name":"brew update","skipPrompts":"true","terminalRows":"20","category":"a,b","runme.dev/id":"1"}
            brew update
            ```

            ```sh {"name":"brew update","id":"01HF","mimeType":"text/plain","openTerminalOnSuccess":"false"}
            brew upgrade
            ```
            """)
        #expect(reading.diagnostics.map(\.headline) == [])
        #expect(reading.steps.map(\.title) == ["brew update", "brew update"])
        #expect(reading.ids.first == "brew-update" && Set(reading.ids).count == 2)
    }

    @Test("Innovation Engine: similarity comments, and prerequisite links to other runbooks")
    func innovationEngine() {
        let reading = Reading(
            """
            # Deploy

            ## Prerequisites

            - [Create a VM](../vm/create.md) and [sign in](./login.md#top), see [the site](https://example.com/x.md).

            ## Run

            ```azurecli-interactive
            az group create
            ```

            Results:

            <!-- expected_similarity=0.3 -->

            ```JSON
            {"name": "x"}
            ```

            ```bash
            echo 1
            ```

            <!-- expected_similarity="\\d+" -->

            ```text
            1
            ```
            """)
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.runbook.front.needs.map(\.value) == ["../vm/create.md", "./login.md"])
        #expect(reading.steps.map { $0.expectations.map(\.match) } == [[.similarity], [.regex]])
        #expect(reading.steps[0].expectations.first?.threshold == 0.3)
        #expect(reading.steps[1].expectations.first?.text == "\\d+")
    }

    @Test("a README's prerequisite links are no needs")
    func prerequisitesOfReadme() {
        #expect(
            Reading("## Prerequisites\n[Contributing](CONTRIBUTING.md)\n## A\n```sh\na\n```\n").runbook.front.needs
                .isEmpty)
    }

    @Test("Runme: its keys keep their meaning, its front matter is its own")
    func runme() {
        let reading = Reading(
            """
            ---
            runme:
              id: 01HF7B0KJX
              version: v3
            shell: bash
            ---
            ```sh { name=setup cwd=.. interactive=false tag=a,b closeTerminalOnSuccess=false mimeType=text/plain }
            export BUCKET="my-bucket"
            ```
            ```sh {"name":"ask","promptEnv":"true","excludeFromRunAll":"true","background":"true"}
            export BUCKET="my-bucket"
            export TOKEN=[Enter the token]
            echo done
            ```
            """)
        #expect(reading.diagnostics.map(\.headline) == [])
        #expect(reading.ids == ["setup", "ask"])
        #expect(
            reading.steps[0].options.cwd == ".." && !reading.steps[0].options.isInteractive
                && reading.steps[0].options.tags == ["a", "b"])
        #expect(reading.steps[1].options.onlyWhenNamed && reading.steps[1].options.isBackground)
        #expect(reading.runbook.parameters.map(\.name) == ["BUCKET", "TOKEN"])
        #expect(reading.runbook.parameters.map(\.defaultValue) == ["my-bucket", nil])
        #expect(reading.runbook.parameters.last?.about == "Enter the token")
        guard case .script(let script) = reading.steps[1].body else { return }
        #expect(
            script.filled(with: ["BUCKET": "b c", "TOKEN": "t"]) == "export BUCKET='b c'\nexport TOKEN=t\necho done\n")
    }
}
