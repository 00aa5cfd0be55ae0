import ProvDiagnostics
import ProvRunbook
import ProvShell
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
        /// Variables that are named like secrets and that one of them reads without setting it itself.
        var secrets: Set<String> = []
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
            if !step.options.setsState, !step.options.isIsolated, !step.options.isBackground {
                reportSecrets(step, scripts, later, &context)
            }
            add(scripts, of: step, to: &later)
        }
    }

    private static func sessionScripts(of step: Step) -> [Script] {
        switch step.body {
        case .script(let script): script.isShell && script.interpreter == .session ? [script] : []
        case .console(let exchanges): exchanges.map(\.command)
        case .file, .ensure, .manual, .gate, .checkOnly: []
        }
    }

    private static func add(_ scripts: [Script], of step: Step, to later: inout Later) {
        var texts = scripts.map(\.text)
        for case .script(let script, _) in step.check { texts.append(script.text) }
        let before = later.variables
        later.variables = []
        for text in texts { add(text, to: &later) }
        for name in later.variables
        where SecretName.isSecret(name) && texts.contains(where: { VariableUse.reads(name, $0) }) {
            if !(scripts.first.map { VariableUse.setsFirst(name, $0.text) } ?? false) { later.secrets.insert(name) }
        }
        later.variables.formUnion(before)
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
            guard let shell = script.shell, let (command, what) = state(shell, later) else { continue }
            let piece = ScriptPiece(role: .step, step: step, script: script, shell: shell)
            context.report(
                .stateBehindCheck, "\(what) is missing for later steps if the check of '\(step.id)' passes",
                in: piece, at: command.bytes,
                fix: "move it to a separate block with 'state', which runs in every run")
            return
        }
    }

    /// What no record holds is missing for later steps once a run is resumed.
    private static func reportSecrets(
        _ step: Step, _ scripts: [Script], _ later: Later, _ context: inout LintContext
    ) {
        guard !later.secrets.isEmpty else { return }
        let declared = Set(context.runbook.front.secrets.map(\.name) + context.runbook.parameters.map(\.name))
        for script in scripts {
            guard let shell = script.shell else { continue }
            for command in shell.commands where command.wordCount > 0 && command.depth == 0 && !command.feedsPipe {
                guard
                    let name = assignments(command).first(where: { name, value in
                        later.secrets.contains(name) && !declared.contains(name) && isComputed(value, besides: declared)
                    })?.name
                else { continue }
                let piece = ScriptPiece(role: .step, step: step, script: script, shell: shell)
                context.report(
                    .secretInShell, "'\(name)' is not stored in the record, so a resume cannot give it to later steps",
                    in: piece, at: command.bytes,
                    fix:
                        """
                        declare it under 'secrets' in the front matter, or set it in a separate block with 'state', which a resume runs again
                        """
                )
                return
            }
        }
    }

    /// What a command sets, as written.
    private static func assignments(_ command: ShellCommand) -> [(name: String, value: Substring)] {
        let words = command.words.map(\.text)
        var operands = words[...]
        if command.assignmentCount != words.count {
            guard let first = words.first, ["export", "declare", "typeset", "readonly"].contains(first) else {
                return []
            }
            operands = words.dropFirst()
        }
        return operands.compactMap { word in
            guard let equals = word.firstIndex(of: "=") else { return nil }
            return (String(word[..<equals]), word[word.index(after: equals)...])
        }
    }

    /// Whether a value is made when the step runs, and is not a declared one alone.
    private static func isComputed(_ value: Substring, besides declared: Set<String>) -> Bool {
        guard value.contains(where: { $0 == "$" || $0 == "`" }) else { return false }
        let name = value.filter { !"\"${}".contains($0) }
        return !declared.contains(name)
    }

    /// The first command whose effect a later step sees, and what it sets.
    private static func state(_ shell: ShellScript, _ later: Later) -> (ShellCommand, String)? {
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

    private static func what(_ command: ShellCommand, _ later: Later, returns: Bool) -> String? {
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

    private static func named(_ names: [String], _ later: Later) -> String? {
        names.first {
            ShellText.isVariableName($0.replacing("-", with: "_")) && ($0 == "PATH" || later.words.contains($0))
        }.map { "'\($0)'" }
    }
}
