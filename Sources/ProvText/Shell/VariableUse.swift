/// How the text of a shell script uses a variable, as far as its words say.
package enum VariableUse {
    /// Whether it reads the variable: `$name`, `${name…}`, `${#name}`, `${!name}`, or names it to a command that does,
    /// such as `export name`; of an alias (`alias name`) whether its name is a word.
    package static func reads(_ name: String, _ text: String) -> Bool {
        if name.hasPrefix("alias ") { return isWord(String(name.dropFirst("alias ".count)), of: text) }
        return places(of: name, in: text).contains { before, after in
            if before.ends(with: "$") || before.ends(with: "${") || before.ends(with: "${#") || before.ends(with: "${!")
            {
                return true
            }
            guard !after.begins(with: "=") else { return false }
            return ["export", "declare", "printenv", "-v", "envsubst", "(("].contains { before.has($0) }
        }
    }

    /// Whether it takes the value of a variable without one of its own for an unset one: `$name`, `${name%x}`,
    /// `{{name}}`, but not `${name:-x}` or `${name+x}`.
    package static func requires(_ name: String, _ text: String) -> Bool {
        places(of: name, in: text).contains { before, after in
            if before.ends(with: "$") || before.ends(with: "{{") { return true }
            return before.ends(with: "${") && ![":-", "-", ":+", "+"].contains { after.begins(with: $0) }
        }
    }

    /// Whether it sets the variable: `name=…`, `name+=…`, `name[…]=…`, `read name`, `printf -v name`, `mapfile name`,
    /// `for name in …`.
    package static func assigns(_ name: String, _ text: String) -> Bool {
        places(of: name, in: text).contains { isAssignment(before: $0, after: $1) }
    }

    /// Whether its first word of that name sets it.
    package static func setsFirst(_ name: String, _ text: String) -> Bool {
        places(of: name, in: text).first.map { isAssignment(before: $0, after: $1) } ?? false
    }

    /// Whether the name is a word of the text: `$NAME`, `${NAME%x}`, `{{NAME}}`, but not `NAMES`.
    package static func isWord(_ name: String, of text: String) -> Bool { !places(of: name, in: text).isEmpty }

    private static func isAssignment(before: Substring, after: Substring) -> Bool {
        if before.ends(with: "$") || before.ends(with: "{") { return false }
        if ["=", "+=", "["].contains(where: { after.begins(with: $0) }) { return true }
        let words = before.split { $0 == " " || $0 == "\t" || $0 == ";" }
        return words.contains { ["read", "mapfile", "readarray"].contains($0) }
            || ["-v", "for", "select"].contains(words.last)
    }

    /// What stands on its line before and after each place where the name is a word.
    private static func places(of name: String, in text: String) -> [(before: Substring, after: Substring)] {
        guard !name.isEmpty, text.has(name) else { return [] }
        var found: [(Substring, Substring)] = []
        for line in text.lines {
            let bytes = line.utf8
            var rest = bytes[...]
            while let range = rest.firstRange(of: name.utf8) {
                let (before, after) = (bytes[..<range.lowerBound], bytes[range.upperBound...])
                // As a shell divides words: `é` behind `$NAME` is no part of the name.
                if before.last?.isNameByte != true, after.first?.isNameByte != true {
                    found.append((Substring(before), Substring(after)))
                }
                rest = rest[range.upperBound...]
            }
        }
        return found
    }
}
