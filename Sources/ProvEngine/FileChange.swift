import ProvRunbook

/// The scripts of a file step: look, write, put back. POSIX sh; nothing but coreutils on the host.
struct FileChange: Sendable {
    /// What stands at the path now.
    enum Current: Sendable, Equatable {
        case absent
        case file(mode: Int, owner: String, group: String, sha256: String)
        /// A directory, a device, … : nothing that a file step may replace.
        case other(String)
    }

    var path: String
    var content: String
    var mode: Int?
    var owner: String?
    var group: String?

    init(_ file: FileContent, content: String) {
        path = ShellText.expandable(file.path)
        self.content = content
        mode = file.mode
        owner = file.owner
        group = file.group
    }

    /// Prints one line that `parseCurrent` reads.
    var probe: String {
        """
        p=\(path)
        if [ -L "$p" ] && [ ! -e "$p" ]; then echo "other dangling-link"
        elif [ ! -e "$p" ]; then echo absent
        elif [ ! -f "$p" ]; then echo "other not-a-regular-file"
        else
          s=$(sha256sum < "$p") || exit 1
          printf 'file %s %s\\n' "$(stat -L -c '%a %U %G' "$p")" "${s%% *}"
        fi
        """
    }

    static func parseCurrent(_ output: String) -> Current? {
        let words = output.split(whereSeparator: \.isWhitespace).map(String.init)
        switch words.first {
        case "absent": return .absent
        case "other": return .other(words.dropFirst().joined(separator: " "))
        case "file" where words.count == 5:
            guard let mode = Int(words[1], radix: 8) else { return nil }
            return .file(mode: mode, owner: words[2], group: words[3], sha256: words[4])
        default: return nil
        }
    }

    var read: String { "cat -- \(path)" }

    /// Whether what is there is already what is wanted.
    func isSatisfied(by current: Current, contentSHA256: String) -> Bool {
        guard case .file(let mode, let owner, let group, let sha256) = current else { return false }
        return sha256 == contentSHA256 && (self.mode ?? mode) == mode && (self.owner ?? owner) == owner
            && (self.group ?? group) == group
    }

    /// Replaces the file in one rename, so that no reader sees half of it.
    func write(over current: Current) -> String {
        var effectiveMode = mode ?? 0o644
        var effectiveOwner = owner
        var effectiveGroup = group
        if case .file(let mode, let owner, let group, _) = current {
            effectiveMode = self.mode ?? mode
            effectiveOwner = self.owner ?? owner
            effectiveGroup = self.group ?? group
        }
        return FileChange.replace(path: path, content: content, mode: effectiveMode, owner: effectiveOwner, group: effectiveGroup)
    }

    /// Brings back what an earlier `write` replaced; `previous` is its content, `nil` where nothing was there.
    func restore(previous: String?, mode: Int, owner: String?, group: String?) -> String {
        guard let previous else { return "rm -f -- \(path)" }
        return FileChange.replace(path: path, content: previous, mode: mode, owner: owner, group: group)
    }

    private static func replace(path: String, content: String, mode: Int, owner: String?, group: String?) -> String {
        var lines = [
            "# write \(path.replacing("\n", with: " "))",
            "p=\(path)",
            "d=$(dirname -- \"$p\")",
            "[ -d \"$d\" ] || { echo \"the folder $d does not exist: create it in a step before this one\" >&2; exit 1; }",
            "[ ! -L \"$p\" ] || p=$(readlink -f -- \"$p\")",
            "t=$(mktemp -- \"$p.prov.XXXXXX\")",
            "trap 'rm -f -- \"$t\"' EXIT",
            "printf %s \(ShellText.quoted(content)) >| \"$t\"",
            "chmod \(String(mode, radix: 8)) \"$t\"",
        ]
        if owner != nil || group != nil {
            let names = (owner ?? "") + (group.map { ":" + $0 } ?? "")
            lines.append("[ \"$(stat -c %U:%G \"$t\")\" = \(ShellText.quoted(names)) ] || chown \(ShellText.quoted(names)) \"$t\"")
        }
        lines.append("mv -f -- \"$t\" \"$p\"")
        return lines.joined(separator: "\n")
    }
}

/// Quoting for the shell.
extension ShellText {
    /// One word in which only a leading `~/`, `$NAME` and `${NAME}` mean something.
    static func expandable(_ text: String) -> String {
        var rest = Substring(text)
        var result = ""
        if rest.hasPrefix("~/") {
            result += "\"$HOME\""
            rest = rest.dropFirst()
        }
        while let dollar = rest.firstIndex(of: "$") {
            let literal = rest[..<dollar]
            if !literal.isEmpty { result += quoted(String(literal)) }
            let after = rest[rest.index(after: dollar)...]
            let braced = after.hasPrefix("{")
            let name = (braced ? after.dropFirst() : after).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            let end = name.endIndex
            if name.isEmpty || (braced && (end == after.endIndex || after[end] != "}")) {
                result += "'$'"
                rest = after
            } else {
                result += "\"${\(name)}\""
                rest = after[(braced ? after.index(after: end) : end)...]
            }
        }
        if !rest.isEmpty || result.isEmpty { result += quoted(String(rest)) }
        return result
    }
}
