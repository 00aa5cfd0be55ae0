import ProvShell
import ProvText

/// Tells whether a command leaves the shell it is typed in: `ssh db1` does, `ssh db1 uptime` does not.
///
/// A program that is not known leaves nothing: guessing would stop runbooks that are right.
struct OtherShellReader {
    /// How many commands run the one that is read: `sudo`, `eval`.
    var depth = 0

    /// More of them than that are not followed.
    private static let maximumDepth = 8

    /// The shell that a command opens for what is typed after it.
    ///
    /// It may stand in a condition, a loop, braces or a subshell: who types that is in the opened shell too. Only
    /// whether another shell of the same kind is started (`exec bash`) is not known from those.
    static func opened(by command: ShellCommand) -> ShellChange.Target? { OtherShellReader().opened(by: command) }

    /// Leaves the innermost of the shells that are open.
    static func leaves(_ command: ShellCommand) -> Bool { ["exit", "logout"].contains(command.word(0).text) }

    /// - Parameter words: of one command, without quotes.
    static func target(_ words: some Sequence<String>) -> ShellChange.Target? { OtherShellReader().target(words) }

    private func opened(by command: ShellCommand) -> ShellChange.Target? {
        let first = command.assignmentCount
        guard command.isInForeground, first < command.wordCount,
            Self.programs.contains(Self.programName(command.word(first).text)),
            let target = target((first..<command.wordCount).map { command.word($0).text })
        else { return nil }
        return target == .shell && !command.isPlain ? nil : target
    }

    func target(_ words: some Sequence<String>) -> ShellChange.Target? {
        let words = Self.withoutPrefixes(ArraySlice(Array(words)))
        guard depth < Self.maximumDepth, let first = words.first else { return nil }
        let name = Self.programName(first)
        let rest = Array(words.dropFirst())
        if rest.contains("--help") || rest.contains("--version") { return nil }
        if Self.shells.contains(name) {
            return isPlainShell(rest) ? .shell : running(line(name, rest), as: .shell)
        }
        if Self.runners.contains(name) { return running(line(name, rest), as: .shell) }
        return remote(name, rest) ?? user(name, rest) ?? container(name, rest) ?? environment(name, rest)
    }

    /// A command line, read with what is known of its program.
    func line(_ name: String, _ words: some Sequence<String>) -> CommandLine {
        CommandLine(name, words.map { Argument(text: $0, bytes: 0..<0) }, tool: ToolTable.tool(name))
    }

    private static func programName(_ word: String) -> String {
        word.utf8.contains(ASCII.slash) ? word.split(separator: "/").last.map(String.init) ?? word : word
    }

    // MARK: Words before the program

    private static let prefixes: Set<String> = ["exec", "command", "builtin", "time", "nohup", "env"]

    /// Programs that run a command in this shell's place, with its terminal.
    static let runners: Set<String> = [
        "eval", "timeout", "gtimeout", "nice", "ionice", "stdbuf", "unbuffer", "torsocks", "proxychains",
        "proxychains4",
        "dbus-run-session", "caffeinate", "aws-vault", "doppler", "op", "chamber",
    ]

    /// The programs that may open a shell, and those that may stand in front of them.
    private static let programs: Set<String> = prefixes.union(shells).union(runners).union(machineShells.keys).union(
        toolShells.keys
    )
    .union([
        "ssh", "autossh", "slogin", "mosh", "rlogin", "aws", "podman", "su", "sudo", "doas", "pkexec", "gosu",
        "su-exec", "setpriv", "runuser", "newgrp", "sg", "docker", "nerdctl", "docker-compose", "podman-compose",
        "crictl", "kubectl", "oc", "k", "k3s", "microk8s", "lxc", "incus", "lxc-attach", "machinectl",
        "systemd-nspawn", "chroot", "arch-chroot", "nsenter", "singularity", "apptainer", "toolbox", "distrobox",
        "heroku", "nix-shell", "screen", "tmux", "script", "ssh-agent", "unshare", "scl", "sshpass", "telnet", "ip",
        "nomad", "wsl",
    ])

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

