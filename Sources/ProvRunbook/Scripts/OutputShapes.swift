import ProvText

/// What begins with a brace, a bracket or a quotation mark and is not shell.
enum JSONShape {
    static func form(_ line: ArraySlice<UInt8>, next: ArraySlice<UInt8>) -> OutputForm? {
        switch line.first {
        case ASCII.quotationMark: return isMember(line) ? .json : nil
        case ASCII.openBrace:
            let inner = line.dropFirst().drop(while: \.isBlank)
            guard let first = inner.first else {
                return isMember(next) || isBareMember(next) || next.first == ASCII.closeBrace ? .json : nil
            }
            if isSelector(line.dropFirst()) { return .configuration }
            if line.dropFirst().first == ASCII.apostrophe, line.contains(ASCII.colon) { return .json }
            return first == ASCII.quotationMark && isMember(inner) || line.elementsEqual("{}".utf8) ? .json : nil
        default: return bracketForm(line, next)
        }
    }

    /// `> '{"level": …`: JSON that a reader quotes, and never a file's name behind a redirection.
    static func isQuoted(_ line: ArraySlice<UInt8>) -> Bool {
        let inner = line.dropFirst().drop { $0.isBlank || $0 == ASCII.backtick || $0 == ASCII.apostrophe }
        return inner.starts(with: "{\"".utf8)
    }

    /// What stands behind the brace of `{container="web"}`, as queries of Prometheus and Loki have it.
    private static func isSelector(_ text: ArraySlice<UInt8>) -> Bool {
        let name = text.prefix(while: \.isNameByte)
        guard !name.isEmpty else { return false }
        let sign = text[name.endIndex...].prefix { "=!~".utf8.contains($0) }
        return (1...2).contains(sign.count) && text[sign.endIndex...].first == ASCII.quotationMark
    }

    /// `"key": …`
    private static func isMember(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.first == ASCII.quotationMark, let close = text.dropFirst().firstIndex(of: ASCII.quotationMark)
        else { return false }
        return text[(close + 1)...].drop(while: \.isBlank).first == ASCII.colon
    }

    /// `key: …`, as JavaScript has it.
    private static func isBareMember(_ text: ArraySlice<UInt8>) -> Bool {
        let name = text.prefix { $0.isNameByte || $0 == ASCII.hyphen }
        return !name.isEmpty && text[name.endIndex...].first == ASCII.colon
    }

    /// `[ INFO ] …`, `[  OK  ] …`: no test of `[` has one word in capitals alone and words behind its bracket.
    private static func isLevel(_ line: ArraySlice<UInt8>) -> Bool {
        guard let close = line.firstIndex(of: ASCII.closeBracket), close + 1 < line.endIndex else { return false }
        let inner = line[(line.startIndex + 1)..<close].trimmingBlanksAndNewlines()
        return inner.count > 1 && inner.count <= 10 && inner.allSatisfy(\.isUppercase) && line[close + 1].isBlank
            && !line[close...].contains(ASCII.ampersand) && !line[close...].contains(ASCII.pipe)
    }

    /// `[INFO] …`, `[Unit]`, `[1, 2]`; `[ -f x ]` and `[[ a ]]` are commands.
    private static func bracketForm(_ line: ArraySlice<UInt8>, _ next: ArraySlice<UInt8>) -> OutputForm? {
        guard let second = line.dropFirst().first else {
            guard let first = next.first else { return nil }
            return first == ASCII.openBrace || first == ASCII.quotationMark || first.isDigit ? .json : nil
        }
        if second == ASCII.openBrace || second == ASCII.quotationMark || line.elementsEqual("[]".utf8) { return .json }
        if isLevel(line) { return .message }
        guard !second.isBlank, second != ASCII.openBracket, let close = line.firstIndex(of: ASCII.closeBracket) else {
            return nil
        }
        let inner = line[(line.startIndex + 1)..<close]
        guard inner.allSatisfy({ $0.isAlphanumeric || " .:,-/+_*=>\u{2F}".utf8.contains($0) }) else { return nil }
        // `[sudo] make install`: a part of a command that may be left out.
        let next = line[(close + 1)...].drop(while: \.isBlank).prefix { !$0.isBlank }
        if CommonCommands.isName(String(decoding: next, as: UTF8.self)) { return nil }
        let isAlone = close == line.endIndex - 1
        return isAlone && inner.first?.isLetter == true ? .configuration : .message
    }
}

/// How a command is used, and not a command: what may be left out stands in brackets.
enum UsageShape {
    private static let words: Set<String> = [
        "arg", "args", "argument", "arguments", "command", "commands", "file", "files", "flag", "flags", "option",
        "options", "parameters", "subcommand", "...",
    ]

    /// `etcdctl watch $KEY [$END_KEY]`, `tool [--flag <value>]`, `tool [command options] name`.
    ///
    /// A word of a command that runs begins with a bracket only where it is a pattern of file names.
    static func isUsage(_ words: [ArraySlice<UInt8>]) -> Bool {
        guard let first = words.first?.first, first.isLowercase || first == ASCII.period else { return false }
        for (index, word) in words.enumerated().dropFirst() {
            // Quotations and comments hold anything.
            if word.contains(where: { $0 == ASCII.quotationMark || $0 == ASCII.apostrophe || $0 == ASCII.backtick })
                || word.first == ASCII.numberSign
            {
                return false
            }
            if word.first == ASCII.openBracket, isOptional(words[index...]) { return true }
        }
        return isMore(words)
    }

