/// Finds the processes of a scope by a shell's own means, on any host.
enum ProcessFinder {
    /// Defines `found`, which prints the numbers of the scope's processes; one line of POSIX shell that needs grep
    /// alone.
    static func script(_ scope: ProcessScope) -> String {
        let sessions = scope.sessions.sorted().map(String.init).joined(separator: " ")
        let spared = scope.spared.sorted().map(String.init).joined(separator: " ")
        let marked =
            scope.marker.isEmpty
            ? ""
            : #"""
            for p in $(grep -lF "\#(scope.marker)" /proc/[0-9]*/environ 2>/dev/null); do n=${p#/proc/}; \#
            n=${n%/environ}; out; done; 
            """#
        let inSessions =
            #"""
            for p in /proc/[0-9]*; do IFS= read -r l <$p/stat || continue; set -- ${l##*) }; case $S in *" $4 \#
            "*) ;; *) continue;; esac; 
            """#
            + #"grep -qF "PROV_SESSION=\#(ProcessTable.detachedMark)" $p/environ && continue; n=${p#/proc/}; out; done; "#
        return #"S=" \#(sessions) " X=" \#(spared) $$ $PPID "; "#
            + #"""
            out() { case $X in *" $n "*) return;; esac; IFS= read -r l </proc/$n/stat || return; l=${l##*) }; \#
            case $l in Z*|X*|?" $$ "*) return;; esac; echo $n; }; 
            """#
            + #"found() { { \#(scope.sessions.isEmpty ? "" : inSessions)\#(marked)} 2>/dev/null; }; "#
    }

    /// Looks at what they do.
    static func looking(_ scope: ProcessScope) -> String { script(scope) + CommandLook.script }
}
