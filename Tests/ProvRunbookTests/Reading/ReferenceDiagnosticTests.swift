import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics

/// Errors about front matter, includes, names and order: their exact words and places.
@Suite("Diagnostics of the runbook as a whole")
struct ReferenceDiagnosticTests {
    @Test func badFrontMatter() {
        expectDiagnostic(
            "bad-front-matter", "the front matter cannot be read: did not find expected ',' or '}'",
            fix: "fix the YAML syntax, or quote the value",
            in: "---\nparameters: {a: int1️⃣2️⃣\n---\n")
    }

    @Test func badFrontMatterValue() {
        expectDiagnostic(
            "bad-front-matter-value", "'rto' must be a duration, not 'soon'", fix: "write for example 'rto: 15m'",
            in: "---\nobjectives:\n  rto: 1️⃣soon2️⃣\n---\n")
        expectDiagnostic(
            "bad-front-matter-value", "'title' must be one value, not a list", in: "---\ntitle: 1️⃣[2️⃣a]\n---\n")
        expectDiagnostic(
            "bad-front-matter-value", "'requires' must map tools to versions, not be a single value",
            in: "---\nrequires: 1️⃣node2️⃣\n---\n")
        expectDiagnostic(
            "bad-front-matter-value", "'newest' is not a version or a range of versions",
            in: "---\nrequires:\n  nöde: 1️⃣newest2️⃣\n---\n")
        expectDiagnostic(
            "bad-front-matter-value", "secret 'TOKEN' requires a source: env, file, env-file, command or age",
            in: "---\nsecrets:\n  TOKEN: 1️⃣hunter22️⃣\n---\n")
        expectDiagnostic(
            "bad-front-matter-value", "'approvals' must be a whole number",
            in: "---\npolicy:\n  prod: {approvals: 1️⃣some2️⃣}\n---\n")
    }

    @Test func unknownFrontMatterKey() {
        expectDiagnostic(
            "unknown-front-matter-key", "unknown key 'defualt' in parameter 'replicas'", fix: "write 'default'",
            in: "---\nparameters:\n  replicas: {type: int, 1️⃣defualt2️⃣: 3}\n---\n")
        expectDiagnostic(
            "unknown-front-matter-key", "unknown key 'rpt' in objectives",
            in: """
                ---
                objectives: {1️⃣rpt2️⃣: 3m}
                ---

                """)
        expectDiagnostic(
            "unknown-front-matter-key", "unknown key 'window' in a policy",
            in: "---\npolicy: {prod: {1️⃣window2️⃣: x}}\n---\n")
    }

    @Test func misspeltFrontMatterKey() {
        expectDiagnostic(
            "misspelt-front-matter-key", "'paramters' is not a key of prov and is ignored",
            fix: "did you mean 'parameters'?",
            in: "---\ntitle: x\n1️⃣paramters2️⃣:\n  a: int\n---\n")
    }

    @Test func unknownKind() {
        expectDiagnostic(
            "unknown-kind", "unknown kind of runbook 'rolback'", fix: "write 'rollback'",
            in: "---\nkind: 1️⃣rolback2️⃣\n---\n")
    }

    @Test func badParameter() {
        expectDiagnostic(
            "bad-parameter", "invalid default of 'region': 'eus' is not one of eu, us", fix: "write 'eu'",
            in: "---\nparameters:\n  region: {choices: [eu, us], default: 1️⃣eus2️⃣}\n---\n")
        expectDiagnostic(
            "bad-parameter", "unknown parameter type 'integer'",
            in: """
                ---
                parameters:
                  n: {type: 1️⃣integer2️⃣}
                ---

                """)
        expectDiagnostic(
            "bad-parameter", "parameter 'c' has no choices",
            in: """
                ---
                parameters:
                  1️⃣c2️⃣: choice
                ---

                """)
        expectDiagnostic(
            "bad-parameter", "invalid default of 'd': 'later' is not a duration such as 5m",
            in: "---\nparameters:\n  d: {type: duration, default: 1️⃣later2️⃣}\n---\n")
    }

