import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Words that people write for a value to be filled in, in a form that prov does not ask for.
enum PlaceholderLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix, let found = first(in: piece, &context) else {
            return
        }
        let name = found.name.lowercased().replacing("_", with: "-").replacing(" ", with: "-")
        context.report(
            .possiblePlaceholder, "'\(piece.shell.slice(found.bytes))' looks like a placeholder", in: piece,
            at: found.bytes, fix: "write <\(name)>: prov then asks for its value", replacement: "<\(name)>")
    }

    private static func first(in piece: ScriptPiece, _ context: inout LintContext) -> (
        name: String, bytes: Range<Int>
    )? {
        if let found = PlaceholderForms.first(in: piece.shell) { return found }
        return PlaceholderWords.first(in: piece.shell) { context.isVariable($0) }.map { ($0.name, $0.bytes) }
    }
}
