import Foundation
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint
@testable import ProvText

@Suite("What bash cannot parse")
struct ShellSyntaxTests {
    /// Lines that open, close and fill constructs of bash.
    private static let lines = [
        "if true; then", "else", "fi", "for x in a b; do", "while read -r l; do", "done", "done < f", "{", "}", "(",
        ")",
        "case a in", "a) echo;;", "esac", "echo hi", "echo \"a", "echo 'b", "cat <<EOF", "EOF", "x=$(", "f() {",
        "[[ a == b ]]", "[[ a", "((x++))", "# it's a comment", "a=(1 2", "echo \\", "|", "&& true", ";;", "echo `date`",
        "echo ${x", "echo $((1 + 2))", "",
    ]

    /// Whole constructs, one in the other.
    private static func valid(_ random: inout SystemRandomNumberGenerator, depth: Int = 0) -> String {
        let inner = { (random: inout SystemRandomNumberGenerator) in
            depth < 3 ? valid(&random, depth: depth + 1) : "echo deep\n"
        }
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return "if true; then\n\(inner(&random))else\n\(inner(&random))fi\n"
        case 1: return "for x in a b; do\n\(inner(&random))done\n"
        case 2: return "f() {\n\(inner(&random))}\n"
        case 3: return "( \(inner(&random)))\n"
        case 4: return "case $x in\n    a) \(inner(&random)) ;;\n    *) ;;\nesac\n"
        case 5: return "cat <<'END'\n) fi done ' \"\nEND\n"
        case 6: return "x=$(\n\(inner(&random)))\n"
        case 7: return "echo 'it''s' \"a $(date) b\" # don't\n"
        default: return inner(&random) + inner(&random)
        }
    }

    private func runbook(_ scripts: [String]) -> Runbook {
        Reading(
            scripts.enumerated().map { "~~~~bash {run name=s\($0)}\n\($1)~~~~\n" }.joined(separator: "\n")
        ).runbook
    }

    /// By the number in the step's name, the line in its script.
    private func lines(_ runbook: Runbook) -> [Int: Int] {
        var lines: [Int: Int] = [:]
        for diagnostic in ShellParsing.diagnostics(runbook) {
            let step = runbook.steps.first { $0.lines.contains(diagnostic.range.start.line) }
            if let step, let index = Int(step.id.rawValue.dropFirst()) {
                lines[index] = diagnostic.range.start.line - step.range.start.line
            }
        }
        return lines
    }

    @Test("what bash -n parses is not reported, many blocks in one runbook")
    func validScripts() {
        var random = SystemRandomNumberGenerator()
        let scripts = (0..<300).map { _ in Self.valid(&random) }
        let found = ShellParsing.diagnostics(runbook(scripts))
        #expect(found.map(\.headline) == [])
    }

    @Test("each script that bash -n refuses is reported at the line that bash -n names")
    func brokenScripts() {
        var random = SystemRandomNumberGenerator()
        let scripts = (0..<260).map { _ -> String in
            if Bool.random(using: &random) { return Self.valid(&random) }
            return (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Self.lines.randomElement(using: &random).map { $0 + "\n" } ?? ""
            }.joined()
        }.filter { !$0.allSatisfy(\.isWhitespace) }
        let runbook = runbook(scripts)
        let found = lines(runbook)
        // A block of comments, or of what looks like an output, is not a step.
        let steps = Set(runbook.steps.map(\.id.rawValue))
        for (index, script) in scripts.enumerated() where steps.contains("s\(index)") {
            let count = script.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            // What is missing at the end is reported at the last line that is not empty.
            let text = script.split(separator: "\n", omittingEmptySubsequences: false)
            let last = text.lastIndex { !$0.allSatisfy(\.isWhitespace) }.map { $0 + 1 } ?? count
            let expected = ShellParsing.line(script).map { min($0, last) }
            #expect(found[index] == expected, "\(script)")
        }
    }

    @Test("nothing of a block runs")
    func hostile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prov-hostile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let evil = "touch \(folder.path)/ran"
        let forms = [
            evil, "x=$(\(evil))", "x=`\(evil)`", "arr[$(\(evil))]=1", ": ${x:=$(\(evil))}", ": <(\(evil))",
            "echo > \(folder.path)/ran", "set +n\n\(evil)", "eval 'set +n'; \(evil)", "set +o noexec; \(evil)",
            "}\n\(evil)\n{", ")\n\(evil)\n(", "fi\n\(evil)", "'\n\(evil)\n'", "EOF\n\(evil)", "; \(evil)",
            "trap '\(evil)' EXIT DEBUG ERR\ntrue", "f() { \(evil); }; f", "alias true='\(evil)'\ntrue",
            "shopt -s expand_aliases extglob\nalias a='\(evil)'\na", "$((x[$(\(evil))]))", "[[ -v x[$(\(evil))] ]]",
            "exec \(evil)", "coproc \(evil)", "cat <<EOF\n$(\(evil))\nEOF", "cat <<EOF\n$(\(evil))", "\\\n\(evil)",
            "$'\\n\(evil)'", "declare -i x='a[$(\(evil))]'", "printf -v 'x[$(\(evil))]' a", "\"; \(evil); \"",
            "`\(evil)",
            "$(\(evil)", "((a[$(\(evil))]++))", "mapfile -C '\(evil)' -c 1 x </etc/passwd",
            "PS4='$(\(evil))'; set -x; true",
            "\u{0}\(evil)", "!(\(evil))", "select x in $(\(evil)); do true; done </dev/null", "time \(evil)",
        ]
        let found = ShellParsing.diagnostics(runbook((forms + forms.reversed() + forms).map { $0 + "\n" }))
        #expect(!found.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("the place is the token that bash did not expect, placeholders and indentation counted")
    func places() throws {
        let text = MarkedText("- a\n\n  ```bash\n  if true; then\n      echo <pod-name> && 1️⃣)2️⃣\n  fi\n  ```\n")
        let found = ShellParsing.diagnostics(Reading(text.text).runbook)
        #expect(found.map(\.range) == [try #require(text.range("1️⃣", "2️⃣"))])
        #expect(found.first?.headline == "bash cannot parse the script: syntax error near unexpected token `)'")
    }

    @Test(
        "patterns of extglob parse if a script sets it; each command of a console session is parsed; other languages are not"
    )
    func whatIsAsked() {
        let pattern = "```bash\nrm !(a|b)\n```\n"
        #expect(ShellParsing.diagnostics(Reading(pattern).runbook).count == 1)
        #expect(ShellParsing.diagnostics(Reading("```bash\nshopt -s extglob\n```\n\n" + pattern).runbook).isEmpty)
        #expect(ShellParsing.diagnostics(Reading("```console\n$ true\n$ echo )\n)\n```\n").runbook).count == 1)
        #expect(
            ShellParsing.diagnostics(Reading("```python {run}\nif True:\n```\n\n```zsh\necho )\n```\n").runbook).isEmpty
        )
    }

    @Test("a quote that a lint rule reports is not reported twice")
    func once() {
        let runbook = Reading("```bash\necho 'a\n```\n").runbook
        #expect(ShellParsing.diagnostics(runbook).count == 1)
        #expect(ShellParsing.diagnostics(runbook, besides: Linter.lint(runbook)).isEmpty)
    }

    @Test("an answer that was cut, or that is not bash's, gives no diagnostic")
    func cut() {
        let runbook = runbook(["echo )\n"])
        let syntax = ShellSyntax(runbook.steps, of: runbook)
        for answer in [
            "", "0", "0\u{0}prov: eval: line 4: x", "7\u{0}x\u{0}", "-1\u{0}\u{0}0\u{0}prov: line 4: x\u{0}",
        ] {
            #expect(syntax.diagnostics(Array(answer.utf8)).isEmpty)
        }
    }
}
