import ProvRunbook

/// The first words on a host: finds a shell, tells who it is, and on ssh keeps what it prints so that a dropped link loses nothing.
///
/// The shell is a child, so that its end can be told even where it was killed. What it prints goes through `tee`, to us and to a
/// file: `tee` lives on where the link is gone, and so does the command.
enum Bootstrap {
    /// Blocks of 512 or 1,024 bytes, by shell: beyond that, output is no longer kept on the host; it still comes over the link.
    private static let spoolBlocks = 65_536

    /// One line of POSIX shell.
    ///
    /// - Parameters:
    ///   - token: in the environment of everything the shell starts.
    ///   - keepsOutput: whether a dropped link is to be survived.
    ///   - removing: folders that earlier shells of the session kept their output in.
    static func script(token: String, keepsOutput: Bool, removing: Set<String> = []) -> String {
        let tell = #"printf "\036%s H\037%s\037%s\037%s\037%s\037%s\037%s\0" "$n" "$k" "$$" "$s" "$d" "$t" "$b""#
        let open = "n=\(token); PROV_SESSION=$n; export PROV_SESSION; d= t=$PPID k=sh c=sh; "
            + "if command -v bash >/dev/null 2>&1; then k=bash c=\"bash --noprofile --norc\"; fi; "
            + "s=$$; if IFS= read -r l </proc/$$/stat; then l=${l##*) }; set -- $l; s=$4; fi 2>/dev/null; "
            // sudo and what watches it for sudo belong to the same session.
            + "if IFS= read -r l </proc/$PPID/stat; then l=${l##*) }; set -- $l; t=\"$t $2\"; fi 2>/dev/null; "
            + "b=; { IFS= read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null; "
        let end = #"r=$?; printf "\036%s Q\037%s\0" "$n" "$r""#
        let tidy = removing.isEmpty ? "" : removal(of: removing) + "; "
        guard keepsOutput else { return open + tell + "; $c; " + end }
        return tidy + open
            + #"if d=$(umask 077; mktemp -d "${TMPDIR:-/tmp}/prov.XXXXXX" 2>/dev/null) && mkfifo "$d/o" "$d/e" 2>/dev/null; then "#
            + "export PROV_SPOOL=$d; "
            + #"(trap "" 1 2 13 15 25; ulimit -f \#(spoolBlocks); exec tee -a "$d/out" <"$d/o" 2>/dev/null) & t="$t $!"; "#
            + #"(trap "" 1 2 13 15 25; ulimit -f \#(spoolBlocks); exec tee -a "$d/err" <"$d/e" >&2 2>/dev/null) & t="$t $!"; "#
            + tell + #"; $c >"$d/o" 2>"$d/e"; "# + end + #"; [ ! -e "$d/bye" ] || rm -rf -- "$d"; else d=; "# + tell + "; $c; " + end + "; fi"
    }

    /// Told to the shell before its input ends: what the host kept of its output is not needed any more.
    static let farewell = ": >|\"$__pv_q/bye\"\n"

    /// Removes folders that output was kept in.
    static func removal(of spools: Set<String>) -> String {
        "rm -rf -- " + spools.sorted().map { ShellText.quoted($0) }.joined(separator: " ")
    }

    /// What the host said of itself.
    struct Greeting: Sendable, Equatable {
        var dialect: ShellDialect
        /// The process that started the shell and waits for it.
        var keeper: Int32
        /// The session that everything the shell starts belongs to, unless it leaves it.
        var session: Int32
        /// The folder where output is kept; `nil` where it is not.
        var spool: String?
        /// The processes that keep it, and those the keeper was started by.
        var helpers: [Int32]
        var bootID: String

        init?(fields: [String]) {
            guard fields.count >= 7, let keeper = Int32(fields[2]), let session = Int32(fields[3]) else { return nil }
            dialect = fields[1] == "bash" ? .bash : .posix
            self.keeper = keeper
            self.session = session
            spool = fields[4].isEmpty ? nil : fields[4]
            helpers = fields[5].split(separator: " ").compactMap { Int32($0) }
            bootID = fields[6]
        }
    }
}

/// What a host's shell understands.
package enum ShellDialect: String, Sendable {
    case bash
    /// dash, busybox ash and the like: no functions over a failing step, no arrays.
    case posix = "sh"
}
