import ProvShell
import ProvText

/// What a command does by the verb of its command line, whatever the program: `TOOL volumes delete`, `TOOL ssh NAME`.
///
/// Only for programs that the table of the rule has no row for: a row knows more.
enum GeneralVerbs {
    private static let row = CommandRow("any")

    // MARK: Destroying

    /// `TOOL delete`, `TOOL volumes rm NAME`, `TOOL db:drop`
    static func destruction(_ invocation: Invocation) -> CommandTable.Match? {
        guard !DestructiveCommands.table.holds(invocation.program), !nothingLost.contains(invocation.program) else {
            return nil
        }
        return match(invocation) { verb, verbs, _ in
            if ["rm", "remove", "kill"].contains(verb) {
                return verbs.dropLast().last.map { kept.contains($0.text) } ?? false
            }
            if verb.hasSuffix("-context") { return false }
            return destroying.contains(verb) || destroying.contains { verb.hasPrefix($0 + "-") }
                || verb.utf8.contains(ASCII.colon) && destroying.contains { verb.hasSuffix(":" + $0) }
        }
    }

    private static let destroying = ["delete", "destroy", "purge", "drop", "wipe", "nuke", "erase"]

    /// Programs whose objects are packages, names or rules that a command puts back.
    private static let nothingLost: Set<String> = [
        "brew", "nvm", "pyenv", "rbenv", "nodenv", "sdk", "asdf", "mise", "rustup", "conda", "poetry", "pipenv", "uv",
        "pipx", "gem", "cargo", "composer", "ip", "route", "brctl", "tc", "ovs-vsctl", "update-alternatives", "fnm",
        "volta", "expo", "krew", "claude", "code", "tlmgr", "dart", "flutter", "ionic", "ng", "nx",
    ]

    /// Things that hold data.
    private static let kept: Set<String> = [
        "volume", "volumes", "snapshot", "snapshots", "stream", "streams", "bucket", "buckets", "database", "databases",
        "db", "backup", "backups", "sandbox", "cluster", "clusters", "server", "servers", "instance", "instances", "vm",
        "disk", "disks", "project", "projects", "namespace", "table", "topic", "user", "users", "app", "apps", "site",
        "machine", "droplet", "queue", "index", "store",
    ]

    // MARK: Asking

    /// `TOOL ssh NAME`, `TOOL shell`, `TOOL … exec … bash`
    static func openedShell(_ invocation: Invocation) -> CommandTable.Match? {
        guard !asksAnyway(invocation), !invocation.isFed else { return nil }
        if let found = executedShell(invocation) { return found }
        if ["exec_into", "exec-into", "enter-", "enter_"].contains(where: invocation.program.hasPrefix),
            invocation.program.hasSuffix(".sh")
        {
            return found(invocation, invocation.line, [])
        }
        return match(invocation) { verb, verbs, rest in
            // `TOOL set NAME shell` sets something.
            guard verbs.count < 3 || verbs.first?.text == "run" else { return false }
            return switch verb {
            case "ssh": rest.count <= 1 && !(rest.first.map { aboutKeys.contains($0.text) } ?? false)
            case "shell", "console", "repl": rest.isEmpty
            case "attach": rest.count <= 1 && !attaching.contains(invocation.program)
            default: false
            }
        }
    }

    /// `devcontainer exec --workspace-folder . bash`
    private static func executedShell(_ invocation: Invocation) -> CommandTable.Match? {
        guard ToolTable.tool(invocation.program) == nil, isName(invocation) else { return nil }
        let line = invocation.line
        guard let last = line.arguments.last, ["bash", "sh", "zsh", "fish"].contains(last.text),
            let verb = line.operands.prefix(2).first(where: { $0.text == "exec" }), line.operands.count > 1
        else { return nil }
        return found(invocation, line, [verb])
    }

    /// `TOOL login`, `TOOL auth login`, `TOOL secret:edit`, `edit-config FILE`, `EDITOR=nano TOOL`
    static func question(_ invocation: Invocation) -> CommandTable.Match? {
        guard !asksAnyway(invocation), !invocation.isFed else { return nil }
        let program = invocation.program
        if program.hasPrefix("edit-") || program.hasSuffix("-edit") { return found(invocation, invocation.line, []) }
        if let found = editor(of: invocation) { return found }
        return match(invocation) { verb, verbs, rest in
            switch verb {
            case "edit": rest.count <= 1 && verbs.count < 3 && !editing.contains(program)
            case "login": rest.allSatisfy { isAddress($0.text) } && !isAnsweredLogin(invocation)
            default: verb.hasSuffix(":edit")
            }
        }
    }

