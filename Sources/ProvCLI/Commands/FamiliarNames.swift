import ProvText

/// Commands and options that users of other tools look for, and what they are called here; suggestions go by meaning
/// first, by spelling second.
enum FamiliarNames {
    /// From the name of a command elsewhere to ours.
    static let commands: [String: String] = [
        "list": "runs", "ls": "runs", "history": "runs", "status": "runs", "ps": "runs",
        "log": "show", "logs": "show", "inspect": "show", "view": "show", "cat": "show", "output": "show",
        "check": "verify", "test": "verify", "audit": "verify",
        "validate": "lint", "vet": "lint", "syntax": "lint", "fmt": "lint", "format": "lint",
        "exec": "run", "execute": "run", "apply": "run", "start": "run", "play": "run", "up": "run", "deploy": "run",
        "continue": "resume", "restart": "resume", "retry": "resume", "settle": "resume",
        "undo": "rollback", "revert": "rollback", "destroy": "rollback", "down": "rollback",
        "preview": "plan", "dry-run": "plan", "graph": "plan", "steps": "plan",
        "compare": "diff", "difference": "diff",
        "inventory": "hosts", "groups": "hosts", "nodes": "hosts",
        "export": "report", "docs": "site", "doc": "site", "serve": "site serve", "build": "site build",
        "new": "init", "create": "init", "completion": "completions", "manual": "man", "allow": "approve",
    ]

    private static let quiet =
        "prov has no quiet mode: send standard output to /dev/null; the exit code has the result"
    private static let colour =
        "colours are used on a terminal; CLICOLOR_FORCE=1 uses them everywhere, --no-color nowhere"

    /// From an option that prov does not have to what serves its purpose.
    static let options: [String: String] = [
        "--verbose":
            "every line of output is in the record: prov show RUN --output STEP; --progress plain shows it as it comes",
        "-v": "for the version: prov --version; for more output: --progress plain",
        "--quiet": quiet,
        "-q": quiet,
        "--silent": quiet,
        "--debug": "every line of output is in the record: prov show RUN --output STEP",
        "--plain": "write --progress plain",
        "--color": colour,
        "--colour": colour,
        "--check": "to see what would run: --dry-run; to evaluate the checks: prov verify",
        "--diff": "a step's changes to files are always shown; two runs are compared by: prov diff",
        "--hosts": "write --limit PATTERN", "--var": "write --set NAME=VALUE", "-e": "write --set NAME=VALUE",
        "--extra-vars": "write --set NAME=VALUE", "--param": "write --set NAME=VALUE",
        "--steps": "write --only STEP", "--step": "write --only STEP", "--start-at": "write --from STEP",
        "--resume": "write: prov resume last",
    ]

    /// Options of every command, which no command declares.
    static let noColour: Set<String> = ["--no-color", "--no-colour"]

    /// The first word of a command line that is in the table of options; what stands behind `--` is another program's.
    ///
    /// - Parameter help: of the command that is called, which names the options that it has.
    static func foreignOption(in arguments: some Sequence<String>, help: String) -> (name: String, advice: String)? {
        for argument in arguments.prefix(while: { $0 != "--" }) {
            let name = String(argument.prefix { $0 != "=" })
            guard let advice = options[name], !help.contains(" \(name) "), !help.contains("\(name),") else { continue }
            return (name, advice)
        }
        return nil
    }

    /// The first long option that the help of the command does not name, and the nearest one that it does.
    static func unknownOption(
        in arguments: some Sequence<String>, help: String, command: String
    ) -> (name: String, advice: String)? {
        let known = Set(help.matches(of: /--[a-z][a-z0-9-]*/).map { String($0.output) })
        for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
            let name = String(argument.prefix { $0 != "=" })
            guard !known.contains(name) else { continue }
            let near = Suggestion.closest(to: name, in: known.sorted()).map { "did you mean \($0)?" }
            return (name, near ?? "the options: \(command) --help")
        }
        return nil
    }
}
