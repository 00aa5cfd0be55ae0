import ProvText

/// The first words on a host: finds a shell, tells who it is, and gives it streams of which one command's can be told
/// from another's.
///
/// They run in a process of their own, the keeper, which starts the shell and waits for its end: so its end can be told
/// even where it was killed, and what prov itself needs of the host is done where nothing that a step did to its shell
/// can reach.
///
/// What the shell prints goes through `tee`, to a file and by `cat` to us: `tee` lives on where the link is gone, and
/// so does the command. Where a command leaves something running that holds the streams, the shell gets others, and
/// `cat` of the former ones is ended: what is printed there is only in their file then.
enum Bootstrap {
    /// Blocks of 512 or 1,024 bytes, by shell: beyond that, output is no longer kept on the host; it still comes over
    /// the link.
    static let spoolBlocks = 65_536
    /// Bytes kept of the end of an output that is longer than that, where the link is lost: the end of the command is
    /// in it.
    static let tailBytes = 1 << 20

    /// What a start-up file may have exported as functions: the few commands that are used here. Special builtins, such
    /// as `unset` itself, are found before functions by a POSIX shell.
    static let clean =
        """
        unset -f command printf read test [ mkdir mkfifo tee tail wc rm mv ln grep id uname date cat kill wait \
        trap umask ulimit sleep 2>/dev/null; 
        """

    /// Whether a process is one of those that start a shell and keep what it prints, told by its command line.
    static func isHelper(_ command: String) -> Bool { command.contains(clean.prefix(60)) }

    /// Reads `/proc/PID/stat`: parent, session and when it began; false for a process that has ended.
    private static let status =
        #"st() { IFS= read -r l </proc/$1/stat || return 1; l=${l##*) }; set -- $l; u=$2 s=$4 y=${20}; [ "$1" != Z ]; }; "#

    /// One line of POSIX shell.
    ///
    /// - Parameters:
    ///   - token: in the environment of everything the shell starts.
    ///   - outlivesLink: whether a dropped link is to be survived, and so what is kept of the output.
    ///   - entry: what is done before the shell is started.
    ///   - removing: folders that earlier shells of the session kept their output in.
    static func script(token: String, outlivesLink: Bool, entry: HostEntry? = nil, removing: Set<String> = []) -> String
    {
        let tidy = removing.isEmpty ? "" : removal(of: removing) + "; "
        let open =
            clean + "n=\(token); PROV_SESSION=$n; export PROV_SESSION; t=$PPID k=sh c=sh; "
            + "if command -v bash >/dev/null 2>&1; then k=bash c=\"bash --noprofile --norc\"; fi; " + status
            // sudo and what watches it for sudo belong to the same session.
            + "u= s= y=; { st $PPID && t=\"$t $u\"; st $$; } 2>/dev/null; s=${s:-$$}; "
            + "b=; { IFS= read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null; "
        let end = outlivesLink ? "" : #"; [ -z "$d" ] || rm -rf -- "$d""#
        return tidy + open + arrival(entry) + spool(owner: entry?.owner ?? "0.0") + service + end
    }

    /// What is printed by the arrival goes between two markers.
    private static func arrival(_ entry: HostEntry?) -> String {
        guard let entry else { return "" }
        return #"printf "\036%s L\0" "$n"; "# + entry.arrival + "; " + leftovers(entry.store)
    }