    /// The same of a command that backslashes continue over lines.
    static func isUsage(continued text: Substring.UTF8View) -> Bool {
        var words: [ArraySlice<UInt8>] = []
        for line in text.split(separator: ASCII.newline, maxSplits: 40) {
            let line = Array(line.prefix(2_000))[...].trimmingBlanksAndNewlines()
            let isContinued = line.last == ASCII.backslash
            words += (isContinued ? line.dropLast() : line).split(whereSeparator: \.isBlank)
            if !isContinued { break }
        }
        return isUsage(words)
    }

    /// `OPTIONS...` at the end.
    private static func isMore(_ words: [ArraySlice<UInt8>]) -> Bool {
        guard words.count > 2, let last = words.last, last.suffix(3).elementsEqual("...".utf8), last.count > 5 else {
            return false
        }
        return last.dropLast(3).allSatisfy { $0.isUppercase || $0 == ASCII.underscore }
    }

    private static func isOptional(_ words: ArraySlice<ArraySlice<UInt8>>) -> Bool {
        guard let word = words.first, let second = word.dropFirst().first else { return false }
        if second == ASCII.hyphen {
            return word.count > 3 && (word[word.startIndex + 2] == ASCII.hyphen || word[word.startIndex + 2].isLetter)
        }
        if second == ASCII.less { return true }
        if second == ASCII.dollar { return word.last == ASCII.closeBracket && word.count > 3 }
        let plain = String(decoding: word.dropFirst().prefix { $0 != ASCII.closeBracket }, as: UTF8.self).lowercased()
        if word.last == ASCII.closeBracket { return self.words.contains(plain) }
        guard let next = words.dropFirst().first, next.last == ASCII.closeBracket else { return false }
        return self.words.contains(String(decoding: next.dropLast(), as: UTF8.self).lowercased())
    }
}

/// What kubectl prints of the objects that it changes and lists.
enum ClusterShape {
    private static let changes: Set<String> = [
        "created", "configured", "unchanged", "deleted", "patched", "scaled", "labeled", "annotated", "restarted",
        "replaced", "exposed", "condition", "edited", "serverside-applied", "cordoned", "drained", "autoscaled",
        "evicted",
    ]

    /// `deployment.apps/web created`, and names of that kind alone, as kubectl prints them.
    static func form(_ word: ArraySlice<UInt8>, _ words: [ArraySlice<UInt8>]) -> OutputForm? {
        guard let slash = word.firstIndex(of: ASCII.slash), slash > word.startIndex, slash + 1 < word.endIndex else {
            return nil
        }
        let kind = word[..<slash]
        guard kind.allSatisfy({ $0.isLowercase || $0.isDigit || $0 == ASCII.period || $0 == ASCII.hyphen }),
            kind.first?.isLowercase == true, !word[(slash + 1)...].contains(ASCII.slash)
        else { return nil }
        if words.count > 1 { return changes.contains(String(decoding: words[1], as: UTF8.self)) ? .message : nil }
        let isGroup = kind.contains(ASCII.period) && kind.contains(where: \.isLowercase)
        return isGroup && !word[(slash + 1)...].contains(ASCII.period) ? .listing : nil
    }
}

/// Rows of columns without a heading, as tools print them: `web-7d9c  1/1  Running  0  3m`.
enum ColumnShape {
    /// Whether all lines, two or more, have the same three columns or more, with two blanks or more between them.
    static func isTable(_ text: Substring.UTF8View) -> Bool {
        var columns = 0
        var rows = 0
        for line in text.split(separator: ASCII.newline, maxSplits: 20) {
            let count = Self.columns(of: Array(line.prefix(600))[...].trimmingBlanksAndNewlines())
            if count == 0 { continue }
            guard count > 2, columns == 0 || count == columns else { return false }
            columns = count
            rows += 1
        }
        return rows > 1
    }

    /// 1 for a line that is a command, whatever stands in it.
    private static func columns(of line: ArraySlice<UInt8>) -> Int {
        guard !line.isEmpty else { return 0 }
        let word = line.prefix { !$0.isBlank }
        guard !line.contains(where: { "#\\;&$=\"'`".utf8.contains($0) }), word.first != ASCII.hyphen,
            !CommonCommands.isName(String(decoding: word, as: UTF8.self))
        else { return 1 }
        var count = 1
        var blanks = 0
        for byte in line {
            if byte == ASCII.tab {
                blanks += 2
            } else if byte == ASCII.space {
                blanks += 1
            } else {
                if blanks > 1 { count += 1 }
                blanks = 0
            }
        }
        return count
    }
}

/// Elements of XML and HTML.
enum MarkupShape {
    /// `<?xml`, `<!DOCTYPE`, or an element with an attribute or an end; `<pod-name>` alone is a placeholder.
    static func isMarkup(_ line: ArraySlice<UInt8>, in text: String) -> Bool {
        if line.starts(with: "<?xml".utf8) || line.starts(with: "<!DOCTYPE".utf8) || line.starts(with: "<!--".utf8) {
            return true
        }
        let name = line.dropFirst().prefix { $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.colon }
        guard let first = name.first, first.isLetter, name.endIndex < line.endIndex else { return false }
        let behind = line[name.endIndex...]
        guard let close = behind.firstIndex(of: ASCII.greater) else { return false }
        if behind[..<close].contains(ASCII.equals) || close > name.endIndex && line[close - 1] == ASCII.slash {
            return true
        }
        let end = "</" + String(decoding: name, as: UTF8.self) + ">"
        return close == name.endIndex && text.contains(end)
    }
}
