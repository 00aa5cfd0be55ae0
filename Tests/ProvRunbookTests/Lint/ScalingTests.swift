import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvLint
@testable import ProvText

/// Reading, linting and planning take time in proportion to the text, whatever it is full of.
///
/// Processor time of this thread alone, ten times the text beside the text: in proportion is 10, its square 100.
@Suite("Ten times the text takes ten times as long", .serialized)
struct ScalingTests {
    struct Construct: Sendable, CustomTestStringConvertible {
        var name: String
        /// So that the smaller text takes long enough to be measured.
        var count = 300
        var text: @Sendable (Int) -> String

        var testDescription: String { name }
    }

    static func repeated(_ count: Int, _ piece: (Int) -> String) -> String { (0..<count).map(piece).joined() }

    static let constructs: [Construct] = [
        Construct(name: "unknown keys in one comment", count: 500) { n in
            "<!-- prov: \(repeated(n) { "k\($0)=v " })-->\n\n```sh\ntrue\n```\n"
        },
        // Ten thousand: the cost of each key is small compared with the cost of reading the comment again for it.
        Construct(name: "known keys in one comment", count: 1_000) { n in
            "# A\n\n<!-- prov: \(repeated(n) { _ in "tags=a " })-->\n\n```sh\ntrue\n```\n"
        },
        Construct(name: "keys behind a fence") { n in "```sh {\(repeated(n) { "k\($0)=v " })}\ntrue\n```\n" },
        Construct(name: "comments before a block") { n in
            repeated(n) { _ in "<!-- prov: tags=a -->\n" } + "```sh\ntrue\n```\n"
        },
        Construct(name: "comments for a section") { n in
            "# A\n\n" + repeated(n) { _ in "<!-- prov: tags=a -->\n\nText.\n\n" }
        },
        Construct(name: "lines that may be output") { n in
            "```sh\ncat <<EOF\n" + repeated(n) { "key\($0): value\n" } + "EOF\n```\n"
        },
        Construct(name: "output below a command") { n in
            "```sh\nget x\nNAME READY\n" + repeated(n) { "a\($0)  1/1\n" } + "```\n"
        },
        Construct(name: "assignments above a prompt") { n in
            "```sh\n" + repeated(n) { "A\($0)=1\n" } + "$ make\n```\n"
        },
        Construct(name: "headings") { n in repeated(n) { "## Part \($0)\n\nText.\n\n" } },
        Construct(name: "fences that are shown") { n in repeated(n) { "```text\nline \($0)\n```\n\n" } },
        Construct(name: "links") { n in repeated(n) { "[a \($0)](https://example.com/\($0)) " } },
        Construct(name: "steps") { n in "# A\n\n" + repeated(n) { "```sh\necho \($0)\n```\n\n" } },
        Construct(name: "steps with state") { n in
            "# A\n\n" + repeated(n) { "```sh\nexport V\($0)=1; cd /tmp\n```\n\n```sh {check}\ntest $V\($0)\n```\n\n" }
        },
        Construct(name: "shells of other hosts") { n in
            "# A\n\n" + repeated(n) { "```sh\nssh host\($0)\n```\n\n```sh\nls\n```\n\n" }
        },
        Construct(name: "named steps with needs") { n in
            "# A\n\n" + repeated(n) { "```sh {name=s\($0)\($0 == 0 ? "" : " needs=s\($0 - 1)")}\necho \($0)\n```\n\n" }
        },
        Construct(name: "steps that need nothing") { n in
            "# A\n\n" + repeated(n) { "```sh {name=s\($0) needs=\"\"}\necho \($0)\n```\n\n" }
        },
        Construct(name: "needs of one step") { n in
            "# A\n\n" + repeated(n) { "```sh {name=s\($0) needs=\"\"}\ntrue\n```\n\n" }
                + "```sh {needs=\"\((0..<n).map { "s\($0)" }.joined(separator: ","))\"}\ntrue\n```\n"
        },
        Construct(name: "tags of one step", count: 2_000) { n in
            "```sh {tags=\((0..<n).map { "t\($0)" }.joined(separator: ","))}\ntrue\n```\n"
        },
        Construct(name: "placeholders") { n in "```sh\n" + repeated(n) { "echo <name-\($0)>\n" } + "```\n" },
        Construct(name: "lines of one script", count: 2_000) { n in
            "```sh\n" + repeated(n) { "sudo systemctl restart web\($0)\n" } + "```\n"
        },
        Construct(name: "one line of a script") { n in "```sh\n" + repeated(n) { "pip install p\($0); " } + "\n```\n" },
        Construct(name: "loops and choices of a file") { n in
            "---\nparameters: {a: {type: list, default: [x]}}\n---\n```ini {file=/a}\n"
                + repeated(n) { _ in "{% for b in a %}\n{{b}} {{a\n{% if b == \"x\" %}{%{%\n{% endif %}\n{% endfor %}\n"
                }
                + "```\n"
        },
        Construct(name: "holes of files beside parameters") { n in
            "---\nparameters:\n" + repeated(n) { "  name\($0): x\n" } + "---\n```ini {file=/a}\n"
                + repeated(n) { "{{neme\($0)}}\n" } + "```\n"
        },
        Construct(name: "placeholders of steps beside parameters") { n in
            "---\nparameters:\n" + repeated(n) { "  name\($0): x\n" } + "---\n"
                + repeated(n) { "```sh\necho {{name\($0)}}\n```\n\n" }
        },
        Construct(name: "tags of a file that never end") { n in
            "```ini {file=/a}\n" + repeated(n) { _ in "{% x {{ y {%" } + "\n```\n"
        },
        Construct(name: "a recorded terminal") { n in "```console\n" + repeated(n) { "$ echo \($0)\n\($0)\n" } + "```\n"
        },
        Construct(name: "prompts of other shells") { n in
            "```bash\n" + repeated(n) { "➜  ~ echo \($0)\nu@h:~$ true\n(venv) $ x\n" } + "```\n"
        },
        Construct(name: "outputs in shell fences") { n in
            repeated(n) { "```bash\nNAME   READY\nweb-\($0)   1/1\n```\n\n```sh\n# comment \($0)\n```\n\n" }
        },
        Construct(name: "one long output", count: 2_000) { n in
            "```bash\n{\n" + repeated(n) { "  \"k\($0)\": 1,\n" } + "}\n```\n"
        },
        Construct(name: "comments that are commands", count: 2_000) { n in
            "```bash\n" + repeated(n) { "# yum install p\($0)\n" } + "```\n"
        },
        Construct(name: "output among commands") { n in
            "```bash\n" + repeated(n) { "echo \($0)\nNAME   READY\n" } + "```\n"
        },
        Construct(name: "admonitions and tabs") { n in
            repeated(n) { "!!! note\n\n    Text.\n\n=== \"Tab \($0)\"\n\n    ```bash\n    true\n    ```\n\n" }
        },
        Construct(name: "marks of admonitions with blank lines") { n in repeated(n) { _ in "!!! note\n\n\n\n\n\n" } },
        Construct(name: "task lists of plans") { n in
            "# Roadmap\n\n" + repeated(n) { "- [ ] Do \($0)\n\nText.\n\n" }
        },
        Construct(name: "fences in HTML") { n in "<details>\n" + repeated(n) { _ in "```bash\ntrue\n```\n" } },
        Construct(name: "keys with blanks and commas") { n in
            "```sh {\(repeated(n) { _ in "tags=a, b name = x " })}\ntrue\n```\n"
        },
        Construct(name: "checks and undos without a step") { n in
            "# A\n\n" + repeated(n) { "```sh {check}\ntest \($0)\n```\n\n" }
                + repeated(n) { _ in "```sh {undo}\ntrue\n```\n\n" }
        },
        Construct(name: "front matter keys") { n in
            "---\nparameters:\n\(repeated(n) { "  p\($0): string\n" })---\n\n# A\n"
        },
        Construct(name: "tasks") { n in "# A\n\n" + repeated(n) { "- [ ] Do \($0)\n" } },
    ]

    @Test("whatever the text is full of", arguments: constructs)
    func proportion(_ construct: Construct) {
        let small = construct.text(construct.count)
        let large = construct.text(construct.count * 10)
        var best = Double.infinity
        // The best of some tries: caches of a busy machine make some of them slower, and none faster.
        for _ in 0..<4 where best >= 25 { best = min(best, Self.seconds(large) / max(Self.seconds(small), 1e-4)) }
        #expect(best < 25, "\(construct.name): ten times as many take \(best) times as long")
    }

    /// Processor time of reading, linting and planning a text.
    private static func seconds(_ text: String) -> Double {
        ProcessorTime.seconds {
            let source = SourceText(path: "a.md", text: text)
            let (runbook, _) = RunbookReader.read(source) { _, _ in .missing("no such file") }
            _ = Linter.lint(runbook)
            _ = Planner.plan(runbook, request: PlanRequest())
        }
    }
}
