import ProvText

/// A user account is there.
enum UserCheck: CheckKind {
    static let name = "user"
    static let about = "A user account exists with these properties, or does not exist."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the user"),
        CheckKey("exists", .boolean, "`false`: no such user exists"),
        CheckKey("uid", .integer(0...Int.max), "the number"),
        CheckKey("group", .text, "the primary group"),
        CheckKey("groups", .list, "groups that the user must be in; others are allowed"),
        CheckKey("home", .text, "the home folder"),
        CheckKey("shell", .text, "the login shell"),
    ]
    static let examples = [
        "user: postgres\n", "user:\n  name: deploy\n  groups: [docker, adm]\n  shell: /bin/bash\n",
        "user: {name: guest, exists: false}\n",
    ]

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let isWanted = values.boolean("exists") ?? true
        let wants = [("uid", "uid"), ("group", "primary group"), ("home", "home"), ("shell", "shell")].compactMap {
            key, word in values.text(key).map { (key, word, $0) }
        }
        let groups = values.list("groups")
        if !isWanted, !wants.isEmpty || !groups.isEmpty {
            throw CheckReadingError(key: "exists", "'exists: false' cannot be combined with other keys")
        }
        let words = wants.map { "\($0.1) \($0.2.written)" } + groups.map { "group \($0.written)" }
        let summary =
            isWanted
            ? "user \(name.written)" + (words.isEmpty ? "" : " with " + words.joined(separator: ", "))
            : "no user \(name.written)"
        let probe = """
            n=\(name.word)
            entry=
            if has getent; then entry=$(getent passwd "$n")
            elif [ -r /etc/passwd ]; then while IFS= read -r line; do case $line in "$n":*) entry=$line; break;; esac; done </etc/passwd
            fi
            # A number finds an account too, but is not its name.
            case $entry in "$n":*) ;; *) say exists no; exit 0;; esac
            say exists yes; say entry "$entry"
            say group "$(id -gn -- "$n" 2>/dev/null || id -gn "$n" 2>/dev/null)"
            id -Gn -- "$n" 2>/dev/null | tr ' ' '\\n' | lines groups
            """
        let look = "getent passwd \(name.typed)" + (groups.isEmpty ? "" : "\nid -Gn -- \(name.typed)")
        return CheckDefinition(summary: summary, probe: probe, look: look) { answer throws(CheckTrouble) in
            let subject = "user \(answer.resolve(name))"
            let exists = try answer.required("exists") == "yes"
            guard isWanted else {
                return .of(!exists, wanted: "no \(subject)", found: exists ? "it exists" : "no such user")
            }
            guard exists else { return .of(false, wanted: subject, found: "no such user") }
            let fields = try answer.required("entry").split(separator: ":", omittingEmptySubsequences: false).map(
                String.init)
            guard fields.count >= 7 else {
                throw CheckTrouble("unreadable entry of the user database: \(fields.joined(separator: ":"))")
            }
            let found = ["uid": fields[2], "group": answer["group"], "home": fields[5], "shell": fields[6]]
            var findings = CheckFindings()
            for (key, word, text) in wants { findings.want(word, answer.resolve(text), found: found[key] ?? nil) }
            let memberships = answer.lines("groups")
            for group in groups {
                let wanted = answer.resolve(group)
                findings.want(
                    "group \(wanted)", memberships.contains { $0.isSame(as: wanted) },
                    found: "groups \(memberships.joined(separator: " "))")
            }
            return findings.verdict(subject)
        }
    }
}
