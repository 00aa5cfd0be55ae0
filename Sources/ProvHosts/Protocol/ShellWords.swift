import ProvText

/// How one kind of shell is spoken to.
///
/// What is said at the end of a command stands in the command's own text, which is read as a whole before the command
/// runs: nothing that a step defines changes how it is read, and the shell keeps no long variables, which it would list
/// with its state each time.
protocol ShellWords {
    /// Sent once to a fresh shell.
    ///
    /// - Parameters:
    ///   - stateStream: where its state goes, by path; `nil` is its own output, as it is for a shell whose steps share
    ///     its streams.
    ///   - rest: commands of the protocol that come after it.
    static func prologue(stateStream: String?, rest: String) -> String
    /// Before a command: makes `__pv_I` the empty lines that bring its text to a line, as the shell counts; nothing for
    /// a shell that does not count.
    static func placing(at line: Int) -> String
    /// Before a command: keeps what options are set, so that strictness ends with the command.
    static var begin: String { get }
    /// What the host keeps of the output begins here.
    static var keep: String { get }
    static var identify: String { get }
    /// After a command, whose exit code is in `__pv_r`; stands after `guarded`, with its errors going nowhere.
    static func end(_ answer: ShellAnswer) -> String
    /// Makes `exit`, a failing command under `set -e` and TERM report truthfully, together with the state that the next
    /// shell takes over.
    static func ending(_ stateStream: String?) -> String
    /// Stands before built-in commands, so that a function or an alias of the same name is not taken for it; holds
    /// after `guarded`.
    static var builtin: String { get }
    /// Makes the shell end, whatever functions and aliases a step has given it.
    static var dismissal: String { get }
    /// The same for the special built-in commands of POSIX.
    static var special: String { get }
    /// Assignments, which nothing can shadow, after which `\\eval` is the built-in command whatever a step has defined.
    static var guarded: String { get }
    /// What follows them in lines of its own: takes out of the way what would come before the protocol's own words,
    /// until the next command.
    static var guarding: String { get }
    /// The same within a line that has been read already, where errors go nowhere.
    static var guardingInLine: String { get }
    /// Before a command's text is read: its aliases count again.
    static var aliases: String { get }
    /// First in a command's text: brings back what `guarding` took away.
    static var returning: String { get }
    /// Makes what follows end at its first failing command.
    static var strictly: String { get }
    /// Opens the streams of the folder `__pv_q` as the shell's own, in place of those it has.
    static var switching: String { get }
    /// The descriptors of the shell's own streams, and of nowhere.
    static var output: Int { get }
    static var errors: Int { get }
    static var nowhere: Int { get }
    /// A blank and a line break, as a word.
    static var blanks: String { get }
}

/// What a shell says at the end of a command.
struct ShellAnswer {
    /// Marks it as the shell's, in its text and not in a variable, which a step could set.
    var nonce: String
    /// Whether the command's strictness ends with it.
    var wasStrict = false
    /// Whether the shell looks who holds its streams.
    var looks = false
    /// Whether it says what state the command left.
    var tellsState = false
    /// Where the state goes, by path; `nil` is the shell's own output.
    var stateStream: String?
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
/// The ERR trap remembers the command that failed first.
enum BashWords: ShellWords {
    static let builtin = "builtin "
    static let special = "builtin "
    /// In POSIX mode special builtins are found before functions; the assignment alone brings that mode.
    static let dismissal = "POSIXLY_CORRECT=1\n\\trap - EXIT\n\\exit 0\n"
    static let strictly = "\\builtin set -e -o pipefail; "
    static let output = 251
    static let errors = 252
    static let nowhere = 249
    // In one line: bash lists a variable with a line break in it far more slowly.
    static let blanks = "$' \\n'"

    /// In POSIX mode special built-in commands come before functions, and reserved words are no aliases.
    static let guarded = "__pv_o=$BASHOPTS __pv_x=$SHELLOPTS POSIXLY_CORRECT="

