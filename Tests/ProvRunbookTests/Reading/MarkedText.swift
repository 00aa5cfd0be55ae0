import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint
@testable import ProvText

/// A text with `1️⃣`, `2️⃣` … in it: the text without them, and where they stood.
struct MarkedText {
    let text: String
    let places: [Character: TextPosition]

    init(_ marked: String) {
        var text = ""
        var places: [Character: TextPosition] = [:]
        var place = TextPosition(line: 1, column: 1)
        for character in marked {
            if "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣".contains(character) {
                places[character] = place
                continue
            }
            text.append(character)
            if character.isNewline {
                place = TextPosition(line: place.line + 1, column: 1)
            } else {
                place.column += character.utf8.count
            }
        }
        self.text = text
        self.places = places
    }

    func range(_ start: Character, _ end: Character) -> TextRange? {
        guard let start = places[start], let end = places[end] else { return nil }
        return TextRange(start, end)
    }
}

/// What a test reads: the runbook of a text, with other files by the path that includes name.
struct Reading {
    let runbook: Runbook
    let diagnostics: [Diagnostic]

    init(_ text: String, path: String = "runbook.md", files: [String: String] = [:], outside: Set<String> = []) {
        (runbook, diagnostics) = RunbookReader.read(SourceText(path: path, text: text)) { path, _ in
            if outside.contains(path) { return .outside("it leads out of the project") }
            return files[path].map { .found(SourceText(path: path, text: $0)) } ?? .missing("no such file")
        }
    }

    var steps: [Step] { runbook.steps }
    var ids: [String] { runbook.steps.map(\.id.rawValue) }
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// The text of a step's script, or of its console's commands.
    func text(_ index: Int) -> String? {
        guard steps.indices.contains(index) else { return nil }
        switch steps[index].body {
        case .script(let script): return script.text
        case .console(let exchanges): return exchanges.map(\.command.text).joined()
        case .file(let file): return file.content.text
        case .manual(let task): return task.instruction
        case .ensure, .gate, .checkOnly: return nil
        }
    }
}

/// Expects exactly one diagnostic of a rule, between `1️⃣` and `2️⃣` of the text.
func expectDiagnostic(
    _ rule: String, _ headline: String, fix: String? = nil, in marked: String, files: [String: String] = [:],
    lint: Bool = false, location: SourceLocation = #_sourceLocation
) {
    let text = MarkedText(marked)
    let reading = Reading(text.text, files: files)
    let all = reading.diagnostics + (lint ? Linter.lint(reading.runbook) : [])
    let found = all.filter { $0.rule == rule }
    #expect(
        found.map(\.headline) == [headline], "all: \(all.map { "\($0.rule): \($0.headline)" })",
        sourceLocation: location)
    guard let diagnostic = found.first else { return }
    #expect(diagnostic.range == text.range("1️⃣", "2️⃣"), sourceLocation: location)
    if let fix { #expect(diagnostic.fix == fix, sourceLocation: location) }
}
