package import ProvText

/// What a block's output must look like.
package struct Expectation: Sendable {
    /// How the output is compared; the values of the key `match`.
    package enum Match: String, Sendable, CaseIterable {
        /// Line by line, where `...`, ` (re)` and ` (glob)` stand for what varies.
        case lines
        /// Line by line, each with `*` and `?`.
        case glob
        case contains, json, regex, exact
        /// Innovation Engine's similarity threshold: every line pattern must hold for that share of lines.
        case similarity
        /// mechanical-markdown's lines, among others.
        case listed

        /// Those that a document asks for with the key `match`.
        package static let names: [String] = allCases.filter { $0 != .similarity && $0 != .listed }.map(\.rawValue)
    }

    /// Which of a command's outputs is compared.
    package enum Stream: String, Sendable, CaseIterable {
        case stdout, stderr
        /// As a terminal shows them: one text, in the order in which they were written.
        case both
    }

    package var match: Match
    package var text: String
    package var stream: Stream
    /// Whose marks the lines of `.lines` have.
    package var dialect: LineDialect
    /// Only for `.similarity`: 0…1.
    package var threshold: Double?
    /// Only for `.listed`.
    package var listed: ListedLines?
    package var range: TextRange

    package init(
        match: Match, text: String, stream: Stream = .stdout, dialect: LineDialect = .prov, threshold: Double? = nil,
        range: TextRange
    ) {
        self.match = match
        self.text = text
        self.stream = stream
        self.dialect = dialect
        self.threshold = threshold
        self.range = range
    }

    package init(listed: ListedLines, stream: Stream, range: TextRange) {
        self.init(match: .listed, text: listed.lines.map { "\($0)\n" }.joined(), stream: stream, range: range)
        self.listed = listed
    }

    /// Whether it goes line by line, so that an exit code other than 0 is a line of it too, as cram has it: `[3]`.
    package var isByLine: Bool { match == .lines || match == .glob }
}