    @Test func duplicateParameter() {
        expectDiagnostic(
            "duplicate-parameter", "duplicate parameter 'POD_NAME'",
            in: "---\nparameters:\n  pod-name: string\n  1️⃣POD_NAME2️⃣: string\n---\n")
    }

    @Test func duplicateName() {
        expectDiagnostic(
            "duplicate-name", "duplicate step name 'a'", fix: "rename one of them",
            in: "```bash {name=a}\ntrue\n```\n```bash {name=1️⃣a2️⃣}\ntrue\n```\n")
    }

    @Test func unknownName() {
        expectDiagnostic(
            "unknown-name", "unknown step 'instal'", fix: "write 'install'",
            in: "```bash {name=install}\ntrue\n```\n```bash {needs=install,1️⃣instal2️⃣}\ntrue\n```\n")
        expectDiagnostic(
            "unknown-name", "unknown step 'b'",
            in: "```bash {name=a}\ntrue\n```\n```bash {undo of=1️⃣b2️⃣}\ntrue\n```\n")
    }

    @Test func needsLeftOut() {
        expectDiagnostic(
            "needs-left-out", "step 'b' can never start: it needs 'a', which does not run",
            in: "```bash {name=a ignore}\ntrue\n```\n```bash {name=b needs=1️⃣a2️⃣}\ntrue\n```\n")
        expectDiagnostic(
            "needs-left-out", "step 'b' can never start: it needs 'a', which does not run",
            in:
                """
                ## Old
                <!-- prov: ignore -->

                ```bash {name=a}
                true
                ```
                ## New
                ```bash {name=b needs=1️⃣a2️⃣}
                true
                ```

                """
        )
    }

    @Test func needsCycle() {
        expectDiagnostic(
            "needs-cycle", "dependency cycle: a → b → a",
            in: "```bash {name=a needs=1️⃣b2️⃣}\ntrue\n```\n```bash {name=b needs=a}\ntrue\n```\n")
        // A step without 'needs' waits for everything above it.
        expectDiagnostic(
            "needs-cycle", "dependency cycle: a → b → a",
            in: "```bash {name=a needs=1️⃣b2️⃣}\ntrue\n```\n```bash {name=b}\ntrue\n```\n")
        expectDiagnostic(
            "needs-cycle", "dependency cycle: a → a", in: "```bash {name=a needs=1️⃣a2️⃣}\ntrue\n```\n")
    }

    @Test func conditions() {
        expectDiagnostic(
            "undefined-parameter", "undefined name 'WITH_TSL' in the condition", fix: "write 'WITH_TLS'",
            in: "---\nparameters:\n  WITH_TLS: bool\n---\n```bash {when=1️⃣WITH_TSL==\"yes\"2️⃣}\ntrue\n```\n")
        expectDiagnostic(
            "unreachable-step", "step 'a' can never run: its condition is always false",
            in: "```bash {name=a when='1️⃣1 == 22️⃣'}\ntrue\n```\n")
    }

    @Test("facts, parameters, captures, secrets and placeholders are known to conditions")
    func knownNames() {
        let reading = Reading(
            """
            ---
            parameters:
              P: string
            secrets:
              S:
            ---
            ```bash {capture=C}
            echo <hole>
            ```
            ```bash {when='os == "a" && P == "b" && C == "c" && S == "d" && HOLE == "e"'}
            true
            ```
            """)
        #expect(reading.diagnostics.map(\.headline) == [])
    }

    @Test func includes() {
        expectDiagnostic(
            "include-not-found", "cannot include './users.md': no such file",
            in: "<!-- prov: include 1️⃣./users.md2️⃣ -->\n")
        expectDiagnostic(
            "include-cycle", "'runbook.md' includes itself", in: "<!-- prov: include 1️⃣runbook.md2️⃣ -->\n",
            files: ["runbook.md": ""])
    }

    @Test("10,000 wrong needs are said quickly, with suggestions for the first few")
    func manyWrongNeeds() {
        let text = (1...10_000).map { "```bash {name=s\($0) needs=t\($0)}\ntrue\n```\n" }.joined()
        #expect(Reading(text).errors.count == 10_000)
    }
}
