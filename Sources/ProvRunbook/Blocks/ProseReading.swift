import ProvMarkdown
import ProvShell
import ProvText

extension DocumentReader {
    /// Why a block of a shell's language does not run that has no other sign: the sentence above it, or that it sets
    /// what nothing uses.
    mutating func reasonFromProse(_ text: String) -> ShownBlock.Reason? {
        if let range = paragraphAbove {
            let above = ProseText.ending(of: range, document.source)
            if OutputWords.isLabel(above) || OutputWords.announces(above) && !beginsWithCommand(text) {
                return .saidOutput
            }
            if let file = FileWords.read(above), !writes(text, file) { return .saidFile(file.name) }
        }
        return unusedVariable(text).map { .unusedVariable($0) }
    }

    private func beginsWithCommand(_ text: String) -> Bool {
        guard let line = Transcript.firstLine(of: text) else { return true }
        let words = line.prefix(400).split(separator: ASCII.space)
        guard let program = words.first, program.first?.isUppercase != true else { return false }
        return CommonCommands.isCommand(line.prefix(400))
            || words.dropFirst().contains(where: isOption)
            || typedPrograms.contains(String(decoding: program, as: UTF8.self))
    }

    private func isOption(_ word: Substring.UTF8View) -> Bool {
        guard word.first == ASCII.hyphen, let second = word.dropFirst().first else { return false }
        return second.isLetter || second == ASCII.hyphen && word.count > 3
    }

    // MARK: Files

    /// Whether the block writes files or opens them itself, so that it is what to run.
    ///
    /// Variables alone are what a person has after the next login, and later steps may use them.
    private mutating func writes(_ text: String, _ file: FileWords) -> Bool {
        let shell = ShellScript(text)
        let commands = shell.commands.filter { $0.wordCount > 0 }
        guard shell.ending == .complete, !commands.isEmpty else { return !file.isForShells }
        if file.isForShells, commands.allSatisfy(isExport) { return unusedVariable(text) == nil }
        return commands.contains { command in
            command.assignmentCount < command.wordCount
                && Self.writers.contains(command.word(command.assignmentCount).text)
        } || text.contains(">")
    }

    private func isExport(_ command: ShellCommand) -> Bool {
        command.assignmentCount == command.wordCount || command.word(0).text == "export"
    }

    private static let writers: Set<String> = [
        "cat", "tee", "sudo", "cp", "mv", "install", "mkdir", "touch", "vim", "vi", "nano", "emacs", "code", "sed",
        "perl",
        "ln", "crontab", "chmod", "wget", "curl", "$EDITOR", "ansible-vault",
    ]

    // MARK: Variables

    /// The variable that a block sets, if it does nothing else and the document uses none of those it sets.
    private mutating func unusedVariable(_ text: String) -> String? {
        guard let line = Transcript.firstLine(of: text), line.contains(ASCII.equals) else { return nil }
        let shell = ShellScript(text)
        guard shell.ending == .complete, !shell.commands.isEmpty, !hasHole(text) else { return nil }
        var names: [String] = []
        for command in shell.commands {
            guard command.assignmentCount > 0, command.assignmentCount == command.wordCount, command.isPlain else {
                return nil
            }
            for index in 0..<command.wordCount {
                names.append(String(command.word(index).text.prefix { $0 != "=" && $0 != "+" && $0 != "[" }))
            }
        }
        let used = variablesUsed()
        return names.contains { used.contains($0) || Self.everywhere.contains($0) } ? nil : names.first
    }

    /// Whether a placeholder stands in the text, which a shell reads as a redirection.
    private func hasHole(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == ASCII.less && $1.isLetter }
    }

    /// Variables that every program finds, so that to set them is enough.
    private static let everywhere: Set<String> = [
        "PATH", "HOME", "LANG", "LC_ALL", "TZ", "EDITOR", "VISUAL", "PAGER", "SHELL", "USER", "TERM", "TMPDIR", "IFS",
        "PS1",
        "CDPATH", "MANPATH", "HISTSIZE", "HISTFILE", "PWD", "DISPLAY", "LD_LIBRARY_PATH",
    ]

    /// Those behind a dollar sign, and those that the document exports by name.
    private mutating func variablesUsed() -> Set<String> {
        if let usedVariables { return usedVariables }
        var names: Set<String> = []
        let bytes = document.source.bytes[...]
        var place = bytes.startIndex
        while let dollar = bytes[place...].firstIndex(of: ASCII.dollar) {
            place = dollar + 1
            if place < bytes.endIndex, bytes[place] == ASCII.openBrace { place += 1 }
            while place < bytes.endIndex, bytes[place] == ASCII.numberSign || bytes[place] == ASCII.exclamation {
                place += 1
            }
            let name = bytes[place...].prefix(while: \.isNameByte)
            if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
            place = name.endIndex
        }
        place = bytes.startIndex
        while let export = bytes[place...].firstRange(of: Array("export ".utf8)) {
            let name = bytes[export.upperBound...].prefix(while: \.isNameByte)
            if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
            place = export.upperBound
        }
        usedVariables = names
        return names
    }
}