    /// An editor that a program is given to open, as an assignment in front of it or an operand.
    private static func editor(of invocation: Invocation) -> CommandTable.Match? {
        let command = invocation.command
        guard invocation.wrappers.isEmpty else { return nil }
        let words = (0..<command.wordCount).lazy.map { command.word($0).text }
        guard !exporting.contains(invocation.program),
            let value = words.compactMap({ word -> Substring? in
                for name in ["EDITOR=", "VISUAL=", "KUBE_EDITOR=", "GIT_EDITOR="] where word.hasPrefix(name) {
                    return word.dropFirst(name.utf8.count)
                }
                return nil
            }).first, let editor = value.split(separator: " ").first?.split(separator: "/").last,
            editors.contains(String(editor))
        else { return nil }
        return found(invocation, invocation.line, [])
    }

    private static let editors: Set<String> = [
        "vi", "vim", "nvim", "nano", "emacs", "code", "subl", "mate", "atom", "micro", "pico", "ed",
    ]
    private static let exporting: Set<String> = ["export", "set", "env", "echo", "declare", "git", "printf", "setx"]

    private static func isAddress(_ text: String) -> Bool {
        text.utf8.contains(ASCII.period) || text.utf8.contains(ASCII.slash) || text.utf8.contains(ASCII.colon)
    }

    /// An option that says who logs in and how.
    private static func isAnsweredLogin(_ invocation: Invocation) -> Bool {
        invocation.line.options.options.contains { option in
            ["-u", "-p", "-t", "-k"].contains(option.name)
                || ["token", "password", "user", "key", "secret", "identity", "service", "cred", "anonymous", "role"]
                    .contains { option.name.contains($0) }
        }
    }

    /// What these edit is a file, by options, or in a browser.
    private static let editing: Set<String> = ["kustomize", "marimo", "yq", "hledger"]

    private static let aboutKeys: Set<String> = [
        "config", "list", "ls", "key", "keys", "add", "login", "init", "cert", "certs", "certificate", "fingerprint",
        "enable", "disable", "status", "setup", "proxy", "hosts", "show", "rekey", "renew", "create", "delete",
        "generate", "import", "version", "help", "issue", "establish",
    ]

    /// What these attach is a disk, a volume or a subscription.
    private static let attaching: Set<String> = ["hdiutil", "zpool", "pro", "ua", "subscription-manager", "ioscli"]

    private static func asksAnyway(_ invocation: Invocation) -> Bool {
        AskingCommands.table.holds(invocation.program) || InteractiveCommands.table.holds(invocation.program)
    }

    // MARK: Verbs

    /// - Parameter test: of a word that may be the verb, the words up to it, and the operands behind it.
    private static func match(
        _ invocation: Invocation, _ test: (String, ArraySlice<Argument>, ArraySlice<Argument>) -> Bool
    ) -> CommandTable.Match? {
        let program = invocation.program
        guard !EndlessWords.plain.contains(program), isName(invocation) else { return nil }
        let line = invocation.line
        if line.has("--help", "--version", "-h", "--dry-run", "--dryrun") { return nil }
        let verbs = verbs(of: line)
        for (place, verb) in verbs.enumerated()
        where test(verb.text, verbs[...place], line.operands.dropFirst(place + 1)) {
            return found(invocation, line, Array(verbs[...place]))
        }
        return nil
    }

    private static func isName(_ invocation: Invocation) -> Bool {
        !invocation.name.isExpanded
            && invocation.program.utf8.allSatisfy { $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.period }
    }

    private static func found(_ invocation: Invocation, _ line: CommandLine, _ verbs: [Argument]) -> CommandTable.Match
    {
        CommandTable.Match(
            row: row, name: ([invocation.program] + verbs.map(\.text)).joined(separator: " "), invocation: invocation,
            line: line, verb: verbs.last ?? invocation.name)
    }

    /// The words that lead to what the command does: those that are known of the tool, or else the first operands that
    /// look like verbs.
    private static func verbs(of line: CommandLine) -> [Argument] {
        if ToolTable.tool(line.program) != nil { return Array(line.operands.prefix(line.verb.count)) }
        return Array(
            line.operands.prefix(3).prefix { word in
                !word.isExpanded && !word.hasPlaceholder && word.text.utf8.count < 30
                    && word.text.utf8.allSatisfy { $0.isLowercase || $0 == ASCII.hyphen || $0 == ASCII.colon }
            })
    }
}
