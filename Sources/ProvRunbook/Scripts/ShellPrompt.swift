import ProvText

/// The prompt of a shell, or of another program, at the beginning of a recorded line.
struct ShellPrompt: Equatable {
    /// Signs that mean something else on most lines, and are prompts where the session began with them.
    struct Signs: OptionSet {
        let rawValue: Int
        /// `# ` alone, which begins a comment otherwise.
        static let hash = Signs(rawValue: 1)
        /// `% ` alone, of csh and zsh.
        static let percent = Signs(rawValue: 2)
        /// `> ` alone, which continues a command otherwise.
        static let greater = Signs(rawValue: 4)
        /// `~ ` alone, a folder without a sign, which would run the home folder otherwise.
        static let tilde = Signs(rawValue: 8)
    }

    /// Bytes before the command, the blank included.
    var length: Int

    /// How the prompts of one session look.
    struct Style {
        var signs: Signs = []
        /// What stands before the sign of the first prompt where it is one plain word, as `db1` in `db1$ ls`.
        var host: [UInt8]?

        init(signs: Signs = []) { self.signs = signs }

        /// The style that the first prompt of a session shows.
        init(ofSession line: Substring.UTF8View) {
            let bytes = Array(line.drop(while: \.isBlank))
            switch bytes.first {
            case ASCII.percent where ShellPrompt.isSignAlone(bytes): signs = .percent
            case ASCII.greater where ShellPrompt.isTypedAfterGreater(bytes): signs = .greater
            case ASCII.tilde where ShellPrompt.isSignAlone(bytes): signs = .tilde
            case .some(let first) where first.isLetter:
                let word = bytes.prefix { $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.period }
                guard word.count > 1, word.count + 2 < bytes.count, bytes[word.count + 1] == ASCII.space else { return }
                if [ASCII.dollar, ASCII.numberSign, ASCII.percent].contains(bytes[word.count]) { host = Array(word) }
            default: return
            }
        }
    }

    /// The prompt that the line begins with; `nil` for a line without one.
    ///
    /// Reads only the beginning of the line.
    init?(of line: Substring.UTF8View, style: Style) {
        if style.signs.contains(.tilde), line.starts(with: "~ ".utf8), line.dropFirst(2).first?.isLetter == true {
            length = 2
            return
        }
        // Most lines have no sign that a prompt ends with.
        guard
            line.prefix(ShellPrompt.mostBytes).contains(where: {
                $0 == ASCII.dollar || $0 == ASCII.numberSign || $0 == ASCII.percent || $0 == ASCII.greater || $0 >= 0x80
            })
        else { return nil }
        let start = line.prefix(while: \.isBlank).count
        let bytes = Array(line.dropFirst(start).prefix(ShellPrompt.mostBytes))
        guard let first = bytes.first else { return nil }
        var index = 0
        if first == ASCII.openParenthesis, let end = ShellPrompt.environmentEnd(bytes) { index = end }
        guard index < bytes.count else { return nil }
        let rest = bytes[index...]
        if let end = ShellPrompt.lowerEnd(rest) ?? ShellPrompt.arrowEnd(rest)
            ?? ShellPrompt.signEnd(rest, style, isAfterEnvironment: index > 0)
        {
            length = start + end
        } else {
            return nil
        }
    }

    private static let mostBytes = 160

    /// The end of `(venv) ` and the like.
    private static func environmentEnd(_ bytes: [UInt8]) -> Int? {
        guard let close = bytes.prefix(40).firstIndex(of: ASCII.closeParenthesis), close > 1,
            close + 1 < bytes.count, bytes[close + 1] == ASCII.space,
            bytes[1..<close].allSatisfy({ $0.isNameByte || "-./: ".utf8.contains($0) })
        else { return nil }
        return close + 2
    }

    // MARK: Arrows

    /// Whether the line is the upper one of a prompt of two lines: `┌──(kali㉿kali)-[~]`.
    static func isUpperLine(_ line: Substring.UTF8View) -> Bool {
        ["┌──(", "┌─[", "╭─"].contains { line.starts(with: $0.utf8) }
    }

