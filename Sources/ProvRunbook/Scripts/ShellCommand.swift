import ProvText

/// One simple command of a shell text: its words, and what stands before it.
package struct ShellCommand {
    package struct Word {
        /// Without quotes; substitutions are left out.
        package var text: String
        /// UTF-8 offsets of the word in the script, quotes included.
        package var bytes: Range<Int>
        /// True where part of it is only known when it runs.
        package var isExpanded = false
    }

    package enum Connector { case sequence, pipe, and, or, substitution, processSubstitution }

    package var connector: Connector
    /// How many parentheses, braces and substitutions it stands in.
    package var depth = 0
    /// How many loops, conditions and cases it stands in.
    package var compoundDepth = 0
    package var words: [Word] = []
    /// Files that its input and output come from and go to.
    package var redirections: [(sign: String, target: Word)] = []

    /// Wrappers that run the words after them as a command.
    private static let wrappers: Set<String> = [
        "sudo", "doas", "env", "time", "nohup", "command", "exec", "builtin", "xargs", "then", "do", "else", "if",
        "while", "!",
    ]

    /// The name of the program, without path, assignments before it and wrappers around it.
    package var name: String? {
        programIndex.map { words[$0].text.split(separator: "/").last.map(String.init) ?? words[$0].text }
    }

    /// The words after the program's name.
    package var arguments: ArraySlice<Word> { programIndex.map { words[($0 + 1)...] } ?? [] }

    private var programIndex: Int? {
        var index = 0
        while index < words.count {
            let text = words[index].text
            if ShellCommand.isAssignment(text) {
                index += 1
            } else if ShellCommand.wrappers.contains(text) {
                index += 1
                index = skipOptions(of: text, from: index)
            } else {
                return index
            }
        }
        return nil
    }

    /// `sudo -u postgres psql`: an option of these wrappers may take the next word.
    private func skipOptions(of wrapper: String, from start: Int) -> Int {
        var index = start
        while index < words.count, words[index].text.hasPrefix("-"), words[index].text.count > 1 {
            let takesValue = wrapper == "sudo" && ["-u", "-g", "-h", "-p", "-U"].contains(words[index].text)
            // `sudo -i` and `sudo -s` are a shell of their own.
            if wrapper == "sudo", ["-i", "-s", "--login", "--shell"].contains(words[index].text),
                index + 1 == words.count
            {
                return index
            }
            index += takesValue ? 2 : 1
        }
        return index
    }

    private static func isAssignment(_ text: String) -> Bool {
        guard let equals = text.utf8.firstIndex(of: ASCII.equals), equals != text.utf8.startIndex else { return false }
        return text.utf8[..<equals].allSatisfy(\.isNameByte)
    }

    package func has(_ options: String...) -> Bool { arguments.contains { options.contains($0.text) } }

    /// True where a group of one-letter options holds all of these letters, together or apart: `-rf`, `-r -f`.
    package func hasLetters(_ letters: String) -> Bool {
        letters.allSatisfy { letter in
            arguments.contains { $0.text.hasPrefix("-") && !$0.text.hasPrefix("--") && $0.text.contains(letter) }
        }
    }

    /// The arguments that are no options.
    package var operands: [Word] { arguments.filter { !$0.text.hasPrefix("-") } }

    /// From the first to the last word.
    package var bytes: Range<Int> {
        guard let first = words.first, let last = words.last else { return 0..<0 }
        return first.bytes.lowerBound..<last.bytes.upperBound
    }
}

