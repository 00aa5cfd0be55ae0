import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

@Suite("Keys of blocks")
struct KeyTests {
    private func read(_ info: String) -> StepOptions? {
        let reading = Reading("```bash \(info)\ntrue\n```\n")
        #expect(reading.errors.isEmpty, "\(reading.errors.map(\.headline))")
        return reading.steps.first?.options
    }

    @Test("an unknown key is an error in a runbook, and ignored with a warning where nothing is prov's")
    func foreignKeys() {
        let foreign = "```bash {copy-lines=\"1\"}\nmake\n```\n"
        #expect(Reading(foreign).errors.isEmpty)
        #expect(Reading(foreign).steps.count == 1)
        #expect(Reading(foreign).diagnostics.map(\.rule) == ["foreign-key"])
        let unclosed = Reading("```bash {copy-lines=\"1\"\nmake\n```\n")
        #expect(unclosed.errors.isEmpty && unclosed.steps.count == 1)
        for own in ["```bash {timeout=5s}\nls\n```\n", "<!-- prov: timeout=5s -->\n\nText.\n"] {
            #expect(Reading(foreign + "\n" + own).errors.map(\.rule) == ["unknown-key"])
        }
        #expect(Reading("---\nkind: operation\n---\n\n" + foreign).errors.map(\.rule) == ["unknown-key"])
        // A slip is a slip everywhere.
        #expect(Reading("```bash {timeuot=5s}\nmake\n```\n").errors.map(\.rule) == ["unknown-key"])
    }