    /// The end of `└─$ `, the lower line of such a prompt.
    private static func lowerEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        for corner in ["└──╼ ", "└─", "╰─"] where bytes.starts(with: corner.utf8) {
            let sign = bytes.startIndex + corner.utf8.count
            guard sign < bytes.endIndex, bytes[sign] == ASCII.dollar || bytes[sign] == ASCII.numberSign,
                sign + 1 == bytes.endIndex || bytes[sign + 1] == ASCII.space
            else { return nil }
            return min(sign + 2, bytes.endIndex)
        }
        return nil
    }

    /// `❯`, `➜`, `λ`, `»` in UTF-8.
    private static let arrows: [[UInt8]] = ["❯", "➜", "λ", "»", "▶"].map { Array($0.utf8) }

    /// The end of `➜  ~ `, `➜  app git:(main) ✗ `, `❯ ` and `~/app ❯ `.
    private static func arrowEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let sign = bytes.prefix(60).firstIndex(where: { $0 >= 0x80 }),
            let arrow = arrows.first(where: { bytes[sign...].starts(with: $0) }),
            sign == bytes.startIndex || isPlace(bytes[bytes.startIndex..<sign])
        else { return nil }
        var index = sign + arrow.count
        guard index < bytes.endIndex else { return index }
        guard bytes[index].isBlank else { return nil }
        let gap = bytes[index...].prefix(while: \.isBlank).count
        index += gap
        guard arrow == arrows[1], sign == bytes.startIndex else { return index }
        index = endOfFolder(bytes, from: index, isWide: gap > 1)
        let branch = bytes[index...].prefix { !$0.isBlank }
        if branch.starts(with: "git:(".utf8) { index = afterBlanks(bytes, branch.endIndex) }
        for mark in ["✗", "✘", "±"] where bytes[index...].starts(with: mark.utf8) {
            index = afterBlanks(bytes, index + mark.utf8.count)
        }
        return index
    }

    /// Behind the folder that oh-my-zsh shows after its arrow, where one stands there.
    private static func endOfFolder(_ bytes: ArraySlice<UInt8>, from start: Int, isWide: Bool) -> Int {
        let word = bytes[start...].prefix { !$0.isBlank }
        let end = afterBlanks(bytes, word.endIndex)
        if word.first == ASCII.tilde || word.first == ASCII.slash { return end }
        guard isWide else { return start }
        let next = bytes[end...].prefix { !$0.isBlank }
        func isProgram(_ word: ArraySlice<UInt8>) -> Bool {
            CommonCommands.isName(String(decoding: word, as: UTF8.self))
        }
        return isProgram(word) && !isProgram(next) && !next.starts(with: "git:(".utf8) ? start : end
    }

    private static func afterBlanks(_ bytes: ArraySlice<UInt8>, _ start: Int) -> Int {
        start + bytes[start...].prefix(while: \.isBlank).count
    }

    /// `~/app `, `user@host `: what stands before an arrow.
    private static func isPlace(_ head: ArraySlice<UInt8>) -> Bool {
        guard let first = head.first, head.last?.isBlank == true || head.count == 1 else { return false }
        return (first == ASCII.tilde || first == ASCII.slash || head.contains(ASCII.at))
            && head.allSatisfy { $0.isNameByte || "@:~/.-+ ".utf8.contains($0) }
    }

    // MARK: Signs

    /// The end of `$ `, `user@host:~$ `, `[root@host ~]# `, `host:~ user$ `, `/ # `, `bash-5.2$ `, `user@host ~> `.
    private static func signEnd(_ bytes: ArraySlice<UInt8>, _ style: Style, isAfterEnvironment: Bool) -> Int? {
        for index in bytes.indices.prefix(80) {
            let sign = bytes[index]
            guard sign == ASCII.dollar || sign == ASCII.numberSign || sign == ASCII.percent || sign == ASCII.greater
            else { continue }
            let head = bytes[bytes.startIndex..<index]
            var end = index + 1
            // `$> `
            if sign == ASCII.dollar, end < bytes.endIndex, bytes[end] == ASCII.greater, head.isEmpty { end += 1 }
            guard end == bytes.endIndex || bytes[end] == ASCII.space || bytes[end] == ASCII.tab else { continue }
            guard isPrompt(head, sign: sign, style, isAfterEnvironment) else { return nil }
            if end == bytes.endIndex { return end }
            if sign == ASCII.numberSign, head.isEmpty, isRemark(bytes[(end + 1)...]) { return nil }
            return end + 1
        }
        return nil
    }

    /// Whether what stands behind `# ` is said to the reader: a sentence or an address.
    private static func isRemark(_ text: ArraySlice<UInt8>) -> Bool {
        text.first?.isUppercase == true || text.starts(with: "https://".utf8) || text.starts(with: "http://".utf8)
    }

    /// Whether what stands before the sign is a prompt's: it never holds what a command line is full of.
    private static func isPrompt(_ head: ArraySlice<UInt8>, sign: UInt8, _ style: Style, _ isAfterEnvironment: Bool)
        -> Bool
    {
        guard let first = head.first, let last = head.last else {
            switch sign {
            case ASCII.dollar: return true
            case ASCII.numberSign: return style.signs.contains(.hash) || isAfterEnvironment
            case ASCII.percent: return style.signs.contains(.percent) || isAfterEnvironment
            default: return style.signs.contains(.greater)
            }
        }
        if first == ASCII.openBracket, last == ASCII.closeBracket, head.count > 2 {
            return sign != ASCII.greater && (head.contains(ASCII.at) || !head[head.startIndex + 1].isBlank)
        }
        if first == ASCII.openParenthesis, last == ASCII.closeParenthesis || isFolderOfEnvironment(head, sign) {
            return true
        }
        guard head.allSatisfy({ $0.isNameByte || "@:~/.-+() ".utf8.contains($0) }) else { return false }
        let words = head.split(whereSeparator: \.isBlank)
        if let at = head.firstIndex(of: ASCII.at), at > head.startIndex, !head[head.index(before: at)].isBlank {
            // `user@host`, `user@host dir`, `user@host:a dir`; never `git clone git@host:path # a comment`.
            return words.count <= 3 && words[0].contains(ASCII.at)
        }
        return isPlaceAlone(head, words, sign: sign, style)
    }

    /// `(container)/src`
    private static func isFolderOfEnvironment(_ head: ArraySlice<UInt8>, _ sign: UInt8) -> Bool {
        guard sign == ASCII.dollar || sign == ASCII.numberSign,
            let close = head.firstIndex(of: ASCII.closeParenthesis), close + 1 < head.endIndex
        else { return false }
        func isPart(_ byte: UInt8) -> Bool { byte.isNameByte || "/~.-".utf8.contains(byte) }
        let folder = head[(close + 1)...]
        return (folder.first == ASCII.slash || folder.first == ASCII.tilde) && folder.allSatisfy(isPart)
            && close > head.startIndex + 1 && head[(head.startIndex + 1)..<close].allSatisfy(isPart)
    }

    /// A shell's name and version, a folder, a host with a folder and a user, or the host of the first prompt.
    private static func isPlaceAlone(
        _ head: ArraySlice<UInt8>, _ words: [ArraySlice<UInt8>], sign: UInt8, _ style: Style
    ) -> Bool {
        let isAdjacent = head.last?.isBlank == false
        if words.count == 2, isAdjacent, let colon = words[0].firstIndex(of: ASCII.colon) {
            // macOS: `host:~ user$ `
            let folder = words[0][(colon + 1)...]
            return sign != ASCII.greater && colon > words[0].startIndex
                && (folder.first == ASCII.tilde || folder.first == ASCII.slash)
        }
        guard words.count == 1, let word = words.first, let first = word.first else { return false }
        if sign == ASCII.greater { return word.count == 1 && first == ASCII.tilde && isAdjacent }
        if isAdjacent, ["bash-", "sh-", "zsh-"].contains(where: { word.starts(with: $0.utf8) }) { return true }
        if isAdjacent, let host = style.host, word.elementsEqual(host) { return true }
        guard first == ASCII.tilde || first == ASCII.slash else { return false }
        // `/opt/app # a comment` is a command.
        return sign == ASCII.dollar || word.count == 1 || style.signs.contains(.hash)
    }

    // MARK: Beginnings of a session

    /// `% ls`.
    private static func isSignAlone(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes[1] == ASCII.space else { return false }
        let word = bytes[2...].prefix { !$0.isBlank }
        return CommonCommands.isName(String(decoding: word, as: UTF8.self)) || word.starts(with: "./".utf8)
    }

    /// `> npm install`, `> linkerd --context=x`: more than the one word that a redirection has, and the first one a
    /// program's name, or an option behind it.
    private static func isTypedAfterGreater(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes[1] == ASCII.space else { return false }
        let words = bytes[2...].split(whereSeparator: \.isBlank)
        guard words.count > 1, let first = words.first else { return false }
        let name = String(decoding: first, as: UTF8.self)
        if CommonCommands.names.contains(name) { return true }
        return first.first?.isLowercase == true && first.allSatisfy { $0.isNameByte || $0 == ASCII.hyphen }
            && words[1].first == ASCII.hyphen && words[1].count > 1
    }
}

