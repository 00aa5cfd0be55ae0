import ProvText

/// Makes folders and links, removes what is not wanted, changes mode and owner.
struct FileRemedy: RemedyRecipe {
    enum Wish: Sendable {
        case attributes
        case directory
        case link(CheckText)
        case nothing
    }

    let path: CheckText
    let wish: Wish
    let mode: CheckText?
    let owner: CheckText?
    let group: CheckText?
    var needsRoot: Bool { false }

    var before: String {
        """
        p=\(path.pathWord)
        case $p in /*) ;; *) p=$PWD/$p;; esac
        say path "$p"
        if [ -L "$p" ]; then say kind link; say target "$(readlink -- "$p")"
        elif [ -d "$p" ]; then say kind directory
        elif [ -f "$p" ]; then say kind file
        elif [ -e "$p" ]; then say kind other
        else say kind none
          d=$p
          while d=${d%/*}; [ -n "$d" ] && [ ! -e "$d" ]; do say parent "$d"; done
        fi
        s=$(stat -L -c '%a %u %g %U %G' -- "$p" 2>/dev/null) && { set -- $s; say mode "$1"; say uid "$2"; say gid "$3"; say owner "$4"; say group "$5"; }
        exit 0
        """
    }

    func lacking(_ values: TypedValues) -> [String] {
        let kind =
            switch wish {
            case .attributes, .nothing: "file"
            case .directory, .link: "none"
            }
        return ["path=\(values.path(path))", "kind=\(kind)"]
    }

    func change(_ before: CheckAnswer, _ simulated: CheckAnswer?, isDue: Bool) throws(CheckTrouble) -> RemedyChange? {
        let shown = try before.required("path")
        guard !shown.hasNewline else {
            throw CheckTrouble("\(path.written): the path has several lines; a list is not a path")
        }
        let word = ShellText.quoted(shown)
        let kind = try before.required("kind")
        var commands: [String] = []
        var differences: [String] = []
        var removed: String?
        switch wish {
        case .attributes:
            guard kind != "none" else { throw CheckTrouble("\(shown) does not exist; write it with a file block") }
        case .directory:
            if kind == "none" {
                commands.append("mkdir -p -- \(word)")
                differences.append("+ folder \(shown)")
            } else if kind != "directory", kind != "link" {
                throw CheckTrouble("\(shown) is not a folder")
            }
        case .link(let target):
            let wanted = before.resolve(target)
            guard ["none", "link"].contains(kind) else { throw CheckTrouble("\(shown) is a \(kind), not a link") }
            if before["target"]?.isSame(as: wanted) != true {
                commands.append("ln -sfn -- \(ShellText.quoted(wanted)) \(word)")
                differences.append("\(kind == "none" ? "+" : "~") link \(shown) → \(wanted)")
            }
        case .nothing:
            switch kind {
            case "none": return nil
            case "directory": commands.append("rmdir -- \(word)")
            case "file":
                removed = shown
                commands.append("rm -f -- \(word)")
            case "link": commands.append("rm -f -- \(word)")
            default: throw CheckTrouble("\(shown) is not a file, a folder or a link")
            }
            differences.append("- \(kind == "directory" ? "folder" : kind) \(shown)")
        }
        try addAttributes(before, word, shown, isNew: kind == "none", &commands, &differences)
        guard !commands.isEmpty else { return nil }
        let state = RemedyState([
            "path": [shown], "kind": [kind], "target": before.lines("target"), "mode": before.lines("mode"),
            "owner": before["uid"].map { ["\($0):\(before["gid"] ?? "")"] } ?? [], "parent": before.lines("parent"),
        ])
        return RemedyChange(
            script: commands.joined(separator: "\n"), differences: differences, state: state,
            removedFile: removed)
    }

    private func addAttributes(
        _ before: CheckAnswer, _ word: String, _ shown: String, isNew: Bool, _ commands: inout [String],
        _ differences: inout [String]
    ) throws(CheckTrouble) {
        if case .nothing = wish { return }
        if case .link = wish { return }
        for (command, wanted, name, number) in [("chown", owner, "owner", "uid"), ("chgrp", group, "group", "gid")] {
            guard let wanted = wanted.map({ before.resolve($0) }) else { continue }
            if before[name]?.isSame(as: wanted) == true || before[number] == wanted { continue }
            commands.append("\(command) -- \(ShellText.quoted(wanted)) \(word)")
            if !isNew { differences.append("~ \(shown) \(name) \(before[name] ?? "?") → \(wanted)") }
        }
        guard let wanted = try mode.map({ mode throws(CheckTrouble) in try before.mode(mode) }) else { return }
        if before["mode"].flatMap({ Int($0, radix: 8) }) == wanted { return }
        let digits = String(wanted, radix: 8)
        commands.append("chmod -- \(FileRemedy.exact(digits)) \(word)")
        if !isNew { differences.append("~ \(shown) mode \(before["mode"] ?? "?") → \(digits)") }
    }

    /// With zeros before it: GNU's chmod keeps a folder's setuid and setgid bits unless there are five digits.
    private static func exact(_ mode: String) -> String { String(repeating: "0", count: max(0, 5 - mode.count)) + mode }

    func undo(_ state: RemedyState) throws(CheckTrouble) -> String {
        guard let path = state["path"], let kind = state["kind"] else {
            throw CheckTrouble("the record does not say what was there before")
        }
        let word = ShellText.quoted(path)
        switch (wish, kind) {
        case (.link, "none"): return "rm -f -- \(word)"
        case (.link, _):
            guard let target = state["target"] else { throw CheckTrouble("the record does not have the link") }
            return "ln -sfn -- \(ShellText.quoted(target)) \(word)"
        case (.nothing, "link"):
            guard let target = state["target"] else { throw CheckTrouble("the record does not have the link") }
            return "[ -e \(word) ] || ln -sfn -- \(ShellText.quoted(target)) \(word)"
        case (.nothing, "directory"): return "mkdir -p -- \(word)\n" + attributes(state, word)
        case (.nothing, _): return ":"
        case (_, "none"):
            let parents = state.lines("parent").map { ShellText.quoted($0) }
            return """
                if [ -d \(word) ]; then
                  rmdir -- \(word) 2>/dev/null || { echo \(word)' is not empty; it stays' >&2; exit 1; }
                fi
                for d in \(parents.joined(separator: " ")); do
                  [ -d "$d" ] || continue
                  rmdir -- "$d" 2>/dev/null || { echo "$d is not empty; it stays"; break; }
                done
                """
        default: return attributes(state, word)
        }
    }

    private func attributes(_ state: RemedyState, _ word: String) -> String {
        var text = "[ -e \(word) ] || { echo \(word)' does not exist any more'; exit 0; }\n"
        if let owner = state["owner"] { text += "chown -- \(ShellText.quoted(owner)) \(word)\n" }
        if let mode = state["mode"] { text += "chmod -- \(ShellText.quoted(FileRemedy.exact(mode))) \(word)\n" }
        return text
    }
}
