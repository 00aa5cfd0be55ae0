import ProvChecks
import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

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
            if !invocation.isFed, let match = AskingCommands.table.match(invocation, piece.lines[index]) {
                report(match, "asks for an answer", piece, &context)
                return
            }
            if let opened = openedShell(invocation, piece) {
                context.report(
                    .interactiveCommand, opened.headline, in: piece, at: opened.bytes,
                    fix: "add 'interactive' to the step, or give the command the commands to run there")
                return
            }
            guard piece.signs.contains(.asks) else { continue }
            if let match = GeneralVerbs.openedShell(invocation) {
                report(match, "opens a shell", piece, &context)
                return
            }
            if let match = GeneralVerbs.question(invocation) {
                report(match, "asks for an answer", piece, &context)
                return
            }
        }
        if piece.role == .step { checkText(piece, &context) }
    }

    private static func report(
        _ match: CommandTable.Match, _ what: String, _ piece: ScriptPiece, _ context: inout LintContext
    ) {
        context.report(
            .interactiveCommand, "'\(match.name)' \(what)", of: match, in: piece,
            advice: "add 'interactive' to the step, or pass the answers to the command")
    }

    // MARK: Shells

    /// A shell that a command of the script itself opens, which has nobody at its terminal.
    private static func openedShell(
        _ invocation: Invocation, _ piece: ScriptPiece
    ) -> (headline: String, bytes: Range<Int>)? {
        guard invocation.wrappers.isEmpty, invocation.command.script === piece.shell,
            let target = OpenedShell.target(of: invocation.command)
        else { return nil }
        let words = piece.shell.slice(invocation.bytes).split(whereSeparator: \.isWhitespace).filter { $0 != "\\" }
        let shown = words.count > 4 ? words.prefix(4).joined(separator: " ") + " …" : words.joined(separator: " ")
        let place =
            switch target {
            case .host: "a shell on another host"
            case .user: "a shell of another user"
            case .container: "a shell in a container"
            case .shell: "another shell"
            }
        return ("'\(shown)' opens \(place)", invocation.bytes)
    }

    // MARK: Text and output

    /// The output that is shown for the step has a question in it, or the text beside it says that there is one.
    private static func checkText(_ piece: ScriptPiece, _ context: inout LintContext) {
        let advice = "add 'interactive' to the step, or pass the answers to the command"
        guard let last = piece.invocations.last(where: { !$0.isFed && $0.wrappers.isEmpty }) else { return }
        if let question = question(of: piece, context) {
            context.report(
                .interactiveCommand, "the output shown for '\(last.program)' asks for an answer: '\(question)'",
                in: piece, at: last.bytes, fix: advice)
        } else if piece.step.file == context.runbook.path, context.prose.asks(above: piece.step), isOnly(piece) {
            context.report(
                .interactiveCommand, "the text above the block says that it asks for an answer", in: piece,
                at: last.bytes, fix: advice)
        }
    }

    /// The only piece of its step that the text may mean.
    private static func isOnly(_ piece: ScriptPiece) -> Bool {
        if case .console(let exchanges) = piece.step.body { return exchanges.count == 1 }
        return true
    }

    private static func question(of piece: ScriptPiece, _ context: LintContext) -> String? {
        if case .console = piece.step.body { return ShownQuestion.first(in: piece.output) }
        let found = piece.step.expectations.lazy.compactMap { ShownQuestion.first(in: $0.text) }.first
        return found ?? ShownQuestion.first(in: cutOutput(of: piece, context))
    }

    /// What stands in the block of a script below its commands, and is not run.
    private static func cutOutput(of piece: ScriptPiece, _ context: LintContext) -> String {
        let first = piece.script.range.start.line + piece.script.text.utf8.count { $0 == ASCII.newline }
        let last = piece.step.range.end.line
        guard last > first + 1, last - first < 200 else { return "" }
        let source = context.source(piece.step.file)
        return (first..<last).compactMap(source.line).joined(separator: "\n")
    }

    // MARK: Containers

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
