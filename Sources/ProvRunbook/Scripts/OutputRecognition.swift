import ProvChecks
import ProvText

/// How a form of output is recognised: by the first line, which no command can look like.
extension OutputForm {
    /// The form of a whole block of a shell's language; `nil` for commands.
    init?(of text: String) {
        guard let line = Transcript.firstLine(of: text), let first = line.first(where: { !$0.isBlank }) else {
            return nil
        }
        let block = text.utf8[line.startIndex...]
        if ColumnShape.isTable(block) {
            self = .table
            return
        }
        if line.last(where: { !$0.isBlankOrNewline }) == ASCII.backslash, UsageShape.isUsage(continued: block) {
            self = .usage
            return
        }
        guard
            OutputForm.mayBegin(first) || OutputForm.hasTelltale(line) || OutputForm.hasRule(behind: line, in: text)
        else { return nil }
        let lines = text.utf8[line.startIndex...].split(separator: ASCII.newline, maxSplits: 8).map {
            OutputForm.trimmed($0)
        }
        guard let found = OutputForm.form(lines[0], next: lines.count > 1 ? lines[1] : [], text: text) else {
            return nil
        }
        if found == .ellipsis, !OutputForm.isOnlyEllipses(text.utf8[line.startIndex...]) { return nil }
        self = found
    }

    /// The form of one line, whatever stands around it.
    package init?(ofLine line: String) {
        let bytes = OutputForm.trimmed(line.utf8[...])
        guard let found = OutputForm.form(bytes, next: [], text: line) else { return nil }
        self = found
    }

    /// The form of one line where only the next one is known.
    init?(ofLine line: ArraySlice<UInt8>, next: ArraySlice<UInt8>) {
        let text = String(decoding: line, as: UTF8.self)
        guard
            let found = OutputForm.form(
                line.prefix(2_000).trimmingBlanksAndNewlines(), next: next.prefix(2_000).trimmingBlanksAndNewlines(),
                text: text)
        else { return nil }
        self = found
    }

    // MARK: First looks

    /// Most blocks begin with a small letter, and none of what follows is asked then.
    private static func mayBegin(_ byte: UInt8) -> Bool {
        !(byte.isLowercase || byte == ASCII.dollar || byte == ASCII.openParenthesis || byte == ASCII.apostrophe)
    }

    /// A colon that ends a word, a slash that ends the line, an address, a key, a sign of a setting, of a DNS record or
    /// of usage: what a line that begins with a small letter must have.
    private static func hasTelltale(_ line: Substring.UTF8View) -> Bool {
        var previous: UInt8 = 0
        var last: UInt8 = 0
        var word = 0
        for byte in line.prefix(300) {
            if byte.isBlank, previous == ASCII.colon { return true }
            if byte == ASCII.exclamation, previous == 0x52 { return true }
            if previous.isBlank, byte == ASCII.equals || byte == ASCII.openBracket || byte == 0x49 { return true }
            if !byte.isBlankOrNewline { last = byte }
            word = byte.isBlank ? 0 : word + 1
            if word >= 32 { return true }
            previous = byte
        }
        return last == ASCII.colon || last == ASCII.slash || last == ASCII.period
            || line.prefix(12).contains(ASCII.colon)
            || line.starts(with: "total ".utf8) || line.starts(with: "top - ".utf8) || line.starts(with: "drwx".utf8)
            || line.starts(with: "lrwx".utf8)
            || line.starts(with: "ssh-".utf8) || line.starts(with: "ecdsa-".utf8) || hasTelltaleWord(line)
            || line.starts(with: "level=".utf8) || line.starts(with: "time=".utf8) || line.starts(with: "diff ".utf8)
    }

    /// A first word with a slash and no path, an address or a list of settings.
    private static func hasTelltaleWord(_ line: Substring.UTF8View) -> Bool {
        let word = line.prefix(120).prefix { !$0.isBlankOrNewline }
        return word.contains(ASCII.slash) && word.first?.isLowercase == true || word.contains(ASCII.openBracket)
    }

