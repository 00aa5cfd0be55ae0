import ProvText

/// What the steps have changed in a shell that is not a bash, as code that makes the change again.
///
/// It is found in what `set`, `export -p`, `alias` and `set +o` print. Functions are not part of it: these shells do
/// not print them.
enum PosixState {
    static let dump = "\\set; \\export -p; \\command alias; \\set +o; \\command printf 'umask %s\\n' \"$(\\umask)\""

    /// What the shell keeps itself, and what would change how the next lines are read.
    private static let own: Set<String> = [
        "PPID", "OPTIND", "_", "PS1", "PS2", "PS4", "IFS", "LINENO", "RANDOM", "SHLVL", "HISTFILE", "OLDPWD", "UID",
        "EUID", "FUNCNAME",
        "BB_ASH_VERSION", "EPOCHREALTIME", "EPOCHSECONDS",
    ]
    /// Of `set -o`, what stays from step to step.
    private static let kept: Set<String> = ["allexport", "noclobber", "noglob", "nounset"]

    /// What an entry of a dump sets.
    fileprivate enum Subject: Hashable {
        case variable(String)
        case export(String)
        case alias(String)
        case option(String)
        case directory
        case mask
    }

    /// A dump, by what its entries set; the order is that in which they are set again.
    struct Snapshot: Sendable {
        fileprivate var entries: [Subject: String] = [:]
        fileprivate var order: [Subject] = []

        /// A shell of which nothing is known.
        init() {}

        init(_ dump: [UInt8]) {
            var start = 0
            while start < dump.count {
                let end = ListingQuoting.endOfEntry(dump, from: start)
                take(String(decoding: dump[start..<end], as: UTF8.self))
                start = end + 1
            }
        }

        private mutating func take(_ entry: String) {
            guard let (subject, code) = PosixState.read(entry) else { return }
            if entries.updateValue(code, forKey: subject) == nil { order.append(subject) }
        }
    }

    private static func read(_ entry: String) -> (Subject, String)? {
        if entry.hasPrefix("set -o ") || entry.hasPrefix("set +o ") {
            let name = String(entry.dropFirst(7))
            return kept.contains(name) ? (.option(name), entry) : nil
        }
        if entry.hasPrefix("umask ") { return (.mask, entry) }
        let isExport = entry.hasPrefix("export ")
        let assignment = isExport ? entry.dropFirst(7) : entry[...]
        guard let equals = assignment.firstIndex(of: "=") else { return nil }
        let name = String(assignment[..<equals])
        if name == "PWD" {
            return isExport ? nil : (.directory, "cd -- \(assignment[assignment.index(after: equals)...])")
        }
        // busybox says `alias x='y'`, dash `x='y'` for a name that is no variable's.
        if name.hasPrefix("alias ") { return (.alias(String(name.dropFirst(6))), entry) }
        if !isExport, !ShellText.isVariableName(name) {
            return name.contains(" ") ? nil : (.alias(name), "alias \(entry)")
        }
        guard ShellText.isVariableName(name), !own.contains(name), !name.hasPrefix("__pv_"),
            !ShellState.marks.contains(name)
        else { return nil }
        return (isExport ? .export(name) : .variable(name), entry)
    }

    /// What leads from one state to another; empty if nothing does.
    static func change(from baseline: Snapshot, to dump: [UInt8]) -> [UInt8] {
        let now = Snapshot(dump)
        var unset: [String] = []
        var unalias: [String] = []
        for subject in baseline.order where now.entries[subject] == nil {
            switch subject {
            // A variable that is no longer exported is set again without it.
            case .variable(let name), .export(let name): if !unset.contains(name) { unset.append(name) }
            case .alias(let name): unalias.append(name)
            case .option, .directory, .mask: break
            }
        }
        var lines: [String] = []
        if !unset.isEmpty { lines.append("unset \(unset.joined(separator: " "))") }
        if !unalias.isEmpty { lines.append("unalias \(unalias.joined(separator: " "))") }
        for subject in now.order {
            guard let code = now.entries[subject] else { continue }
            if case .variable(let name) = subject, unset.contains(name) {
                lines.append(code)
            } else if baseline.entries[subject]?.bytes != code.bytes {
                lines.append(code)
            }
        }
        // The directory last, where it is in bash's too.
        let isDirectory = { (line: String) in line.hasPrefix("cd -- ") }
        return Array((lines.filter { !isDirectory($0) } + lines.filter(isDirectory)).joined(separator: "\n").utf8)
    }

    static func restore(_ state: String) -> String { state.isEmpty ? ":" : "{ \(state)\n} 2>/dev/null || :" }
}
