import Glibc
import ProvText

/// What is said to a long-lived bash, and how its answers are told from the output of the commands.
///
/// Only descriptors 0, 1 and 2 are needed, so it is the same over pipes and over `ssh -T`. A step is over when its
/// marker has come on both streams; each marker is one write, shorter than PIPE_BUF, and carries a nonce the step
/// cannot guess.
enum ShellProtocol {
    /// Ends a field inside a marker.
    static let separator: UInt8 = 0x1F
    /// Begins a marker; a NUL ends it.
    static let start: UInt8 = 0x1E
    /// Lines of a file beyond this one are not worth so many empty ones.
    static let lastPlacedLine = 5_000

    /// Sent once to a fresh shell: descriptors of its own, the scripts below, and traps.
    ///
    /// - Parameters:
    ///   - stateStream: where the shell's state goes, by path; `nil` is its own output.
    ///   - limit: a command that sets a limit of the shell, or nothing.
    ///   - takeover: what the shell takes over of the one before; in spite of an error in it, the shell answers.
    ///   - hello: asks whether it is there.
    static func opening(
        _ dialect: ShellDialect, stateStream: String?, limit: String, takeover: String, hello: String
    ) -> String {
        let taken =
            dialect == .bash && !takeover.isEmpty ? "builtin eval \(ShellText.quoted(takeover))\n" : takeover
        return dialect.words.prologue(stateStream: stateStream, rest: limit + taken + hello)
    }

    /// One command, as the shell reads it: nothing runs unless all of it has arrived.
    ///
    /// - Parameters:
    ///   - keepsOutput: whether the host keeps what the command prints, from here on.
    ///   - streams: the command's own streams; `nil` is those of the shell.
    ///   - stateStream: where the shell's state goes, by path; `nil` is its own output.
    ///   - looks: whether the shell looks at its end who holds its streams.
    static func text(
        for command: Command, nonce: String, dialect: ShellDialect = .bash, keepsOutput: Bool = false,
        streams: StepStreams.Paths? = nil, stateStream: String? = nil, looks: Bool = false
    ) -> String {
        let words = dialect.words
        let body = body(of: command, dialect)
        var exports = ""
        for (name, value) in command.environment {
            exports += "\(words.special)export \(name)=\(ShellText.quoted(value)); "
        }
        let end = words.end(
            ShellAnswer(
                nonce: nonce, wasStrict: command.isStrict, looks: looks, tellsState: command.keepsState,
                stateStream: stateStream))
        let keep = keepsOutput ? "{ \(words.keep); } 2>&\(words.nowhere); " : ""
        let output = streams.map { "|\($0.stdout)" } ?? "&\(words.output)"
        let errors = command.joinsErrors ? "&1" : streams.map { "|\($0.stderr)" } ?? "&\(words.errors)"
        return inBulk(
            "__pv_n=\(nonce) __pv_D=\(looks ? "1" : "") __pv_t=; \(exports)\(words.begin); \(placing(command, words))\(keep)"
                + "{ \(body); } </dev/null >\(output) 2>\(errors)\(closing(dialect)); "
                + "{ __pv_r=$? \(words.guarded); \(end); } 2>&\(words.nowhere)\n", dialect)
    }

