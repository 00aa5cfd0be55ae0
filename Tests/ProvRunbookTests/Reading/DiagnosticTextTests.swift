import ProvMarkdown
import ProvRunbook
import Testing

/// Every error of the format: its exact words and its exact place.
@Suite("Diagnostics of reading")
struct ReadingDiagnosticTests {
    @Test func unknownKey() {
        expectDiagnostic(
            "unknown-key", "unknown key 'naem'", fix: "write 'name'", in: "```bash {1️⃣naem2️⃣=install}\ntrue\n```\n")
        expectDiagnostic(
            "unknown-key", "unknown key 'tiemout'", fix: "write 'timeout'",
            in: "<!-- prov: 1️⃣tiemout2️⃣=5m -->\n```bash\ntrue\n```\n")
        expectDiagnostic(
            "unknown-key", "unknown key 'wibble'", fix: "remove it; `prov reference format` lists the keys",
            in: "<!-- prov\nname: x\n1️⃣wibble2️⃣: 1\n-->\n```bash\ntrue\n```\n")
        expectDiagnostic("unknown-key", "unknown key 'naem'", in: "```bash {\"1️⃣naem2️⃣\": \"x\"}\ntrue\n```\n")
    }

    @Test func foreignKey() {
        expectDiagnostic(
            "foreign-key", "'timeuot' is not a key of prov and is ignored",
            fix: "did you mean 'timeout'?",
            in: "```bash 1️⃣timeuot2️⃣=5m\ntrue\n```\n")
    }

    @Test func badAttribute() {
        expectDiagnostic(
            "bad-attribute", "value of 'title' has no closing \"", fix: "close the quote",
            in: "```bash {title=1️⃣\"2️⃣Install}\ntrue\n```\n")
        expectDiagnostic(
            "bad-attribute", "unclosed '{'", fix: "add '}' at the end", in: "```bash 1️⃣{2️⃣name=x\ntrue\n```\n")
        expectDiagnostic(
            "bad-attribute", "blanks around '='", fix: "write once=true",
            in: "```bash {once 1️⃣=2️⃣ true}\ntrue\n```\n")
        expectDiagnostic("bad-attribute", "'name' has no value", in: "```bash {\"1️⃣name2️⃣\"}\ntrue\n```\n")
    }

    @Test func missingValue() {
        expectDiagnostic(
            "missing-value", "key 'timeout' requires a value", fix: "write for example timeout=5m",
            in: "```bash {1️⃣timeout2️⃣}\ntrue\n```\n")
        expectDiagnostic(
            "missing-value", "key 'on' requires a value", fix: "write for example on=web",
            in: "```bash {1️⃣on2️⃣=\"\"}\ntrue\n```\n")
    }

    @Test(
        "values that their keys do not take",
        arguments: [
            ("timeout", "soon", "a duration"), ("retries", "many", "a whole number"),
            ("retries", "-1", "a whole number"),
            ("exit", "300", "an exit code from 0 to 255"), ("serial", "0", "numbers or percentages above 0"),
            ("serial", "120%", "numbers or percentages above 0"), ("serial", "1,x", "numbers or percentages above 0"),
            ("max-fail", "120%", "a number or a percentage"),
            ("once", "perhaps", "true or false"), ("env", "1A=x", "NAME=value pairs"),
        ])
    func badValue(key: String, value: String, needs: String) {
        expectDiagnostic(
            "bad-value", "'\(key)' must be \(needs), not '\(value)'", in: "```bash {\(key)=1️⃣\(value)2️⃣}\ntrue\n```\n")
    }

    @Test(
        "a command given to a key that makes its block an undo, a check or an output is not taken for one",
        arguments: ["run", "check", "ensure", "expect", "undo", "fix"])
    func contentOfAKey(key: String) {
        let text = "```bash {name=a}\ntrue\n```\n\n```bash {name=b \(key)=\"1️⃣rm -r x2️⃣\"}\nmkdir x\n```\n"
        expectDiagnostic("bad-value", "'\(key)' must be true or false, not 'rm -r x'", in: text)
        #expect(Reading(MarkedText(text).text).steps.map(\.id.rawValue) == ["a", "b"])
    }

    @Test func badNames() {
        expectDiagnostic(
            "bad-value", "'name' must be letters, digits, '.', '_' and '-', not 'my step'",
            in: "```bash {name=\"1️⃣my step2️⃣\"}\ntrue\n```\n")
        expectDiagnostic(
            "bad-value", "'capture' must be the name of a variable, not '2x'",
            in: "```bash {capture=A,1️⃣2x2️⃣}\ntrue\n```\n"
        )
        expectDiagnostic(
            "bad-value", "'count' must be a whole number, not 'two'", in: "<!-- prov: approve=x count=1️⃣two2️⃣ -->\n")
        expectDiagnostic(
            "bad-value", "'mode' must be an octal number, not 'rw'", in: "```ini {file=/x mode=1️⃣rw2️⃣}\na\n```\n")
        expectDiagnostic(
            "bad-value", "'match' must be lines, glob, contains, json, regex or exact, not 'jsno'",
            in: "```sh\na\n```\n```json {expect match=1️⃣jsno2️⃣}\n{}\n```\n")
    }

    @Test func conflictingKey() {
        expectDiagnostic(
            "conflicting-key", "key 'timeout' has two values", fix: "keep one of them",
            in: "```bash {timeout=5m 1️⃣timeout=10m2️⃣}\ntrue\n```\n")
        expectDiagnostic(
            "conflicting-key", "key 'name' has two values",
            in: """
                <!-- prov: 1️⃣name=b2️⃣ -->
                ```bash {name=a}
                true
                ```

                """)
    }