    private func isPlainShell(_ words: [String]) -> Bool {
        let options = CommandOptions(words, valued: ["-o", "-O", "--rcfile", "--init-file"], limit: 1)
        return options.operandIndices.isEmpty && (options.afterDashes ?? []).isEmpty
            && !options.has("-c", "-s", "-n", "-Command", "-File") && !words.contains("-Command")
            && !words.contains("-File")
    }

    /// What a program that runs another command leads to: a shell of its own kind, or what the command itself leads to.
    private func running(_ command: some Sequence<String>, as kind: ShellChange.Target) -> ShellChange.Target? {
        inner.target(command).map { $0 == .shell ? kind : $0 }
    }

    /// The same for the command of a line.
    func running(_ line: CommandLine, as kind: ShellChange.Target) -> ShellChange.Target? {
        switch line.innerCommand {
        case .words(let words): running(words.map(\.text), as: kind)
        case .text(let text) where depth + 1 < Self.maximumDepth:
            ShellScript(text.text).commands.lazy.filter { !$0.isFunction }.compactMap(inner.opened).first
                .map { $0 == .shell ? kind : $0 }
        case .text, nil: nil
        }
    }

    /// The reader of a command that another one runs.
    var inner: OtherShellReader { OtherShellReader(depth: depth + 1) }

    // MARK: Other machines

    /// `vagrant ssh` and its like: the program, its word, and how many operands may follow that are no command.
    private static let machineShells: [String: (verb: [String], operands: Int)] = [
        "vagrant": (["ssh"], 1), "colima": (["ssh"], 0), "docker-machine": (["ssh"], 1), "multipass": (["shell"], 1),
        "minikube": (["ssh"], 0), "limactl": (["shell"], 1), "ddev": (["ssh"], 0), "lando": (["ssh"], 0),
        "eb": (["ssh"], 1), "kitchen": (["login"], 1), "doctl": (["compute", "ssh"], 1),
        "flyctl": (["ssh", "console"], 0), "fly": (["ssh", "console"], 0), "gcloud": (["compute", "ssh"], 1),
        "az": (["ssh", "vm"], 0), "adb": (["shell"], 0), "tsh": (["ssh"], 1), "tailscale": (["ssh"], 1),
        "juju": (["ssh"], 1), "boundary": (["connect", "ssh"], 0), "virsh": (["console"], 1), "pct": (["enter"], 1),
    ]

    private func remote(_ name: String, _ words: [String]) -> ShellChange.Target? {
        switch name {
        case "ssh", "autossh", "slogin": return ssh(line(name, words))
        case "sshpass": return running(line(name, words), as: .host)
        case "wsl": return words.isEmpty ? .host : nil
        case "nomad" where words.prefix(2) == ["alloc", "exec"]:
            return CommandOptions(words).has("-t", "-it", "-ti") ? running(words.suffix(1), as: .container) : nil
        case "mosh", "rlogin", "telnet":
            let options = line(name, words).options
            return options.operandIndices.count == 1 && (options.afterDashes ?? []).isEmpty ? .host : nil
        case "aws": return aws(line(name, words))
        case "podman" where words.prefix(2) == ["machine", "ssh"]: return words.count <= 3 ? .host : nil
        case "gcloud" where words.first == "alpha" || words.first == "beta":
            return remote(name, Array(words.dropFirst()))
        case "gcloud" where words.prefix(2) == ["cloud-shell", "ssh"]: return words.contains("--command") ? nil : .host
        default: break
        }
        guard let known = Self.machineShells[name] else { return nil }
        let options = CommandOptions(
            words,
            valued: [
                "-c", "--command", "-C", "--ssh-command", "--zone", "--project", "-p", "--profile", "-a", "--app", "-s",
                "--service", "-n", "--name", "-g", "--resource-group", "--ssh-user", "--ip", "--vm-name",
            ])
        guard Array(options.operands.prefix(known.verb.count)) == known.verb,
            options.operandIndices.count <= known.verb.count + known.operands,
            !options.has("-c", "--command", "-C", "--ssh-command", "--dry-run"), (options.afterDashes ?? []).isEmpty
        else { return nil }
        return .host
    }