    /// What runs with the command's own input and streams: it ends with the command's exit code.
    private static func body(of command: Command, _ dialect: ShellDialect) -> String {
        let words = dialect.words
        // Assignments before a builtin hold as long as it runs, and are exported meanwhile; POSIX lets them stay, so
        // the values before are put back.
        let assignments = command.assignments.map { "\($0.name)=\($0.word) " }.joined()
        let names = command.assignments.map(\.name)
        let own = dialect == .bash || assignments.isEmpty ? assignments : "\(words.special)export \(assignments); "
        // Programs of other languages are started by words of ours: what the steps defined stays away.
        let aliases = command.interpreter == .session ? words.aliases : ""
        // Such an assignment is lost at the next `eval` in it, unless `command` says the word.
        let eval = dialect == .bash && !own.isEmpty ? "builtin command eval" : "\(words.special)eval"
        var body =
            "\(aliases)\(own)\(eval) \(payload(command, words, isStrict: command.isStrict))"
        if command.isIsolated {
            let prefix = command.isStrict ? words.strictly : ""
            body =
                """
                ( \(prefix)\(aliases)\(own)\(eval) \
                \(payload(command, words, isStrict: false)) )
                """
        } else if dialect == .posix, !own.isEmpty {
            let kept = names.map { "__pv_v_\($0)=${\($0)+x}${\($0)-}; " }.joined()
            let back = names.map { name in
                "case $__pv_v_\(name) in x*) \(name)=${__pv_v_\(name)#x};; *) \\unset \(name);; esac; "
            }.joined()
            body = "\(kept)\(body); __pv_c=$?; \(back)(\\exit \"$__pv_c\")"
        }
        let back = "__pv_c=$? \(words.guarded); { \(words.guardingInLine); } 2>/dev/null"
        if let directory = command.directory {
            // The way back is taken in the same line, so that the directory holds for this command only.
            body =
                """
                if \(words.builtin)cd -- \(ShellText.quoted(directory)) && __pv_d=$OLDPWD; then \(body); \(back); \
                \(words.builtin)cd -- "$__pv_d"; 
                """
                + "(\(words.special)exit \"$__pv_c\"); else (\(words.special)exit 1); fi"
            if command.isStrict, !command.isIsolated { body = "__pv_f() { :; }; \(body)" }
        }
        if command.launch == .detached {
            // What the command leaves behind carries another mark, and is let live by it.
            body =
                "\(words.special)export PROV_SESSION=\(ProcessTable.detachedMark); \(body); \(back); "
                + "\(words.special)export PROV_SESSION=\"$__pv_m\"; (\(words.special)exit \"$__pv_c\")"
        }
        return body
    }

    /// What the programs of a command must not hold: those of bash close by themselves.
    private static func closing(_ dialect: ShellDialect) -> String { dialect == .bash ? "" : " 6>&- 7<&- 8>&- 9>&-" }

    /// bash reads a line of commands byte by byte, a text of a length that it knows at once. Where it cannot (`LC_ALL`
    /// is read-only), the text is the next line of commands.
    static func inBulk(_ text: String, _ dialect: ShellDialect) -> String {
        dialect == .bash ? "__pv_z=\(text.utf8.count); builtin eval \"$__pv_L\"\n" + text : text
    }

    /// The same for a shell of its own, which needs no answer and may be ended by the command.
    static func script(for command: Command, dialect: ShellDialect = .bash) -> String {
        let exports = command.assignments.map { "export \($0.name)=\($0.word)\n" }.joined()
        let strictly = dialect == .bash ? "set -e -o pipefail\n" : "set -e\n"
        return exports + (command.isStrict ? strictly : "") + text(of: command, dialect.words)
    }

    /// A command's text as the shell reads it.
    static func source(of command: Command) -> String {
        command.text.replacing(bytesOf: "\0", with: "")
    }

    /// Interpreters that skip empty lines at the beginning, and count them in their messages.
    private static let lineCounters: Set<String> = ["python", "python3", "perl", "ruby", "node"]

    /// The text of another interpreter, with its lines where its source has them. Python looks for its encoding in the
    /// first two lines.
    private static func placed(_ text: String, _ command: Command, _ arguments: [String]) -> String {
        let program = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        guard lineCounters.contains(program), command.firstLine <= lastPlacedLine,
            !text.lines.prefix(2).contains(where: { $0.contains("coding") })
        else { return text }
        return String(repeating: "\n", count: command.firstLine - 1) + text
    }

    /// Before a command whose text is to begin at a line of its source.
    private static func placing(_ command: Command, _ words: any ShellWords.Type) -> String {
        words.placing(
            at: command.interpreter == .session && command.firstLine <= lastPlacedLine ? command.firstLine : 0)
    }

