import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Words that people write for a value to be filled in, in a form that prov does not ask for.
enum PlaceholderLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix, let found = PlaceholderForms.first(in: piece.shell) else {
            return
        }
        let name = found.name.lowercased().replacing("_", with: "-")
        context.report(
            .possiblePlaceholder, "'\(piece.shell.slice(found.bytes))' looks like a placeholder", in: piece,
            at: found.bytes, fix: "write <\(name)>: prov then asks for its value", replacement: "<\(name)>")
    }
}
