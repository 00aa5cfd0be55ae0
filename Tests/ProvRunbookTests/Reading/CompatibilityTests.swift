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
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.ids == ["run-the-app", "quickstart"])
        let step = reading.steps[0]
        #expect(reading.text(0) == "cd app\ndapr run\n")
        #expect(reading.text(1) == "sleep 5\n")
        #expect(step.title == "Run the app")
        #expect(
            step.options.isBackground && step.options.timeout == .seconds(60) && step.options.expectedExit == 3
                && step.options.cwd == "./app")
        #expect(step.expectations.first?.judge("x\n== APP == started 1\ny\n== APP == done\n").result == .pass)
        #expect(step.expectations.first?.judge("== APP == done\n== APP == started\n").result == .fail)
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
