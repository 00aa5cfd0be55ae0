package import ProvShell
import ProvText

/// What the steps after a place look at in their shell.
package struct LaterUse {
    /// Every word of their scripts.
    private(set) var words: Set<String> = []
    /// The names that they read as variables: `$name`, `${name}`, and every word of a script with arithmetic.
    private(set) var variables: Set<String> = []
    private(set) var hasShell = false
    /// True where the next one depends on the directory it starts in.
    private(set) var seesDirectory = false

    package init() {}

    /// - Parameter steps: of which a later one may need what an earlier one leaves.
    package init(of steps: some BidirectionalCollection<Step>) {
        for step in steps.reversed() { add(step) }
    }

    /// Puts a step before those that are known.
    ///
    /// - Returns: the names that it reads as variables itself.
    @discardableResult
    package mutating func add(_ step: Step) -> Set<String> {
        let scripts = step.sessionScripts
        var own: Set<String> = []
        for text in step.sessionTexts { own.formUnion(add(text)) }
        variables.formUnion(own)
        guard let first = scripts.first else { return own }
        hasShell = true
        if step.options.cwd == nil { seesDirectory = !LaterUse.beginsElsewhere(first.text) }
        return own
    }

    private mutating func add(_ text: String) -> Set<String> {
        var found: Set<String> = []
        let bytes = Array(text.utf8)
        let arithmetic = text.contains("((")
        for word in bytes.split(whereSeparator: { !$0.isNameByte && $0 != ASCII.hyphen }) {
            let name = String(decoding: word, as: UTF8.self)
            words.insert(name)
            let before = bytes[..<word.startIndex].suffix(2)
            if arithmetic || before.last == ASCII.dollar || before.elementsEqual("${".utf8)
                || before.elementsEqual("{#".utf8) || before.elementsEqual("{!".utf8)
            {
                found.insert(String(name.prefix { $0 != "-" }))
            }
        }
        return found
    }

    /// `cd /srv/app` as the first command: whatever the directory was before.
    private static func beginsElsewhere(_ text: String) -> Bool {
        guard
            let line = text.lines.first(where: { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
            )
        else { return true }
        let words = line.split(separator: " ")
        guard words.first == "cd", words.count > 1 else { return false }
        return ["/", "~", "$", "\"/", "\"$"].contains { words[1].hasPrefix($0) }
    }
}

/// What a step leaves in its shell for later ones.
package enum LeftState {
    /// The first command whose effect a later step sees, and what it sets, in words.
    package static func first(in step: Step, seenBy later: LaterUse) -> (
        script: Script, command: ShellCommand, what: String
    )? {
        guard later.hasShell, !step.options.isIsolated, !step.options.isBackground else { return nil }
        for script in step.sessionScripts {
            if let shell = script.shell, let (command, what) = state(shell, later) { return (script, command, what) }
        }
        return nil
    }

    private static func state(_ shell: ShellScript, _ later: LaterUse) -> (ShellCommand, String)? {
        let commands = shell.commands
        let returns =
            commands.last { command in
                command.depth == 0 && command.wordCount > 0 && ["cd", "popd"].contains(command.word(0).text)
            }.map {
                $0.word(0).text == "popd"
                    || $0.wordCount > 1 && ["-", "..", "$OLDPWD"].contains($0.word(1).text)
            } ?? false
        for command in commands where command.wordCount > 0 && command.connector != .pipe {
            guard command.depth == 0, !command.feedsPipe, let what = what(command, later, returns: returns) else {
                continue
            }
            return (command, what)
        }
        return nil
    }

    private static func what(_ command: ShellCommand, _ later: LaterUse, returns: Bool) -> String? {
        let words = Array(command.words.map(\.text))
        if command.isFunction { return named([words[0]], later).map { _ in "the function '\(words[0])'" } }
        if command.assignmentCount == words.count {
            let names = words.map { String($0.prefix { $0 != "=" && $0 != "+" && $0 != "[" }) }
            return named(names.filter { $0 == "PATH" || later.variables.contains($0) }, later)
        }
        let operands = words.dropFirst().filter { !$0.hasPrefix("-") }
        switch words[0] {
        case "cd", "pushd": return later.seesDirectory && !returns ? "the directory" : nil
        case "source", ".": return operands.isEmpty ? nil : "what '\(operands[0])' sets"
        case "export", "declare", "typeset", "readonly", "alias":
            return named(operands.map { String($0.prefix { $0 != "=" }) }, later)
        case "set":
            return words.count > 1 && ["-o", "-f", "-u", "-C"].contains(words[1]) && words.last != "pipefail"
                ? "an option of the shell" : nil
        case "read", "mapfile", "readarray", "getopts": return named(operands, later)
        case "printf" where words.count > 2 && words[1] == "-v": return named([words[2]], later)
        case "eval": return operands.isEmpty ? nil : "what 'eval' sets"
        case "nvm", "conda", "mamba", "pyenv", "rbenv", "sdk":
            return ["use", "activate", "shell"].contains(operands.first ?? "") ? "what '\(words[0])' sets" : nil
        case "shopt", "umask", "ulimit": return operands.isEmpty ? nil : "what '\(words[0])' sets"
        default: return nil
        }
    }

    private static func named(_ names: [String], _ later: LaterUse) -> String? {
        names.first {
            ShellText.isVariableName($0.replacing(bytesOf: "-", with: "_"))
                && ($0 == "PATH" || later.words.contains($0))
        }.map { "'\($0)'" }
    }
}

extension Step {
    /// The texts that run in the shell that later steps share.
    package var sessionScripts: [Script] {
        switch body {
        case .script(let script): script.isShell && script.interpreter == .session ? [script] : []
        case .console(let exchanges): exchanges.map(\.command)
        case .file, .ensure, .manual, .gate, .checkOnly: []
        }
    }

    /// These and its checks.
    package var sessionTexts: [String] {
        sessionScripts.map(\.text)
            + check.compactMap { if case .script(let script, _) = $0 { script.text } else { nil } }
    }
}
