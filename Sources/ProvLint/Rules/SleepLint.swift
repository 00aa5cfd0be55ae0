import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// `sleep` where `until` belongs.
enum SleepLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step, piece.step.options.until == nil, !piece.step.options.isBackground else { return }
        // A sleep inside a loop is that loop's own polling; one that runs in the background is something to run.
        guard
            let sleep = piece.invocations.first(where: {
                $0.program == "sleep" && !$0.command.isInLoop && !$0.isInBackground
            }),
            let time = sleep.line.operands.first, isWritten(piece, context)
        else { return }
        context.report(
            .sleepInsteadOfUntil, "fixed wait 'sleep \(time.text)'", in: piece, at: sleep.bytes,
            fix: "wait for a condition: add until=\"a command that succeeds when it is ready\" to the step")
    }

    /// False for the pause that a mechanical-markdown document asks for in its comment.
    private static func isWritten(_ piece: ScriptPiece, _ context: LintContext) -> Bool {
        context.source(piece.step.file).text(in: piece.script.range).contains("sleep")
    }
}
