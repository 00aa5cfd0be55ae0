import ProvText

/// Makes a group and puts users into it.
struct GroupRemedy: RemedyRecipe {
    let name: CheckText
    let gid: CheckText?
    let members: [CheckText]
    let isSystem: Bool
    var needsRoot: Bool { true }

    var before: String {
        var text = """
            has groupadd || cannot 'groupadd is missing: prov makes groups with Debian'"'"'s passwd package'
            n=\(name.word)
            entry=$(getent group "$n")
            case $entry in "$n":*) say exists yes; say entry "$entry";; *) say exists no;; esac

            """
        for (index, member) in members.enumerated() {
            text += "id -Gn -- \(member.word) 2>/dev/null | tr ' ' '\\n' | lines member\(index)\n"
        }
        return text + "exit 0"
    }

    func lacking(_ values: TypedValues) -> [String] { ["exists=no"] }

    func change(_ before: CheckAnswer, _ simulated: CheckAnswer?, isDue: Bool) throws(CheckTrouble) -> RemedyChange? {
        let group = before.resolve(name)
        let word = ShellText.quoted(group)
        var commands: [String] = []
        var differences: [String] = []
        var state = ["exists": [try before.required("exists")]]
        let wish = gid.map { before.resolve($0) }
        if before["exists"] == "no" {
            let options = (isSystem ? " --system" : "") + (wish.map { " -g \(ShellText.quoted($0))" } ?? "")
            commands.append("groupadd\(options) -- \(word)")
            differences.append("+ group \(group)")
        } else if let wish {
            let fields = try before.required("entry").split(separator: ":", omittingEmptySubsequences: false)
            let found = fields.count > 2 ? String(fields[2]) : ""
            if !found.isSame(as: wish) {
                commands.append("groupmod -g \(ShellText.quoted(wish)) -- \(word)")
                differences.append("~ group \(group) gid \(found) → \(wish)")
                state["gid"] = [found]
            }
        }
        for (index, member) in members.enumerated()
        where !before.lines("member\(index)").contains(where: { $0.isSame(as: group) }) {
            let user = before.resolve(member)
            commands.append("usermod -a -G \(word) -- \(ShellText.quoted(user))")
            differences.append("~ group \(group) + member \(user)")
            state["member", default: []].append(user)
        }
        guard !commands.isEmpty else { return nil }
        return RemedyChange(
            script: commands.joined(separator: "\n"), differences: differences, state: RemedyState(state))
    }

    func undo(_ state: RemedyState) throws(CheckTrouble) -> String {
        var text = ""
        for member in state.lines("member") {
            text += "gpasswd -d \(ShellText.quoted(member)) \(name.word) >/dev/null\n"
        }
        if state["exists"] == "no" {
            return text + "if getent group \(name.word) >/dev/null; then groupdel -- \(name.word); fi"
        }
        if let gid = state["gid"] { text += "groupmod -g \(ShellText.quoted(gid)) -- \(name.word)\n" }
        return text
    }
}
