package import ProvText

/// Something about the user's text that they should know: an error, a warning or a remark.
package struct Diagnostic: Sendable {
    /// An error refuses a run; a warning fails `prov lint --strict`; a note fails nothing.
    package enum Severity: String, Sendable, Comparable {
        case error, warning, note

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .error: 2
            case .warning: 1
            case .note: 0
            }
        }
    }

    /// The rule it comes from, for example `unknown-key`; every rule stands in `DiagnosticRule.all`.
    package var rule: String
    package var severity: Severity
    /// States the rule in one line, with the offending token: `unknown key 'naem'`.
    package var headline: String
    package var file: String
    package var range: TextRange
    /// Why the rule exists, in one sentence.
    package var why: String?
    /// Other places that matter, each with a sentence.
    package var notes: [(file: String, range: TextRange, text: String)]
    /// What to do, as a verb phrase: `write 'name'`.
    package var fix: String?
    /// The text that would fix it, where a machine could put it in `replacementRange`.
    package var replacement: String?
    /// What the replacement replaces; `range` unless it belongs elsewhere, as a key does to its fence.
    package var replacementRange: TextRange

    package init(
        rule: String, severity: Severity, headline: String, file: String, range: TextRange, why: String? = nil,
        notes: [(file: String, range: TextRange, text: String)] = [], fix: String? = nil, replacement: String? = nil,
        replacementRange: TextRange? = nil
    ) {
        self.rule = rule
        self.severity = severity
        self.headline = headline
        self.file = file
        self.range = range
        self.why = why
        self.notes = notes
        self.fix = fix
        self.replacement = replacement
        self.replacementRange = replacementRange ?? range
    }
}
