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
    ///
    /// The scripts are variables that are evaluated, not functions: bash prints a function over many lines, one write each,
    /// whenever the state is asked for. The ERR trap remembers the command that failed first.
    static let prologue = """
        exec 250<&0 251>&1 252>&2 249>/dev/null; __pv_m=${PROV_SESSION-}
        __pv_B=\(quoted(begin)) __pv_E=\(quoted(end)) __pv_W=\(quoted(endWithState)) __pv_X=\(quoted(exit))
        builtin set -E
        trap '__pv_k="${__pv_k-$BASH_COMMAND}"' ERR
        trap '__pv_r=$?; eval "$__pv_X"' EXIT
        trap 'exit 143' TERM

        """

    /// Before a command: what options are set, so that strictness ends with the command.
    private static let begin = "builtin unset -v __pv_k; __pv_s=$-; __pv_p=; builtin shopt -qo pipefail && __pv_p=1; :"

    private static let restoreOptions = """
        builtin set +xv; if [ "$__pv_i" = 1 ]; then case $__pv_s in *e*) ;; *) builtin set +e;; esac; \
        [ -n "$__pv_p" ] || builtin set +o pipefail; fi
        """

    private static let endOfErrors = "builtin printf '\\036%s R\\0' \"$__pv_n\" >&252"
    private static let state = "{ \(ShellState.dump); } >&251 2>&249; builtin printf '\\036%s Y\\0' \"$__pv_n\" >&251; \(endOfErrors)"

    /// After a command, whose exit code is in `__pv_r`.
    private static let end = "\(restoreOptions); builtin printf '\\036%s R\\037%s\\037%s\\0' \"$__pv_n\" \"$__pv_r\" \"$PWD\" >&251; \(endOfErrors)"

    /// The same, and the state the command left.
    private static let endWithState = "\(restoreOptions); builtin printf '\\036%s S\\037%s\\037%s\\0' \"$__pv_n\" \"$__pv_r\" \"$PWD\" >&251; \(state)"

    /// Makes `exit`, a failing command under `set -e` and TERM report truthfully, together with the state that the next
    /// shell takes over. Guarded by BASHPID: a child that was just forked must not answer in the shell's name.
    private static let exit = """
        if [ "$BASHPID" = "$$" ]; then builtin set +exv; __pv_k=${__pv_k-}; \
        builtin printf '\\036%s X\\037%s\\037%s\\037%s\\0' "$__pv_n" "$__pv_r" "$PWD" "${__pv_k:0:500}" >&251; \(state); fi
        """

    /// One command, as the shell reads it: nothing runs unless all of it has arrived.
    static func text(for command: Command, nonce: String) -> String {
        let strict = command.isStrict ? "1" : "0"
        // Assignments before a builtin hold as long as it runs, and are exported meanwhile.
        let own = command.ownEnvironment.map { "\($0.name)=\(quoted($0.value)) " }.joined()
        var body = "\(own)eval \(quoted(payload(command) + "\n"))"
        if command.isIsolated {
            let prefix = command.isStrict ? "set -e -o pipefail; " : ""
            body = "( \(prefix)\(own)eval \(quoted(payload(command, addsStrict: false) + "\n")) )"
        }
        if let directory = command.directory {
            // The way back is taken in the same line, so that the directory holds for this command only.
            body = "if builtin cd -- \(quoted(directory)) && __pv_d=$OLDPWD; then \(body); __pv_c=$?; builtin cd -- \"$__pv_d\"; "
                + "(builtin exit $__pv_c); else (builtin exit 1); fi"
            if command.isStrict, !command.isIsolated { body = "__pv_f() { :; }; \(body)" }
        }
        if command.launch == .detached {
            // What the command leaves behind carries another mark, and is let live by it.
            body = "builtin export PROV_SESSION=\(ProcessTable.detachedMark); \(body); __pv_c=$?; builtin export PROV_SESSION=\"$__pv_m\"; (builtin exit $__pv_c)"
        }
        var exports = ""
        for (name, value) in command.environment { exports += "builtin export \(name)=\(quoted(value)); " }
        let end = command.keepsState ? "__pv_W" : "__pv_E"
        return "__pv_n=\(nonce) __pv_i=\(strict); \(exports){ eval \"$__pv_B\"; } 2>&249; "
            + "{ \(body); } </dev/null >&251 2>&\(command.joinsErrors ? 251 : 252); { __pv_r=$?; eval \"$\(end)\"; } 2>&249\n"
    }

    /// The same for a shell of its own, which needs no answer and may be ended by the command.
    static func script(for command: Command) -> String {
        let exports = command.ownEnvironment.map { "export \($0.name)=\(quoted($0.value))\n" }.joined()
        return exports + (command.isStrict ? "set -e -o pipefail\n" : "") + payload(command, addsStrict: false)
    }

    private static func payload(_ command: Command, addsStrict: Bool = true) -> String {
        let text = command.text.replacing("\r\n", with: "\n").replacing("\0", with: "")
        let prefix = command.isStrict && addsStrict ? "set -e -o pipefail; " : ""
        switch (command.launch, command.interpreter) {
        case (.background, .session):
            return prefix + "{ eval \(quoted(text + "\n")); } &"
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
        let words = arguments.map(quoted).joined(separator: " ")
        return """
            ( __pv_t=$(mktemp "${TMPDIR:-/tmp}/prov.XXXXXX") || exit 1; trap 'rm -f -- "$__pv_t"' EXIT; printf %s \(quoted(text)) >"$__pv_t"; \
            command -v \(quoted(program)) >/dev/null || { echo \(quoted("\(program): not installed on this host")) >&2; exit 127; }; \
            \(words) "$__pv_t" )
            """
    }

    /// Asks a fresh shell whether it is there.
    static func hello(nonce: String) -> String { "__pv_n=\(nonce) __pv_i=0 __pv_r=0; eval \"$__pv_E\"\n" }

    /// The text as one word that the shell takes literally.
    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// 128 random bits, hex.
    static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        let text = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        return String(repeating: "0", count: max(0, 32 - text.count)) + text
    }
}