    /// Whether the line after the first one is a rule of dashes or begins like a tree.
    private static func hasRule(behind line: Substring.UTF8View, in text: String) -> Bool {
        let next = text.utf8[line.endIndex...].dropFirst().drop(while: \.isBlank)
        guard let first = next.first else { return false }
        return [ASCII.hyphen, ASCII.equals, ASCII.plus, ASCII.pipe, ASCII.backtick, 0xE2].contains(first)
    }

    private static func trimmed(_ line: Substring.UTF8View) -> ArraySlice<UInt8> {
        Array(line.prefix(2_000))[...].trimmingBlanksAndNewlines()
    }

    private static func isOnlyEllipses(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: ASCII.newline).allSatisfy { line in
            let line = trimmed(line)
            return line.isEmpty || isEllipsis(line)
        }
    }

    // MARK: The line

    private static func form(_ line: ArraySlice<UInt8>, next: ArraySlice<UInt8>, text: String) -> OutputForm? {
        guard let first = line.first else { return nil }
        if isEllipsis(line) { return .ellipsis }
        if line.starts(with: "... (".utf8), line.last == ASCII.closeParenthesis { return .message }
        if let form = formUnderRule(line, next) { return form }
        switch first {
        case ASCII.openBrace, ASCII.openBracket, ASCII.quotationMark: return JSONShape.form(line, next: next)
        case ASCII.less: return MarkupShape.isMarkup(line, in: text) ? .markup : nil
        case ASCII.pipe:
            return line.dropFirst().first.map { $0 != ASCII.pipe && $0 != ASCII.ampersand } == true ? .table : nil
        case ASCII.plus: return line.starts(with: "+-".utf8) || line.starts(with: "+=".utf8) ? .table : .message
        case ASCII.hyphen: return hyphenForm(line, next)
        case ASCII.asterisk:
            let stars = line.prefix { $0 == ASCII.asterisk }
            return line.count > stars.count && line[stars.endIndex] == ASCII.space ? .message : nil
        case ASCII.greater: return JSONShape.isQuoted(line) ? .json : nil
        case ASCII.equals:
            return line.starts(with: "==".utf8) || line.starts(with: "=>".utf8) ? .message : nil
        case ASCII.exclamation: return line.starts(with: "!= ".utf8) ? .configuration : nil
        case ASCII.slash: return line.starts(with: "//".utf8) ? .configuration : nil
        case ASCII.at: return line.starts(with: "@@ ".utf8) ? .difference : nil
        case ASCII.period: return line.count == 1 && isTreeLine(next) ? .tree : nil
        case 0x80...: return symbolForm(line)
        default: return wordForm(line, next)
        }
    }

    /// A heading of columns with a rule of dashes under it, or a folder with a tree under it.
    private static func formUnderRule(_ line: ArraySlice<UInt8>, _ next: ArraySlice<UInt8>) -> OutputForm? {
        guard next.count >= 3 else { return nil }
        let isPlain = line.allSatisfy { !"<>$;&'\"`\\{}".utf8.contains($0) }
        guard isPlain else { return nil }
        if isTreeLine(next), !line.contains(ASCII.pipe) { return .tree }
        let isRule = next.allSatisfy { $0.isBlank || "-+|=:".utf8.contains($0) }
        guard isRule, next.count(where: { $0 == ASCII.hyphen || $0 == ASCII.equals }) >= 3 else { return nil }
        return next.first == ASCII.equals && !next.contains(ASCII.space) && line.contains(ASCII.space)
            ? .message : .table
    }

    private static func isTreeLine(_ line: ArraySlice<UInt8>) -> Bool {
        ["├", "└", "│", "|-- ", "`-- ", "+-- ", "|--", "|__"].contains { line.starts(with: $0.utf8) }
    }

    static func isEllipsis(_ line: ArraySlice<UInt8>) -> Bool {
        return line.count <= 14 && ConsoleEllipsis.words.contains(String(decoding: line, as: UTF8.self))
    }

    private static func hyphenForm(_ line: ArraySlice<UInt8>, _ next: ArraySlice<UInt8>) -> OutputForm? {
        if line.starts(with: "-----BEGIN ".utf8) { return .keyMaterial }
        if line.starts(with: "--- ".utf8), next.starts(with: "+++ ".utf8) { return .difference }
        if isModes(line) { return .listing }
        let word = line.prefix { !$0.isBlank }
        if word.count >= 3, word.allSatisfy({ $0 == ASCII.hyphen }) {
            return isKeyLine(next) ? .configuration : .message
        }
        if word.last == ASCII.colon || word.last == ASCII.greater { return .message }
        return word.count == 1 ? .configuration : .options
    }

    /// `drwxr-xr-x`, as `ls -l` prints the kind and the permissions of a file.
    static func isModes(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.count > 11, let kind = line.first, "-dlcbps".utf8.contains(kind) else { return false }
        let modes = line.dropFirst().prefix(9)
        let behind = line.dropFirst(10).first
        return modes.allSatisfy { "rwxsStT-".utf8.contains($0) }
            && (behind?.isBlank == true || behind == ASCII.period || behind == ASCII.plus || behind == ASCII.at)
    }

    /// A box, a bullet, a check mark, an arrow: no program's name begins with a symbol.
    private static func symbolForm(_ line: ArraySlice<UInt8>) -> OutputForm? {
        guard let scalar = String(decoding: line.prefix(4), as: UTF8.self).unicodeScalars.first else { return nil }
        switch scalar.value {
        case 0x2500...0x257F: return isTreeLine(line) ? .tree : .table
        case 0x2022, 0x2026, 0x2190...0x21FF, 0x2300...0x23FF, 0x25A0...0x27BF, 0x2800...0x28FF, 0x2B00...0x2BFF,
            0x1F300...0x1FAFF:
            return .message
        default: return nil
        }
    }

    // MARK: Words

    private static func wordForm(_ line: ArraySlice<UInt8>, _ next: ArraySlice<UInt8>) -> OutputForm? {
        let words = line.split(whereSeparator: \.isBlank)
        guard let word = words.first, let first = word.first else { return nil }
        if isModes(line) { return .listing }
        if word.count > 1, word.last == ASCII.colon { return colonForm(word, line, words) }
        if first.isDigit { return numberForm(word, words) }
        if let form = tokenForm(word, words, next) { return form }
        return first.isUppercase ? upperForm(word, words, line) : nil
    }

    /// `key: value`, `bash: foo: command not found`: no program's name ends with a colon.
    private static func colonForm(_ word: ArraySlice<UInt8>, _ line: ArraySlice<UInt8>, _ words: [ArraySlice<UInt8>])
        -> OutputForm?
    {
        guard !word.contains(where: { "$`\"'(){}<>;&|=".utf8.contains($0) }) else { return nil }
        let isMessage = word.last == ASCII.colon && words.count > 3 || word.contains(ASCII.openBracket)
        return isMessage || line.first == ASCII.hyphen ? .message : .configuration
    }

    /// Lines that begin with a time, a number or an address.
    private static func numberForm(_ word: ArraySlice<UInt8>, _ words: [ArraySlice<UInt8>]) -> OutputForm? {
        let isNumber = word.allSatisfy { $0.isDigit || ".:-/,%TZ+".utf8.contains($0) }
        guard isNumber, !word.contains(ASCII.greater) else {
            return isHash(word) && words.count == 1 ? .keyMaterial : nil
        }
        // A number alone may be anything, also a command of a document's own.
        return words.count > 1 || !word.allSatisfy(\.isDigit) ? .message : nil
    }

    private static func isHash(_ word: ArraySlice<UInt8>) -> Bool {
        word.count >= 32 && word.allSatisfy { $0.isHexadecimal && !$0.isUppercase }
    }

    /// Lines whose first words are known from tools' outputs.
    private static func tokenForm(_ word: ArraySlice<UInt8>, _ words: [ArraySlice<UInt8>], _ next: ArraySlice<UInt8>)
        -> OutputForm?
    {
        let second = words.count > 1 ? words[1] : []
        func isFirst(_ names: String...) -> Bool { names.contains { word.elementsEqual($0.utf8) } }
        if isFirst("npm"), second.starts(with: "ERR!".utf8) || second.elementsEqual("WARN".utf8) { return .message }
        if isFirst("top"), second.elementsEqual("-".utf8), words.count > 3 { return .table }
        if isFirst("total"), words.count == 2, isModes(next) { return .listing }
        if isFirst("ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256"), second.starts(with: "AAAA".utf8) {
            return .keyMaterial
        }
        if isFirst("diff"), second.starts(with: "--git".utf8), words.count == 4,
            next.starts(with: "index ".utf8) || next.starts(with: "--- ".utf8) || next.starts(with: "new file".utf8)
        {
            return .difference
        }
        if isAddress(word) && (words.count == 1 || word.starts(with: "http".utf8)) { return .address }
        if isListSetting(word) { return .configuration }
        if let form = ClusterShape.form(word, words) { return form }
        if word.starts(with: "level=".utf8) || word.starts(with: "time=\"".utf8), words.count > 1,
            words.dropFirst().contains(where: { $0.starts(with: "msg=".utf8) || $0.starts(with: "level=".utf8) })
        {
            return .message
        }
        if words.count == 1, isHash(word) { return .keyMaterial }
        if second.elementsEqual("=".utf8), isSetting(word) || isValue(words, of: word) { return .configuration }
        if isRecord(words) { return .configuration }
        if UsageShape.isUsage(words) { return .usage }
        let isFolder = words.count == 1 && word.last == ASCII.slash && word.count > 2
        return isFolder && !word.contains(where: { "$<>{}~*`\"'".utf8.contains($0) }) ? .tree : nil
    }

    /// `postgres://user@host/db`, of any scheme.
    private static func isAddress(_ word: ArraySlice<UInt8>) -> Bool {
        let scheme = word.prefix { $0.isLowercase || $0.isDigit || $0 == ASCII.plus }
        return scheme.count > 1 && word[scheme.endIndex...].starts(with: "://".utf8)
            && word.count > scheme.count + 3
    }

    /// `hoist-pattern[]=*eslint*`, as npm's settings have it.
    private static func isListSetting(_ word: ArraySlice<UInt8>) -> Bool {
        guard let bracket = word.firstIndex(of: ASCII.openBracket) else { return false }
        return bracket > word.startIndex && word[bracket...].starts(with: "[]=".utf8)
    }

    /// The name in `API_KEY = value`, which a shell would run as a command.
    private static func isSetting(_ word: ArraySlice<UInt8>) -> Bool {
        word.count > 2 && word.allSatisfy { $0.isUppercase || $0.isDigit || $0 == ASCII.underscore }
    }

    /// The value in `region = "us-east-1"` and `net.ipv6.conf.all.disable_ipv6 = 0`.
    private static func isValue(_ words: [ArraySlice<UInt8>], of name: ArraySlice<UInt8>) -> Bool {
        guard words.count > 2, let first = words[2].first, name.count > 1,
            name.allSatisfy({ $0.isNameByte || $0 == ASCII.period || $0 == ASCII.hyphen }),
            !CommonCommands.isName(String(decoding: name, as: UTF8.self))
        else { return false }
        if first == ASCII.quotationMark { return words.last?.last == ASCII.quotationMark }
        let isWord =
            words[2].allSatisfy(\.isDigit) || words[2].elementsEqual("true".utf8)
            || words[2].elementsEqual("false".utf8)
        return words.count == 3 && isWord
    }

    private static let recordTypes: Set<String> = [
        "A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT",
    ]

    /// `name IN CNAME other.`, with a time to live or without.
    private static func isRecord(_ words: [ArraySlice<UInt8>]) -> Bool {
        guard let sign = words.prefix(3).firstIndex(where: { $0.elementsEqual("IN".utf8) }), sign > 0,
            sign + 2 < words.count, sign == 1 || words[1].allSatisfy(\.isDigit)
        else { return false }
        return recordTypes.contains(String(decoding: words[sign + 1], as: UTF8.self))
    }

    private static let levels: Set<String> = [
        "INFO", "WARN", "WARNING", "ERROR", "DEBUG", "FATAL", "TRACE", "NOTICE", "CRITICAL",
    ]
    private static let months: Set<String> = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu",
        "Fri", "Sat", "Sun",
    ]
    /// Of a Dockerfile, and of SQL.
    private static let instructions: Set<String> = [
        "FROM", "COPY", "RUN", "ENTRYPOINT", "WORKDIR", "CMD", "ENV", "ARG", "EXPOSE", "SELECT", "INSERT", "UPDATE",
        "ALTER", "GRANT", "CREATE",
    ]
    private static let openings: Set<String> = ["Error", "Warning", "Traceback", "Exception", "Successfully", "Failed"]

    /// A heading of columns, a log line, a response, the beginning of a message.
    private static func upperForm(
        _ word: ArraySlice<UInt8>, _ words: [ArraySlice<UInt8>], _ line: ArraySlice<UInt8>
    ) -> OutputForm? {
        let text = String(decoding: word, as: UTF8.self)
        if words.count > 1, levels.contains(text) || openings.contains(text) { return .message }
        if text.hasPrefix("HTTP/"), words.count > 1 { return .message }
        if words.count > 1, instructions.contains(text) { return .configuration }
        if ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"].contains(text), words.count > 1,
            words[1].first == ASCII.slash
        {
            return .message
        }
        if months.contains(text), words.count > 2,
            words[1...2].contains(where: { $0.first?.isDigit == true })
        {
            return .message
        }
        // capnslog: `I | embed: …`.
        if word.count == 1, "CDEINTW".utf8.contains(word[word.startIndex]), words.count > 3,
            words[1].elementsEqual("|".utf8), words[2].last == ASCII.colon
        {
            return .message
        }
        // klog: `I0102 03:04:05.000`.
        if word.count == 5, word.dropFirst().allSatisfy(\.isDigit), "IWEF".utf8.contains(word[word.startIndex]),
            words.count > 2
        {
            return .message
        }
        // logrus: `INFO[0005] `.
        if word.last == ASCII.closeBracket,
            ["INFO[", "WARN[", "ERRO[", "DEBU[", "FATA["].contains(where: text.hasPrefix)
        {
            return .message
        }
        if isSentence(word, words) { return .message }
        return isHeading(words) ? .table : nil
    }

    /// `Listening on port 8080!`: a word with a capital that is not a program's, and words or signs that only prose
    /// has.
    private static func isSentence(_ word: ArraySlice<UInt8>, _ words: [ArraySlice<UInt8>]) -> Bool {
        guard words.count > 1, word.count > 2, word.dropFirst().allSatisfy({ $0.isLowercase || $0 == ASCII.hyphen }),
            !CommonCommands.isName(String(decoding: word, as: UTF8.self).lowercased()),
            !capitalPrograms.contains(String(decoding: word, as: UTF8.self))
        else { return false }
        let signs = Array("$`=<>|&;\\*".utf8)
        for word in words where word.first == ASCII.hyphen && word.count > 1 || word.contains(where: signs.contains) {
            return false
        }
        if isStatement(words) { return true }
        return words.dropFirst().contains { word in
            CommonCommands.isProse(String(decoding: word, as: UTF8.self)) || word.last == ASCII.colon
                || word.last == ASCII.exclamation || word.suffix(3).elementsEqual("...".utf8)
        }
    }

    /// `Migration successfully completed`: three words or more, of letters only.
    private static func isStatement(_ words: [ArraySlice<UInt8>]) -> Bool {
        guard words.count > 2 else { return false }
        return words.dropFirst().allSatisfy { word in
            let plain = word.last == ASCII.period || word.last == UInt8(ascii: "?") ? word.dropLast() : word
            return plain.count > 1 && plain.allSatisfy(\.isLetter) && plain.dropFirst().allSatisfy(\.isLowercase)
        }
    }

    private static let capitalPrograms: Set<String> = ["Rscript", "Xvfb", "Xorg", "Xephyr", "Xvnc", "Xnest"]

    /// `NAME   READY   STATUS`: two words or more, all in capitals.
    private static func isHeading(_ words: [ArraySlice<UInt8>]) -> Bool {
        guard words.count > 1 else { return false }
        var letters = 0
        for word in words {
            for byte in word {
                if byte.isUppercase { letters += 1 }
                guard byte.isUppercase || byte.isDigit || "_-()%/#.:".utf8.contains(byte) else { return false }
            }
        }
        return letters >= 6 && words.allSatisfy { $0.contains(where: \.isUppercase) || $0.elementsEqual("%".utf8) }
    }

    /// `name:`, or `name: value`.
    private static func isKeyLine(_ line: ArraySlice<UInt8>) -> Bool {
        let word = line.prefix { !$0.isBlank }
        return word.count > 1 && word.last == ASCII.colon
    }
}