    /// Lists folders of the same store, those whose keeper is gone and the others; other names than ours are those of
    /// strangers.
    private static func leftovers(_ store: String) -> String {
        #"""
        x= z=; if [ -n "$y" ]; then v=$s w=$y; for p in "${TMPDIR:-/tmp}/prov.\#(store)."*; do [ -d "$p" ] || \#
        continue; p=${p##*/}; 
        """#
            + #"case $p in *[!A-Za-z0-9.-]*) continue;; esac; q=${p#prov.\#(store).*.}; q=${q%%.*}; "#
            + #"if st "${q%-*}" 2>/dev/null && [ "$y" = "${q#*-}" ]; then z="$z $p"; else x="$x $p"; fi; done; "#
            + #"s=$v y=$w; printf "\#(HostEntry.leftKey)=%s\n\#(HostEntry.liveKey)=%s\n" "$x" "$z"; fi; "#
    }

    private static let tell =
        #"printf "\036%s H\037%s\037%s\037%s\037%s\037%s\037%s\037%s\0" "$n" "$k" "$$" "$s" "$d" "$t" "$b" "$p""#

    /// Starts the shell with streams that are kept; with those of the keeper where nothing can be kept.
    ///
    /// The keeper itself holds none of the streams: whoever does is the shell's, or was left running by a command.
    private static func spool(owner: String) -> String {
        #"f() { mkdir -m 700 "$d/$1" && mkfifo -m 600 "$d/$1/o" "$d/$1/e" "$d/$1/p" "$d/$1/q"; }; "#
            + #"a() { d=$1/prov.\#(owner).$$-$y.$n; mkdir -m 700 "$d" && mkfifo -m 600 "$d/c" && f 0; }; p= d=; "#
                + #"""
                if { command -v tee && { a "${TMPDIR:-/tmp}" || a /tmp; }; } >/dev/null 2>&1; then PROV_SPOOL=$d/0; \#
                export PROV_SPOOL; 
                """#
                + #"""
                ( \#(carriers) ) & z=$!; (exec $c >"$d/0/o" 2>"$d/0/e"); r=$?; { kill $z; wait $z; } 2>/dev/null; \#
                else d=; 
                """#
            + tell + "; $c; r=$?; fi; "
    }

    /// Starts what carries the streams, and others for each line that comes: numbers of folders, each made before it is
    /// asked for.
    ///
    /// The former `cat` is over before the link says so, on both streams; the next one has nothing to write before the
    /// shell opens its new streams. Where not all of the first can be started, the keeper would wait for them for ever,
    /// and is ended. A `tee` that can write nowhere any more, because the file is full and the link is gone, is
    /// followed by what counts the rest and keeps its end. All of it carries the mark of what is let live when the
    /// session's processes are ended.
    private static var carriers: String {
        let rest = #"exec sh -c '{ tee /dev/fd/3 | wc -c >"$0.lost"; } 3>&1 | tail -c \#(tailBytes) >"$0.end"' "$d/$g/"#
        let tee = { (file: String, from: String, to: String) in
            #"""
            (umask 077; trap "" 1 2 13 15 25; trap - 0; ulimit -f \#(spoolBlocks); exec <"$d/$g/\#(from)" \#
            >"$d/$g/\#(to)" 3>&- 2>/dev/null; 
            """#
                + #"tee -a "$d/$g/\#(file)" || \#(rest)\#(file)") & "#
        }
        let told = #"printf "\036%s T\037%s\037%s\0" "$n" "$x $y" "$x $y $v $w""#
        return #"PROV_SESSION=\#(ProcessTable.detachedMark); trap "kill $$" 0; "#
            + #"g=0 i= j= h=; IFS= read -r h </proc/self/stat; h=${h%% *}; while :; do "#
            + tee("out", "o", "p") + "x=$!; " + tee("err", "e", "q") + "y=$!; "
            + #"cat <"$d/$g/p" & v=$!; cat <"$d/$g/q" >&2 & w=$!; "#
            + #"if [ -z "$i" ]; then trap - 0; p="$x $y" t="$t $h $x $y $v $w"; "# + tell + "; else "
            + "{ kill -13 $i $j; kill -9 $i $j; wait $i $j; } 2>/dev/null; " + told + "; " + told + " >&2; fi; "
            + #"i=$v j=$w g=$((g+1)); f $g; IFS= read -r l <&3 || exit; done 3<>"$d/c""#
    }

    /// Tells the shell's end, then does what it is asked to, until its input ends.
    private static let service =
        #"""
        printf "\036%s Q\037%s\0" "$n" "$r"; while IFS= read -r w; do case $w in "$n "*) eval "${w#* }";; *) \#
        break;; esac; done
        """#

    /// Asks the keeper to list what carries the session's mark besides what is spared, and to go where there is
    /// nothing.
    ///
    /// The answer is a line of process numbers and a `done` marker; without it the keeper has gone.
    static func goodbye(token: String, sparing: Set<Int32>, departure: String) -> String {
        let spared = sparing.sorted().map(String.init).joined(separator: " ")
        return
            #"""
            \#(token) x=; for p in $(PROV_SESSION= grep -lF PROV_SESSION=\#(token) /proc/[0-9]*/environ \#
            2>/dev/null); do p=${p#/proc/}; p=${p%/environ}; 
            """#
                + #"""
                case " \#(spared) $$ " in *" $p "*) ;; *) x="$x $p";; esac; done; [ -n "$x" ] || { \#
                \#(leaving(departure)); exit 0; }; 
                """#
                + #"printf "\036%s Z\0" "$n""# + "\n"
    }

    /// Lets the keeper go.
    static func release(token: String, departure: String) -> String { "\(token) \(leaving(departure)); exit 0\n" }

    /// Removes what was kept of the output, and what the departure names, in one go.
    private static func leaving(_ departure: String) -> String {
        #"set --; [ -z "$d" ] || set -- "$d"; "# + (departure.isEmpty ? "" : departure + "; ")
            + #"[ $# = 0 ] || rm -rf -- "$@""#
    }

    /// The same over a connection of its own, where the keeper is gone.
    static func afterwards(_ spools: Set<String>, departure: String) -> String {
        clean + "set -- \(spools.sorted().map { ShellText.quoted($0) }.joined(separator: " ")); "
            + (departure.isEmpty ? "" : departure + "; ") + #"[ $# = 0 ] || rm -rf -- "$@""#
    }

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
        /// The folder where output is kept, in one folder for each pair of streams; `nil` where it is not.
        var spool: String?
        /// The processes that keep it, and those the keeper was started by.
        var helpers: [Int32]
        var bootID: String
        /// What reads the streams that the shell begins with.
        var tees: [Int32]
        /// What the arrival printed.
        var arrival = ""

        init?(fields: [String]) {
            guard fields.count >= 7, let keeper = Int32(fields[2]), let session = Int32(fields[3]) else { return nil }
            dialect = fields[1] == "bash" ? .bash : .posix
            self.keeper = keeper
            self.session = session
            spool = fields[4].isEmpty ? nil : fields[4]
            helpers = fields[5].split(separator: " ").compactMap { Int32($0) }
            bootID = fields[6]
            tees = fields.count > 7 ? fields[7].split(separator: " ").compactMap { Int32($0) } : []
        }
    }
}
