import ProvDiagnostics
import ProvRunbook
import ProvText

/// `sleep` where `until` belongs.
enum SleepLint {
    @Sendable static func check(_ piece: LintContext.Piece, _ context: inout LintContext) {
        guard piece.role == .step, piece.step.options.until == nil else { return }
        // A sleep inside a loop is that loop's own polling; one that runs in the background is something to run.
        let isPolling = piece.commands.contains { command in
            command.words.first.map { ["while", "until", "for"].contains($0.text) } ?? false
        }
        guard !isPolling, !piece.step.options.isBackground,
            let command = piece.commands.first(where: { $0.name == "sleep" }),
            let time = command.operands.first, !isInBackground(command, piece), isWritten(piece, context)
        else { return }
        context.report(
            .sleepInsteadOfUntil, "fixed wait 'sleep \(time.text)'", in: piece,
            at: command.bytes,
            fix: "wait for a condition: add until=\"a command that succeeds when it is ready\" to the step")
    }

    /// False for the pause that a mechanical-markdown document asks for in its comment.
    private static func isWritten(_ piece: LintContext.Piece, _ context: LintContext) -> Bool {
        context.source(piece.step.file).text(in: piece.script.range).contains("sleep")
    }

    private static func isInBackground(_ command: ShellCommand, _ piece: LintContext.Piece) -> Bool {
        let rest = piece.script.text.utf8.dropFirst(command.bytes.upperBound).drop { $0.isBlank }
        return rest.first == ASCII.ampersand && rest.dropFirst().first != ASCII.ampersand
    }
}
