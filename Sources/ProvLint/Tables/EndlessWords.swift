import ProvShell
import ProvText

/// Commands of programs that no table knows, which say by their words that they are servers or watchers.
enum EndlessWords {
    private static let row = CommandRow("any", fix: .key("background"))

    /// Words without which a script has no such command.
    private static let signs = ["serve", "watch", "port-forward", "--listen", "--http-", "--port"].map {
        Array($0.utf8)
    }

    /// One pass that lets most scripts go.
    static func mayBe(in script: ShellScript) -> Bool {
        let bytes = script.text.utf8.span
        for index in 0..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "s"), UInt8(ascii: "w"), UInt8(ascii: "p"), ASCII.hyphen:
                for sign in signs where bytes.holds(sign, at: index) { return true }
            default: break
            }
        }
        return false
    }

    static func match(_ invocation: Invocation) -> CommandTable.Match? {
        let program = invocation.program
        guard !plain.contains(program), ToolTable.tool(program) == nil || runners.contains(program),
            !invocation.name.isExpanded,
            program.utf8.allSatisfy({ $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.period })
        else { return nil }
        let line = invocation.line
        if line.has("--help", "--version", "-h", "-d", "--detach", "--daemon", "--background", "-D") { return nil }
        guard let (name, verb) = sign(in: line, invocation) else { return nil }
        return CommandTable.Match(row: row, name: name, invocation: invocation, line: line, verb: verb)
    }

    private static func sign(in line: CommandLine, _ invocation: Invocation) -> (String, Argument)? {
        let program = invocation.program
        if let verb = line.operands.first {
            switch verb.text {
            case "serve", "watch", "port-forward": return ("\(program) \(verb.text)", verb)
            case "server" where !runners.contains(program):
                // `TOOL server list` asks about servers.
                guard line.operands.count == 1 || line.operands[1].text.utf8.contains(ASCII.slash) else { return nil }
                return ("\(program) server", verb)
            case "start" where line.has("--port") && !runners.contains(program):
                return ("\(program) start --port", verb)
            default: break
            }
        }
        guard !CommandTable.programs.contains(program), !runners.contains(program),
            let option = line.options.options.first(where: {
                $0.name.hasPrefix("--listen") || $0.name == "--http-address" || $0.name == "--http-port"
            })
        else { return nil }
        return ("\(program) \(option.name)", invocation.name)
    }

    /// Programs that run what a file of the project names so.
    private static let runners: Set<String> = ["make", "just", "task", "rake", "invoke", "gulp", "grunt"]

    /// Programs whose first operand is a name or a file.
    private static let plain: Set<String> = [
        "cd", "pushd", "mkdir", "ls", "cat", "cp", "mv", "rm", "rmdir", "touch", "vim", "vi", "nano", "code", "echo",
        "printf", "source", ".", "chmod", "chown", "du", "find", "tree", "tar", "zip", "unzip", "which", "type", "man",
        "test", "[", "[[", "export", "unset", "alias", "unalias", "grep", "egrep", "fgrep", "rg", "ag", "sed", "awk",
        "head", "tail", "less", "more", "sort", "wc", "diff", "ln", "file", "stat", "open", "read", "kill", "killall",
        "pkill", "pgrep", "service", "jq", "yq", "tee", "basename", "dirname", "return", "local", "declare", "command",
        "hash", "ping", "host", "dig", "nslookup", "ssh", "scp", "rsync", "git", "gh", "curl", "wget", "go", "java",
        "sh", "bash", "zsh", "python", "python3", "node", "ruby", "perl", "systemctl", "initctl", "launchctl", "snap",
        "apt", "gem", "id", "getent", "useradd", "usermod", "groupadd", "passwd", "whereis", "help", "set", "trap",
        "nohup", "createdb", "dropdb", "tasksel", "rc-service", "rc-update", "sc", "net", "dir", "del", "copy",
        "xcopy", "New-Item", "Set-Location", "nmap", "lsof",
    ]
}