    /// Only a function `builtin` has to go: by that word all others are reached. The second line is read in POSIX mode,
    /// and its end is a shell without it and without aliases.
    static let guarding = """
        if \\export -fn builtin 2>/dev/null; then \(hiding); fi
        \(leavingPosix)
        """

    static let guardingInLine = "if \\export -fn builtin; then \(hiding); fi; \(leavingPosix)"

    private static let hiding = "__pv_b=\"__pv_b=;$(\\unset -f declare; \\declare -f builtin)\"; \\unset -f builtin"

    private static let leavingPosix = """
        case :$__pv_o: in *:expand_aliases:*) __pv_a=1;; esac; case :$__pv_x: in *:posix:*) ;; *) \\unset -v \
        POSIXLY_CORRECT;; esac; \
        \\builtin shopt -u expand_aliases; \
        [[ $BASHOPTS == "$__pv_o" ]] || for __pv_v in inherit_errexit interactive_comments shift_verbose sourcepath; \
        do \
        case :$__pv_o: in *:"$__pv_v":*) builtin shopt -s "$__pv_v";; *) builtin shopt -u "$__pv_v";; esac || [[ 1 ]]; done
        """

    static let aliases = "[[ -z ${__pv_a-} ]] || { __pv_a=; builtin shopt -s expand_aliases; }; "
    static let returning = "\\builtin eval \"${__pv_b-}\"; "

    /// `builtin exec` would take its redirections back, so that it comes while POSIX mode is on.
    ///
    /// bash cannot be told to close a descriptor in the programs it starts, but a copy of one that it keeps for itself
    /// while a redirection lasts is such a one: the loops take theirs from there.
    ///
    /// bash counts the lines that it reads, and its messages name them. These are two lines, and what comes after them
    /// is read in bulk, so that there is room for the lines of a runbook (`Command.firstLine`).
    static func prologue(stateStream: String?, rest: String) -> String {
        """
        \(guarded)
        \\exec 250<&0 251>&1 252>&2 249>/dev/null; { \(closing); } </dev/null >/dev/null 2>/dev/null; \
        { \(guardingInLine); } 2>/dev/null; \
        __pv_L='LC_ALL=C builtin read -rN"$__pv_z" -u250 __pv_t && builtin eval "$__pv_t"'; 
        """ + ShellProtocol.inBulk(settings(stateStream) + rest, .bash)
    }

    private static func settings(_ stateStream: String?) -> String {
        """
        __pv_t= __pv_m=${PROV_SESSION-} __pv_q=${PROV_SPOOL-} __pv_l= __pv_j= __pv_e= __pv_D= __pv_N=0 __pv_I= __pv_B=$'\\n'; \
        builtin unset -v PROV_SPOOL
        __pv_J=\(ShellText.quoted(jobs))
        \(lookingPreparation)
        builtin set -E
        builtin trap '__pv_k="${__pv_k-$LINENO:${PIPESTATUS[@]}:$BASH_COMMAND}"' ERR
        builtin trap \(ShellText.quoted("__pv_r=$? \(guarded); \\eval \(ShellText.quoted(ending(stateStream))) 2>&249")) EXIT
        builtin trap '\(guarded); \\exit 143' TERM

        """
    }

    private static let closing = """
        { for ((__pv_v = 10; __pv_v <= 40; __pv_v++)); do for ((__pv_w = 249; __pv_w <= 252; __pv_w++)); do \
        if [[ /proc/self/fd/$__pv_v -ef /proc/self/fd/$__pv_w ]]; then \\eval "\\exec $__pv_w>&$__pv_v"; fi; \
        done; done; } </dev/null >/dev/null 2>/dev/null
        """

    /// bash takes a redirection of a descriptor that closes on exec for one of its own, and takes it back: it is closed
    /// first.
    static let switching = """
        \(guarded)
        \\exec 251>&- 252>&-
        \\exec 251>"$__pv_q/o" 252>"$__pv_q/e"
        \\exec 1>&251 2>&252
        { \(closing); } </dev/null >/dev/null 2>/dev/null
        \(guarding)
        """

