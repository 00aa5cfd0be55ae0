import ProvChecks
import ProvShell
import ProvText

/// Splits a recorded terminal into the commands typed and the outputs shown under them.
struct ConsoleReader {
    /// One prompt's command and output, as line ranges of the block.
    struct Exchange: Equatable {
        /// Without prompts, ended by a newline.
        var command: String
        /// Its exit line included.
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
    private let style: ShellPrompt.Style
    private let dialect: LineDialect
    private let isShell: Bool
    private var index = 0

    static func exchanges(in text: String, isShell: Bool, dialect: LineDialect = .prov) -> [Exchange] {
        var reader = ConsoleReader(text, isShell: isShell, dialect: dialect)
        return reader.read()
    }

    private init(_ text: String, isShell: Bool, dialect: LineDialect) {
        self.dialect = dialect
        self.isShell = isShell
        var lines = text.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
        var style = ShellPrompt.Style()
        if let first = Transcript.firstLine(of: text) { style = ShellPrompt.Style(ofSession: first) }
        // In a shell block a line that begins with `#` is a comment; in a console block it may be root's prompt.
        let isRoot =
            isShell
            ? Transcript.isRootSession(text)
            : !lines.contains { ShellPrompt(of: $0, style: style) != nil }
        if isRoot { style.signs.insert(.hash) }
        self.style = style
    }

    private mutating func read() -> [Exchange] {
        var exchanges: [Exchange] = []
        while index < lines.count {
            let length = promptLength(of: lines[index])
            guard length > 0 else {
                if isShell, exchanges.allSatisfy({ $0.promptLength == 0 }), Transcript.isAssignment(lines[index]) {
                    exchanges.append(readAssignment())
                }
                index += 1
                continue
            }
            exchanges.append(readExchange(promptLength: length))
        }
        return exchanges
    }

    /// An assignment above the first prompt was typed too.
    private func readAssignment() -> Exchange {
        Exchange(
            command: (String(lines[index]) ?? "") + "\n", output: "", commandLine: index, promptLength: 0,
            lastCommandLine: index, outputLines: index + 1..<index + 1)
    }

    private func promptLength(of line: Substring.UTF8View) -> Int { ShellPrompt(of: line, style: style)?.length ?? 0 }

    /// Whether a line would be read as a prompt, a continuation, a comment or the end of the block, if it stood under a
    /// command.
    static func mayBeCommand(_ line: String) -> Bool {
        let line = line[...].utf8
        guard let first = line.first(where: { !$0.isBlank }) else { return false }
        return ShellPrompt(of: line, style: ShellPrompt.Style(signs: [.hash, .percent])) != nil
            || [ASCII.greater, ASCII.numberSign, ASCII.backtick, ASCII.tilde, ASCII.openBracket].contains(first)
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
        var last = index
        // The first line of a prompt of two lines belongs to the next command.
        if index < lines.count, last > outputStart, ShellPrompt.isUpperLine(lines[last - 1]) { last -= 1 }
        let outputEnd = last
        while last > outputStart, lines[last - 1].allSatisfy(\.isBlankOrNewline) { last -= 1 }
        let exitCode = last > outputStart ? ConsoleReader.exitCode(lines[last - 1]) : nil
        // An empty line before the next prompt may be printed, or only separate the two.
        let end = last == outputStart || exitCode != nil ? last : outputEnd
        let shown = lines[outputStart..<(exitCode == nil ? end : end - 1)]
        let output =
            shown.map { (dialect == .prov ? ConsoleReader.normalised(String($0) ?? "") : String($0) ?? "") + "\n" }
            .joined()
            + (exitCode.map { "[\($0)]\n" } ?? "")
        return Exchange(
            command: command + "\n", output: output, exitCode: exitCode, commandLine: first, promptLength: promptLength,
            user: user, lastCommandLine: lastCommandLine, outputLines: outputStart..<end)
    }

    /// In a transcript inside a shell block, and beside `$ ` prompts, `# …` says something to the reader.
    private func isComment(_ line: Substring.UTF8View) -> Bool {
        !style.signs.contains(.hash) && line.starts(with: "# ".utf8)
    }

    /// Takes what continues the command: every `> ` under it, and, where the writer left that prompt out, the lines of
    /// an unfinished command up to its end.
    private mutating func readContinuation(of command: inout String) {
        var text = command
        var place = index
        var ending = ShellScript(text).ending
        while place < lines.count, place - index < ConsoleReader.mostContinuations {
            var line = lines[place]
            let isSecondary = line.starts(with: "> ".utf8) || line.elementsEqual(">".utf8)
            if isSecondary {
                if ending == .complete, style.signs.contains(.greater) || ConsoleReader.isBanner(line) { break }
                line = line.dropFirst(2)
            } else if ending == .complete
                || promptLength(of: line) > 0 && ending != .hereDocument
            {
                break
            }
            text += "\n" + (String(line) ?? "")
            place += 1
            ending = ShellScript(text).ending
            // What never ends is not a command: its lines are the output.
            if ending == .complete || isSecondary { (command, index) = (text, place) }
        }
        if [.hereDocument, .backslash].contains(ending) { (command, index) = (text, place) }
    }

    private static let mostContinuations = 200

    /// npm prints `> app@1.0.0 build` before it runs a script.
    private static func isBanner(_ line: Substring.UTF8View) -> Bool {
        let word = line.dropFirst(2).prefix { !$0.isBlank }
        guard let at = word.lastIndex(of: ASCII.at), at > word.startIndex else { return false }
        return word[word.index(after: at)...].first?.isDigit ?? false
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
            return ConsoleEllipsis.words.contains(trimmed) ? "..." : line
        default: return line
        }
    }
}
