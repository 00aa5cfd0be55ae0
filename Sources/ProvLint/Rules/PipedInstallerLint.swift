import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// `curl … | sh`, `bash <(curl …)`, `sh -c "$(curl …)"`.
enum PipedInstallerLint {
    private static let shells: Set<String> = [
        "sh", "bash", "zsh", "dash", "ksh", "ash", "python", "python3", "perl", "ruby", "node", "source", ".",
    ]
    private static let downloaders: Set<String> = ["curl", "wget", "fetch"]

    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        for invocation in piece.invocations where invocation.command.script === piece.shell {
            let command = invocation.command
            if command.connector == .pipe, shells.contains(invocation.program), readsStandardInput(invocation.line),
                let download = download(before: command, in: piece)
            {
                report(piece, from: download, to: command, shell: invocation.program, &context)
                return
            }
            guard downloaders.contains(invocation.program),
                command.connector == .substitution || command.connector == .processSubstitution,
                let outer = command.outer, let shell = runner(of: outer, in: piece)
            else { continue }
            report(piece, from: outer, to: command, shell: shell, &context)
            return
        }
    }

    /// The shell that runs what is substituted into a command's words.
    private static func runner(of command: ShellCommand, in piece: ScriptPiece) -> String? {
        guard let program = piece.program(of: command) else { return nil }
        return shells.contains(program) || program == "eval" ? program : nil
    }

    /// `python3 -m json.tool` and `python3 x.py` read data, `bash -s -- arg` a program.
    private static func readsStandardInput(_ line: CommandLine) -> Bool {
        if line.has("-s") || line.arguments.contains(where: { $0.text == "-" }) { return true }
        return line.operands.isEmpty && !line.has("-c", "-e", "-m", "-n", "-p")
    }

    /// The download at the head of the pipe that ends here.
    private static func download(before command: ShellCommand, in piece: ScriptPiece) -> ShellCommand? {
        var command = command
        while let before = command.pipedFrom {
            if let program = piece.program(of: before), downloaders.contains(program) { return before }
            command = before
        }
        return nil
    }

    private static func report(
        _ piece: ScriptPiece, from first: ShellCommand, to last: ShellCommand, shell: String,
        _ context: inout LintContext
    ) {
        context.report(
            .pipedInstaller, "download piped into \(shell)", in: piece,
            at: first.bytes.lowerBound..<max(first.bytes.upperBound, last.bytes.upperBound),
            fix: "download to a file, compare its sha256, then run it")
    }
}
