import Glibc
import ProvRunbook

/// What is said to a long-lived bash, and how its answers are told from the output of the commands.
///
/// Only descriptors 0, 1 and 2 are needed, so it is the same over pipes and over `ssh -T`. A step is over when its marker
/// has come on both streams; each marker is one write, shorter than PIPE_BUF, and carries a nonce the step cannot guess.
enum ShellProtocol {
    /// Ends a field inside a marker.
    static let separator: UInt8 = 0x1F
    /// Begins a marker; a NUL ends it.
    static let start: UInt8 = 0x1E

    /// Sent once to a fresh shell: descriptors of its own, the scripts below, and traps.
    static func prologue(_ dialect: ShellDialect) -> String { dialect == .bash ? BashWords.prologue : PosixWords.prologue }

    /// One command, as the shell reads it: nothing runs unless all of it has arrived.
    ///
    /// - Parameter keepsOutput: whether the host keeps what the command prints, from here on.
    static func text(for command: Command, nonce: String, dialect: ShellDialect = .bash, keepsOutput: Bool = false) -> String {
        let words = dialect.words
        let strict = command.isStrict ? "1" : "0"
        // Assignments before a builtin hold as long as it runs, and are exported meanwhile; POSIX lets them stay, so they are taken back.
        let assignments = command.ownEnvironment.map { "\($0.name)=\(ShellText.quoted($0.value)) " }.joined()
        let own = dialect == .bash || assignments.isEmpty ? assignments : "export \(assignments); "
        var body = "\(own)eval \(ShellText.quoted(payload(command, strictly: words.strictly) + "\n"))"
        if command.isIsolated {
            let prefix = command.isStrict ? words.strictly : ""
            body = "( \(prefix)\(own)eval \(ShellText.quoted(payload(command, strictly: nil) + "\n")) )"
        } else if dialect == .posix, !own.isEmpty {
            body += "; __pv_c=$?; unset \(command.ownEnvironment.map(\.name).joined(separator: " ")); (exit $__pv_c)"
        }
        if let directory = command.directory {
            // The way back is taken in the same line, so that the directory holds for this command only.
            body = "if \(words.builtin)cd -- \(ShellText.quoted(directory)) && __pv_d=$OLDPWD; then \(body); __pv_c=$?; \(words.builtin)cd -- \"$__pv_d\"; "
                + "(\(words.builtin)exit $__pv_c); else (\(words.builtin)exit 1); fi"
            if command.isStrict, !command.isIsolated { body = "__pv_f() { :; }; \(body)" }
        }
        if command.launch == .detached {
            // What the command leaves behind carries another mark, and is let live by it.
            body = "\(words.builtin)export PROV_SESSION=\(ProcessTable.detachedMark); \(body); __pv_c=$?; "
                + "\(words.builtin)export PROV_SESSION=\"$__pv_m\"; (\(words.builtin)exit $__pv_c)"
        }
        var exports = ""
        for (name, value) in command.environment { exports += "\(words.builtin)export \(name)=\(ShellText.quoted(value)); " }
        let end = command.keepsState ? "__pv_W" : "__pv_E"
        let begin = "{ eval \"$__pv_B\"\(keepsOutput ? "; eval \"$__pv_K\"" : ""); } 2>&\(words.nowhere); "
        return "__pv_n=\(nonce) __pv_i=\(strict); \(exports)\(begin)"
            + "{ \(body); } </dev/null >&\(words.output) 2>&\(command.joinsErrors ? words.output : words.errors); "
            + "{ __pv_r=$?; eval \"$\(end)\"; } 2>&\(words.nowhere)\n"
    }

    /// The same for a shell of its own, which needs no answer and may be ended by the command.
    static func script(for command: Command, dialect: ShellDialect = .bash) -> String {
        let exports = command.ownEnvironment.map { "export \($0.name)=\(ShellText.quoted($0.value))\n" }.joined()
        let strictly = dialect == .bash ? "set -e -o pipefail\n" : "set -e\n"
        return exports + (command.isStrict ? strictly : "") + payload(command, strictly: nil)
    }

    private static func payload(_ command: Command, strictly: String?) -> String {
        let text = command.text.replacing("\r\n", with: "\n").replacing("\0", with: "")
        let prefix = command.isStrict ? strictly ?? "" : ""
        switch (command.launch, command.interpreter) {
        case (.background, .session):
            return prefix + "{ eval \(ShellText.quoted(text + "\n")); } &"
        case (.background, .process(let arguments)):
            return prefix + "{ \(interpreted(text, arguments)); } &"
        case (.foreground, .session), (.detached, .session):
            return prefix + text
        case (.foreground, .process(let arguments)), (.detached, .process(let arguments)):
            return prefix + interpreted(text, arguments)
        }
    }

    /// Hands the text to another interpreter as a file that is gone afterwards.
    private static func interpreted(_ text: String, _ arguments: [String]) -> String {
        let program = arguments.first ?? "sh"
        let words = arguments.map { ShellText.quoted($0) }.joined(separator: " ")
        return """
            ( __pv_t=$(mktemp "${TMPDIR:-/tmp}/prov.XXXXXX") || exit 1; trap 'rm -f -- "$__pv_t"' EXIT; printf %s \(ShellText.quoted(text)) >|"$__pv_t"; \
            command -v \(ShellText.quoted(program)) >/dev/null || { echo \(ShellText.quoted("\(program): not installed on this host")) >&2; exit 127; }; \
            \(words) "$__pv_t" )
            """
    }

    /// Asks a fresh shell whether it is there, which process it is, and what state it is in before anything runs.
    static func hello(nonce: String, tellsState: Bool) -> String {
        "__pv_n=\(nonce) __pv_i=0 __pv_r=0; eval \"$__pv_P\"; eval \"$\(tellsState ? "__pv_W" : "__pv_E")\"\n"
    }

    /// 128 random bits, hex.
    static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        let text = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        return String(repeating: "0", count: max(0, 32 - text.count)) + text
    }
}