    /// `LINENO` is the line of commands that is read. What is asked for is cut from one text of line breaks that grows.
    static func placing(at line: Int) -> String {
        """
        __pv_N=$LINENO; __pv_I=$((\(line)-__pv_N)); if [[ $__pv_I -gt 0 ]]; then while [[ ${#__pv_B} -lt $__pv_I ]]; do \
        __pv_B=$__pv_B$__pv_B; done; __pv_I=${__pv_B:0:__pv_I}; else __pv_I=; fi; 
        """
    }

    /// What has ended in the background meanwhile is asked for here: bash would say it among the command's errors.
    static let begin = """
        __pv_s=:$SHELLOPTS: __pv_e=; builtin unset -v __pv_k; [[ -z $__pv_j ]] || builtin eval "$__pv_J" 2>&249
        """

    static let keep = """
        builtin : >|"$__pv_q/out"; builtin : >|"$__pv_q/err"; \
        builtin printf '\\036%s B\\0' "$__pv_n" >&251; builtin printf '\\036%s B\\0' "$__pv_n" >&252
        """

    static let identify = "builtin printf '\\036%s P\\037%s\\0' \"$__pv_n\" \"$$\" >&251"

    private static func restoringOptions(wasStrict: Bool) -> String {
        guard wasStrict else { return "builtin set +xv" }
        return "case $__pv_s in *:errexit:*) builtin set +xv;; *) builtin set +xve;; esac; "
            + "case $__pv_s in *:pipefail:*) ;; *) builtin set +o pipefail;; esac"
    }

    /// The nonce as the EXIT trap has it: it is set once for all commands.
    private static let current = "\"$__pv_n\""

    private static func endOfErrors(_ nonce: String) -> String { "builtin printf '\\036%s R\\0' \(nonce) >&252" }

    /// The state, with aliases as the steps had them; the whole line has been read by then.
    private static func stateText(to stream: String) -> String {
        """
        [[ -z ${__pv_a-} ]] || builtin shopt -s expand_aliases; { \(ShellState.dump); } >\(stream); builtin shopt \
        -u expand_aliases; 
        """
    }

    /// The state is complete once its own marker has come, and with it the answer.
    private static func answer(_ letter: String, _ fields: String, _ nonce: String, stateStream: String?) -> String {
        let said = "\\036%s \(letter)\(String(repeating: "\\037%s", count: fields.split(separator: " ").count + 3))\\0"
        let answer = "\(nonce) \(fields) \(jobFields)"
        if let stateStream {
            return stateText(to: stateStream) + "builtin printf '\(said)\\036%s Y\\0' \(answer) \(nonce) >&251"
        }
        return
            """
            builtin printf '\(said)' \(answer) >&251; \(stateText(to: "&251"))builtin printf '\\036%s Y\\0' \
            \(nonce) >&251; \(endOfErrors(nonce))
            """
    }

    static func end(_ answer: ShellAnswer) -> String {
        let before =
            "\(guardingInLine); \(restoringOptions(wasStrict: answer.wasStrict)); \(looking(atStreams: answer.looks)); "
        let fields = "\"$__pv_r\" \"$PWD\""
        if answer.tellsState { return before + self.answer("S", fields, answer.nonce, stateStream: answer.stateStream) }
        return before
            + "builtin printf '\\036%s R\\037%s\\037%s\\037%s\\037%s\\037%s\\0' \(answer.nonce) \(fields) \(jobFields) >&251"
            + (answer.stateStream == nil ? "; \(endOfErrors(answer.nonce))" : "")
    }

