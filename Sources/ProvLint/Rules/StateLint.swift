import ProvDiagnostics
import ProvRunbook
import ProvText

/// Steps that a check can leave out, and that set what later steps find in the shell.
enum StateLint {
    /// What the steps after a place look at.
    private struct Later {
        /// Every word of their scripts.
        var words: Set<String> = []
        /// The names that they read as variables: `$name`, `${name}`, and every word of a script with arithmetic.
        var variables: Set<String> = []
        var hasShell = false
        /// True where the next one depends on the directory it starts in.
        var seesDirectory = false
    }

    static func check(_ context: inout LintContext) {
        var later = Later()
        for step in context.runbook.steps.reversed() {
            let scripts = sessionScripts(of: step)
            if !step.check.isEmpty, !step.options.setsState, !step.options.isIsolated, !step.options.isBackground {
                report(step, scripts, later, &context)
            }
            add(scripts, of: step, to: &later)
        }
    }

    private static func sessionScripts(of step: Step) -> [Script] {
        switch step.body {
        case .script(let script): script.isShell && script.interpreter == .session ? [script] : []
        case .console(let exchanges): exchanges.map(\.command)
        case .file, .manual, .gate, .checkOnly: []
        }
    }

    private static func add(_ scripts: [Script], of step: Step, to later: inout Later) {
        var texts = scripts.map(\.text)
        for case .script(let script) in step.check { texts.append(script.text) }
        for text in texts { add(text, to: &later) }
        guard let first = scripts.first else { return }
        later.hasShell = true
        guard step.options.cwd == nil else { return }
        later.seesDirectory = !beginsElsewhere(first.text)
    }

    private static func add(_ text: String, to later: inout Later) {
        let bytes = Array(text.utf8)
        let arithmetic = text.contains("((")
        for word in bytes.split(whereSeparator: { !$0.isNameByte && $0 != ASCII.hyphen }) {
            let name = String(decoding: word, as: UTF8.self)
            later.words.insert(name)
            let before = bytes[..<word.startIndex].suffix(2)
            if arithmetic || before.last == ASCII.dollar || before.elementsEqual("${".utf8)
                || before.elementsEqual("{#".utf8) || before.elementsEqual("{!".utf8)
            {
                later.variables.insert(String(name.prefix { $0 != "-" }))
            }
        }
    }

    /// `cd /srv/app` as the first command: whatever the directory was before.
    private static func beginsElsewhere(_ text: String) -> Bool {
        guard
            let line = text.split(separator: "\n").first(where: { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
            )
        else { return true }
        let words = line.split(separator: " ")
        guard words.first == "cd", words.count > 1 else { return false }
        return ["/", "~", "$", "\"/", "\"$"].contains { words[1].hasPrefix($0) }
    }

    private static func report(_ step: Step, _ scripts: [Script], _ later: Later, _ context: inout LintContext) {
        guard later.hasShell else { return }
        for script in scripts {
            let commands = ShellCommandParser(script.text).commands
            guard let (command, what) = state(commands, script, later) else { continue }
            let piece = LintContext.Piece(
                role: .step, step: step, script: script, commands: commands, documents: [], ending: .complete)
            context.report(
                .stateBehindCheck, "\(what) is missing for later steps if the check of '\(step.id)' passes",
                in: piece, at: command.bytes,
                fix: "move it to a separate block with 'state', which runs in every run")
            return
        }
    }

    /// The first command whose effect a later step sees, and what it sets.
    private static func state(_ commands: [ShellCommand], _ script: Script, _ later: Later) -> (ShellCommand, String)? {
        let returns =
            commands.last { ["cd", "popd"].contains($0.words.first?.text ?? "") && $0.depth == 0 }
            .map {
                $0.words[0].text == "popd" || ["-", "..", "$OLDPWD"].contains($0.words.dropFirst().first?.text ?? "")
            } ?? false
        for (index, command) in commands.enumerated() where !command.words.isEmpty && command.connector != .pipe {
            guard command.depth == 0 || isFunction(command, commands, index, script),
                !(index + 1 < commands.count && commands[index + 1].connector == .pipe),
                let what = what(command, commands, index, script, later, returns: returns)
            else { continue }
            return (command, what)
        }
        return nil
    }

    private static func what(
        _ command: ShellCommand, _ commands: [ShellCommand], _ index: Int, _ script: Script, _ later: Later,
        returns: Bool
    ) -> String? {
        let words = Array(command.words.map(\.text).drop { ["then", "do", "else", "!"].contains($0) })
        guard !words.isEmpty else { return nil }
        let operands = words.dropFirst().filter { !$0.hasPrefix("-") }
        switch words[0] {
        case "cd", "pushd": return later.seesDirectory && !returns ? "the directory" : nil
        case "source", ".": return operands.isEmpty ? nil : "what '\(operands[0])' sets"
        case "export", "declare", "typeset", "readonly":
            return named(operands.map { String($0.prefix { $0 != "=" }) }, later)
        case "alias": return named(operands.map { String($0.prefix { $0 != "=" }) }, later)
        case "set":
            return words.count > 1 && ["-o", "-f", "-u", "-C"].contains(words[1]) && words.last != "pipefail"
                ? "an option of the shell" : nil
        case "shopt", "umask", "ulimit": return operands.isEmpty ? nil : "what '\(words[0])' sets"
        default:
            if isFunction(command, commands, index, script) {
                return named([words[0]], later).map { _ in "the function '\(words[0])'" }
            }
            let names = words.compactMap { word in word.firstIndex(of: "=").map { String(word[..<$0]) } }
            return names.count == words.count
                ? named(names.filter { $0 == "PATH" || later.variables.contains($0) }, later) : nil
        }
    }

    /// `name() {`: the word, then parentheses.
    private static func isFunction(_ command: ShellCommand, _ commands: [ShellCommand], _ index: Int, _ script: Script)
        -> Bool
    {
        guard command.depth == 0, command.words.count == 1 else { return false }
        return script.text.utf8.dropFirst(command.bytes.upperBound).drop { $0.isBlank }.starts(with: "()".utf8)
    }

    private static func named(_ names: [String], _ later: Later) -> String? {
        names.first {
            ShellText.isVariableName($0.replacing("-", with: "_")) && ($0 == "PATH" || later.words.contains($0))
        }.map { "'\($0)'" }
    }
}
