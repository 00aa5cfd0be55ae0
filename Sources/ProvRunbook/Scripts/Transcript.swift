import ProvText

/// What a block without a console's language is where it begins with a prompt: a recorded terminal.
enum Transcript: Equatable {
    case shell
    /// The prompt of a program that is not a shell: its name.
    case program(String)

    /// `nil` for a text that begins with anything else than a prompt; comments before it are skipped.
    ///
    /// - Parameter isShell: whether the block is of a shell's language. In a block without a language, only signs that
    ///   are nothing else are prompts.
    init?(_ text: String, isShell: Bool) {
        guard var line = Transcript.firstLine(of: text) else { return nil }
        if ShellPrompt.isUpperLine(line) {
            line = text.utf8[line.endIndex...].dropFirst().prefix { $0 != ASCII.newline }
        }
        if let program = ShellPrompt.program(of: line) {
            self = .program(program)
            return
        }
        var style = ShellPrompt.Style(ofSession: line)
        if !isShell {
            style.signs.remove(.greater)
            style.host = nil
        }
        guard ShellPrompt(of: line, style: style) != nil || isShell && Transcript.hasPromptBelowAssignments(text) else {
            return nil
        }
        self = .shell
    }

    /// A block of a shell's language in which every comment is a command: two or more, or one with its output.
    static func isRootSession(_ text: String) -> Bool {
        guard text.utf8.first(where: { !$0.isBlankOrNewline }) == ASCII.numberSign else { return false }
        var evidence = 0
        var isAfterCommand = false
        for line in text.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false).prefix(mostLines) {
            if line.allSatisfy(\.isBlankOrNewline) { continue }
            if line.starts(with: "# ".utf8) {
                guard CommonCommands.isCommand(line.dropFirst(2).prefix(400)) else { return false }
                evidence += 1
                isAfterCommand = true
            } else if isAfterCommand {
                guard OutputForm(ofLine: String(line) ?? "") != nil else { return false }
                evidence += 1
                isAfterCommand = false
            } else if evidence == 0 {
                return false
            }
        }
        return evidence > 1
    }

    private static let mostLines = 400

    /// The first line that is neither blank nor a comment; `nil` behind a `#!` line.
    static func firstLine(of text: String) -> Substring.UTF8View? {
        var rest = text.utf8[...]
        while true {
            rest = rest.drop(while: \.isBlankOrNewline)
            guard let first = rest.first else { return nil }
            let line = rest.prefix { $0 != ASCII.newline }
            guard first == ASCII.numberSign else { return line }
            if line.dropFirst().first == ASCII.exclamation { return nil }
            rest = rest[line.endIndex...]
        }
    }

    /// Whether the first prompt of `$ ` stands below assignments only, which were typed too.
    private static func hasPromptBelowAssignments(_ text: String) -> Bool {
        var hasAssignment = false
        for line in text.utf8.split(separator: ASCII.newline, maxSplits: mostLines) {
            if isAssignment(line) {
                hasAssignment = true
            } else if line.first != ASCII.numberSign, line.contains(where: { !$0.isBlankOrNewline }) {
                return hasAssignment && line.starts(with: "$ ".utf8) && line.dropFirst(2).first?.isLetter == true
            }
        }
        return false
    }

    /// `NAME=value`, with a comment behind it or without, and nothing else.
    static func isAssignment(_ line: Substring.UTF8View) -> Bool {
        let name = line.prefix(while: \.isNameByte)
        guard let first = name.first, !first.isDigit, name.endIndex < line.endIndex,
            line[name.endIndex] == ASCII.equals
        else { return false }
        let behind = line[name.endIndex...].drop { !$0.isBlankOrNewline }.drop(while: \.isBlankOrNewline)
        return behind.first == nil || behind.first == ASCII.numberSign
    }

    /// Whether it is the text of a file that a program reads, named in its first line.
    static func isScriptFile(_ text: String) -> Bool {
        let text = text.utf8.drop(while: \.isBlankOrNewline)
        guard text.starts(with: "#!".utf8) else { return false }
        return text.dropFirst(2).first { !$0.isBlank } == ASCII.slash
    }

    /// Whether nothing but comments stands in the text.
    static func isOnlyComments(_ text: String) -> Bool {
        guard let first = text.utf8.first(where: { !$0.isBlankOrNewline }), first == ASCII.numberSign else {
            return false
        }
        return firstLine(of: text) == nil && !text.utf8.drop(while: \.isBlankOrNewline).starts(with: "#!".utf8)
    }
}