    /// Guarded by BASHPID: a child that was just forked must not answer in the shell's name.
    static func ending(_ stateStream: String?) -> String {
        let answer = answer(
            "X", "\"$__pv_r\" \"$PWD\" \"$((__pv_N+${#__pv_I})):${__pv_k:0:500}\"", current, stateStream: stateStream)
        return """
            \(guarding)
            if [[ $BASHPID == "$$" ]]; then builtin set +exv; __pv_k=${__pv_k-}; \(lookingAtLast); \(answer); fi
            """
    }
}

/// A POSIX shell such as dash or busybox ash: variables, exports, aliases and the directory carry over, functions only
/// until a command ends the shell; which command of a block failed is not told, and `pipefail` is asked for only where
/// it is known.
///
/// A subshell forgets the traps here, so nothing else can answer in the shell's name. Descriptors have one digit.
enum PosixWords: ShellWords {
    static let builtin = "\\command "
    static let special = "\\"
    static let dismissal = "\\trap - EXIT\n\\exit 0\n"
    static let strictly = "\\set -e; \\eval \"$__pv_f\"; "
    static let aliases = ""
    static let returning = ""
    /// Special built-in commands always come before functions here, and a word in quotes is no alias.
    static let guarded = "__pv_o="
    /// These shells do not print functions, so that one named `command` is lost.
    static let guarding = "\\unset -f command"
    static let guardingInLine = guarding
    static let output = 8
    static let errors = 9
    static let nowhere = 6
    static let blanks = "' \n'"

    static func prologue(stateStream: String?, rest: String) -> String {
        settings(stateStream) + rest
    }

    private static func settings(_ stateStream: String?) -> String {
        """
        \(guarding)
        \\exec 7<&0 8>&1 9>&2 6>/dev/null; __pv_m=${PROV_SESSION-} __pv_q=${PROV_SPOOL-} __pv_l= __pv_j= __pv_e= __pv_D=; \\unset PROV_SPOOL
        __pv_f=:; if (set -o pipefail) 2>&6; then __pv_f='\\set -o pipefail'; fi
        __pv_J=\(ShellText.quoted(jobs))
        \(lookingPreparation)
        \\trap \(ShellText.quoted("__pv_r=$?; \\eval \(ShellText.quoted(ending(stateStream)))")) EXIT
        \\trap '\\exit 143' TERM

        """
    }

    static func placing(at line: Int) -> String { "" }

    static let switching = "\\exec 8>\"$__pv_q/o\" 9>\"$__pv_q/e\"; \\exec 1>&8 2>&9"
    static let begin = "__pv_s=$- __pv_e="
    static let keep = """
        \\command : >|"$__pv_q/out"; \\command : >|"$__pv_q/err"; \
        \\command printf '\\036%s B\\0' "$__pv_n" >&8; \\command printf '\\036%s B\\0' "$__pv_n" >&9
        """
    static let identify = "\\command printf '\\036%s P\\037%s\\0' \"$__pv_n\" \"$$\" >&8"
    private static func restoringOptions(wasStrict: Bool) -> String {
        guard wasStrict else { return "\\set +xv" }
        return
            "\\set +xv; case $__pv_s in *e*) ;; *) \\set +e;; esac; \\command [ \"$__pv_f\" = : ] || \\set +o pipefail"
    }

    /// The nonce as the EXIT trap has it: it is set once for all commands.
    private static let current = "\"$__pv_n\""

    private static func endOfErrors(_ nonce: String) -> String { "\\command printf '\\036%s R\\0' \(nonce) >&9" }

    private static func state(_ nonce: String) -> String {
        """
        { \(PosixState.dump); } >&8 2>&6; \\command printf '\\036%s Y\\0' \(nonce) >&8; \(endOfErrors(nonce))
        """
    }

    static func end(_ answer: ShellAnswer) -> String {
        let letter = answer.tellsState ? "S" : "R"
        return "\(guarding); \(restoringOptions(wasStrict: answer.wasStrict)); \(looking(atStreams: answer.looks)); "
            + """
            \\command printf '\\036%s \(letter)\\037%s\\037%s\\037%s\\037%s\\037%s\\0' \(answer.nonce) "$__pv_r" "$PWD" \
            \(jobFields) >&8; 
            """
            + (answer.tellsState ? state(answer.nonce) : endOfErrors(answer.nonce))
    }

    static func ending(_ stateStream: String?) -> String {
        """
        \(guarding); \\set +exv; \(lookingAtLast); \\command printf '\\036%s \
        X\\037%s\\037%s\\037\\037%s\\037%s\\037%s\\0' 
        """
            + "\(current) \"$__pv_r\" \"$PWD\" \(jobFields) >&8; \(state(current))"
    }
}
