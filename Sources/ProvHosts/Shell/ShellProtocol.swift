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

    /// Sent once to a fresh shell.
    ///
    /// The EXIT trap makes `exit`, a failing command under `set -e` and TERM report truthfully, together with the state that
    /// the next shell takes over. It is guarded by BASHPID: a child that was just forked must not answer in the shell's name. The ERR trap remembers the command
    /// that failed first.
    static let prologue = """
        exec 250<&0 251>&1 252>&2; __pv_m=${PROV_SESSION-}
        __pv_b() { builtin unset -v __pv_k; __pv_s=$-; __pv_p=; builtin shopt -qo pipefail && __pv_p=1; builtin return 0; }
        __pv_e() { builtin set +xv; if [ "$2" = 1 ]; then case $__pv_s in *e*) ;; *) builtin set +e;; esac; \
        [ -n "$__pv_p" ] || builtin set +o pipefail; fi; \
        builtin printf '\\036%s R\\037%s\\037%s\\0' "$__pv_n" "$1" "$PWD" >&251; builtin printf '\\036%s R\\0' "$__pv_n" >&252; }
        __pv_x() { [ "$BASHPID" = "$$" ] || builtin return 0; builtin set +exv; \
        builtin printf '\\036%s X\\037%s\\037%s\\037%s\\0' "$__pv_n" "$1" "$PWD" "${2:0:500}" >&251; \
        { \(ShellState.dump); } >&251 2>/dev/null; builtin printf '\\036%s Y\\0' "$__pv_n" >&251; builtin printf '\\036%s R\\0' "$__pv_n" >&252; }
        builtin set -E
        trap '__pv_k="${__pv_k-$BASH_COMMAND}"' ERR
        trap '__pv_x "$?" "${__pv_k-}"' EXIT
        trap 'exit 143' TERM

        """

    /// One command, as the shell reads it: nothing runs unless all of it has arrived.
    static func text(for command: Command, nonce: String) -> String {
        let strict = command.isStrict ? "1" : "0"
        var body = "eval \(quoted(payload(command) + "\n"))"
        if command.isIsolated {
            let prefix = command.isStrict ? "set -e -o pipefail; " : ""
            body = "( \(prefix)eval \(quoted(payload(command, addsStrict: false) + "\n")) )"
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
        return "__pv_n=\(nonce); \(exports){ __pv_b; } 2>/dev/null; { \(body); } </dev/null >&251 2>&252; { __pv_e $? \(strict); } 2>/dev/null\n"
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

    /// The text as one word that the shell takes literally.
    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// 128 random bits, hex.
    static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        let text = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        return String(repeating: "0", count: max(0, 32 - text.count)) + text
    }
}
