import ProvShell
import ProvText

/// Commands of programs that no table knows, which say by their words that they are servers or watchers.
enum EndlessWords {
    private static let row = CommandRow("any", fix: .key("background"))

    static func match(_ invocation: Invocation) -> CommandTable.Match? {
        let program = invocation.program
        guard !plain.contains(program), !invocation.name.isExpanded,
            program.utf8.allSatisfy({ $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.period })
        else { return nil }
        let line = invocation.line
        if line.has("--help", "--version", "-h", "-d", "--detach", "--daemon", "--background", "-D", "--dry-run") {
            return nil
        }
        if program.hasSuffix(".sh"),
            ["watch_", "watch-", "watch.", "serve.", "serve_"].contains(where: program.hasPrefix)
        {
            return CommandTable.Match(
                row: row, name: program, invocation: invocation, line: line, verb: invocation.name)
        }
        let isKnown = ToolTable.tool(program) != nil
        let hasRows = isKnown && !runners.contains(program) && EndlessCommands.table.holds(program)
        guard let (name, verb) = (hasRows ? nil : sign(in: line, invocation, isKnown)) ?? follower(line, invocation)
        else { return nil }
        return CommandTable.Match(row: row, name: name, invocation: invocation, line: line, verb: verb)
    }

    private static func sign(in line: CommandLine, _ invocation: Invocation, _ isKnown: Bool) -> (String, Argument)? {
        let program = invocation.program
        let place = isKnown ? line.verb.count - 1 : 0
        if place >= 0, place < line.operands.count {
            let verb = line.operands[place]
            let rest = line.operands[(place + 1)...]
            let name = ([program] + line.operands[...place].map(\.text)).joined(separator: " ")
            switch verb.text {
            case "serve", "watch", "port-forward": return (name, verb)
            case "dev" where rest.isEmpty && !runners.contains(program): return (name, verb)
            case "server" where !runners.contains(program):
                // `TOOL server list` asks about servers; a word behind an unknown option may be its value.
                let word = isKnown ? rest.first : operand(behind: verb, in: line)
                guard word.map({ $0.text.utf8.contains(ASCII.slash) }) ?? true else { return nil }
                return (name, verb)
            case "start" where line.has("--port") && !runners.contains(program): return ("\(name) --port", verb)
            default: break
            }
        }
        guard !isKnown, !CommandTable.programs.contains(program), !runners.contains(program),
            let option = line.options.options.first(where: {
                $0.name.hasPrefix("--listen") || $0.name == "--http-address" || $0.name == "--http-port"
            })
        else { return nil }
        return ("\(program) \(option.name)", invocation.name)
    }

    /// The first word behind a verb that is neither an option nor directly behind a long one without `=`.
    private static func operand(behind verb: Argument, in line: CommandLine) -> Argument? {
        var mayBeValue = false
        for word in line.arguments.drop(while: { $0.bytes != verb.bytes }).dropFirst() {
            if word.text.hasPrefix("-") {
                mayBeValue = word.text.hasPrefix("--") && !word.text.utf8.contains(ASCII.equals)
            } else if mayBeValue {
                mayBeValue = false
            } else {
                return word
            }
        }
        return nil
    }

    /// `TOOL … --watch`, `TOOL … --follow`, `TOOL logs -f`
    private static func follower(_ line: CommandLine, _ invocation: Invocation) -> (String, Argument)? {
        let program = invocation.program
        guard !ending.contains(program) else { return nil }
        if let option = line.arguments.first(where: {
            ["--watch", "--follow", "--watch=true", "--follow=true", "--watchAll"].contains($0.text)
        }) {
            return ("\(program) \(option.text)", invocation.name)
        }
        guard let verb = line.operands.prefix(3).first(where: { ["logs", "log"].contains($0.text) }),
            line.arguments.contains(where: { $0.text == "-f" && $0.bytes.lowerBound > verb.bytes.lowerBound })
        else { return nil }
        return ("\(program) \(verb.text) -f", verb)
    }

    /// Programs whose `--watch` or `--follow` ends with what is watched, or means something else.
    private static let ending: Set<String> = [
        "gh", "git", "hg", "argo", "tkn", "kubectl", "oc", "k", "wget", "curl", "rsync", "ls", "find", "cp", "jj",
    ]

    /// Programs that run what a file of the project names so.
    private static let runners: Set<String> = ["make", "just", "task", "rake", "invoke", "gulp", "grunt"]

    /// Programs whose first operand is a name or a file.
    static let plain: Set<String> = [
        "cd", "pushd", "mkdir", "ls", "cat", "cp", "mv", "rm", "rmdir", "touch", "vim", "vi", "nano", "code", "echo",
        "printf", "source", ".", "chmod", "chown", "du", "find", "tree", "tar", "zip", "unzip", "which", "type", "man",
        "test", "[", "[[", "export", "unset", "alias", "unalias", "grep", "egrep", "fgrep", "rg", "ag", "sed", "awk",
        "head", "tail", "less", "more", "sort", "wc", "diff", "ln", "file", "stat", "open", "read", "kill", "killall",
        "pkill", "pgrep", "service", "jq", "yq", "tee", "basename", "dirname", "return", "local", "declare", "command",
        "hash", "ping", "host", "dig", "nslookup", "ssh", "scp", "rsync", "git", "gh", "curl", "wget", "go", "java",
        "sh", "bash", "zsh", "python", "python3", "node", "ruby", "perl", "systemctl", "initctl", "launchctl", "snap",
        "apt", "gem", "id", "getent", "useradd", "usermod", "groupadd", "passwd", "whereis", "help", "set", "trap",
        "nohup", "createdb", "dropdb", "tasksel", "rc-service", "rc-update", "sc", "net", "dir", "del", "copy",
        "xcopy", "New-Item", "Set-Location", "nmap", "lsof", "unlink", "rename", "column", "cut", "tr", "xargs", "su",
        "sudo", "install", "mount", "umount", "brew", "npx", "apk", "pacman", "yum", "dnf", "zypper", "aptitude",
        "apt-get", "dpkg", "rpm", "choco", "scoop", "winget", "flatpak", "Get-Command", "Remove-Item",
    ]
}