    /// A command's text as one word, which the shell evaluates, with empty lines in front of what has a source.
    private static func payload(_ command: Command, _ words: any ShellWords.Type, isStrict: Bool) -> String {
        let prefix = isStrict ? words.strictly : ""
        guard command.interpreter == .session else { return ShellText.quoted(prefix + text(of: command, words) + "\n") }
        let placed = { (before: String, text: String) in
            ShellText.quoted(before) + "\"${__pv_I-}\"" + ShellText.quoted(text + "\n")
        }
        guard command.launch == .background else { return placed(prefix + words.returning, source(of: command)) }
        // In a variable, so that what bash says of its end is one line.
        return ShellText.quoted(
            prefix + "__pv_g=\(placed(words.returning, source(of: command))); { \(words.special)eval \"$__pv_g\"; } & "
                + "__pv_g=\n")
    }

    /// A command's text as the lines of a script.
    private static func text(of command: Command, _ words: any ShellWords.Type) -> String {
        let text = source(of: command)
        switch (command.launch, command.interpreter) {
        case (.background, .session): return "{ \(text)\n} &"
        case (.foreground, .session), (.detached, .session): return words.returning + text
        case (.background, .process(let arguments)):
            return "{ \(interpreted(placed(text, command, arguments), arguments, words)); } &"
        case (.foreground, .process(let arguments)), (.detached, .process(let arguments)):
            return interpreted(placed(text, command, arguments), arguments, words)
        }
    }

    /// Hands the text to another interpreter as a file that is gone afterwards.
    private static func interpreted(_ text: String, _ arguments: [String], _ shell: any ShellWords.Type) -> String {
        let program = arguments.first ?? "sh"
        let words = arguments.map { ShellText.quoted($0) }.joined(separator: " ")
        return """
            ( \(shell.special)unset -f mktemp rm trap printf command echo; __pv_t=$(mktemp \
            "${TMPDIR:-/tmp}/prov.XXXXXX") || exit 1; trap 'rm -f -- "$__pv_t"' EXIT; printf %s \
            \(ShellText.quoted(text)) >|"$__pv_t"; \
            command -v \(ShellText.quoted(program)) >/dev/null || { echo \
            \(ShellText.quoted("\(program): not installed on this host")) >&2; exit 127; }; \
            \(words) "$__pv_t" )
            """
    }

    /// Asks a fresh shell whether it is there, which process it is, and what state it is in before anything runs.
    ///
    /// - Parameter stateStream: where its state goes, by path; `nil` is its own output.
    static func hello(nonce: String, tellsState: Bool, stateStream: String?, dialect: ShellDialect) -> String {
        let words = dialect.words
        let end = words.end(ShellAnswer(nonce: nonce, tellsState: tellsState, stateStream: stateStream))
        return "\(words.guarded)\n\(words.guarding)\n__pv_n=\(nonce) __pv_r=0 __pv_D=; \(words.identify); "
            + "{ __pv_r=$? \(words.guarded); \(end); } 2>&\(words.nowhere)\n"
    }

    /// Asks for other streams; whoever carries them says when they are there.
    static func streamsRequest(_ dialect: ShellDialect) -> String {
        "\(dialect.words.builtin)printf '\\n' >|\"$__pv_q/../c\"\n"
    }

    /// Gives the shell the streams in a folder, and asks whether it has them.
    static func switching(to folder: String, nonce: String, dialect: ShellDialect) -> String {
        inBulk(
            "__pv_q=\(ShellText.quoted(folder))\n\(dialect.words.switching)\n"
                + hello(nonce: nonce, tellsState: false, stateStream: nil, dialect: dialect), dialect)
    }

    /// 128 random bits, hex.
    static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        let text = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        return String(repeating: "0", count: max(0, 32 - text.count)) + text
    }
}