    @Test func severalRoles() {
        expectDiagnostic(
            "several-roles", "block is both 'check' and 'undo'",
            in: "```sh\na\n```\n```bash {check 1️⃣undo2️⃣}\ntrue\n```\n")
    }

    @Test func misplacedKey() {
        expectDiagnostic(
            "misplaced-key", "'mode' is valid only on a block with 'file'", in: "```bash {1️⃣mode=06402️⃣}\ntrue\n```\n")
        expectDiagnostic(
            "misplaced-key", "key 'name' belongs to a block, and no block follows this comment",
            fix: "move the comment to the line before the block's fence",
            in: "## A\n\n<!-- prov: 1️⃣name=x2️⃣ -->\n\nText.\n")
        expectDiagnostic(
            "misplaced-key", "'of' is valid only on a check, expectation, undo or fix",
            in: "```bash {1️⃣of=x2️⃣}\ntrue\n```\n")
    }

    @Test func idleKey() {
        expectDiagnostic(
            "idle-key", "key 'timeout' has no effect on an undo", fix: "remove it, or move it to the step",
            in: "```bash\na\n```\n```bash {undo 1️⃣timeout=5m2️⃣}\nb\n```\n")
        expectDiagnostic(
            "idle-key", "key 'timeout' has no effect on a block that does not run",
            in: "<!-- prov: 1️⃣timeout=5m2️⃣ -->\n```json\n{}\n```\n")
    }

    @Test func nothingAbove() {
        expectDiagnostic("nothing-above", "an undo without a step above it", in: "```bash {1️⃣undo2️⃣}\na\n```\n")
        expectDiagnostic(
            "nothing-above", "an expected output without a step above it", in: "```text {1️⃣expect2️⃣}\na\n```\n")
        expectDiagnostic("nothing-above", "a fix without a step above it", in: "```bash {1️⃣fix2️⃣ when=x}\na\n```\n")
    }

    @Test func fixWithoutWhen() {
        expectDiagnostic(
            "fix-without-when", "fix without 'when', the failure that it fixes",
            in: "```bash\na\n```\n```bash {1️⃣fix2️⃣}\nb\n```\n")
    }

    @Test func badRegex() {
        expectDiagnostic(
            "bad-regex", "invalid regular expression '(x'",
            in: """
                ```bash
                a
                ```
                ```bash {fix when="1️⃣(x2️⃣"}
                b
                ```

                """)
        expectDiagnostic(
            "bad-regex", "invalid regular expression '(x'",
            in: "```bash\na\n```\n<!-- prov: fix-when=\"1️⃣(x2️⃣\" -->\n```bash\nb\n```\n")
        expectDiagnostic(
            "bad-regex", "invalid regular expression",
            in: "```bash\na\n```\n```text {expect match=regex}\n1️⃣(x\n2️⃣```\n")
        expectDiagnostic(
            "bad-regex", "invalid regular expression '[a'", in: "---\nparameters:\n  a: {pattern: 1️⃣'[a'2️⃣}\n---\n")
        expectDiagnostic(
            "bad-regex", "'*x' is not a number from 0 to 1 or a regular expression",
            in: "```sh\na\n```\n<!-- expected_similarity=\"1️⃣*x2️⃣\" -->\n```text\na\n```\n")
    }

    @Test("what no pattern can be matched for is refused wherever a pattern is written")
    func unsupportedRegex() {
        let reason = "look-ahead '(?=' is not supported: patterns are matched in linear time"
        for source in [
            "```bash\na\n```\n```bash {fix when=\"1️⃣x(?=y)2️⃣\"}\nb\n```\n",
            "---\nparameters:\n  a: {pattern: 1️⃣'x(?=y)'2️⃣}\n---\n",
        ] {
            expectDiagnostic(
                "bad-regex", "invalid regular expression 'x(?=y)'",
                fix: "\(reason); escape special characters with a backslash", in: source)
        }
        expectDiagnostic(
            "bad-regex", "invalid regular expression", fix: "\(reason); fix it, or use match=contains for plain text",
            in: "```bash\na\n```\n```text {expect match=regex}\n1️⃣x(?=y)\n2️⃣```\n")
    }

    @Test func badCondition() {
        expectDiagnostic(
            "bad-condition", "invalid condition: missing value at the end",
            in: "```bash {when='os ==1️⃣2️⃣'}\ntrue\n```\n")
    }

    @Test func unknownInterpreter() {
        expectDiagnostic(
            "unknown-interpreter", "no interpreter known for 'pyhton'",
            fix: "write 'python', or set the command with interpreter=…",
            in: "```1️⃣pyhton {run}2️⃣\nx\n```\n")
    }

    @Test func consoleWithoutPrompt() {
        expectDiagnostic(
            "console-without-prompt", "console block without a prompt: it is only shown",
            in: "```1️⃣console2️⃣\nmake\n```\n")
    }

    @Test func unclosedComment() {
        expectDiagnostic(
            "unclosed-comment", "unclosed comment: everything after it is hidden",
            in: "Text.\n\n1️⃣<!--2️⃣ prov: name=x\n\n```sh\na\n```\n")
    }

    @Test func stepComments() {
        expectDiagnostic(
            "bad-step-comment", "invalid YAML in the STEP comment",
            in: "1️⃣<!-- STEP\nname: [\n-->2️⃣\n\n<!-- END_STEP -->\n")
        expectDiagnostic(
            "bad-step-comment", "STEP without its end", in: "1️⃣<!-- STEP\nname: x\n-->2️⃣\n```sh\na\n```\n")
        expectDiagnostic(
            "idle-step-key", "key 'colour' of the STEP comment is ignored",
            in: "1️⃣<!-- STEP\ncolour: red\n-->2️⃣\n```sh\na\n```\n<!-- END_STEP -->\n")
    }
}
