/// A file is there, with the properties that are wanted.
enum FileCheck: CheckKind {
    static let name = "file"
    static let about = "A file or folder exists with this mode, owner, content, or does not exist."
    static let mainKey = "path"
    static let keys = [
        CheckKey("path", .text, isRequired: true, "the path; `~/` and parameters are expanded"),
        CheckKey("exists", .boolean, "`false` wants nothing there"),
        CheckKey("type", .text, "`file`, `directory` or `link`"),
        CheckKey("mode", .mode, "permission bits, octal"),
        CheckKey("owner", .text, "the owner's name"),
        CheckKey("group", .text, "the group's name"),
        CheckKey("contains", .list, "texts that must be in it"),
        CheckKey("sha256", .text, "the digest of its content, hex"),
    ]
    static let example = "file:\n  path: /etc/hosts\n  mode: \"0644\"\n  owner: root\n  contains: localhost\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let path = try values.required("path")
        let exists = try values.boolean("exists") ?? true
        let mode = try values.mode("mode")
        let contains = values.list("contains")
        var wishes: [(key: String, wanted: String)] = []
        if let type = values.text("type") { wishes.append(("type", type)) }
        if let mode { wishes.append(("mode", String(mode, radix: 8))) }
        for key in ["owner", "group", "sha256"] { if let value = values.text(key) { wishes.append((key, value.lowercased() == value || key != "sha256" ? value : value.lowercased())) } }
        var probe = """
            p=\(values.word("path"))
            if [ ! -e "$p" ] && [ ! -L "$p" ]; then echo exists=0; exit 0; fi
            echo exists=1
            if [ -L "$p" ]; then echo type=link; elif [ -d "$p" ]; then echo type=directory; elif [ -f "$p" ]; then echo type=file; else echo type=other; fi
            stat -L -c 'mode=%a
            owner=%U
            group=%G' "$p"
            """
        if values.has("sha256") { probe += "\ns=$(sha256sum < \"$p\") && echo \"sha256=${s%% *}\"" }
        for (index, text) in contains.enumerated() {
            probe += "\ngrep -qF -e \(ShellWord.expandable(text)) \"$p\" && echo contains\(index)=1 || echo contains\(index)=0"
        }
        let words = wishes.map { "\($0.key) \($0.wanted)" } + contains.map { "'\($0)' in it" }
        let wanted = exists ? path + (words.isEmpty ? " to exist" : " with " + words.joined(separator: ", ")) : "no \(path)"
        return CheckDefinition(summary: wanted, probe: probe) { [wishes] answer in
            guard let there = answer["exists"] else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            guard exists else { return .of(there == "0", wanted: wanted, found: there == "0" ? "nothing there" : "it exists") }
            guard there == "1" else { return .of(false, wanted: wanted, found: "no such file") }
            for wish in wishes where answer[wish.key] != wish.wanted {
                return .of(false, wanted: wanted, found: "\(wish.key) \(answer[wish.key] ?? "unknown: \(answer.complaint)")")
            }
            for (index, text) in contains.enumerated() where answer["contains\(index)"] != "1" { return .of(false, wanted: wanted, found: "no '\(text)' in it") }
            return .of(true, wanted: wanted, found: "it is so")
        }
    }
}
