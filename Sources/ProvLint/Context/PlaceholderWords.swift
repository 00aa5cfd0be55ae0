import ProvShell
import ProvText

/// Words of commands that people write for a value to be filled in: `CLUSTER_NAME`, `pass:PASSWORD`, `pod-name`,
/// `owner/repo`, `[instance name]`.
///
/// A word in capitals is a placeholder where its last part says what it is, and where it is neither a variable of the
/// document nor a name that the command is about, as in `unset DB_NAME` or `gh secret set API_TOKEN`.
struct PlaceholderWords {
    /// A word, or a part of one, as it stands in the script.
    struct Found {
        var name: String
        var bytes: Range<Int>
    }

    /// - Parameter isVariable: whether the document sets or expands a variable of the name.
    static func first(in script: ShellScript, isVariable: (String) -> Bool) -> Found? {
        guard mayHold(script.text) else { return nil }
        for command in script.commands where command.wordCount > command.assignmentCount + 1 && !command.isFunction {
            if let found = first(in: command, isVariable) { return found }
        }
        return nil
    }

    /// One pass that lets most scripts go: a capital behind `_` or two capitals, or a word that ends with `name`.
    private static func mayHold(_ text: String) -> Bool {
        let bytes = text.utf8.span
        var capitals = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            capitals = byte.isUppercase ? capitals + 1 : 0
            if capitals == 4 { return true }
            if capitals == 2, byte == UInt8(ascii: "P") || byte == UInt8(ascii: "D") || byte == UInt8(ascii: "L") {
                return true
            }
            if byte == ASCII.period, bytes.holds(ellipsis, at: index) { return true }
            if byte == ASCII.at, bytes.holds(hostBytes, at: index + 1) { return true }
            if byte == UInt8(ascii: "m"), bytes.holds(myHost, at: index) || bytes.holds(myDomain, at: index) {
                return true
            }
            if capitals == 2, index > 1, bytes[index - 2] == ASCII.underscore { return true }
            if byte == UInt8(ascii: "n"), bytes.holds(nameBytes, at: index) { return true }
            if byte == ASCII.slash, bytes.holds(repoBytes, at: index) { return true }
        }
        return false
    }

    private static let nameBytes = Array("name".utf8)
    private static let ellipsis = Array("...".utf8)
    private static let hostBytes = Array("host".utf8)
    private static let myHost = Array("myhost".utf8)
    private static let myDomain = Array("mydomain".utf8)
    private static let repoBytes = Array("/repo".utf8)

    private static func first(in command: ShellCommand, _ isVariable: (String) -> Bool) -> Found? {
        let start = command.assignmentCount
        var words = (start..<command.wordCount).map(command.word)
        while let first = words.first, prefixes.contains(first.text) { words.removeFirst() }
        // A row of a table has its names in capitals.
        guard let program = words.first?.text, program.utf8.contains(where: \.isLowercase) else { return nil }
        if program == "git" { return commit(in: words.dropFirst(), isVariable) }
        if programs.contains(program) { return nil }
        // Names of variables and secrets are values of these.
        if words.dropFirst().prefix(4).contains(where: { isAboutVariables($0.text) }) { return nil }
        for index in words.indices.dropFirst() {
            let word = words[index]
            guard !word.isExpanded, !word.hasPlaceholder else { continue }
            if let found = unfinished(word, of: program) { return found }
            if isValueOfList(words[index - 1].text) { continue }
            let before = words[index - 1].text
            let isAfterOption =
                before.hasPrefix("-") && !["-it", "-ti", "-i", "-t", "--rm", "-d", "-f"].contains(before)
            if let found = placeholder(in: word, isAfterOption: isAfterOption, isVariable) { return found }
        }
        return nil
    }

    /// `MERGE_SHA` of a commit, which no branch or file is named.
    private static func commit(in words: ArraySlice<ShellWord>, _ isVariable: (String) -> Bool) -> Found? {
        for word in words where !word.isExpanded && !word.hasPlaceholder && !word.isQuoted {
            let text = word.text
            guard text.utf8.allSatisfy({ $0.isUppercase || $0 == ASCII.underscore }),
                commits.contains(where: text.hasSuffix), !isVariable(text)
            else { continue }
            return Found(name: text, bytes: word.bytes)
        }
        return nil
    }

    private static let commits = ["_SHA", "_HASH", "_COMMIT", "_BRANCH", "_TAG"]

    /// `feature1,feature2...` and `....`: more belongs there. `./...` is Go's, and others have it in text.
    private static func unfinished(_ word: ShellWord, of program: String) -> Found? {
        guard !word.isQuoted, word.bytes.count < 200, !["go", "gotestsum", "pnpm"].contains(program),
            program.utf8.first.map({ !$0.isUppercase }) ?? false
        else { return nil }
        let text = word.text
        guard text.hasSuffix("...") else { return nil }
        let stem = text.prefix(text.utf8.count - 3)
        let isAlone = stem.utf8.allSatisfy { $0 == ASCII.period }
        let isList = stem.utf8.contains(ASCII.comma) && stem.utf8.last.map { $0.isAlphanumeric } ?? false
        return isAlone || isList ? Found(name: "value", bytes: word.bytes) : nil
    }

    private static let prefixes: Set<String> = ["sudo", "time", "exec", "command", "nohup"]

    /// What takes names of variables, text, patterns or programs of their own.
    private static let programs: Set<String> = [
        "export", "unset", "read", "printenv", "declare", "typeset", "local", "readonly", "env", "set", "echo",
        "printf", "grep", "egrep", "fgrep", "rg", "ag", "ack", "test", "[", "[[", "sed", "awk", "gawk", "perl", "jq",
        "yq", "xargs", "parallel", "envsubst", "direnv", "setx", "case", "trap", "kill", "alias", "find", "for",
        "ps", "lsblk", "psql", "mysql", "sqlite3", "getconf", "ulimit", "tr", "select", "return", "stty", "cat", "ls",
        "cd", "less", "head", "tail", "vi", "vim", "nano", "source", ".", "chmod", "cp", "mv", "rm", "touch", "mkdir",
        "SELECT", "INSERT", "CREATE", "GRANT", "DROP", "ALTER", "UPDATE", "DELETE", "SHOW", "USE", "git", "make",
        "cmake", "gpg", "doppler", "dotenv", "dnssec-keygen",
    ]

    private static func isAboutVariables(_ text: String) -> Bool {
        [
            "secret", "secrets", "env", "variable", "variables", "config:get", "config:unset", "config:set",
            "appsettings",
        ]
        .contains(text) || text.hasPrefix("env:") || text.hasPrefix("secrets:") || text.hasPrefix("functions:")
    }

    /// Whether an option takes one of a list, a format or the name of a variable.
    private static func isValueOfList(_ option: String) -> Bool {
        guard option.hasPrefix("-") else { return false }
        let name = option.drop { $0 == "-" }.lowercased()
        if ["e", "u", "k", "d", "q", "x"].contains(name), !option.hasPrefix("--") { return true }
        return [
            "env", "arg", "type", "mode", "kind", "level", "format", "method", "sort", "column", "field", "query",
            "filter", "output", "secret", "auth", "scope", "permission", "cap-", "status", "state", "header", "data",
        ].contains { name.contains($0) }
    }

    // MARK: Parts of a word

    private static func placeholder(
        in word: ShellWord, isAfterOption: Bool, _ isVariable: (String) -> Bool
    ) -> Found? {
        let text = word.text
        let isOption = text.hasPrefix("-")
        let bytes = Array(text.utf8)
        let quoted = word.bytes.count - bytes.count
        guard quoted == 0 || quoted == 2, bytes.count > 3, bytes.count < 200,
            !bytes.contains(where: { $0.isBlankOrNewline || notInWords.contains($0) })
        else { return nil }
        let isValueOfList = isOption && isValueOfList(String(text.prefix { $0 != "=" })) && bytes.contains(ASCII.equals)
        guard !isValueOfList, !text.hasPrefix("-D"), !text.hasPrefix("custom-columns") else { return nil }
        let offset = word.bytes.lowerBound + quoted / 2
        // Values of options are also names of methods: `--strategy index-by-name`.
        if !isOption, isWhole(text) || !isAfterOption && isLowerName(bytes) {
            return Found(
                name: text.replacing(bytesOf: "/", with: "-").replacing(bytesOf: "@", with: "-"),
                bytes: offset..<(offset + bytes.count))
        }
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, !separators.contains(bytes[end]) { end += 1 }
            let after = end < bytes.count ? bytes[end] : 0
            let before = start > 0 ? bytes[start - 1] : 0
            if after != ASCII.equals, end > start, isPart(bytes[start..<end], before: before, after: after) {
                let name = String(decoding: bytes[start..<end], as: UTF8.self)
                if !isVariable(name) { return Found(name: name, bytes: (offset + start)..<(offset + end)) }
            }
            start = end + 1
        }
        return nil
    }

    /// Signs of other languages, of patterns and of lists.
    private static let notInWords = Set("{}[]()<>*,;|&$`%\\\"'?!#".utf8)
    private static let separators = Set("=:/@.".utf8)

    private static func isPart(_ part: ArraySlice<UInt8>, before: UInt8, after: UInt8) -> Bool {
        if part.elementsEqual("username".utf8) {
            return before == ASCII.equals || after == ASCII.at || after == ASCII.colon && before == 0
        }
        // Names of files in capitals have their endings: `LICENSE_FILE.md`.
        guard part.count > 1, after != ASCII.period, before != ASCII.period,
            part.first.map({ $0.isUppercase }) ?? false,
            part.allSatisfy({ $0.isUppercase || $0.isDigit || $0 == ASCII.underscore })
        else { return false }
        let name = String(decoding: part, as: UTF8.self)
        if constants.contains(name) { return false }
        if wholeNames.contains(name) { return true }
        return part.count > 3 && endings.contains { part.count >= $0.count && part.suffix($0.count).elementsEqual($0) }
    }

    private static let endings: [[UInt8]] = [
        "NAME", "_ID", "_IP", "_TOKEN", "PASSWORD", "_FORMAT", "_HOST", "_URL", "_PATH", "_DIR", "_VERSION", "_REGION",
        "_USER", "_ADDRESS", "_EMAIL", "_DOMAIN", "_BUCKET", "_CLUSTER", "_NAMESPACE", "_ACCOUNT", "_PROJECT",
    ].map { Array($0.utf8) }

    /// Words that name a thing of the reader's, alone.
    private static let wholeNames: Set<String> = [
        "HOST", "PORT", "IP", "DOMAIN", "TOKEN", "REGION", "BUCKET", "SERVER", "PROJECT", "EMAIL", "ADDRESS", "USER",
        "CLUSTER", "NAMESPACE", "URL",
    ]

    private static let constants: Set<String> = ["CNAME", "DNAME", "RENAME", "GIT_DIR", "SO_NAME"]

    private static let wholeWords: Set<String> = [
        "owner/repo", "user/repo", "org/repo", "username/repo", "username/repository", "user/repository",
        "username:group", "user:group", "user@host", "user@hostname", "username@host", "username@hostname",
        "user@server", "username@server", "user@remote", "user@remote-host", "user@ip", "root@host", "myhost",
    ]

    /// Alone, in front of the path of a copy, or behind the name of a kind: `aqua:owner/repo`.
    private static func isWhole(_ text: String) -> Bool {
        if wholeWords.contains(text) { return true }
        guard let colon = text.firstIndex(of: ":") else { return false }
        let first = text[..<colon]
        let last = text[text.index(after: colon)...]
        return first.contains("@") && wholeWords.contains(String(first))
            || last.contains("/repo") && wholeWords.contains(String(last))
    }

    /// `pod-name`, `dms-container-name`.
    private static func isLowerName(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 6, let joint = bytes.dropLast(4).last, joint == ASCII.hyphen || joint == ASCII.underscore,
            bytes.suffix(4).elementsEqual(nameBytes), bytes[0].isLowercase
        else { return false }
        return bytes.allSatisfy { $0.isLowercase || $0 == ASCII.hyphen || $0 == ASCII.underscore }
    }
}
