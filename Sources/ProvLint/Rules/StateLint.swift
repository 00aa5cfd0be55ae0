import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Steps that a check can leave out, and that set what later steps find in the shell.
enum StateLint {
    static func check(_ context: inout LintContext) {
        var later = LaterUse()
        var secrets: Set<String> = []
        for step in context.runbook.steps.reversed() {
            if !step.check.isEmpty, !step.options.setsState, let left = LeftState.first(in: step, seenBy: later),
                let shell = left.script.shell
            {
                context.report(
                    .stateBehindCheck, "\(left.what) is missing for later steps if the check of '\(step.id)' passes",
                    in: ScriptPiece(role: .step, step: step, script: left.script, shell: shell), at: left.command.bytes,
                    fix: "move it to a separate block with 'state', which runs in every run")
            }
            if !step.options.setsState, !step.options.isIsolated, !step.options.isBackground {
                reportSecrets(step, secrets, &context)
            }
            secrets.formUnion(secretsRead(by: step, later.add(step)))
        }
    }

    /// Variables that are named like secrets and that a step reads without setting them itself.
    private static func secretsRead(by step: Step, _ variables: Set<String>) -> Set<String> {
        variables.filter { name in
            SecretName.isSecret(name) && step.sessionTexts.contains { VariableUse.reads(name, $0) }
                && !(step.sessionScripts.first.map { VariableUse.setsFirst(name, $0.text) } ?? false)
        }
    }

    /// What no record holds is missing for later steps once a run is resumed.
    private static func reportSecrets(_ step: Step, _ secrets: Set<String>, _ context: inout LintContext) {
        guard !secrets.isEmpty else { return }
        let declared = Set(context.runbook.front.secrets.map(\.name) + context.runbook.parameters.map(\.name))
        for script in step.sessionScripts {
            guard let shell = script.shell else { continue }
            for command in shell.commands where command.wordCount > 0 && command.depth == 0 && !command.feedsPipe {
                guard
                    let name = assignments(command).first(where: { name, value in
                        secrets.contains(name) && !declared.contains(name) && isComputed(value, besides: declared)
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
}
