/// A regular expression that takes linear time: an output of 100 MB and a pattern like `(a+)+$` do no harm.
///
/// The syntax is what PCRE, ICU and Swift share; `^` and `$` are the ends of lines, as for grep. What needs
/// backtracking (look-around, back references) is refused by name.
package struct Pattern: Sendable {
    package let text: String
    private let program: PatternProgram

    /// Why a pattern cannot be read, and at which UTF-8 offset.
    package struct ReadingError: Error, Sendable, Equatable, CustomStringConvertible {
        package var message: String
        package var offset: Int
        package var description: String { message }

        package init(message: String, offset: Int) {
            self.message = message
            self.offset = offset
        }
    }

    package init(_ text: String) throws(ReadingError) {
        self.text = text
        let syntax = try PatternParser.parse(text)
        do { program = try PatternProgram(syntax) } catch {
            throw ReadingError(message: "too large because of its repetitions", offset: 0)
        }
    }

    /// Whether it is found anywhere in the text.
    package func isFound(in text: String) -> Bool {
        var searcher = searcher()
        return searcher.isFound(in: Array(text.utf8)[...])
    }

    /// Whether the whole text is a match.
    package func matchesWhole(_ text: String) -> Bool {
        var searcher = searcher()
        return searcher.matchesWhole(Array(text.utf8)[...])
    }

    /// For many texts: what it learns about the pattern with one serves the next.
    package func searcher() -> PatternSearcher { PatternSearcher(program) }

    /// True where it is found in texts that have nothing in common, so that finding it says nothing.
    package var acceptsEverything: Bool {
        var searcher = searcher()
        return ["", "\u{1}", "no such thing 4711", "{}\n"].allSatisfy { searcher.isFound(in: Array($0.utf8)[...]) }
    }
}

/// Looks for a pattern in one text after the other.
package struct PatternSearcher {
    private var search: PatternMatcher
    private var whole: PatternMatcher

    init(_ program: PatternProgram) {
        search = PatternMatcher(program, searches: true)
        whole = PatternMatcher(program, searches: false)
    }

    /// Whether it matches anywhere in the text.
    package mutating func isFound(in bytes: ArraySlice<UInt8>) -> Bool { search.matches(bytes) }
    /// Whether it matches the text from beginning to end.
    package mutating func matchesWhole(_ bytes: ArraySlice<UInt8>) -> Bool { whole.matches(bytes) }
}
