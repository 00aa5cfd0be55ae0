import ProvDiagnostics
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvText

@Suite("Roles of blocks")
struct RoleTests {
    @Test(
        "a block that another tool is asked not to run is not run, and what says so is named",
        arguments: [
            "norun", "no-run", "no_run", "noexec", "notest", "skip", "dont-test", "{skip}", "{eval=false}",
            "{eval=FALSE}",
            "{exec=off}", "{execute=no}", "{.norun}", "{run=false}",
        ])
    func saidNotRun(words: String) throws {
        let reading = Reading("# A\n\n```bash \(words)\nmkdir made\n```\n")
        let isClass = words == "{.norun}"
        #expect(reading.steps.count == (isClass ? 1 : 0), "a class is for a style sheet")
        if isClass { return }
        let word = words.filter { !"{}".contains($0) }
        #expect(reading.runbook.shown.map(\.reason) == [.saidNotRun(word)])
        #expect(Reading("# A\n\n```bash {run}\nmkdir made\n```\n").steps.count == 1)
    }

    @Test(
        "a key of another tool that says no such thing stops nothing",
        arguments: ["{eval=true}", "{skip=false}", "{exec=on}", "{eval}", "{test}", "{norun name=x}"])
    func saidNothing(words: String) {
        #expect(Reading("# A\n\n```bash \(words)\nmkdir made\n```\n").steps.count == 1)
    }

