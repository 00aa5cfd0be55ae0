import ProvDiagnostics
import ProvRunbook
import ProvShell

/// Commands that wait for a person, in steps that have no terminal.
enum InteractiveLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix, !piece.step.options.isInteractive else { return }
        for invocation in piece.invocations {
            guard let match = InteractiveCommands.table.match(invocation) else { continue }
            context.report(
                .interactiveCommand, "'\(match.name)' waits for input", in: piece, at: invocation.bytes,
                fix: match.row.remedy ?? "add 'interactive' to the step, or pass the answers to the command")
            return
        }
    }
}
