import ProvDiagnostics
import ProvRunbook
import ProvShell

/// Commands that do not end by themselves, in steps that wait for their end.
enum EndlessLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        let options = piece.step.options
        guard piece.role == .step, !options.isBackground, !options.isDetached, !options.isInteractive else { return }
        let mayBeUnknown = piece.signs.contains(.endless)
        for (index, invocation) in piece.invocations.enumerated() {
            let known = EndlessCommands.table.match(invocation, piece.lines[index])
            guard let match = known ?? (mayBeUnknown ? EndlessWords.match(invocation) : nil), waits(invocation, piece)
            else { continue }
            let isLast = isLast(invocation, in: piece)
            context.report(
                .endlessCommand, "'\(match.name)' does not end: the run waits for it until its timeout", of: match,
                in: piece,
                advice: isLast
                    ? "add 'background' to the step"
                    : "move it to a block of its own with 'background', and what follows it to the next block",
                takesKey: isLast)
            return
        }
    }

    /// Whether the script waits for the end of a program.
    private static func waits(_ invocation: Invocation, _ piece: ScriptPiece) -> Bool {
        !invocation.isInBackground && !invocation.command.isInFunction
            && invocation.wrappers.allSatisfy { !limiters.contains($0) } && !isCutOff(invocation, piece)
    }

    /// Programs that end what they run.
    private static let limiters: Set<String> = ["timeout", "gtimeout", "xargs"]

    /// The reader of a pipe may end first, which ends the program: `tail -f log | grep -m 1 ready`.
    private static func isCutOff(_ invocation: Invocation, _ piece: ScriptPiece) -> Bool {
        guard invocation.feedsPipe else { return false }
        return piece.invocations.contains { reader in
            reader.outermost > invocation.outermost && reader.command.connector == .pipe
                && (reader.program == "head" || reader.program == "grep" && reader.line.has("-m", "-q", "--max-count"))
        }
    }

    /// Nothing that the script runs itself comes behind it, but the readers of its output.
    private static func isLast(_ invocation: Invocation, in piece: ScriptPiece) -> Bool {
        piece.shell.commands.dropFirst(invocation.outermost + 1).allSatisfy {
            $0.connector == .pipe || $0.outer != nil
        }
    }
}
