package import ProvShell
package import ProvText

/// Text for an interpreter, as written; placeholders are still in it.
package struct Script: Sendable {
    package let text: String
    package let language: String
    package let interpreter: Interpreter
    /// Where `text` starts in its file.
    package let range: TextRange
    package private(set) var placeholders: [Placeholder]
    /// The text as a shell reads it, placeholders as parts of words; `nil` where another program reads it.
    package private(set) var shell: ShellScript?

    /// - Parameter reading: of the same text, without placeholders; it is not read again.
    package init(
        text: String, language: String, interpreter: Interpreter, range: TextRange, placeholders: [Placeholder] = [],
        reading: ShellScript? = nil
    ) {
        self.text = text
        self.language = language
        self.interpreter = interpreter
        self.range = range
        self.placeholders = placeholders
        guard interpreter.isShell else { return }
        shell =
            placeholders.isEmpty
            ? reading ?? ShellScript(text) : ShellScript(text, placeholders: placeholders.map(\.bytes))
    }

    /// Adds placeholders that were found later, and reads a shell script again with them: what stands in one is no
    /// shell text.
    package mutating func add(_ more: [Placeholder]) {
        guard !more.isEmpty else { return }
        placeholders = (placeholders + more).sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
        if shell != nil { shell = ShellScript(text, placeholders: placeholders.map(\.bytes)) }
    }

    /// Puts these in the place of all others.
    mutating func replacePlaceholders(_ others: [Placeholder]) {
        guard others != placeholders else { return }
        placeholders = others.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
        if shell != nil { shell = ShellScript(text, placeholders: placeholders.map(\.bytes)) }
    }

    /// True where a shell reads the text, so that its quoting rules hold.
    package var isShell: Bool { shell != nil }

    /// How many commands a shell runs one after the other, compounds and joined ones as one each; 1 for another
    /// program's text.
    package var statementCount: Int {
        guard let shell else { return 1 }
        let bytes = Array(text.utf8)
        return shell.commands.count { command in
            guard command.connector == .sequence, !command.isFunction, !command.isInFunction else { return false }
            guard let group = command.group else { return command.depth == 0 }
            // A compound counts once, and not where it is joined to what is before it.
            let before = bytes[..<command.bytes.lowerBound].reversed().drop { " \t\n{(".utf8.contains($0) }
            return group == command.index && before.first != UInt8(ascii: "|") && before.first != UInt8(ascii: "&")
        }
    }

    /// The comment that a script opens with, without its sign: what its writer says it does. `nil` where it opens with
    /// a command.
    package var openingComment: String? {
        guard
            let line = text.lines.lazy.map({ $0.drop { $0 == " " || $0 == "\t" } }).first(where: {
                !$0.isEmpty && !$0.hasPrefix("#!")
            }),
            line.hasPrefix("#")
        else { return nil }
        let words = line.drop { $0 == "#" || $0 == " " }
        guard !words.isEmpty else { return nil }
        return words.count > 120 ? words.prefix(119) + "…" : String(words)
    }
}

/// A hole in a script that must be filled before anything runs.
package struct Placeholder: Sendable, Equatable {
    /// As written: `<pod-name>`, `YOUR_TOKEN`, `{{x}}`.
    package var text: String
    /// The parameter that fills it.
    package var parameter: String
    /// UTF-8 offsets into the script's text.
    package var bytes: Range<Int>

    package init(text: String, parameter: String, bytes: Range<Int>) {
        self.text = text
        self.parameter = parameter
        self.bytes = bytes
    }
}
