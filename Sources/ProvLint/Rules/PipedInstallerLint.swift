import ProvDiagnostics
import ProvRunbook
import ProvText

/// `curl … | sh`, `bash <(curl …)`, `sh -c "$(curl …)"`.
enum PipedInstallerLint {
    private static let shells: Set<String> = [
        "sh", "bash", "zsh", "dash", "ksh", "ash", "python", "python3", "perl", "ruby", "node", "source", ".",
    ]
    private static let downloaders: Set<String> = ["curl", "wget", "fetch"]

    @Sendable static func check(_ piece: LintContext.Piece, _ context: inout LintContext) {
        for (index, command) in piece.commands.enumerated() {
            guard let name = command.name else { continue }
            if command.connector == .pipe, shells.contains(name), readsStandardInput(command),
                let download = download(before: index, in: piece.commands)
            {
                report(piece, from: download, to: command, shell: name, &context)
                return
            }
            guard downloaders.contains(name), index > 0,
                command.connector == .substitution || command.connector == .processSubstitution,
                let outer = piece.commands[index - 1].name, shells.contains(outer) || outer == "eval"
            else { continue }
            report(piece, from: piece.commands[index - 1], to: command, shell: outer, &context)
            return
        }
    }

    /// `python3 -m json.tool` and `python3 x.py` read data, `bash -s -- arg` a program.
    private static func readsStandardInput(_ command: ShellCommand) -> Bool {
        if command.has("-s", "-") { return true }
        return command.operands.isEmpty && !command.has("-c", "-e", "-m", "-n", "-ne", "-pe")
    }

    /// The download at the head of the pipe that ends here.
    private static func download(before index: Int, in commands: [ShellCommand]) -> ShellCommand? {
        var position = index
        while position > 0, commands[position].connector == .pipe {
            position -= 1
            if let name = commands[position].name, downloaders.contains(name) { return commands[position] }
        }
        return nil
    }

    private static func report(
        _ piece: LintContext.Piece, from first: ShellCommand, to last: ShellCommand, shell: String,
        _ context: inout LintContext
    ) {
        context.report(
            .pipedInstaller, "download piped into \(shell)", in: piece,
            at: first.bytes.lowerBound..<max(first.bytes.upperBound, last.bytes.upperBound),
            fix: "download to a file, compare its sha256, then run it")
    }
}
