import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Words that people write for a value to be filled in, in a form that prov does not ask for.
enum PlaceholderLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix else { return }
        if let found = first(in: piece, &context) {
            let name = found.name.lowercased().replacing(bytesOf: "_", with: "-").replacing(bytesOf: " ", with: "-")
            context.report(
                .possiblePlaceholder, "'\(piece.shell.slice(found.bytes))' looks like a placeholder", in: piece,
                at: found.bytes, fix: "write <\(name)>: prov then asks for its value", replacement: "<\(name)>")
        } else if piece.role == .step, piece.step.file == context.runbook.path, context.prose.isExample(piece.step),
            piece.script.placeholders.isEmpty, piece.place == 0, let first = piece.invocations.first,
            first.program != "cp"
        {
            context.report(
                .possiblePlaceholder, "the text beside the block says that its values are to be replaced", in: piece,
                at: first.bytes, fix: "write <name> for each value of the reader's own: prov then asks for it")
        }
    }

    private static func first(in piece: ScriptPiece, _ context: inout LintContext) -> (
        name: String, bytes: Range<Int>
    )? {
        let script = piece.shell
        if let found = PlaceholderForms.first(in: script) ?? PlaceholderSamples.first(in: script) { return found }
        let found =
            PlaceholderWords.first(in: script) { context.isVariable($0) }
            ?? PlaceholderValues.first(in: script)
            ?? ExampleHost.first(in: piece, isNamedHere: { context.namesHosts(in: piece.step.file) })
            ?? ReplacingComments.first(in: script)
        return (found ?? replaced(in: piece, &context)).map { ($0.name, $0.bytes) }
    }

    private static func replaced(in piece: ScriptPiece, _ context: inout LintContext) -> PlaceholderWords.Found? {
        guard piece.step.file == context.runbook.path else { return nil }
        let words = context.prose.words(for: piece.step)
        return words.isEmpty ? nil : ReplacedWords.first(of: words, in: piece) { context.isVariable($0) }
    }
}
