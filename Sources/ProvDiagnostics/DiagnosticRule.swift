package import ProvText

/// One thing that can be wrong with a runbook: what the reference page, SARIF and the messages say about it.
package struct DiagnosticRule: Sendable {
    /// A text that provokes the rule, with what else is needed to provoke it.
    package struct Example: Sendable {
        package var text: String
        /// Other files, by the path an include names.
        package var files: [String: String] = [:]
        /// Paths that are outside of the project.
        package var outside: [String] = []
        /// Values given with `--set`.
        package var set: [String: String] = [:]
        /// Names given with `--only`.
        package var only: [String] = []
        /// Variants given with `--variant`.
        package var variants: [String] = []
        /// Variables of the inventory that cannot be read, each with the reason.
        package var unreadable: [String: String] = [:]
        /// Lists that the inventory has under the name `ports`, as JSON, by host.
        package var lists: [String: String] = [:]

        package init(
            _ text: String, files: [String: String] = [:], outside: [String] = [], set: [String: String] = [:],
            only: [String] = [], variants: [String] = [],
            unreadable: [String: String] = [:], lists: [String: String] = [:]
        ) {
            self.text = text
            self.files = files
            self.outside = outside
            self.set = set
            self.only = only
            self.variants = variants
            self.unreadable = unreadable
            self.lists = lists
        }
    }

    /// Kebab case, stable for ever: records, SARIF and suppressions name it.
    package var id: String
    package var severity: Diagnostic.Severity
    /// The rule in a few words, as a statement.
    package var title: String
    /// Why it exists.
    package var explanation: String
    package var example: Example
    /// How to fix it, in one or two sentences.
    package var fix: String

    package init(
        _ id: String, _ severity: Diagnostic.Severity, title: String, explanation: String, fix: String,
        example: Example
    ) {
        self.id = id
        self.severity = severity
        self.title = title
        self.explanation = explanation
        self.example = example
        self.fix = fix
    }
}

extension Diagnostic {
    /// A diagnostic of a registered rule: severity and reason come from the rule.
    package init(
        _ rule: DiagnosticRule, _ headline: String, file: String, range: TextRange,
        notes: [(file: String, range: TextRange, text: String)] = [], fix: String? = nil, replacement: String? = nil,
        replacementRange: TextRange? = nil
    ) {
        self.init(
            rule: rule.id, severity: rule.severity, headline: headline, file: file, range: range,
            why: rule.explanation, notes: notes, fix: fix, replacement: replacement,
            replacementRange: replacementRange)
    }
}
