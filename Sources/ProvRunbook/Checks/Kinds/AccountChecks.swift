/// A user account exists.
enum UserCheck: CheckKind {
    static let name = "user"
    static let about = "A user exists with this shell, home folder, groups, or does not exist."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the user"),
        CheckKey("exists", .boolean, "`false` wants none"),
        CheckKey("shell", .text, "the login shell"),
        CheckKey("home", .text, "the home folder"),
        CheckKey("groups", .list, "groups the user must be in"),
    ]
    static let example = "user:\n  name: root\n  home: /root\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let exists = try values.boolean("exists") ?? true
        let wishes = ["shell", "home"].compactMap { key in values.text(key).map { (key, $0) } }
        let groups = values.list("groups")
        let words = wishes.map { "\($0.0) \($0.1)" } + groups.map { "group \($0)" }
        let wanted = exists ? "user \(name)" + (words.isEmpty ? "" : " with " + words.joined(separator: ", ")) : "no user \(name)"
        let probe = """
            n=\(values.word("name"))
            l=$(getent passwd "$n" 2>/dev/null || grep "^$n:" /etc/passwd)
            [ -n "$l" ] || { echo exists=0; exit 0; }
            echo exists=1; echo "shell=${l##*:}"; l=${l%:*}; echo "home=${l##*:}"; echo "groups= $(id -Gn "$n" 2>/dev/null) "
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            guard let there = answer["exists"] else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            guard exists, there == "1" else { return .of((there == "1") == exists, wanted: wanted, found: there == "1" ? "the user exists" : "no such user") }
            for (key, value) in wishes where answer[key] != value { return .of(false, wanted: wanted, found: "\(key) \(answer[key] ?? "unknown")") }
            for group in groups where answer["groups"]?.contains(" \(group) ") != true { return .of(false, wanted: wanted, found: "groups\(answer["groups"] ?? " unknown")") }
            return .of(true, wanted: wanted, found: "it is so")
        }
    }
}

/// A group exists.
enum GroupCheck: CheckKind {
    static let name = "group"
    static let about = "A group exists, with these members, or does not exist."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the group"),
        CheckKey("exists", .boolean, "`false` wants none"),
        CheckKey("members", .list, "users that must be listed in it"),
    ]
    static let example = "group: root\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let exists = try values.boolean("exists") ?? true
        let members = values.list("members")
        let wanted = exists ? "group \(name)" + (members.isEmpty ? "" : " with \(members.joined(separator: ", "))") : "no group \(name)"
        let probe = """
            n=\(values.word("name"))
            l=$(getent group "$n" 2>/dev/null || grep "^$n:" /etc/group)
            [ -n "$l" ] && echo exists=1 || echo exists=0
            echo "members=,${l##*:},"
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            guard let there = answer["exists"] else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            guard exists, there == "1" else { return .of((there == "1") == exists, wanted: wanted, found: there == "1" ? "the group exists" : "no such group") }
            for member in members where answer["members"]?.contains(",\(member),") != true { return .of(false, wanted: wanted, found: "\(member) is not in it") }
            return .of(true, wanted: wanted, found: "it is so")
        }
    }
}
