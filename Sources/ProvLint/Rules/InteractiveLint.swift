import ProvDiagnostics
import ProvRunbook
import ProvText

/// Commands that wait for a person, in steps that have no terminal.
enum InteractiveLint {
    private static let programs: Set<String> = [
        "vim", "vi", "nano", "emacs", "less", "more", "top", "htop", "visudo", "passwd", "menuconfig", "irb",
    ]

    @Sendable static func check(_ piece: LintContext.Piece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix, !piece.step.options.isInteractive else { return }
        for (index, command) in piece.commands.enumerated() {
            let feedsPipe = index + 1 < piece.commands.count && piece.commands[index + 1].connector == .pipe
            guard command.connector != .pipe, let what = complaint(command, feedsPipe: feedsPipe) else { continue }
            context.report(
                .interactiveCommand, "'\(what)' waits for input", in: piece, at: command.bytes,
                fix: "add 'interactive' to the step, or pass the answers to the command")
            return
        }
    }

    private static func complaint(_ command: ShellCommand, feedsPipe: Bool) -> String? {
        guard let name = command.name else { return nil }
        let isFed = command.redirections.contains { $0.sign.hasPrefix("<") }
        if programs.contains(name) {
            if isFed || command.has("-b", "--version", "--help", "--stdin", "-es", "-c", "-bn1")
                || command.hasLetters("b")
            {
                return nil
            }
            return feedsPipe && ["less", "more"].contains(name) ? nil : name
        }
        switch name {
        case "ssh": return isLogin(command) && !isFed ? "ssh" : nil
        case "su" where !command.has("-c", "--command") && !isFed: return "su"
        case "sudo", "-i", "-s": return ["-i", "-s"].contains(name) ? "sudo \(name)" : nil
        case "docker", "podman", "kubectl", "oc", "nerdctl":
            let verb = command.operands.first?.text ?? ""
            if ["edit", "rsh", "attach"].contains(verb) { return "\(name) \(verb)" }
            return command.has("-it", "-ti")
                || command.has("-i", "--stdin", "--interactive") && command.has("-t", "--tty")
                ? "\(name) \(verb) -it" : nil
        case "crontab" where command.has("-e"): return "crontab -e"
        case "git" where command.operands.first?.text == "rebase" && command.has("-i", "--interactive"):
            return "git rebase -i"
        case "ssh-keygen" where !command.has("-N", "-l", "-y", "-R", "-F", "-Y", "-lf") && !isFed: return "ssh-keygen"
        case "python", "python3", "node": return command.arguments.isEmpty && !isFed && !feedsPipe ? name : nil
        case "mysql", "psql": return isPrompt(command, name) && !isFed ? name : nil
        default: return nil
        }
    }

    /// `ssh host` without a command.
    private static func isLogin(_ command: ShellCommand) -> Bool {
        if command.has("-T", "-N", "-f", "-fN", "-NT", "-V", "-G", "-Q", "-O") || command.hasLetters("N") {
            return false
        }
        var operands = 0
        var takesValue = false
        for word in command.arguments {
            if takesValue {
                takesValue = false
            } else if word.text.hasPrefix("-") {
                takesValue = word.text.count == 2 && "BbcDEeFIiJLlmOopQRSWw".contains(word.text.dropFirst())
            } else {
                operands += 1
            }
        }
        return operands == 1
    }

    private static func isPrompt(_ command: ShellCommand, _ name: String) -> Bool {
        let batch =
            name == "psql"
            ? ["-c", "-f", "-l", "--command", "--file", "--list", "--version", "-V"]
            : ["-e", "--execute", "--version", "-V", "--help"]
        return !command.arguments.contains { word in
            batch.contains { word.text == $0 || word.text.hasPrefix($0 + "=") }
                || (word.text.hasPrefix("-") && !word.text.hasPrefix("--")
                    && word.text.last.map { batch.contains("-\($0)") } ?? false)
        }
    }
}
