import ProvText

/// A group is there.
enum GroupCheck: CheckKind {
    static let name = "group"
    static let about = "A group exists with these members, or does not exist."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the group"),
        CheckKey("exists", .boolean, "`false`: no such group exists"),
        CheckKey("gid", .integer(0...Int.max), "the number"),
        CheckKey("members", .list, "users that must be members, by primary group or not; others are allowed"),
    ]
    static let examples = ["group: docker\n", "group:\n  name: docker\n  members: deploy\n"]

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let isWanted = values.boolean("exists") ?? true
        let gid = values.text("gid")
        let members = values.list("members")
        if !isWanted, gid != nil || !members.isEmpty {
            throw CheckReadingError(key: "exists", "'exists: false' cannot be combined with other keys")
        }
        let words = (gid.map { ["gid \($0.written)"] } ?? []) + members.map { "member \($0.written)" }
        let summary =
            isWanted
            ? "group \(name.written)" + (words.isEmpty ? "" : " with " + words.joined(separator: ", "))
            : "no group \(name.written)"
        var probe = """
            n=\(name.word)
            entry=
            if has getent; then entry=$(getent group "$n")
            elif [ -r /etc/group ]; then while IFS= read -r line; do case $line in "$n":*) entry=$line; break;; esac; done </etc/group
            fi
            # A number finds an account too, but is not its name.
            case $entry in "$n":*) ;; *) say exists no; exit 0;; esac
            say exists yes; say entry "$entry"

            """
        for (index, member) in members.enumerated() {
            probe += "id -Gn -- \(member.word) 2>/dev/null | tr ' ' '\\n' | lines member\(index)\n"
        }
        let look = ["getent group \(name.typed)"] + members.map { "id -Gn -- \($0.typed)" }
        return CheckDefinition(summary: summary, probe: probe, look: look.joined(separator: "\n")) {
            answer throws(CheckTrouble) in
            let group = answer.resolve(name)
            let exists = try answer.required("exists") == "yes"
            guard isWanted else {
                return .of(!exists, wanted: "no group \(group)", found: exists ? "it exists" : "no such group")
            }
            guard exists else { return .of(false, wanted: "group \(group)", found: "no such group") }
            let fields = try answer.required("entry").split(separator: ":", omittingEmptySubsequences: false).map(
                String.init)
            var findings = CheckFindings()
            if let gid { findings.want("gid", answer.resolve(gid), found: fields.count > 2 ? fields[2] : nil) }
            for (index, member) in members.enumerated() {
                let user = answer.resolve(member)
                let isListed = fields.last?.split(separator: ",").contains { $0.isSame(as: user) } ?? false
                let groups = answer.lines("member\(index)")
                let isMember = isListed || groups.contains { $0.isSame(as: group) }
                findings.want(
                    "member \(user)", isMember,
                    found: isMember
                        ? "member \(user)"
                        : groups.isEmpty ? "no user \(user)" : "\(user) in \(groups.joined(separator: " "))")
            }
            return findings.verdict("group \(group)")
        }
    }
}
