/// The script that asks a host: POSIX sh (dash, busybox, bash), temporary files and changes excluded.
///
/// It prints `key=value` lines, a key again for each line of a longer value; after a line `output:` the rest is one
/// value as it is. The body may use `say KEY VALUE`, `lines KEY` (of its input), `has TOOL`, `is_set NAME` and `cannot
/// REASON`, which ends the probe.
struct ProbeScript: Sendable {
    var body: String
    /// False leaves language and options of the shell as they are, for commands of the runbook's writer.
    var isPlain = true

    /// `given` lists the parameters whose values the judge needs; `needed` those that must be set, secrets among them.
    func text(given: [String], needed: [String]) -> String {
        var text = "(\n" + ProbeScript.functions
        if isPlain { text += ProbeScript.plainShell }
        for name in needed {
            text += "[ \"${\(name)+x}\" ] || { say unset \(name); exit 0; }\n"
        }
        for name in given { text += "say given.\(name) \"${\(name)}\"\n" }
        return text + body + "\n)"
    }

    private static let functions = #"""
        nl='
        '
        say() { case $2 in *"$nl"*) printf '%s\n' "$2" | sed "s/^/$1=/";; *) printf '%s=%s\n' "$1" "$2";; esac; }
        lines() { sed "s/^/$1=/"; }
        has() { command -v "$1" >/dev/null 2>&1; }
        cannot() { say cannot "$1"; exit 0; }

        """#

    /// The session's shell may be in any state the steps before have left it in.
    private static let plainShell = #"""
        set +efuvx
        if (set -o pipefail) 2>/dev/null; then set +o pipefail; fi
        unset IFS GREP_OPTIONS POSIXLY_CORRECT
        LC_ALL=C; export LC_ALL
        PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin

        """#
}
