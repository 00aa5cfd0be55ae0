import ProvText

/// Splits a recorded terminal into the commands typed and the outputs shown under them.
struct ConsoleReader {
    /// One prompt's command and output, as line ranges of the block.
    struct Exchange: Equatable {
        /// Without prompts, ended by a newline.
        var command: String
        var output: String
        /// From cram: the exit code that stands alone on the last output line, as in `[3]`.
        var exitCode: Int?
        /// Line of the block, from 0, and bytes of the prompt before the command.
        var commandLine: Int
        var promptLength: Int
        /// `user@host` of the prompt.
        var user: String?
        var lastCommandLine: Int
        /// Lines of the block; empty where no output is shown.
        var outputLines: Range<Int>
    }

    private let lines: [Substring.UTF8View]
    /// In a shell block a line that begins with `#` is a comment; in a console block it may be root's prompt.
    private let hashIsPrompt: Bool
    private var index = 0

    /// True for a block of shell code, or without a language, that is really a recorded terminal: what it runs begins
    /// with `$ `.
    static func isTranscript(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        var index = 0
        while index < bytes.count {
            while index < bytes.count, bytes[index].isBlankOrNewline { index += 1 }
            guard index < bytes.count else { return false }
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : ASCII.newline
            if byte == ASCII.dollar { return next == ASCII.space }
            guard byte == ASCII.numberSign, next != ASCII.exclamation else { return false }
            while index < bytes.count, bytes[index] != ASCII.newline { index += 1 }
        }
        return false
    }

    static func exchanges(in text: String, isShell: Bool) -> [Exchange] {
        var reader = ConsoleReader(text, isShell: isShell)
        return reader.read()
    }

    private init(_ text: String, isShell: Bool) {
        var lines = text.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
        let hasDollar = lines.contains { ConsoleReader.promptLength(of: $0, hash: false) > 0 }
        hashIsPrompt = !isShell && !hasDollar
    }

    private mutating func read() -> [Exchange] {
        var exchanges: [Exchange] = []
        while index < lines.count {
            let length = promptLength(of: lines[index])
            guard length > 0 else {
                index += 1
                continue
            }
            exchanges.append(readExchange(promptLength: length))
        }
        return exchanges
    }

    private func promptLength(of line: Substring.UTF8View) -> Int {
        ConsoleReader.promptLength(of: line, hash: hashIsPrompt)
    }

    /// Bytes of `$ `, `user@host:~$ `, `[root@host ~]# `, `(venv) $ ` or `bash-5.2$ ` before the command; 0 where there
    /// is none.
    private static func promptLength(of line: Substring.UTF8View, hash: Bool) -> Int {
        var start = line.startIndex
        while start < line.endIndex, line[start].isBlank { start = line.index(after: start) }
        var index = start
        var count = line.distance(from: line.startIndex, to: start)
        while index < line.endIndex, count < 80 {
            let byte = line[index]
            index = line.index(after: index)
            count += 1
            guard byte == ASCII.dollar || (byte == ASCII.numberSign && (hash || index > line.index(start, offsetBy: 1)))
            else {
                continue
            }
            guard index == line.endIndex || line[index] == ASCII.space else { continue }
            let head = line[start..<line.index(before: index)]
            guard isPrompt(head, sign: byte) else { return 0 }
            if index == line.endIndex { return count }
            if byte == ASCII.numberSign, head.isEmpty, line[line.index(after: index)...].first?.isUppercase == true {
                return 0
            }
            return count + 1
        }
        return 0
    }

    /// Nothing, a `(venv)`, or `user@host:dir`, which never hold what a command line is full of.
    private static func isPrompt(_ head: Substring.UTF8View, sign: UInt8) -> Bool {
        if head.isEmpty { return true }
        let trimmed = Array(head)[...].trimmingBlanksAndNewlines()
        guard let first = trimmed.first, let last = trimmed.last else { return true }
        if first == ASCII.openParenthesis, last == ASCII.closeParenthesis { return true }
        if first == ASCII.openBracket, last == ASCII.closeBracket { return trimmed.contains(0x40) }
        let isPlain = trimmed.allSatisfy { $0.isNameByte || "@:~/.-+() ".utf8.contains($0) }
        guard isPlain else { return false }
        if trimmed.contains(0x40), trimmed.contains(ASCII.colon) || !trimmed.contains(ASCII.space) { return true }
        return ["bash-", "sh-", "zsh-"].contains { trimmed.starts(with: $0.utf8) } && !trimmed.contains(ASCII.space)
    }

