import ProvDiagnostics
import ProvRunbook
import ProvShell

/// Commands that wait for a person, in steps that have no terminal.
enum InteractiveLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix, !piece.step.options.isInteractive else { return }
        for (index, invocation) in piece.invocations.enumerated() {
            if let match = InteractiveCommands.table.match(invocation, piece.lines[index]) {
                context.report(
                    .interactiveCommand, "'\(match.name)' waits for input", of: match, in: piece,
                    advice: "add 'interactive' to the step, or pass the answers to the command")
                return
            }
            guard !invocation.isFed, let match = AskingCommands.table.match(invocation, piece.lines[index]) else {
                continue
            }
            context.report(
                .interactiveCommand, "'\(match.name)' asks for an answer", of: match, in: piece,
                advice: "add 'interactive' to the step, or pass the answers to the command")
            return
        }
    }
}