    private func aws(_ line: CommandLine) -> ShellChange.Target? {
        let operands = line.options.operands
        if operands.prefix(2) == ["ssm", "start-session"] { return line.has("--document-name") ? nil : .host }
        guard operands.prefix(2) == ["ecs", "execute-command"], line.has("--interactive"),
            let command = line.value(of: "--command")?.value
        else { return nil }
        return running(command.split(separator: " ").map(String.init), as: .container)
    }

    private func ssh(_ line: CommandLine) -> ShellChange.Target? {
        guard !line.has("-N", "-f", "-V", "-G", "-Q", "-O", "-W"), let host = line.options.operands.first,
            !host.hasPrefix("git@")
        else { return nil }
        if line.options.operandIndices.count == 1, (line.options.afterDashes ?? []).isEmpty {
            return line.has("-T") ? nil : .host
        }
        return running(line, as: .host) == nil ? nil : .host
    }

    // MARK: Other users

    private func user(_ name: String, _ words: [String]) -> ShellChange.Target? {
        let line = line(name, words)
        switch name {
        case "su":
            if line.has("-c", "--command") { return running(line, as: .user) }
            return line.options.operands.filter({ $0 != "-" }).count > 1 ? nil : .user
        case "sudo", "doas":
            if line.options.operandIndices.isEmpty, (line.options.afterDashes ?? []).isEmpty {
                return line.has("-i", "-s", "--login", "--shell") ? .user : nil
            }
            return running(line, as: .user)
        case "pkexec", "gosu", "su-exec", "setpriv": return running(line, as: .user)
        case "runuser":
            if line.has("-c", "--command") { return nil }
            return line.has("-u", "--user") ? running(line, as: .user) : .user
        case "newgrp": return .user
        case "sg":
            if line.has("-c") { return running(line, as: .user) }
            return line.options.operandIndices.count == 1 ? .user : nil
        default: return nil
        }
    }

    // MARK: Other tools and variables

    private static let toolShells: [String: Set<String>] = [
        "poetry": ["shell"], "pipenv": ["shell"], "hatch": ["shell"], "pixi": ["shell"], "devbox": ["shell"],
        "devenv": ["shell"], "nix": ["develop", "shell"], "guix": ["shell", "environment"], "flox": ["activate"],
    ]

    private func environment(_ name: String, _ words: [String]) -> ShellChange.Target? {
        switch name {
        case "nix-shell":
            return CommandOptions(words).has("--run", "--command") ? nil : .shell
        case "screen":
            let options = CommandOptions(words, valued: ["-S", "-t", "-c", "-e", "-h", "-p", "-s", "-T"])
            return options.has("-d", "-l", "-X", "-v", "-w", "-Q")
                || !options.operandIndices.isEmpty && !options.has("-r", "-x", "-R") ? nil : .shell
        case "tmux":
            let options = CommandOptions(
                words, valued: ["-s", "-n", "-t", "-c", "-L", "-S", "-f", "-x", "-y", "-F", "-e"])
            if options.has("-d", "-V") { return nil }
            guard let verb = options.operands.first else { return .shell }
            return ["new", "new-session", "attach", "attach-session", "a", "at"].contains(verb)
                && options.operandIndices.count == 1 ? .shell : nil
        case "script": return CommandOptions(words).has("-c", "--command") || words.count > 2 ? nil : .shell
        case "scl": return running(words.suffix(1), as: .shell)
        case "ssh-agent", "unshare": return running(line(name, words), as: .shell)
        case "ip" where words.prefix(2) == ["netns", "exec"]: return running(words.dropFirst(3), as: .container)
        default:
            guard let verbs = Self.toolShells[name], let verb = words.first, verbs.contains(verb) else { return nil }
            let options = CommandOptions(words.dropFirst())
            return options.has("-c", "--command", "--run", "--print-env") || !(options.afterDashes ?? []).isEmpty
                ? nil : .shell
        }
    }
}