    /// `root@db1` of `(venv) [root@db1 ~]# `.
    private static func user(of prompt: Substring.UTF8View) -> String? {
        guard let at = prompt.firstIndex(of: 0x40) else { return nil }
        func isPart(_ byte: UInt8) -> Bool { byte.isNameByte || byte == ASCII.hyphen || byte == ASCII.period }
        let name = prompt[..<at].reversed().prefix(while: isPart).reversed()
        let host = prompt[prompt.index(after: at)...].prefix(while: isPart)
        return name.isEmpty || host.isEmpty ? nil : String(decoding: Array(name) + [0x40] + Array(host), as: UTF8.self)
    }

    private mutating func readExchange(promptLength: Int) -> Exchange {
        let first = index
        let user = ConsoleReader.user(of: lines[index].prefix(promptLength))
        var command = String(lines[index].dropFirst(promptLength)) ?? ""
        index += 1
        readContinuation(of: &command)
        let lastCommandLine = index - 1
        let outputStart = index
        while index < lines.count, self.promptLength(of: lines[index]) == 0, !isComment(lines[index]) { index += 1 }
        var end = index
        while end > outputStart, lines[end - 1].allSatisfy(\.isBlankOrNewline) { end -= 1 }
        var exitCode: Int?
        if end > outputStart, let code = ConsoleReader.exitCode(lines[end - 1]) {
            exitCode = code
            end -= 1
        }
        let output = lines[outputStart..<end].map { ConsoleReader.normalised(String($0) ?? "") + "\n" }.joined()
        return Exchange(
            command: command + "\n", output: output, exitCode: exitCode, commandLine: first, promptLength: promptLength,
            user: user,
            lastCommandLine: lastCommandLine, outputLines: outputStart..<end)
    }

    /// In a transcript inside a shell block, and beside `$ ` prompts, `# …` says something to the reader.
    private func isComment(_ line: Substring.UTF8View) -> Bool {
        !hashIsPrompt && line.starts(with: "# ".utf8)
    }

    /// An unfinished command goes on: after `> `, or as it stands where the writer left that prompt out.
    private mutating func readContinuation(of command: inout String) {
        var ending = ShellScanner(command).ending
        var taken = 0
        while ending != .complete || ConsoleReader.isOpenCompound(command), index < lines.count, taken < 200 {
            var line = lines[index]
            let hasSecondaryPrompt = line.starts(with: "> ".utf8) || line.elementsEqual(">".utf8)
            if hasSecondaryPrompt {
                line = line.dropFirst(2)
            } else if ending == .complete || promptLength(of: line) > 0 && ending != .hereDocument {
                return
            }
            command += "\n" + (String(line) ?? "")
            index += 1
            taken += 1
            ending = ShellScanner(command).ending
        }
    }

    /// `for`, `while`, `if`, `case` or `{` whose closing word has not come yet; only `> ` continues these.
    private static func isOpenCompound(_ command: String) -> Bool {
        guard let first = command.utf8.first, "fiwuc{".utf8.contains(first) || command.utf8.last == ASCII.openBrace
        else { return false }
        var depth = 0
        for word in command.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == ";" || $0 == "\t" }) {
            switch word {
            case "if", "do", "case", "{": depth += 1
            case "fi", "done", "esac", "}": depth -= 1
            default: break
            }
        }
        let needsDo =
            ["for ", "while ", "until ", "select "].contains { command.hasPrefix($0) } && !command.contains("done")
        return depth > 0 || needsDo
    }

    private static func exitCode(_ line: Substring.UTF8View) -> Int? {
        let trimmed = Array(line)[...].trimmingBlanksAndNewlines()
        guard trimmed.count >= 3, trimmed.count <= 5, trimmed.first == ASCII.openBracket,
            trimmed.last == ASCII.closeBracket,
            let code = Int(String(decoding: trimmed.dropFirst().dropLast(), as: UTF8.self)), code > 0, code < 256
        else { return nil }
        return code
    }

    /// The ways people write "and so on" become the one that expectations know.
    private static func normalised(_ line: String) -> String {
        switch line.utf8.count {
        case 3...14:
            let trimmed = String(decoding: Array(line.utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self)
            return ["...", "…", "[...]", "[…]", "(...)", "<snip>", "[snip]", "..."].contains(trimmed) ? "..." : line
        default: return line
        }
    }
}
