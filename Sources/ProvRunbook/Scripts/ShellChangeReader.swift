import ProvText

/// Tells whether a command leaves the shell it is typed in: `ssh db1` does, `ssh db1 uptime` does not.
///
/// A program that is not known leaves nothing: guessing would stop runbooks that are right.
enum ShellChangeReader {
    /// - Parameter words: of one command, without quotes.
    static func target(_ words: some Sequence<String>) -> ShellChange.Target? {
        let words = withoutPrefixes(ArraySlice(Array(words)))
        guard let first = words.first else { return nil }
        let name = first.split(separator: "/").last.map(String.init) ?? first
        let rest = Array(words.dropFirst())
        if rest.contains("--help") || rest.contains("--version") { return nil }
        if shells.contains(name) { return isPlainShell(rest) ? .shell : nil }
        return remote(name, rest) ?? user(name, rest) ?? container(name, rest) ?? environment(name, rest)
    }

    /// The words of one command of a script.
    static func target(of command: ShellCommand) -> ShellChange.Target? { target(command.words.map(\.text)) }

    /// Leaves the innermost of the shells that are open.
    static func leaves(_ command: ShellCommand) -> Bool {
        ["exit", "logout"].contains(command.words.first?.text ?? "")
    }

    // MARK: Words before the program

    private static let prefixes: Set<String> = [
        "then", "do", "else", "!", "exec", "command", "builtin", "time", "nohup", "env",
    ]

    private static func withoutPrefixes(_ words: ArraySlice<String>) -> ArraySlice<String> {
        var words = words
        while let first = words.first {
            if isAssignment(first) {
                words.removeFirst()
            } else if prefixes.contains(first) {
                words.removeFirst()
                // `command -v bash` runs nothing.
                if first == "command", words.first?.hasPrefix("-") == true { return [] }
                while let option = words.first, option.hasPrefix("-"), option.count > 1 {
                    words.removeFirst()
                    if ["-a", "-u"].contains(option) { words = words.dropFirst() }
                }
            } else {
                return words
            }
        }
        return words
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
        return ShellText.isVariableName(String(word[..<equals]))
    }

    // MARK: Shells

    static let shells: Set<String> = [
        "bash", "sh", "zsh", "fish", "dash", "ksh", "tcsh", "csh", "ash", "pwsh", "$SHELL", "${SHELL}",
    ]

    private static func isPlainShell(_ words: [String]) -> Bool {
        let options = CommandOptions(words, valued: ["-o", "-O", "--rcfile", "--init-file"], limit: 1)
        return options.operands.isEmpty && (options.afterDashes ?? []).isEmpty
            && !options.has("-c", "-s", "-n", "-Command", "-File")
    }

    /// What a program that runs another command leads to: a shell of its own kind, or what the command itself leads to.
    private static func running(_ command: some Sequence<String>, as kind: ShellChange.Target) -> ShellChange.Target? {
        target(command).map { $0 == .shell ? kind : $0 }
    }

    /// A command that is written as one word, as after `ssh -t host`.
    private static func running(text: String, as kind: ShellChange.Target) -> ShellChange.Target? {
        running(text.split(separator: " ").map(String.init), as: kind)
    }

    // MARK: Other machines

    /// `vagrant ssh` and its like: the program, its word, and how many operands may follow that are no command.
    private static let machineShells: [String: (verb: [String], operands: Int)] = [
        "vagrant": (["ssh"], 1), "colima": (["ssh"], 0), "docker-machine": (["ssh"], 1), "multipass": (["shell"], 1),
        "minikube": (["ssh"], 0),
        "limactl": (["shell"], 1), "ddev": (["ssh"], 0), "lando": (["ssh"], 0), "eb": (["ssh"], 1),
        "kitchen": (["login"], 1),
        "doctl": (["compute", "ssh"], 1), "flyctl": (["ssh", "console"], 0), "fly": (["ssh", "console"], 0),
        "gcloud": (["compute", "ssh"], 1), "az": (["ssh", "vm"], 0),
    ]

    private static func remote(_ name: String, _ words: [String]) -> ShellChange.Target? {
        switch name {
        case "ssh", "autossh", "slogin": return ssh(words)
        case "mosh", "rlogin":
            let options = CommandOptions(words, valued: ["-p", "--port", "--ssh", "--server", "-l"])
            return options.operands.count == 1 && (options.afterDashes ?? []).isEmpty ? .host : nil
        case "aws":
            let options = CommandOptions(
                words, valued: Set(words.filter { $0.hasPrefix("--") && $0 != "--interactive" }))
            if options.operands.prefix(2) == ["ssm", "start-session"] {
                return options.has("--document-name") ? nil : .host
            }
            guard options.operands.prefix(2) == ["ecs", "execute-command"], options.has("--interactive") else {
                return nil
            }
            return options.values["--command"].flatMap { running(text: $0, as: .container) }
        case "podman" where words.prefix(2) == ["machine", "ssh"]: return words.count <= 3 ? .host : nil
        case "gcloud" where words.first == "alpha" || words.first == "beta":
            return remote(name, Array(words.dropFirst()))
        case "gcloud" where words.prefix(2) == ["cloud-shell", "ssh"]: return words.contains("--command") ? nil : .host
        default: break
        }
        guard let known = machineShells[name] else { return nil }
        let options = CommandOptions(
            words,
            valued: [
                "-c", "--command", "-C", "--ssh-command", "--zone", "--project", "-p", "--profile", "-a", "--app", "-s",
                "--service", "-n", "--name", "-g", "--resource-group", "--ssh-user", "--ip", "--vm-name",
            ])
        guard Array(options.operands.prefix(known.verb.count)) == known.verb,
            options.operands.count <= known.verb.count + known.operands,
            !options.has("-c", "--command", "-C", "--ssh-command", "--dry-run"), (options.afterDashes ?? []).isEmpty
        else { return nil }
        return .host
    }

