import ProvText

/// What the word after a fence says about running the block.
enum Language: Equatable {
    /// Runs in the host's long-lived shell.
    case session
    /// Runs by itself as a process of this command, without `run` being asked for.
    case process([String])
    /// A recorded terminal: prompts, commands, outputs.
    case console
    /// The output of the block above.
    case output
    case yaml
    /// No word at all.
    case none
    /// Runs only where `run` asks for it; `nil` where no interpreter is known.
    case other(interpreter: [String]?)

    init(_ name: String) {
        guard !name.isEmpty else {
            self = .none
            return
        }
        let lowercased = name.utf8.contains { $0.isUppercase } ? name.lowercased() : name
        self = Language.known[lowercased] ?? .other(interpreter: Language.interpreters[lowercased])
    }

    private static let known: [String: Language] = [
        "sh": .session, "bash": .session, "shell": .session, "shellscript": .session, "shell-script": .session,
        "azurecli": .session, "azurecli-interactive": .session, "zsh": .process(["zsh"]),
        "console": .console, "shell-session": .console, "shellsession": .console, "sh-session": .console,
        "bash-session": .console,
        "bashsession": .console, "terminal": .console, "term": .console, "ansi": .console, "scrut": .console,
        "testcase": .console,
        "output": .output, "yaml": .yaml, "yml": .yaml,
    ]

    /// Commands that read a program from the file named as their last argument.
    private static let interpreters: [String: [String]] = [
        "python": ["python3"], "python3": ["python3"], "py": ["python3"], "python2": ["python2"],
        "javascript": ["node"], "js": ["node"], "node": ["node"], "nodejs": ["node"], "mjs": ["node"], "cjs": ["node"],
        "typescript": ["deno", "run"], "ts": ["deno", "run"], "deno": ["deno", "run"],
        "ruby": ["ruby"], "rb": ["ruby"], "perl": ["perl"], "pl": ["perl"], "php": ["php"], "lua": ["lua"],
        "r": ["Rscript"],
        "julia": ["julia"], "jl": ["julia"], "tcl": ["tclsh"], "awk": ["awk", "-f"], "sed": ["sed", "-f"],
        "make": ["make", "-f"],
        "makefile": ["make", "-f"], "fish": ["fish"], "ksh": ["ksh"], "dash": ["dash"], "ash": ["ash"], "nu": ["nu"],
        "nushell": ["nu"], "elixir": ["elixir"], "exs": ["elixir"], "groovy": ["groovy"], "swift": ["swift"],
        "go": ["go", "run"],
        "powershell": ["pwsh", "-File"], "pwsh": ["pwsh", "-File"], "ps1": ["pwsh", "-File"], "guile": ["guile", "-s"],
        "scheme": ["guile", "-s"], "racket": ["racket"], "expect": ["expect"], "osascript": ["osascript"],
        "ansible": ["ansible-playbook"],
    ]

    static let interpreterNames: [String] = interpreters.keys.sorted()
    static let sessionNames: [String] = known.filter { $0.value == .session }.keys.sorted()
    static let consoleNames: [String] = known.filter { $0.value == .console }.keys.sorted()
}
