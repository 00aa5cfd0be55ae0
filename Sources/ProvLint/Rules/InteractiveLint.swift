import ProvDiagnostics
import ProvRunbook
import ProvShell

/// Commands that wait for a person, in steps that have no terminal.
enum InteractiveLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix, !piece.step.options.isInteractive else { return }
        for (index, invocation) in piece.invocations.enumerated() {
            if let match = InteractiveCommands.table.match(invocation, piece.lines[index]) {
                if ends(index, match.line, in: piece) {
                    // Other programs only say that they have no terminal.
                    guard invocation.program == "docker" else { continue }
                    context.report(
                        .interactiveCommand, "'\(match.name) -it' needs a terminal, which the step does not have",
                        of: match, in: piece, advice: "remove '-it': the command ends by itself")
                    return
                }
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

    /// Whether what runs in a container with a terminal ends by itself: `kubectl exec -it web -- df -h`.
    private static func ends(_ index: Int, _ line: CommandLine, in piece: ScriptPiece) -> Bool {
        guard line.verb.last.map({ ["exec", "run", "debug"].contains($0) }) ?? false, line.innerCommand != nil,
            index + 1 < piece.invocations.count
        else { return false }
        let outer = piece.invocations[index]
        let inner = piece.invocations[index + 1]
        guard inner.outermost == outer.outermost, inner.wrappers.count > outer.wrappers.count else { return false }
        if shells.contains(inner.program) { return inner.line.has("-c") }
        // What waits itself is found by its own name.
        return !inner.arguments.isEmpty || brief.contains(inner.program)
    }

    private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh", "fish", "tmux", "screen"]

    /// Programs that print something and end, without an operand too.
    private static let brief: Set<String> = [
        "ls", "env", "pwd", "whoami", "hostname", "date", "ps", "id", "uptime", "df", "free", "mount", "printenv",
        "uname", "true",
    ]
}
