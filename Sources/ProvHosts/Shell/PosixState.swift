import ProvRunbook

/// The state of a shell that is no bash, as code that brings it back: what `set`, `export -p` and `alias` print, cleaned.
enum PosixState {
    static let dump = "set; export -p; alias"

    /// What the shell keeps itself, and what would change how the next lines are read.
    private static let own: Set<String> = [
        "PPID", "OPTIND", "_", "PS1", "PS2", "PS4", "IFS", "LINENO", "RANDOM", "SHLVL", "HISTFILE", "OLDPWD", "UID", "EUID", "FUNCNAME",
        "BB_ASH_VERSION", "EPOCHREALTIME", "EPOCHSECONDS",
    ]

    /// Entries that are worth keeping; the directory becomes a `cd`.
    static func cleaned(_ dump: [UInt8]) -> [UInt8] {
        var kept: [String] = [], directory: String?
        for entry in entries(String(decoding: dump, as: UTF8.self)) {
            let isExport = entry.hasPrefix("export ")
            let assignment = isExport ? entry.dropFirst(7) : entry[...]
            guard let equals = assignment.firstIndex(of: "=") else { continue }
            let name = String(assignment[..<equals])
            if name == "PWD" {
                directory = String(assignment[assignment.index(after: equals)...])
            } else if let alias = alias(name, assignment, isExport: isExport) {
                kept.append(alias)
            } else if ShellText.isVariableName(name), !own.contains(name), !name.hasPrefix("__pv_"), !name.hasPrefix("PROV_") {
                kept.append(entry)
            }
        }
        if let directory { kept.append("cd -- \(directory)") }
        return Array(kept.joined(separator: "\n").utf8)
    }

    static func restore(_ state: String) -> String { state.isEmpty ? ":" : "{ \(state)\n} 2>/dev/null || :" }

    /// busybox says `alias x='y'`, dash `x='y'` for a name that is no variable's.
    private static func alias(_ name: String, _ text: Substring, isExport: Bool) -> String? {
        if name.hasPrefix("alias ") { return String(text) }
        return !isExport && !ShellText.isVariableName(name) && !name.contains(" ") ? "alias \(text)" : nil
    }

    /// Lines, where a line break inside quotes is none.
    private static func entries(_ text: String) -> [String] {
        var entries: [String] = [], current: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for byte in text.utf8 {
            if byte == 0x0A, quote == nil, !isEscaped {
                if !current.isEmpty { entries.append(String(decoding: current, as: UTF8.self)) }
                current = []
                continue
            }
            current.append(byte)
            if isEscaped { isEscaped = false; continue }
            if byte == 0x5C, quote != 0x27 { isEscaped = true }
            if byte == quote { quote = nil } else if quote == nil, byte == 0x27 || byte == 0x22 { quote = byte }
        }
        if !current.isEmpty { entries.append(String(decoding: current, as: UTF8.self)) }
        return entries
    }
}