    @Test("every key of the format reaches its option")
    func all() throws {
        let options = try #require(
            read(
                """
                {on=web as=root timeout=5m until="pg_isready -q" every=2s retries=3 backoff=10s serial="1, 25%" max-fail=1 \
                once \
                capture=A,B cwd=/srv env="LANG=C MSG='two words'" interactive isolated idempotent strict=false \
                detach \
                tags=slow,net excludeFromRunAll=true exit=3}
                """))
        #expect(options.on?.value == "web")
        #expect(options.user?.value == "root")
        #expect(options.timeout == .seconds(300))
        #expect(options.until?.value == "pg_isready -q")
        #expect(options.every == .seconds(2))
        #expect(options.retries == 3)
        #expect(options.backoff == .seconds(10))
        #expect(options.serial == [.count(1), .percent(25)])
        #expect(options.maxFail == .count(1))
        #expect(options.once && options.isInteractive && options.isIsolated && options.isIdempotent)
        #expect(read("{background}")?.isBackground == true)
        #expect(options.isDetached && options.onlyWhenNamed && !options.isStrict)
        #expect(options.captures.map(\.value) == ["A", "B"])
        #expect(options.cwd == "/srv")
        #expect(options.environment.map { "\($0.name)=\($0.value)" } == ["LANG=C", "MSG=two words"])
        #expect(options.tags == ["slow", "net"])
        #expect(options.expectedExit == 3)
    }

    @Test(
        "the JSON object, the comment and its long form are equal spellings",
        arguments: [
            "```bash {name=a timeout=5m interactive tags=x,y}\ntrue\n```\n",
            """
            ```bash {"name": "a", "timeout": "5m", "interactive": true, "tags": ["x", "y"]}
            true
            ```

            """,
            "<!-- prov: name=a timeout=5m interactive tags=x,y -->\n```bash\ntrue\n```\n",
            "<!-- prov\nname: a\ntimeout: 5m\ninteractive\ntags: x, y\n-->\n```bash\ntrue\n```\n",
            "<!-- prov: name=a -->\n<!-- prov: timeout=5m -->\n```sh { interactive=true tag=x,y }\ntrue\n```\n",
            "```bash name=a timeout=5m interactive tags=x,y\ntrue\n```\n",
            "Text.\n\n<!-- prov: name=a timeout=5m interactive tags=x,y -->\n\n```bash\ntrue\n```\n",
            """
            - item

              <!-- prov
              name: a
              timeout: "5m"
              interactive: yes
              tags: x,y
              -->
              ```bash
              true
              ```

            """,
        ])
    func spellings(text: String) {
        let reading = Reading(text)
        #expect(reading.diagnostics.map(\.headline) == [])
        #expect(reading.ids == ["a"])
        #expect(reading.steps.first?.options.timeout == .seconds(300))
        #expect(reading.steps.first?.options.isInteractive == true)
        #expect(reading.steps.first?.options.tags == ["x", "y"])
    }

    @Test(
        "a comment under or before a heading sets defaults for its section and those inside",
        arguments: [
            "## A\n\n<!-- prov: on=web timeout=1m -->\n\n",
            "## A\n<!-- prov: on=web timeout=1m -->\nText.\n",
            "<!-- prov: on=web timeout=1m -->\n## A\n",
        ])
    func sectionDefaults(head: String) {
        let reading = Reading(head + "```sh\na\n```\n### Inside\n```sh {timeout=2m}\nb\n```\n## B\n```sh\nc\n```\n")
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.steps.map { $0.options.on?.value } == ["web", "web", nil])
        #expect(reading.steps.map(\.options.timeout) == [.seconds(60), .seconds(120), nil])
    }

    @Test(
        "what other tools write after a language is left alone",
        arguments: [
            "bash title=\"x\"", "bash {1,3-4}", "bash linenums=\"1\"", "bash {.class #id}", "bash live", "bash copy",
            "sh showLineNumbers",
            "bash {linenos=table,hl_lines=[1,\"3-4\"]}", "shell script", "bash /word/", "bash {copy=false}",
            "bash:title=x", "console {.copy}",
            "bash filename=install.sh", "{.bash .annotate hl_lines=\"2\"}", "bash !#1",
            "sh { mimeType=text/plain id=01HF }", "bash {}",
        ])
    func foreignKeys(info: String) {
        let reading = Reading("```\(info)\n$ true\n```\n")
        #expect(reading.errors.map(\.headline) == [])
        #expect(reading.steps.count == 1)
    }

    @Test(
        "attributes of languages that nothing runs are never errors",
        arguments: [
            "js {1,3} title=\"a.js\"", "jsx live noInline", "js file=./src/x.js", "rust,ignore", "{note}",
            "{code-block} python", "toml {naem=x}",
            "diff {foo=\"unclosed}", "mermaid {timeout=soon}", "{r, echo=FALSE}",
            "python {name=x",
        ])
    func shownLanguages(info: String) {
        let reading = Reading("```sh\na\n```\n```\(info)\nx\n```\n")
        #expect(reading.diagnostics.map(\.headline) == [])
        #expect(reading.steps.count == 1)
    }

    @Test("the title of a bare info string is the step's title")
    func bareTitle() {
        #expect(Reading("```bash title=\"Get it\"\ntrue\n```\n").steps.first?.title == "Get it")
    }

    @Test("a key in braces after the language is exactly where the diagnostic says, whatever stands before it")
    func exactRange() {
        expectDiagnostic(
            "bad-value", "'timeout' must be a duration, not 'soon'",
            in: "- ä\n  ```bash {title=\"ü\"   timeout=\"1️⃣soon2️⃣\"}\n  true\n  ```\n")
    }

    @Test("a step in the background has nothing to capture, and is not kept after the run as well")
    func background() {
        expectDiagnostic(
            "misplaced-key", "the background step 'srv' has not ended when 'capture' takes its output",
            fix: "let it write to a file, and capture that in a step of its own",
            in: "```bash {name=srv background capture=1️⃣Q2️⃣}\nsleep 9\n```\n")
        #expect(
            Reading("```bash {name=srv background detach}\nsleep 9\n```\n").diagnostics.map(\.headline)
                == ["'srv' has 'background' and 'detach'"])
    }
}
