package import ProvText

/// What a block's output must look like.
package struct Expectation: Sendable {
    package enum Match: String, Sendable, CaseIterable {
        /// Line by line, where `...`, ` (re)` and ` (glob)` stand for what varies.
        case lines
        case contains, json, regex, exact
        /// Innovation Engine's similarity threshold: every line pattern must hold for that share of lines.
        case similarity
    }

    package var match: Match
    package var text: String
    /// Only for `.similarity`: 0…1.
    package var threshold: Double?
    package var range: TextRange

    package init(match: Match, text: String, threshold: Double? = nil, range: TextRange) {
        self.match = match
        self.text = text
        self.threshold = threshold
        self.range = range
    }
}
