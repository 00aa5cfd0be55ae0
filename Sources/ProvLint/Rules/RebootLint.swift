import ProvDiagnostics
import ProvRunbook
import ProvShell

/// A restart of the host that the run is not told to wait for.
enum RebootLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step, !piece.step.options.reboots else { return }
        for (index, invocation) in piece.invocations.enumerated()
        where !invocation.isElsewhere && !invocation.command.isInFunction {
            guard let match = RebootCommands.table.match(invocation, piece.lines[index]) else { continue }
            context.report(
                .unmarkedReboot, "'\(match.name)' restarts the host, and the step is not marked with 'reboots'",
                of: match, in: piece, advice: "add 'reboots' to the step, and let nothing follow in its block")
            return
        }
    }
}
