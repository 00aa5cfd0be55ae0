/// The state a step leaves in its shell, as bash code that brings it back: what a new lane, a resumed run and a restarted shell start from.
package enum ShellState {
    /// Prints the state; run in the session's own shell.
    static let dump = """
        builtin declare -p; builtin declare -f; builtin alias -p; builtin shopt -p; builtin printf 'builtin cd -- %q\\n' "$PWD"
        """

    /// Variables bash keeps itself; bringing them back would fail or lie.
    private static let own: Set<String> = [
        "BASHOPTS", "BASHPID", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0", "BASH_CMDS", "BASH_COMMAND", "BASH_LINENO",
        "BASH_SOURCE", "BASH_SUBSHELL", "BASH_VERSINFO", "COMP_WORDBREAKS", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS", "EUID",
        "FUNCNAME", "GROUPS", "HISTCMD", "LINENO", "OLDPWD", "OPTERR", "OPTIND", "PIPESTATUS", "PPID", "RANDOM", "SECONDS", "SHELLOPTS",
        "SRANDOM", "UID", "_", "BASH_EXECUTION_STRING",
    ]

    /// What of a dump is worth keeping: the shell's own variables and ours taken out.
    package static func cleaned(_ dump: String) -> String {
        var kept: [Substring] = []
        var isInOurFunction = false
        for line in dump.split(separator: "\n", omittingEmptySubsequences: false) {
            if isInOurFunction {
                isInOurFunction = line != "}"
                continue
            }
            if line.hasPrefix("__pv_"), line.hasSuffix("() ") {
                isInOurFunction = true
                continue
            }
            if let name = variableName(line), own.contains(String(name)) || name.hasPrefix("__pv_") || name.hasPrefix("PROV_") { continue }
            kept.append(line)
        }
        return kept.joined(separator: "\n")
    }

    /// Code that brings a cleaned dump back; what cannot be set again (read-only variables) is left as it is.
    static func restore(_ state: String) -> String { "{ \(state)\n} 2>/dev/null || :" }

    private static func variableName(_ line: Substring) -> Substring? {
        guard line.hasPrefix("declare -"), let space = line.dropFirst(9).firstIndex(of: " ") else { return nil }
        let rest = line[line.index(after: space)...]
        return rest.prefix { $0 != "=" }
    }
}