extension ShellPrompt {
    /// Prompts of programs that read another language, by what the line begins with.
    private static let programs: [(start: String, program: String)] = [
        (">>> ", "Python"), ("In [", "IPython"), ("mysql> ", "mysql"), ("MariaDB [", "MariaDB"), ("sqlite> ", "sqlite"),
        ("postgres=# ", "psql"), ("psql> ", "psql"), ("irb(", "Ruby"), ("pry(", "Ruby"), ("iex(", "Elixir"),
        ("scala> ", "Scala"), ("julia> ", "Julia"), ("ghci> ", "Haskell"), ("Prelude> ", "Haskell"),
        ("mongo> ", "mongo"), ("test> ", "mongosh"), ("cqlsh> ", "cqlsh"), ("cqlsh:", "cqlsh"), ("hive> ", "Hive"),
        ("spark-sql> ", "Spark"), ("hbase(", "HBase"), ("hbase:", "HBase"), ("redis> ", "redis-cli"),
        ("127.0.0.1:6379> ", "redis-cli"), ("localhost:6379> ", "redis-cli"), ("(gdb) ", "gdb"), ("(lldb) ", "lldb"),
        ("(Pdb) ", "Python"), ("ftp> ", "ftp"), ("sftp> ", "sftp"), ("SQL> ", "SQL*Plus"), ("grub> ", "GRUB"),
        ("telnet> ", "telnet"), ("msf> ", "Metasploit"), ("nodetool> ", "nodetool"), ("virsh # ", "virsh"),
    ]

