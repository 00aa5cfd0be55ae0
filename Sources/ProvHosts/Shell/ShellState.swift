/// The state a step leaves in its shell, as bash code that brings it back: what a new lane, a resumed run and a restarted shell start from.
package enum ShellState {
    /// Prints the state; run in the session's own shell. Options stand among the variables, in BASHOPTS and SHELLOPTS.
    static let dump = """
        builtin declare -p; builtin declare -f; builtin alias -p; builtin printf 'builtin cd -- %q\\n' "$PWD"
        """

    /// Variables bash keeps itself; bringing them back would fail or lie.
    private static let own: Set<String> = [
        "BASHPID", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0", "BASH_CMDS", "BASH_COMMAND", "BASH_LINENO",
        "BASH_SOURCE", "BASH_SUBSHELL", "BASH_VERSINFO", "COMP_WORDBREAKS", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS", "EUID",
        "FUNCNAME", "GROUPS", "HISTCMD", "LINENO", "OLDPWD", "OPTERR", "OPTIND", "PIPESTATUS", "PPID", "RANDOM", "SECONDS",
        "SRANDOM", "UID", "_", "BASH_EXECUTION_STRING",
    ]
    /// Of `set -o`, what stays from step to step.
    private static let kept: Set<String> = ["allexport", "noclobber", "noglob", "nounset", "physical"]

    /// What of a dump is worth keeping: the shell's own variables and ours taken out; the line with its options comes first,
    /// because functions are parsed under them.
    package static func cleaned(_ dump: [UInt8]) -> [UInt8] {
        var options: [UInt8] = []
        var kept: [UInt8] = []
        kept.reserveCapacity(dump.count)
        var start = 0
        while start < dump.count {
            let end = dump[start...].firstIndex(of: 0x0A) ?? dump.count
            let line = dump[start..<end]
            start = end + 1
            let name = variableName(line)
            if let name, let code = ShellState.options(name, line) {
                options += code
            } else if name.map(isOwn) != true {
                kept += line
                kept.append(0x0A)
            }
        }
        if kept.last == 0x0A { kept.removeLast() }
        return options.isEmpty ? kept : options + [0x0A] + kept
    }

    /// Code that brings a cleaned dump back; what cannot be set again (read-only variables) is left as it is.
    static func restore(_ state: String) -> String {
        guard state.hasPrefix(optionsMark) else { return "{ \(state)\n} 2>/dev/null || :" }
        let line = state.prefix { $0 != "\n" }
        return "{ \(line)\n} 2>/dev/null || :\n{ \(state.dropFirst(line.count))\n} 2>/dev/null || :"
    }

    private static let optionsMark = "builtin shopt -u"
    private static let declare = Array("declare -".utf8)

    /// The name in `declare -x NAME="…"`; `nil` on any other line.
    private static func variableName(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.starts(with: declare), let space = line.dropFirst(declare.count).firstIndex(of: 0x20) else { return nil }
        return line[(space + 1)...].prefix { $0 != 0x3D }
    }

    private static func isOwn(_ name: ArraySlice<UInt8>) -> Bool {
        switch name.first {
        // `__pv_…`, `PROV_…` and what bash keeps itself begin with few letters; most variables begin with others.
        case 0x5F: name.starts(with: "__pv_".utf8) || name.count == 1
        case 0x50 where name.starts(with: "PROV_".utf8): true
        default: own.contains(String(decoding: name, as: UTF8.self))
        }
    }

    private static func options(_ name: ArraySlice<UInt8>, _ line: ArraySlice<UInt8>) -> [UInt8]? {
        let isShopt = name.elementsEqual("BASHOPTS".utf8)
        guard isShopt || name.elementsEqual("SHELLOPTS".utf8) else { return nil }
        let names = line[name.endIndex...].split { $0 == 0x3D || $0 == 0x22 || $0 == 0x3A }.map { String(decoding: $0, as: UTF8.self) }
        if isShopt { return Array("\(optionsMark) ${BASHOPTS//:/ }; builtin shopt -s \(names.joined(separator: " "))".utf8) }
        return names.filter(kept.contains).flatMap { Array("; builtin set -o \($0)".utf8) }
    }
}
