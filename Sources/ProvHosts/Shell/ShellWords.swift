import ProvRunbook

/// How one kind of shell is spoken to.
protocol ShellWords {
    /// Sent once to a fresh shell.
    static var prologue: String { get }
    /// Before a command.
    static var begin: String { get }
    /// What the host keeps of the output begins here.
    static var keep: String { get }
    static var identify: String { get }
    /// After a command, whose exit code is in `__pv_r`.
    static var end: String { get }
    /// The same, and the state the command left.
    static var endWithState: String { get }
    /// Makes `exit`, a failing command under `set -e` and TERM report truthfully, together with the state that the next
    /// shell takes over.
    static var exit: String { get }
    /// Stands before built-in commands, so that a function of the same name is not taken for it.
    static var builtin: String { get }
    /// Makes the shell end, whatever functions and aliases a step has given it.
    static var dismissal: String { get }
    /// Makes what follows end at its first failing command.
    static var strictly: String { get }
    /// The descriptors of the shell's own streams, and of nowhere.
    static var output: Int { get }
    static var errors: Int { get }
    static var nowhere: Int { get }
}

extension ShellWords {
    /// Gives the scripts their names in the shell.
    static var scripts: String {
        let named = [("B", begin), ("K", keep), ("P", identify), ("E", end), ("W", endWithState), ("X", exit)]
        return named.map { "__pv_\($0.0)=\(ShellText.quoted($0.1))" }.joined(separator: " ")
    }
}

extension ShellDialect {
    var words: any ShellWords.Type {
        switch self {
        case .bash: BashWords.self
        case .posix: PosixWords.self
        }
    }
}

/// bash: everything a runbook can ask for.
///
/// The scripts are variables that are evaluated, not functions: bash prints a function over many lines, one write each,
/// whenever the state is asked for. The ERR trap remembers the command that failed first.
enum BashWords: ShellWords {
    static let builtin = "builtin "
    /// In POSIX mode special builtins are found before functions; the assignment alone brings that mode.
    static let dismissal = "POSIXLY_CORRECT=1\n\\trap - EXIT\n\\exit 0\n"
    static let strictly = "set -e -o pipefail; "
    static let output = 251
    static let errors = 252
    static let nowhere = 249

    static let prologue = """
        exec 250<&0 251>&1 252>&2 249>/dev/null; __pv_m=${PROV_SESSION-} __pv_q=${PROV_SPOOL-}; builtin unset -v PROV_SPOOL
        \(scripts)
        builtin set -E
        trap '__pv_k="${__pv_k-$BASH_COMMAND}"' ERR
        trap '__pv_r=$?; eval "$__pv_X"' EXIT
        trap 'exit 143' TERM

        """

    /// Keeps what options are set, so that strictness ends with the command.
    static let begin = "builtin unset -v __pv_k; __pv_s=$-; __pv_p=; builtin shopt -qo pipefail && __pv_p=1; :"

    static let keep = """
        : >|"$__pv_q/out"; : >|"$__pv_q/err"; builtin printf '\\036%s B\\0' "$__pv_n" >&251; builtin printf '\\036%s B\\0' "$__pv_n" >&252
        """

    static let identify = "builtin printf '\\036%s P\\037%s\\0' \"$__pv_n\" \"$$\" >&251"

    private static let restoreOptions = """
        builtin set +xv; if [ "$__pv_i" = 1 ]; then case $__pv_s in *e*) ;; *) builtin set +e;; esac; \
        [ -n "$__pv_p" ] || builtin set +o pipefail; fi
        """

    private static let endOfErrors = "builtin printf '\\036%s R\\0' \"$__pv_n\" >&252"
    private static let state = "{ \(ShellState.dump); } >&251 2>&249; builtin printf '\\036%s Y\\0' \"$__pv_n\" >&251; \(endOfErrors)"

    static let end = "\(restoreOptions); builtin printf '\\036%s R\\037%s\\037%s\\0' \"$__pv_n\" \"$__pv_r\" \"$PWD\" >&251; \(endOfErrors)"

    static let endWithState = "\(restoreOptions); builtin printf '\\036%s S\\037%s\\037%s\\0' \"$__pv_n\" \"$__pv_r\" \"$PWD\" >&251; \(state)"

    /// Guarded by BASHPID: a child that was just forked must not answer in the shell's name.
    static let exit = """
        if [ "$BASHPID" = "$$" ]; then builtin set +exv; __pv_k=${__pv_k-}; \
        builtin printf '\\036%s X\\037%s\\037%s\\037%s\\0' "$__pv_n" "$__pv_r" "$PWD" "${__pv_k:0:500}" >&251; \(state); fi
        """
}

/// A POSIX shell such as dash or busybox ash: variables, exports, aliases and the directory carry over, functions only until a
/// command ends the shell; which command of a block failed is not told, and `pipefail` is asked for only where it is known.
///
/// A subshell forgets the traps here, so nothing else can answer in the shell's name. Descriptors have one digit.
enum PosixWords: ShellWords {
    static let builtin = ""
    static let dismissal = "\\trap - EXIT\n\\exit 0\n"
    static let strictly = "set -e; eval \"$__pv_f\"; "
    static let output = 8
    static let errors = 9
    static let nowhere = 6

    static let prologue = """
        exec 7<&0 8>&1 9>&2 6>/dev/null; __pv_m=${PROV_SESSION-} __pv_q=${PROV_SPOOL-}; unset PROV_SPOOL
        __pv_f=:; if (set -o pipefail) 2>&6; then __pv_f='set -o pipefail'; fi
        \(scripts)
        trap '__pv_r=$?; eval "$__pv_X"' EXIT
        trap 'exit 143' TERM

        """

    static let begin = "__pv_s=$-"
    static let keep = """
        : >|"$__pv_q/out"; : >|"$__pv_q/err"; printf '\\036%s B\\0' "$__pv_n" >&8; printf '\\036%s B\\0' "$__pv_n" >&9
        """
    static let identify = "printf '\\036%s P\\037%s\\0' \"$__pv_n\" \"$$\" >&8"
    private static let restoreOptions = """
        set +xv; if [ "$__pv_i" = 1 ]; then case $__pv_s in *e*) ;; *) set +e;; esac; [ "$__pv_f" = : ] || set +o pipefail; fi
        """
    private static let endOfErrors = "printf '\\036%s R\\0' \"$__pv_n\" >&9"
    private static let state = "{ \(PosixState.dump); } >&8 2>&6; printf '\\036%s Y\\0' \"$__pv_n\" >&8; \(endOfErrors)"
    static let end = "\(restoreOptions); printf '\\036%s R\\037%s\\037%s\\0' \"$__pv_n\" \"$__pv_r\" \"$PWD\" >&8; \(endOfErrors)"
    static let endWithState = "\(restoreOptions); printf '\\036%s S\\037%s\\037%s\\0' \"$__pv_n\" \"$__pv_r\" \"$PWD\" >&8; \(state)"
    static let exit = "set +exv; printf '\\036%s X\\037%s\\037%s\\037\\0' \"$__pv_n\" \"$__pv_r\" \"$PWD\" >&8; \(state)"
}