    /// The program whose prompt the line begins with, where that program is not a shell.
    static func program(of line: Substring.UTF8View) -> String? {
        let bytes = Array(line.prefix(mostBytes).drop(while: \.isBlank))
        guard let first = bytes.first,
            first.isAlphanumeric || first == ASCII.greater || first == ASCII.openParenthesis
        else { return nil }
        if bytes.starts(with: "PS ".utf8), let greater = bytes.firstIndex(of: ASCII.greater), greater > 3,
            bytes[3...].prefix(8).contains(where: { $0 == ASCII.colon || $0 == ASCII.slash || $0 == ASCII.tilde })
                || greater == 3
        {
            return "PowerShell"
        }
        if bytes.count > 3, first.isLetter, bytes[1] == ASCII.colon, bytes[2] == ASCII.backslash,
            bytes.contains(ASCII.greater)
        {
            return "cmd"
        }
        if let found = programs.first(where: { bytes.starts(with: $0.start.utf8) }), hasSign(bytes) {
            return found.program
        }
        // psql: `name=# ` and `name=> `.
        let name = bytes.prefix { $0.isNameByte }
        guard !name.isEmpty, name.count + 2 < bytes.count, bytes[name.count] == ASCII.equals,
            bytes[name.count + 1] == ASCII.numberSign || bytes[name.count + 1] == ASCII.greater,
            bytes[name.count + 2] == ASCII.space
        else { return nil }
        return "psql"
    }

    /// Whether a sign that ends a prompt stands in the line; `In [1]: ` and `irb(main):001:0> ` have theirs later.
    private static func hasSign(_ bytes: [UInt8]) -> Bool {
        bytes.contains(ASCII.greater) || bytes.contains(ASCII.colon) || bytes.contains(ASCII.closeParenthesis)
            || bytes.contains(ASCII.numberSign)
    }
}
