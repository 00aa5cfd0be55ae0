import ProvChecks
import ProvDiagnostics
import ProvText

/// Reads cram's `.t` files: lines indented by two spaces are commands (`$ `), their continuations (`> `) and their
/// outputs; everything else is prose, which titles the commands under it.
///
/// The reading is that of cram 0.7 (_test.py).
struct CramReader {
    private let source: SourceText
    private let assembly: RunbookAssembly
    private var exchanges: [ConsoleExchange] = []
    /// Of the exchanges that are not a step yet.
    private var steps = 0
    private var title: String?
    private var start = TextPosition(line: 1, column: 1)

    /// What cram sets for its tests.
    private static let environment = [
        ("COLUMNS", "80"), ("LANG", "C"), ("LANGUAGE", "C"), ("LC_ALL", "C"), ("TZ", "GMT"), ("TESTSHELL", "/bin/bash"),
    ]

    static func read(_ source: SourceText, into assembly: RunbookAssembly) {
        var reader = CramReader(source: source, assembly: assembly)
        reader.read()
    }

    private init(source: SourceText, assembly: RunbookAssembly) {
        self.source = source
        self.assembly = assembly
    }

    private mutating func read() {
        for (name, value) in CramReader.environment { declare(name, value) }
        let name = source.path.split(separator: "/").last.map(String.init) ?? source.path
        let folder = source.path.dropLast(name.utf8.count)
        declare("TESTFILE", name)
        declare("TESTDIR", folder.isEmpty ? "." : folder == "/" ? "/" : String(folder.dropLast()))
        guard (1...source.lineStarts.count).contains(where: { isCommand(bytes(ofLine: $0)) }) else {
            let start = TextPosition(line: 1, column: 1)
            assembly.report(
                .consoleWithoutPrompt, "a test without a command", file: source.path, range: TextRange(start, start),
                fix: "begin commands with two blanks and '$ '; a file that is not cram's is not read")
            return
        }
        var line = 1
        while line <= source.lineStarts.count {
            let text = bytes(ofLine: line)
            if isCommand(text) {
                readExchange(&line)
                continue
            }
            if text.starts(with: "  ".utf8) {
                reportStrayOutput(line, text)
            } else if text.contains(where: { !$0.isBlankOrNewline }) {
                endStep(before: line)
                title = String(decoding: text.trimmingBlanksAndNewlines(), as: UTF8.self)
            }
            line += 1
        }
        endStep(before: line)
    }

    /// cram has no place for it either: its test fails.
    private func reportStrayOutput(_ line: Int, _ text: ArraySlice<UInt8>) {
        let start = TextPosition(line: line, column: 1)
        assembly.report(
            .nothingAbove, "an expected output without a command above it", file: source.path,
            range: TextRange(start, TextPosition(line: line, column: 1 + text.count)),
            fix: "write it directly under its command, or indent prose by less than two blanks")
    }

    private func declare(_ name: String, _ value: String) {
        let place = TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 1))
        assembly.declare(
            Parameter(
                name: name, kind: .string, defaultValue: value, about: nil, pattern: nil, choices: [],
                isPlaceholder: false, range: place), as: name)
    }

    private func isCommand(_ line: ArraySlice<UInt8>) -> Bool { line.starts(with: "  $ ".utf8) }

    /// Without its newline.
    private func bytes(ofLine line: Int) -> ArraySlice<UInt8> {
        let end = line < source.lineStarts.count ? source.lineStarts[line] : source.bytes.count
        let text = source.bytes[source.lineStarts[line - 1]..<end]
        return text.last == ASCII.newline ? text.dropLast() : text
    }

    private mutating func readExchange(_ line: inout Int) {
        if exchanges.isEmpty { start = TextPosition(line: line, column: 1) }
        let first = line
        var command = Array(bytes(ofLine: line).dropFirst(4))
        line += 1
        while line <= source.lineStarts.count, bytes(ofLine: line).starts(with: "  > ".utf8) {
            command += [ASCII.newline] + bytes(ofLine: line).dropFirst(4)
            line += 1
        }
        let output = line
        var shown: [UInt8] = []
        while line <= source.lineStarts.count {
            let text = bytes(ofLine: line)
            guard text.starts(with: "  ".utf8), !isCommand(text) else { break }
            shown += CramReader.expected(text.dropFirst(2)) + [ASCII.newline]
            line += 1
        }
        let range = TextRange(TextPosition(line: output, column: 3), TextPosition(line: line, column: 1))
        let script = Script(
            text: String(decoding: command, as: UTF8.self) + "\n", language: "cram", interpreter: .session,
            range: TextRange(TextPosition(line: first, column: 5), TextPosition(line: output, column: 1)))
        exchanges.append(
            ConsoleExchange(
                command: script,
                expectation: Expectation(
                    match: .lines, text: String(decoding: shown, as: UTF8.self), stream: .both, dialect: .cram,
                    range: range),
                exitCode: CramReader.exitCode(shown)))
    }

    /// A line that is not UTF-8 is named by its escapes, which match the same bytes.
    private static func expected(_ line: ArraySlice<UInt8>) -> [UInt8] {
        String(validating: line, as: UTF8.self) == nil ? LineEscapes.asCramWrites(Array(line)) : Array(line)
    }

    private static func exitCode(_ shown: [UInt8]) -> Int {
        guard let last = shown.split(separator: ASCII.newline).last, last.first == ASCII.openBracket,
            last.last == ASCII.closeBracket
        else { return 0 }
        return Int(String(decoding: last.dropFirst().dropLast(), as: UTF8.self)) ?? 0
    }

    private mutating func endStep(before line: Int) {
        guard !exchanges.isEmpty else { return }
        var options = StepOptions()
        options.isStrict = false
        let range = TextRange(start, TextPosition(line: line, column: 1))
        let step = Step(
            id: StepID(""), title: title ?? "", phase: .main, body: .console(exchanges), options: options, section: [],
            range: range, file: source.path)
        assembly.drafts.append(
            .init(
                step: step, name: name(range), attributes: [], section: 0, hasTitle: title != nil,
                scope: assembly.scope))
        exchanges = []
        title = nil
    }

    /// `A greeting:` names its step `a-greeting`.
    private func name(_ range: TextRange) -> Attribute? {
        let slug = StepNaming.slug(of: title ?? "")
        guard !slug.isEmpty, assembly.takeForeignName(slug) else { return nil }
        return Attribute(
            key: "name", keyRange: range, value: slug, valueRange: range, origin: .comment, file: source.path)
    }
}
