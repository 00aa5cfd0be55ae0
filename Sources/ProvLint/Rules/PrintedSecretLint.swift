import ProvDiagnostics
import ProvRunbook
import ProvShell

/// Commands that print a secret, whose output is then part of the record.
enum PrintedSecretLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step else { return }
        for (index, invocation) in piece.invocations.enumerated() {
            guard let match = SecretPrinters.table.match(invocation, piece.lines[index]), isPrinted(invocation, piece)
            else { continue }
            context.report(
                .printsSecret, "'\(match.name)' prints a secret", in: piece, at: invocation.bytes,
                fix: "assign the output to a variable, or pass it on in a pipe or a file")
            return
        }
    }

    /// Whether the output is that of the step: neither a file's, nor a variable's, nor another program's input.
    private static func isPrinted(_ invocation: Invocation, _ piece: ScriptPiece) -> Bool {
        guard invocation.command.script === piece.shell else { return !invocation.feedsPipe }
        var command = invocation.command
        guard command.outer == nil, command.connector != .substitution, command.connector != .processSubstitution
        else { return false }
        while true {
            if command.redirections.contains(where: { !$0.sign.isInput }) { return false }
            guard command.feedsPipe else { return true }
            let last = command.index
            guard let reader = piece.shell.commands.dropFirst(last + 1).first(where: { $0.pipedFrom?.index == last }),
                let program = piece.program(of: reader), filters.contains(program)
            else { return false }
            command = reader
        }
    }

    /// Programs that print what they read.
    private static let filters: Set<String> = [
        "base64", "jq", "yq", "grep", "tr", "cut", "head", "tail", "awk", "sed", "less", "more", "cat", "python",
        "python3", "sort", "fold", "gunzip",
    ]
}
