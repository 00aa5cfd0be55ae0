import ProvText

/// The reference page of every diagnostic, made from the registry.
package enum DiagnosticReference {
    package static func markdown() -> String {
        var text = """
            # Diagnostics

            <!-- Written by DiagnosticReference from DiagnosticRule. -->

            What `prov lint` reports, and `prov plan` and `prov run` before anything runs. An *error* stops a run; a
            *warning* is a likely fault; a *note* is advice. Each rule has an identifier that does not change, in text, JSON and SARIF.

            In JSON a diagnostic is an object with `rule`, `severity`, `headline`, `file` and `range` (`start` and `end`, each with
            `line` and `column` from 1; columns count UTF-8 bytes, the end is exclusive), and optionally `why`,
            `fix`, `replacement` (the text that fixes it if it replaces the range), `replacementRange` (where it replaces another range) and `notes`.


            """
        for (title, rules) in groups {
            text += "## \(title)\n\n| rule | severity | problem |\n| --- | --- | --- |\n"
            for rule in rules {
                text += "| [`\(rule.id)`](#\(rule.id)) | \(rule.severity.rawValue) | \(escaped(rule.title)) |\n"
            }
            text += "\n"
            for rule in rules { text += section(rule) }
        }
        return text
    }

    private static let groups: [(String, [DiagnosticRule])] = [
        ("Blocks and comments", DiagnosticRule.blockRules),
        ("Front matter, names, includes", DiagnosticRule.runbookRules),
        ("Declarative checks", DiagnosticRule.checkRules), ("Plans", DiagnosticRule.planRules),
        ("Advice", DiagnosticRule.lintRules),
    ]

    private static func section(_ rule: DiagnosticRule) -> String {
        var text = "### \(rule.id)\n\n\(rule.title) (\(rule.severity.rawValue)): \(escaped(rule.explanation)).\n\n"
        text += "For example:\n\n"
        // Longer than any fence inside.
        text += "`````markdown\n\(rule.example.text.replacing(bytesOf: "\0", with: "␀"))`````\n\n"
        if !rule.example.set.isEmpty {
            let values = rule.example.set.sorted { $0.key < $1.key }.map { "--set \($0.key)=\($0.value)" }
            text += "with `\(values.joined(separator: " "))`\n\n"
        }
        if !rule.example.only.isEmpty { text += "with `--only \(rule.example.only.joined(separator: ","))`\n\n" }
        for (name, reason) in rule.example.unreadable.sorted(by: { $0.key < $1.key }) {
            text += "if the inventory has `\(name)`, and \(reason)\n\n"
        }
        return text + "\(rule.fix)\n\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing(bytesOf: "|", with: "\\|").replacing(bytesOf: "<", with: "\\<")
    }
}