    @Test("the shell blocks of an unannotated README are its steps, in order")
    func readme() {
        let reading = Reading(
            """
            # Tool

            ## Install

            ```bash
            npm ci
            ```

            ## Use

            ```sh
            npm start
            ```

            ```json
            {"shown": "only"}
            ```

            ```
            no language: shown only
            ```

                indented code never runs
            """)
        #expect(reading.ids == ["install", "use"])
        #expect(reading.steps.map(\.title) == ["Install", "Use"])
        #expect(reading.text(0) == "npm ci\n")
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.runbook.title == "Tool")
    }

    @Test(
        "fences in comments, in longer fences, in ignored blocks and in ignored sections never run",
        arguments: [
            "<!--\n```bash\nrm -rf /\n```\n-->\n",
            "````markdown\n```bash\nrm -rf /\n```\n````\n",
            "```bash {ignore}\nrm -rf /\n```\n",
            "<!-- prov: ignore -->\n```bash\nrm -rf /\n```\n",
            """
            ## Old

            <!-- prov: ignore -->

            Text.

            ```bash
            rm -rf /
            ```

            ### Inside

            ```bash
            rm -rf /
            ```

            """,
            "<!-- prov: ignore -->\n\n## Old\n\n```bash\nrm -rf /\n```\n",
            "```sh {\"ignore\": true}\nrm -rf /\n```\n",
            "```python\nprint()\n```\n",
            "```\n  \n```\n\n```bash\n\n```\n",
        ])
    func neverRuns(text: String) {
        let reading = Reading(text)
        #expect(reading.steps.isEmpty)
        #expect(reading.diagnostics.isEmpty)
    }

    @Test("an ignored section ends where the next of its level begins")
    func ignoredSectionEnds() {
        let reading = Reading("## Old\n<!-- prov: ignore -->\n\n```sh\na\n```\n\n## New\n\n```sh\nb\n```\n")
        #expect(reading.ids == ["new"])
    }

    @Test("fences in lists and quotes run like any other")
    func containers() {
        let reading = Reading(
            "1. First:\n\n   ```bash\n   echo one\n     indented\n   ```\n\n> ```bash\n> echo two\n> ```\n")
        #expect(reading.text(0) == "echo one\n  indented\n")
        #expect(reading.text(1) == "echo two\n")
    }

    @Test("a check verifies the step above it, alone it is a step")
    func check() {
        let reading = Reading(
            """
            ## Install
            ```bash
            make install
            ```
            ### Verify
            ```bash {check}
            tool --version
            ```
            ## Health
            ```bash {check name=healthy}
            curl -f http://localhost/
            ```
            """)
        #expect(reading.ids == ["install", "healthy"])
        #expect(reading.steps.map(\.check.count) == [1, 1])
        guard case .checkOnly = reading.steps[1].body else {
            Issue.record("a check alone is a step of its own")
            return
        }
    }

    @Test(
        "a check with a name is a step of its own, directly below a step and below a heading inside of its section too")
    func namedCheck() {
        let reading = Reading(
            """
            ## Install
            ```bash {name=install}
            make install
            ```
            ```bash {check name=proof on=local timeout=5m}
            tool --prove
            ```
            ```output
            proven
            ```
            ```bash {check}
            tool --version
            ```
            ### Verify
            ```yaml {check name=ports}
            port: 80
            ```
            """)
        #expect(reading.ids == ["install", "proof", "ports"])
        #expect(reading.steps.map(\.check.count) == [1, 1, 1])
        #expect(reading.text(0) == "make install\n" && reading.text(1) == nil && reading.text(2) == nil)
        #expect(reading.steps.map(\.expectations.count) == [0, 0, 0])
        #expect(reading.steps[1].options.timeout == .seconds(300))
        #expect(reading.diagnostics.map(\.rule) == [])
    }

    @Test("keys that mean nothing on a check of a step name the way to a step of its own")
    func idleKeysOfChecks() {
        let below = Reading("```sh {name=a}\na\n```\n```sh {check on=web}\nb\n```\n")
        #expect(below.diagnostics.map(\.rule) == ["idle-key"])
        #expect(below.diagnostics.first?.fix?.hasSuffix("without 'of' is a step of its own") == true)
        let elsewhere = Reading("```sh {name=a}\na\n```\n```sh {check of=a name=b}\nb\n```\n")
        #expect(elsewhere.diagnostics.map(\.rule) == ["idle-key"])
        #expect(elsewhere.ids == ["a"])
    }

    @Test("a check of another section does not belong to a step of the one before")
    func checkOfAnotherSection() {
        let reading = Reading("## A\n```sh\na\n```\n## B\n```sh {check}\nb\n```\n")
        #expect(reading.ids == ["a", "b"])
        #expect(reading.steps.first?.check.isEmpty == true)
    }

    @Test("output, expect, undo, fix and of= find their step")
    func attached() {
        let reading = Reading(
            """
            ## Start
            ```bash {name=start}
            ./server
            ```
            ```output
            listening
            ```
            ```text {expect match=contains}
            port
            ```
            ```bash {undo}
            ./stop
            ```
            ### Port in use

            Something else listens on the port.

            ```bash {fix when="Address already in use"}
            fuser -k 80/tcp
            ```
            ## Stop
            ```bash
            true
            ```
            ```bash {undo of=start}
            rm -f pid
            ```
            """)
        #expect(reading.diagnostics.isEmpty)
        let start = reading.steps[0]
        #expect(start.expectations.map(\.match) == [.lines, .contains])
        #expect(start.undo.map(\.text) == ["./stop\n", "rm -f pid\n"])
        #expect(start.fixes.first?.when.value == "Address already in use")
        #expect(start.fixes.first?.symptom == "Port in use")
        #expect(start.fixes.first?.cause == "Something else listens on the port.")
        #expect(reading.steps[1].undo.isEmpty)
    }

    @Test("an output block after a block that does not run is documentation")
    func outputOfShownBlock() {
        let reading = Reading("## A\n```sh\na\n```\n```python\nprint(1)\n```\n```output\n1\n```\n")
        #expect(reading.steps.first?.expectations.isEmpty == true)
        #expect(reading.diagnostics.isEmpty)
    }

    @Test("a file block names its path, mode and owner")
    func file() {
        let reading = Reading("```ini {file=/etc/app.ini mode=0640 owner=root group=app}\n[a]\nb = 1\n```\n")
        guard case .file(let file) = reading.steps.first?.body else {
            Issue.record("no file step")
            return
        }
        #expect(file.path == "/etc/app.ini")
        #expect(file.mode == 0o640)
        #expect(file.owner == "root" && file.group == "app")
        #expect(file.content.text == "[a]\nb = 1\n")
        #expect(reading.diagnostics.isEmpty)
    }

    @Test(
        "run and interpreter make other languages run",
        arguments: [
            ("python {run}", ["python3"]), ("js {run}", ["node"]), ("ruby {run}", ["ruby"]), ("zsh", ["zsh"]),
            ("sql {interpreter=\"psql -f\"}", ["psql", "-f"]), ("python {run interpreter=python3.12}", ["python3.12"]),
        ])
    func interpreters(info: String, command: [String]) {
        let reading = Reading("```\(info)\nx\n```\n")
        guard case .script(let script) = reading.steps.first?.body else {
            Issue.record("\(info) does not run")
            return
        }
        #expect(script.interpreter == .process(command))
    }

    @Test("finally blocks are of the last phase")
    func finally() {
        let reading = Reading("```sh\na\n```\n```sh {finally}\nb\n```\n")
        #expect(reading.steps.map(\.phase) == [.main, .finally])
    }

    @Test("a gate stands where its comment stands")
    func gate() {
        let reading = Reading("## Deploy\n```sh\na\n```\n<!-- prov: approve=oncall count=2 -->\n```sh\nb\n```\n")
        #expect(reading.ids == ["deploy", "deploy-approval", "deploy-2"])
        guard case .gate(let gate) = reading.steps[1].body else {
            Issue.record("no gate")
            return
        }
        #expect(gate.approvers == "oncall" && gate.count == 2)
    }

    @Test("an open task is a manual step, a ticked one is not, one with a block names that block")
    func tasks() {
        let reading = Reading(
            """
            ## Hand-over
            - [ ] Call the customer <!-- prov: name=call needs=x -->
            - [x] Read this
            - [ ] Install it
              ```bash {name=x}
              make install
              ```
            - Not a task
            """)
        #expect(reading.ids == ["call", "x"])
        #expect(reading.steps.map(\.title) == ["Call the customer", "Install it"])
        #expect(reading.steps[0].options.needs?.map(\.value) == ["x"])
    }

    @Test("CRLF files read as others do")
    func crlf() {
        let reading = Reading("---\r\ntitle: T\r\n---\r\n## A\r\n```bash {name=a}\r\necho 1\r\necho 2\r\n```\r\n")
        #expect(reading.text(0) == "echo 1\necho 2\n")
        #expect(reading.runbook.title == "T")
        #expect(reading.ids == ["a"])
    }
}
