/// What a shell looks at after a command: background processes, and who else writes to its streams.
extension ShellWords {
    /// Looks after what commands left running: `__pv_j` are those that run, `__pv_e` those that ended since the last
    /// answer, with their exit codes.
    ///
    /// A process is over where /proc says so; only then is its exit code asked for, because asking waits. Without /proc
    /// nothing is known.
    static var jobs: String {
        """
        \(builtin)[ "${!-}" = "$__pv_l" ] || { __pv_l=${!-}; __pv_j="$__pv_j ${!-} $(\(builtin)jobs -p 2>/dev/null)"; \
        }; \
        if \(builtin)[ -n "$__pv_j" ] && \(builtin)[ -r /proc/self/stat ]; then __pv_u=${IFS-} __pv_h=${IFS+1} \
        __pv_w=$__pv_j; \
        IFS=\(blanks); __pv_j=' '; for __pv_v in $__pv_w; do case "$__pv_j $__pv_e" in *" $__pv_v "*|*" $__pv_v:"*) \
        continue;; esac; \
        __pv_y=; { IFS= \(builtin)read -r __pv_y </proc/$__pv_v/stat; } 2>/dev/null || __pv_y=; case ${__pv_y##*) } in \
        ''|Z*|X*) \(builtin)wait "$__pv_v" 2>/dev/null && __pv_y=0 || __pv_y=$?; __pv_e="$__pv_e $__pv_v:$__pv_y";; \
        *) __pv_j="$__pv_j$__pv_v ";; esac; done; IFS=$__pv_u; \(builtin)[ -n "$__pv_h" ] || \(special)unset IFS; \
        case $__pv_j in ' ') __pv_j=;; esac; else __pv_j=; fi
        """
    }

    /// Before the first command of a shell whose streams are looked at: no process that is older than the shell holds
    /// them. Where something else than the kernel answers for `/proc/loadavg`, as lxcfs does in some containers, the
    /// number of the newest process is old, and `-` says that all processes are looked at.
    static var lookingPreparation: String {
        """
        __pv_P=$$; \(builtin)[ -z "$__pv_q" ] || { while IFS= \(builtin)read -r __pv_v; do case $__pv_v in \
        *' /proc/loadavg '*) __pv_P=-;; esac; done </proc/self/mountinfo; } 2>/dev/null || __pv_P=-
        """
    }

    /// Looks whether a process holds the command's streams as its own, where they are the shell's: `__pv_F` is 1 then.
    ///
    /// Such a process was started since the last look. `/proc/loadavg` ends with the number of the newest process: a
    /// look at those in between is enough. `__pv_P` is the newest one of the last look. After many new processes, and
    /// where numbers began again, all processes are looked at.
    private static var holders: String {
        """
        __pv_F= __pv_p=; { IFS=' ' \(builtin)read -r __pv_y __pv_y __pv_y __pv_y __pv_p; } </proc/loadavg \
        2>/dev/null; case $__pv_P:$__pv_p in *[!0-9:]*|:*|*:) __pv_w=1;; *) __pv_w=; \(builtin)[ "$__pv_p" -ge "$__pv_P" ] && \
        \(builtin)[ "$__pv_p" -ge "$$" ] && \(builtin)[ "$((__pv_p - __pv_P))" -lt 256 ] || __pv_w=1;; esac; \
        case $__pv_w in '') while \(builtin)[ "$__pv_P" -lt "$__pv_p" ]; do __pv_P=$((__pv_P + 1)); \
        if \(isHolder("/proc/$__pv_P")); then __pv_F=1; break; fi; done;; *) \
        case $- in *f*) __pv_y=1; \(special)set +f;; *) __pv_y=;; esac; for __pv_v in /proc/[0-9]*; do \
        case $__pv_v in /proc/$$) continue;; esac; if \(isHolder("$__pv_v")); then __pv_F=1; break; fi; done; \
        case $__pv_y in 1) \(special)set -f;; esac;; esac; case $__pv_P in -) ;; *) __pv_P=$__pv_p;; esac
        """
    }

    private static func isHolder(_ process: String) -> String {
        [1, 2].flatMap { number in
            [output, errors].map { "\(builtin)[ \"\(process)/fd/\(number)\" -ef \"/proc/$$/fd/\($0)\" ]" }
        }.joined(separator: " || ")
    }

    /// Looks after what is left running, where something may be.
    private static var lookingAfterJobs: String {
        "case $__pv_j${!-} in \"$__pv_l\") ;; *) \(special)eval \"$__pv_J\";; esac"
    }

    /// The same, and at who holds the streams where the text says so.
    static func looking(atStreams looks: Bool) -> String {
        "\(lookingAfterJobs); \(looks ? holders : "__pv_F=")"
    }

    /// The same where only the shell knows whether to look at its streams: `__pv_D` says so.
    static var lookingAtLast: String {
        "\(lookingAfterJobs); case $__pv_D in 1) \(holders);; *) __pv_F=;; esac"
    }

    /// What an answer says of them.
    static var jobFields: String { "\"$__pv_j\" \"$__pv_e\" \"$__pv_F\"" }
}