/// Splits a shell text into simple commands; substitutions become commands of their own after the one they stand in.
package struct ShellCommandParser {
    private let bytes: [UInt8]
    private let segments: [ShellScanner.Segment]
    package private(set) var commands: [ShellCommand] = []
    /// Bodies of here-documents, with the command they feed.
    package private(set) var documents: [(bytes: Range<Int>, command: Int)] = []
    package let ending: ShellScanner.Ending
    private var word: [UInt8] = []
    private var wordStart: Int?
    private var isExpanded = false
    private var redirection: String?
    private var connector = ShellCommand.Connector.sequence
    private var isCommandOpen = false
    private var depth = 0
    private var isInBackticks = false

    package init(_ text: String) {
        bytes = Array(text.utf8)
        let scanner = ShellScanner(bytes)
        segments = scanner.segments
        ending = scanner.ending
        parse()
    }

    private mutating func parse() {
        for segment in segments {
            switch segment.context {
            case .unquoted: parseUnquoted(segment.bytes)
            case .comment: endCommand(at: segment.bytes.lowerBound, next: .sequence)
            case .hereDocument: documents.append((segment.bytes, max(0, commands.count - 1)))
            case .singleQuoted, .ansiQuoted: appendQuoted(segment.bytes)
            case .doubleQuoted: appendDoubleQuoted(segment.bytes)
            }
        }
        endCommand(at: bytes.count, next: .sequence)
        addCompoundDepth()
    }

    /// `if`, `for`, `while`, `until`, `case` and `select` hold what follows them, up to their last word.
    private mutating func addCompoundDepth() {
        var compound = 0
        for index in commands.indices {
            let first = commands[index].words.first?.text ?? ""
            if ["fi", "done", "esac"].contains(first) { compound = max(0, compound - 1) }
            if ["if", "for", "while", "until", "case", "select"].contains(first) { compound += 1 }
            commands[index].compoundDepth = compound
        }
    }

    private mutating func appendQuoted(_ range: Range<Int>) {
        wordStart = wordStart ?? range.lowerBound
        for index in range
        where bytes[index] != ASCII.apostrophe && (bytes[index] != ASCII.dollar || index > range.lowerBound) {
            word.append(bytes[index])
        }
    }

    /// A stretch of a double-quoted string: `"`, what a substitution leaves off, or both at its ends.
    private mutating func appendDoubleQuoted(_ range: Range<Int>) {
        var index = range.lowerBound
        var end = range.upperBound
        if bytes[index] == ASCII.closeParenthesis || bytes[index] == ASCII.backtick {
            endCommand(at: index, next: .sequence)
            depth = max(0, depth - 1)
            if bytes[index] == ASCII.backtick { isInBackticks = false }
            index += 1
        }
        let opensSubstitution =
            end - index >= 1 && (bytes[end - 1] == ASCII.backtick || bytes[end - 1] == ASCII.openParenthesis)
            && (end == bytes.count || bytes[end - 1] == ASCII.backtick
                || end - index >= 2 && bytes[end - 2] == ASCII.dollar)
        if opensSubstitution { end -= bytes[end - 1] == ASCII.backtick ? 1 : 2 }
        while index < end {
            let byte = bytes[index]
            wordStart = wordStart ?? range.lowerBound
            if byte == ASCII.backslash, index + 1 < end {
                word.append(bytes[index + 1])
                index += 2
                continue
            }
            if byte == ASCII.dollar { isExpanded = true }
            if byte != ASCII.quotationMark { word.append(byte) }
            index += 1
        }
        if opensSubstitution {
            isExpanded = true
            endCommand(at: end, next: .substitution)
            depth += 1
            if bytes[end] == ASCII.backtick { isInBackticks = true }
        }
    }

    private mutating func parseUnquoted(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            let next = index + 1 < range.upperBound ? bytes[index + 1] : 0
            switch byte {
            case ASCII.space, ASCII.tab, ASCII.carriageReturn: endWord(at: index)
            case ASCII.newline, ASCII.semicolon: endCommand(at: index, next: .sequence)
            case ASCII.ampersand where next == ASCII.ampersand:
                endCommand(at: index, next: .and)
                index += 1
            case ASCII.ampersand where next == ASCII.greater || (index > 0 && bytes[index - 1] == ASCII.greater):
                append(byte, at: index)
            case ASCII.ampersand: endCommand(at: index, next: .sequence)
            case ASCII.pipe where next == ASCII.pipe:
                endCommand(at: index, next: .or)
                index += 1
            case ASCII.pipe: endCommand(at: index, next: .pipe)
            case ASCII.less where next == ASCII.openParenthesis, ASCII.greater where next == ASCII.openParenthesis:
                endCommand(at: index, next: .processSubstitution)
                depth += 1
                index += 1
            case ASCII.less, ASCII.greater: index = beginRedirection(at: index, limit: range.upperBound)
            case ASCII.dollar where next == ASCII.openParenthesis:
                isExpanded = true
                endCommand(at: index, next: .substitution)
                depth += 1
                index += 1
            case ASCII.backtick:
                endCommand(at: index, next: .substitution)
                depth = isInBackticks ? max(0, depth - 1) : depth + 1
                isInBackticks.toggle()
            case ASCII.openParenthesis,
                ASCII.openBrace where wordStart == nil && next.isBlankOrNewline:
                endCommand(at: index, next: .sequence)
                depth += 1
            case ASCII.closeParenthesis,
                ASCII.closeBrace where wordStart == nil:
                endCommand(at: index, next: .sequence)
                depth = max(0, depth - 1)
            case ASCII.backslash where next == ASCII.newline:
                endWord(at: index)
                index += 1
            case ASCII.backslash:
                append(next, at: index)
                index += 1
            case ASCII.dollar:
                isExpanded = true
                append(byte, at: index)
            default: append(byte, at: index)
            }
            index += 1
        }
    }

    private mutating func append(_ byte: UInt8, at index: Int) {
        wordStart = wordStart ?? index
        word.append(byte)
    }

    private mutating func beginRedirection(at start: Int, limit: Int) -> Int {
        // A descriptor number belongs to the sign: `2>file`.
        if word.allSatisfy(\.isDigit) { dropWord() } else { endWord(at: start) }
        var index = start
        while index + 1 < limit,
            bytes[index + 1] == ASCII.less || bytes[index + 1] == ASCII.greater || bytes[index + 1] == ASCII.hyphen
        { index += 1 }
        redirection = String(decoding: bytes[start...index], as: UTF8.self)
        return index
    }

    private mutating func dropWord() {
        word = []
        wordStart = nil
        isExpanded = false
    }

    private mutating func endWord(at index: Int) {
        defer { dropWord() }
        guard let start = wordStart else { return }
        openCommand()
        let made = ShellCommand.Word(
            text: String(decoding: word, as: UTF8.self), bytes: start..<max(start, index), isExpanded: isExpanded)
        if let sign = redirection {
            commands[commands.count - 1].redirections.append((sign, made))
            redirection = nil
        } else {
            commands[commands.count - 1].words.append(made)
        }
    }

    private mutating func openCommand() {
        guard !isCommandOpen else { return }
        commands.append(ShellCommand(connector: connector, depth: depth))
        isCommandOpen = true
    }

    private mutating func endCommand(at index: Int, next: ShellCommand.Connector) {
        endWord(at: index)
        redirection = nil
        if isCommandOpen || next == .substitution || next == .processSubstitution {
            connector = next
        } else if next == .sequence {
            connector = .sequence
        }
        isCommandOpen = false
    }
}
