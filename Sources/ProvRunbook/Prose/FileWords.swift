/// Which file the sentence above a block says that the block's lines belong in.
///
/// "Add the following to your `~/.bashrc`:" names one; "Copy the file to `/etc/app`:" says what the block does.
struct FileWords: Equatable {
    /// As written: `~/.bashrc`, or the words for it.
    var name: String
    /// Whether it is read by shells: a file of their start, or a file of variables.
    var isForShells: Bool

    /// - Parameter text: of the paragraph directly above the block.
    static func read(_ text: String) -> FileWords? {
        let all = ProseText.lastSentence(of: text)
        // Conditions stand before the order.
        let parts = Array(all[(all.lastIndex { isOrder($0.words) } ?? all.startIndex)...])
        let words = parts.flatMap(\.words)
        guard words.count >= 2, words.count <= 40, !words.contains(where: doing.contains) else { return nil }
        guard let file = file(in: parts.map(\.text).joined(separator: ", "), words) else { return nil }
        guard isPutting(words) || file.isForShells && isHolding(words) else { return nil }
        return file
    }

    /// `Add the following`, `then put it`.
    private static func isOrder(_ words: [String]) -> Bool {
        words.first { !openers.contains($0) }.map(putting.contains) ?? false
    }

    /// Whether a title is the name of a file: `.env`, `deploy.sh`, `~/.bashrc`.
    static func isName(_ title: String) -> Bool {
        guard !title.contains(" "), let last = title.split(separator: "/").last, let dot = last.lastIndex(of: ".")
        else { return false }
        let ending = last[last.index(after: dot)...]
        return !ending.isEmpty && ending.count <= 10 && ending.allSatisfy { $0.isLetter || $0 == "_" }
    }

    /// `Add the following to`, `Put these lines in`, `with the following content`.
    private static func isPutting(_ words: [String]) -> Bool {
        guard let verb = words.firstIndex(where: putting.contains), verb < 6 else { return false }
        let rest = words[(verb + 1)...]
        return rest.contains(where: lines.contains) && rest.contains(where: targets.contains)
            || rest.contains("content") || rest.contains("contents")
    }

    /// `Your .profile should contain`, `a crontab such as`.
    private static func isHolding(_ words: [String]) -> Bool {
        let end = words.suffix(5)
        return end.contains("contain") || end.contains("contains") || end.contains("looks") || end.contains("look")
            || end.suffix(2).elementsEqual(["would", "be"]) || end.suffix(2).elementsEqual(["such", "as"])
    }

    private static func file(in sentence: String, _ words: [String]) -> FileWords? {
        var found: FileWords?
        for (index, code) in sentence.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        where index % 2 == 1 {
            let name = String(code)
            guard !name.isEmpty, !name.contains(" "), name.utf8.count <= 120 else { continue }
            let isForShells = shellFiles.contains { name == $0 || name.hasSuffix("/" + $0) || name.hasSuffix("." + $0) }
            let last = name.split(separator: "/").last.map(String.init) ?? name
            guard isForShells || isFileName(last), !name.hasPrefix("-"), !name.hasPrefix("$ ") else { continue }
            if found == nil || isForShells && found?.isForShells == false {
                found = FileWords(name: name, isForShells: isForShells)
            }
        }
        if let found { return found }
        if let word = words.first(where: shellWords.contains) { return FileWords(name: word, isForShells: true) }
        let isProfile = zip(words, words.dropFirst()).contains {
            $0 == "shell" && ["profile", "configuration", "config", "rc", "startup"].contains($1)
        }
        return isProfile ? FileWords(name: "shell profile", isForShells: true) : nil
    }

    private static func isFileName(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return endings.contains(name[name.index(after: dot)...].lowercased())
    }

    private static let endings: Set<String> = [
        "sh", "bash", "zsh", "fish", "conf", "cfg", "cnf", "ini", "env", "toml", "yaml", "yml", "json", "properties",
        "xml",
        "txt", "md", "rb", "py", "js", "mjs", "ts", "lua", "pl", "elv", "service", "timer", "socket", "rules", "list",
        "local",
        "sql", "tf", "nix", "bat", "ps1", "rc", "mk", "cmake", "gradle", "desktop", "d",
    ]
    private static let openers: Set<String> = [
        "then", "otherwise", "also", "you", "can", "should", "must", "to", "and", "need", "please", "now", "next",
        "first",
        "or", "just", "simply", "finally",
    ]
    private static let putting: Set<String> = [
        "add", "append", "put", "insert", "paste", "place", "include", "adding", "create", "write", "save",
    ]
    private static let lines: Set<String> = [
        "following", "line", "lines", "this", "these", "below", "it", "snippet", "entry", "entries", "code",
        "variables",
        "variable", "content", "contents", "text",
    ]
    private static let targets: Set<String> = ["to", "in", "into", "inside", "as", "at", "with"]
    /// With one of these the sentence is about what to run.
    private static let doing: Set<String> = [
        "run", "running", "execute", "executing", "apply", "command", "commands", "then", "source", "restart", "reload",
        "copy", "move", "start", "deploy", "launch", "download", "edit", "open", "generate", "using",
    ]
    private static let shellFiles: Set<String> = [
        ".bashrc", ".zshrc", ".profile", ".bash_profile", ".zprofile", ".zshenv", ".bash_login", ".bash_aliases",
        ".env",
        ".envrc", "config.fish", ".kshrc", ".xprofile", "crontab", ".npmrc",
    ]
    private static let shellWords: Set<String> = ["bashrc", "zshrc", "crontab", "npmrc"]
}
