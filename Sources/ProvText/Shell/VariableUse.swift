/// How the text of a shell script uses a variable, as far as its words say.
package enum VariableUse {
    /// Whether it reads the variable: `$name`, `${name…}`, `${#name}`, `${!name}`, or names it to a command that does,
    /// such as `export name`; of an alias (`alias name`) whether its name is a word.
    package static func reads(_ name: String, _ text: String) -> Bool {
        if name.hasPrefix("alias ") { return isWord(String(name.dropFirst("alias ".count)), of: text) }
        return places(of: name, in: text).contains { before, after in
            if before.hasSuffix("$") || before.hasSuffix("${") || before.hasSuffix("${#") || before.hasSuffix("${!") {
                return true
            }
            guard after.first != "=" else { return false }
            let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
            return ["export", "declare", "printenv", "-v", "envsubst", "(("].contains { line.contains($0) }
        }
    }

    /// Whether it takes the value of a variable without one of its own for an unset one: `$name`, `${name%x}`,
    /// `{{name}}`, but not `${name:-x}` or `${name+x}`.
    package static func requires(_ name: String, _ text: String) -> Bool {
        places(of: name, in: text).contains { before, after in
            if before.hasSuffix("$") || before.hasSuffix("{{") { return true }
            return before.hasSuffix("${") && ![":-", "-", ":+", "+"].contains { after.hasPrefix($0) }
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
        if before.hasSuffix("$") || before.hasSuffix("{") { return false }
        if after.first == "=" || after.hasPrefix("+=") || after.first == "[" { return true }
        let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        let words = line.split { $0 == " " || $0 == "\t" || $0 == ";" }
        return words.contains { ["read", "mapfile", "readarray"].contains($0) }
            || ["-v", "for", "select"].contains(words.last)
    }

    /// What stands before and after each place where the name is a word, on its line and before it.
    private static func places(of name: String, in text: String) -> [(before: Substring, after: Substring)] {
        let isPart = { (character: Character?) in character.map { $0 == "_" || $0.isLetter || $0.isNumber } ?? false }
        var found: [(Substring, Substring)] = []
        guard text.contains(name) else { return [] }
        for line in text.split(separator: "\n") {
            var rest = line
            while let range = rest.firstRange(of: name) {
                let before = line[..<range.lowerBound]
                let after = line[range.upperBound...]
                if !isPart(before.last), !isPart(after.first) { found.append((before, after)) }
                rest = rest[range.upperBound...]
            }
        }
        return found
    }
}
