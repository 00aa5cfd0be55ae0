import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint
@testable import ProvText

/// Whatever the bytes: no crash, and every place lies inside the text.
@Suite("Hostile input to the reader")
struct FuzzTests {
    private static let seeds =
        DiagnosticRule.all.map(\.example.text) + [
            """
            ---
            title: x
            parameters:
              a: {type: int, default: 3}
            ---
            # T

            <!-- prov: on=web -->

            ```console
            $ cat <<EOF
            > <pod-name> {{x}} YOUR_X
            > EOF
            out
            [3]
            ```

            """,
            """
            - [ ] do <!-- prov: name=a needs=b -->
              ```bash {name=b when='os == "x"' env="A=1"}
              psql -c "$(curl '`x`' | sh)" <<SQL
              drop table x
              SQL
              ```

            """,
            """
            <!-- STEP
            name: a
            expected_stdout_lines:
              - x
            -->
            ```sh {"a":"b","c":[1,{"d":2}]}
            rm -rf "${A:-'x'}" $'\\'' `a \\` b`
            ```
            <!-- END_STEP -->

            """,
        ]

    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    private func tryIt(_ bytes: [UInt8]) {
        let source = SourceText(path: "fuzz.md", bytes: bytes)
        let (runbook, diagnostics) = RunbookReader.read(source) { path, _ in
            path.utf8.count % 2 == 0
                ? .missing("gone") : .found(SourceText(path: path, text: "```sh {name=i}\n<hole>\n```\n"))
        }
        let all = diagnostics + Linter.lint(runbook)
        let text = DiagnosticText(color: true) { _ in source }
        for diagnostic in all where diagnostic.file == "fuzz.md" {
            #expect(
                diagnostic.range.start.line >= 1 && diagnostic.range.start.line <= source.lineStarts.count + 1,
                "\(diagnostic.rule)")
            #expect(
                diagnostic.range.start.column >= 1 && diagnostic.range.end >= diagnostic.range.start,
                "\(diagnostic.rule) \(diagnostic.range)")
        }
        _ = text.render(all)
        _ = DiagnosticSARIF(toolVersion: "0") { _ in source }.render(all).text()
        #expect(Set(runbook.steps.map(\.id)).count == runbook.steps.count, "names are unique")
        for step in runbook.steps {
            guard case .script(let script) = step.body else { continue }
            _ = script.filled(
                with: Dictionary(script.placeholders.map { ($0.parameter, "'\"`$\\\n") }) { first, _ in first })
            for placeholder in script.placeholders { #expect(placeholder.bytes.upperBound <= script.text.utf8.count) }
        }
    }

    @Test("mutations of samples", arguments: 0..<24)
    func mutations(seed: Int) {
        var random = Random(state: UInt64(seed) &* 977 &+ 13)
        let signs = Array("`{}<>\"'$()#\\\n\t -=:[]|&;!~\u{0}é".utf8)
        for _ in 0..<60 {
            var bytes = Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)].utf8)
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let at = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes.insert(signs[Int.random(in: 0..<signs.count, using: &random)], at: at)
                case 1: if at < bytes.count { bytes.remove(at: at) }
                case 2: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
                case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0...9, using: &random)))
                default:
                    bytes.insert(
                        contentsOf: Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)].utf8).prefix(
                            80), at: at)
                }
            }
            tryIt(bytes)
        }
    }

    @Test("every prefix of the samples", arguments: Self.seeds.indices)
    func prefixes(index: Int) {
        let bytes = Array(Self.seeds[index].utf8)
        for length in 0...bytes.count { tryIt(Array(bytes[..<length])) }
    }

    @Test(
        "inputs that hurt parsers",
        arguments: [
            String(repeating: "> ", count: 20_000) + "```sh\na\n```", String(repeating: "- ", count: 20_000),
            String(repeating: "```sh {\n", count: 5_000),
            "```sh\n" + String(repeating: "\"$(", count: 20_000) + "\n```\n",
            "```sh\n" + String(repeating: "<a", count: 50_000) + "\n```\n",
            "```sh\n" + String(repeating: "<<A ", count: 20_000) + "\n```\n",
            "```sh\n" + String(repeating: "(`", count: 20_000) + "\n```\n",
            "```console\n$ 'a\n" + String(repeating: "x'y\n", count: 20_000) + "```\n",
            "```console\n" + String(repeating: "$ cat <<E\n", count: 5_000) + "```\n",
            String(repeating: "<!-- prov: name=a -->\n", count: 5_000),
            "<!-- prov\n" + String(repeating: "a: b\n", count: 10_000) + "-->\n```sh\n```\n",
            "---\n" + String(repeating: "a: [", count: 5_000) + "\n---\n",
            "---\nparameters: " + String(repeating: "{a: ", count: 5_000) + "\n---\n",
            String(repeating: "<!-- prov: include x -->\n", count: 3_000),
            String(repeating: "```sh {name=a when='1 == 1'}\na\n```\n", count: 2_000),
            String(repeating: "{{", count: 50_000), "```sh\n" + String(repeating: "{{a", count: 50_000) + "\n```\n",
            "```sh\nx" + String(repeating: "password=", count: 30_000) + "\n```\n",
        ])
    func hostile(text: String) { tryIt(Array(text.utf8)) }

    @Test("ten megabytes on one line, and in one block")
    func large() {
        tryIt(Array("```bash\necho ".utf8) + [UInt8](repeating: 0x78, count: 10_000_000) + Array("\n```\n".utf8))
        tryIt(
            Array("```bash\n".utf8) + Array(String(repeating: "echo <a-b> 'x' # y\n", count: 50_000).utf8)
                + Array("```\n".utf8))
    }
}
