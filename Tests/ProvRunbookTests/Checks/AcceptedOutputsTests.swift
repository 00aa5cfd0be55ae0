import ProvChecks
import ProvMarkdown
import ProvRunbook
import ProvText
import Testing

@Suite("Accepted outputs")
struct AcceptedOutputsTests {
    private static let command = "make it"

    /// A block in a container, with what it shows.
    private struct Layout {
        var first: String
        var rest: String
        var isConsole: Bool
        var ending: String
        var trailing: [String]

        func text(_ shown: [String]) -> (before: String, output: String, after: String) {
            func lines(_ all: [String], _ prefix: String) -> String {
                all.map {
                    ($0.isEmpty ? String(prefix.reversed().drop { $0 == " " }.reversed()) : prefix + $0) + ending
                }
                .joined()
            }
            var before = "# Title\(ending)\(ending)"
            if isConsole {
                before += first + "```console {name=x}" + ending + lines(["$ " + AcceptedOutputsTests.command], rest)
            } else {
                before += first + "```bash {name=x}" + ending + lines([AcceptedOutputsTests.command, "```", ""], rest)
                before += rest + "```output" + ending
            }
            // An empty line before the next prompt is a line of the output too.
            let separators = trailing.prefix(while: \.isEmpty)
            return (
                before, lines(shown + separators, rest),
                lines(trailing.dropFirst(separators.count) + ["```"], rest) + "\(ending)Last words.\(ending)"
            )
        }
    }

    private static let layouts: [Layout] = ["\n", "\r\n"].flatMap { ending in
        [("", ""), ("- ", "  "), ("1. ", "   "), ("> ", "> "), ("> - ", ">   "), ("  ", "  ")].flatMap { first, rest in
            [
                Layout(first: first, rest: rest, isConsole: true, ending: ending, trailing: []),
                Layout(first: first, rest: rest, isConsole: true, ending: ending, trailing: ["", "$ next", "z"]),
                Layout(first: first, rest: rest, isConsole: false, ending: ending, trailing: []),
            ]
        }
    }

    private static let printed = [
        "", "a", "a ", " a", "\ta", "$ a", "> a", "# a", "user@host:~$ a", "```", "~~~", "...", "[...]", "[3]",
        "x (re)",
        "* (glob)", "\\x41 (esc)", "\r", "\u{1B}[1mb\u{1B}[0m", "é", "<snip>", "-- end --", "{x}", "```output", "a\\",
    ]

    private func bytes(_ lines: [String], _ random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        if Int.random(in: 0..<10, using: &random) == 0 { bytes = [0xFF, 0x0A] + bytes }
        if Int.random(in: 0..<6, using: &random) == 0, !bytes.isEmpty { bytes.removeLast() }
        return bytes
    }

    @Test("what is accepted matches, and no byte beside it changes", arguments: 0..<20)
    func property(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var accepted = 0
        for _ in 0..<60 {
            guard let layout = Self.layouts.randomElement(using: &random) else { continue }
            let choices = ["a", "b [0-9]+ (re)", "...", "c* (glob)", "old", "é", "x (?)"]
            let shown = (0..<Int.random(in: 1...4, using: &random)).compactMap { _ in
                choices.randomElement(using: &random)
            }
            let lines = (0..<Int.random(in: 0...5, using: &random)).compactMap { _ in
                (Self.printed + ["a", "b 12", "cc", "old"]).randomElement(using: &random)
            }
            let (before, output, after) = layout.text(shown)
            let source = SourceText(path: "x.md", text: before + output + after)
            guard let step = RunbookReader.read(source, include: { _, _ in .missing("") }).runbook.steps.first else {
                Issue.record("no step in \(before + output + after)")
                return
            }
            let printed = PrintedOutput(
                step: step, place: layout.isConsole ? .exchange(0) : .expectation(0), bytes: bytes(lines, &random),
                exitCode: layout.isConsole && Int.random(in: 0..<4, using: &random) == 0 ? 3 : 0)
            var outputs = AcceptedOutputs(source)
            do {
                try outputs.accept(printed)
                accepted += 1
            } catch {
                Issue.record("\(error.sentence): \(String(reflecting: lines)) in \(before + output + after)")
                continue
            }
            let new = outputs.bytes
            #expect(new.starts(with: before.utf8) && new.reversed().starts(with: after.utf8.reversed()))
            let again = RunbookReader.read(SourceText(path: "x.md", bytes: new), include: { _, _ in .missing("") })
            #expect(
                again.diagnostics.count
                    <= RunbookReader.read(source, include: { _, _ in .missing("") }).diagnostics.count)
        }
        #expect(accepted > 50)
    }

    @Test("a second change in a file does not move the first; the lines of both are those of the file before")
    func twoChanges() throws {
        let source = SourceText(
            path: "x.md",
            text: "```console\n$ a\n1\n$ b\n2\n$ c\n3\n```\n\n```bash {name=s}\nd\n```\n```output\n4\n```\n")
        let steps = RunbookReader.read(source, include: { _, _ in .missing("") }).runbook.steps
        var outputs = AcceptedOutputs(source)
        try outputs.accept(PrintedOutput(step: steps[1], place: .expectation(0), bytes: Array("d1\nd2\n".utf8)))
        try outputs.accept(PrintedOutput(step: steps[0], place: .exchange(0), bytes: Array("1\n1.5\n".utf8)))
        try outputs.accept(PrintedOutput(step: steps[0], place: .exchange(2), bytes: [], exitCode: 1))
        #expect(
            String(decoding: outputs.bytes, as: UTF8.self)
                == "```console\n$ a\n1\n1.5\n$ b\n2\n$ c\n[1]\n```\n\n```bash {name=s}\nd\n```\n```output\nd1\nd2\n```\n"
        )
    }

    @Test("what has no lines is refused with its reason", arguments: ["contains", "json", "regex"])
    func refused(match: String) {
        let source = SourceText(
            path: "x.md", text: "```bash\na\n```\n\n```text {expect match=\(match)}\n1\n```\n")
        let steps = RunbookReader.read(source, include: { _, _ in .missing("") }).runbook.steps
        var outputs = AcceptedOutputs(source)
        #expect(throws: AcceptedOutputs.Refusal.notByLine) {
            try outputs.accept(PrintedOutput(step: steps[0], place: .expectation(0), bytes: [0x61]))
        }
        #expect(outputs.isEmpty && outputs.bytes == source.bytes)
    }
}
