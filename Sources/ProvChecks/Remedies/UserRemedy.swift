import ProvText

/// Makes an account, or changes what differs in one.
struct UserRemedy: RemedyRecipe {
    let name: CheckText
    /// Options of useradd and usermod, with the field of the user database that they set.
    let properties: [(option: String, field: Int, value: CheckText)]
    let groups: [CheckText]
    let isSystem: Bool
    let hasHome: Bool
    let isLocked: Bool
    var needsRoot: Bool { true }

    var before: String {
        """
        has useradd || cannot 'useradd is missing: prov makes accounts with Debian'"'"'s passwd package'
        n=\(name.word)
        entry=$(getent passwd "$n")
        case $entry in "$n":*) ;; *) say exists no; exit 0;; esac
        say exists yes; say entry "$entry"
        say group "$(id -gn -- "$n" 2>/dev/null)"
        id -Gn -- "$n" 2>/dev/null | tr ' ' '\\n' | lines groups
        s=$(passwd -S -- "$n" 2>/dev/null) && { set -- $s; say password "$2"; }
        exit 0
        """
    }

    func lacking(_ values: TypedValues) -> [String] { ["exists=no"] }

    func change(_ before: CheckAnswer, _ simulated: CheckAnswer?, isDue: Bool) throws(CheckTrouble) -> RemedyChange? {
        let user = before.resolve(name)
        let word = ShellText.quoted(user)
        let wanted = groups.map { before.resolve($0) }
        guard try before.required("exists") == "yes" else {
            var options = properties.map { "\($0.option) \(ShellText.quoted(before.resolve($0.value)))" }
            if !wanted.isEmpty { options.append("-G \(ShellText.quoted(wanted.joined(separator: ",")))") }
            options.append(isSystem ? "--system" : "")
            options.append(hasHome ? "-m" : "-M")
            let script = "useradd \(options.filter { !$0.isEmpty }.joined(separator: " ")) -- \(word)"
            return RemedyChange(
                script: isLocked ? "\(script)\npasswd -q -l -- \(word)" : script,
                differences: ["+ user \(user)"], state: RemedyState(["exists": ["no"]]))
        }
        let fields = try before.required("entry").split(separator: ":", omittingEmptySubsequences: false).map(
            String.init)
        guard fields.count >= 7 else { throw CheckTrouble("the entry of \(user) in the user database is unreadable") }
        var commands: [String] = []
        var differences: [String] = []
        var undo: [String] = []
        for (option, field, value) in properties {
            let wish = before.resolve(value)
            let found = option == "-g" ? before["group"] ?? "" : fields[field]
            if found.isSame(as: wish) || option == "-g" && fields[3].isSame(as: wish) { continue }
            commands.append("usermod \(option) \(ShellText.quoted(wish)) -- \(word)")
            undo.append("\(option)=\(option == "-g" ? fields[3] : fields[field])")
            differences.append("~ user \(user) \(UserRemedy.words[option] ?? option) \(found) → \(wish)")
        }
        let memberships = before.lines("groups")
        let missing = wanted.filter { group in !memberships.contains { $0.isSame(as: group) } }
        if !missing.isEmpty {
            commands.append("usermod -a -G \(ShellText.quoted(missing.joined(separator: ","))) -- \(word)")
            differences += missing.map { "~ user \(user) + group \($0)" }
        }
        let locks = isLocked && before["password"] != "L" && before["password"] != "LK"
        if locks {
            commands.append("passwd -q -l -- \(word)")
            differences.append("~ user \(user) password locked")
        }
        guard !commands.isEmpty else { return nil }
        return RemedyChange(
            script: commands.joined(separator: "\n"), differences: differences,
            state: RemedyState([
                "exists": ["yes"], "property": undo, "group": missing, "locked": locks ? ["now"] : [],
            ]))
    }

    static let words = ["-u": "uid", "-g": "primary group", "-d": "home", "-s": "shell", "-c": "comment"]

    func undo(_ state: RemedyState) throws(CheckTrouble) -> String {
        let word = name.word
        if state["exists"] == "no" {
            return """
                h=$(getent passwd -- \(word) | cut -d: -f6) || true
                if [ -n "$(getent passwd -- \(word))" ]; then userdel -- \(word); fi
                if [ -n "$h" ] && [ -d "$h" ]; then echo "the home folder $h stays"; fi
                """
        }
        var text = ""
        if state["locked"] != nil { text += "passwd -q -u -- \(word)\n" }
        for group in state.lines("group") { text += "gpasswd -d \(word) \(ShellText.quoted(group)) >/dev/null\n" }
        for property in state.lines("property").reversed() {
            guard let equals = property.firstIndex(of: "="), UserRemedy.words[String(property[..<equals])] != nil else {
                throw CheckTrouble("the record's account is damaged")
            }
            let value = property[property.index(after: equals)...]
            text += "usermod \(property[..<equals]) \(ShellText.quoted(value)) -- \(word)\n"
        }
        return text
    }
}