    private static func ssh(_ words: [String]) -> ShellChange.Target? {
        let valued = Set("BbcDEeFIiJLlmOopQRSWw".map { "-\($0)" })
        let options = CommandOptions(words, valued: valued, limit: 2)
        guard !options.has("-N", "-f", "-V", "-G", "-Q", "-O", "-W"), let host = options.operands.first,
            !host.hasPrefix("git@")
        else { return nil }
        if options.operands.count == 1, (options.afterDashes ?? []).isEmpty { return options.has("-T") ? nil : .host }
        guard options.has("-t") else { return nil }
        return running(text: options.command(from: 1).joined(separator: " "), as: .host) == nil ? nil : .host
    }

    // MARK: Other users

    private static func user(_ name: String, _ words: [String]) -> ShellChange.Target? {
        switch name {
        case "su":
            let options = CommandOptions(words, valued: ["-c", "--command", "-s", "--shell", "-g", "-G", "-w"])
            return options.has("-c", "--command") || options.operands.filter({ $0 != "-" }).count > 1 ? nil : .user
        case "sudo", "doas":
            let options = CommandOptions(
                words,
                valued: [
                    "-u", "--user", "-g", "--group", "-h", "--host", "-p", "--prompt", "-U", "-C", "-D", "-R", "-T",
                    "-r", "-t",
                ], limit: 1)
            let command = options.command(from: 0)
            if command.isEmpty { return options.has("-i", "-s", "--login", "--shell") ? .user : nil }
            return running(command, as: .user)
        case "pkexec": return running(CommandOptions(words, valued: ["--user"], limit: 1).operands, as: .user)
        case "gosu", "su-exec", "setpriv":
            return running(CommandOptions(words, limit: 1).operands.dropFirst(name == "setpriv" ? 0 : 1), as: .user)
        case "runuser":
            let options = CommandOptions(
                words, valued: ["-c", "--command", "-u", "--user", "-s", "--shell", "-g", "-G"], limit: 2)
            if options.has("-c", "--command") { return nil }
            return options.has("-u", "--user") ? running(options.command(from: 0), as: .user) : .user
        case "newgrp": return .user
        case "sg": return CommandOptions(words).operands.count == 1 ? .user : nil
        default: return nil
        }
    }

    // MARK: Other tools and variables

    private static let toolShells: [String: Set<String>] = [
        "poetry": ["shell"], "pipenv": ["shell"], "hatch": ["shell"], "pixi": ["shell"], "devbox": ["shell"],
        "devenv": ["shell"],
        "nix": ["develop", "shell"], "guix": ["shell", "environment"], "flox": ["activate"],
    ]

    private static func environment(_ name: String, _ words: [String]) -> ShellChange.Target? {
        switch name {
        case "nix-shell":
            return CommandOptions(words).has("--run", "--command") ? nil : .shell
        case "screen":
            let options = CommandOptions(words, valued: ["-S", "-t", "-c", "-e", "-h", "-p", "-s", "-T"])
            return options.has("-d", "-l", "-X", "-v", "-w", "-Q")
                || !options.operands.isEmpty && !options.has("-r", "-x", "-R") ? nil : .shell
        case "tmux":
            let options = CommandOptions(
                words, valued: ["-s", "-n", "-t", "-c", "-L", "-S", "-f", "-x", "-y", "-F", "-e"])
            if options.has("-d", "-V") { return nil }
            guard let verb = options.operands.first else { return .shell }
            return ["new", "new-session", "attach", "attach-session", "a", "at"].contains(verb)
                && options.operands.count == 1 ? .shell : nil
        case "script": return CommandOptions(words).has("-c", "--command") || words.count > 2 ? nil : .shell
        case "ssh-agent", "unshare", "scl":
            return running(
                name == "scl" ? Array(words.suffix(1)) : CommandOptions(words, limit: 1).operands, as: .shell)
        default:
            guard let verbs = toolShells[name], let verb = words.first, verbs.contains(verb) else { return nil }
            let options = CommandOptions(words.dropFirst())
            return options.has("-c", "--command", "--run", "--print-env") || !(options.afterDashes ?? []).isEmpty
                ? nil : .shell
        }
    }
}
