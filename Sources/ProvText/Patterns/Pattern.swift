/// A regular expression that takes linear time: an output of 100 MB and a pattern like `(a+)+$` do no harm.
///
/// The syntax is what PCRE, ICU and Swift share; `^` and `$` are the ends of lines, as for grep. What needs
/// backtracking (look-around, back references) is left to Swift's `Regex`, line by line and with long lines cut, so
/// that it stays bounded.
package struct Pattern: Sendable {
    package let text: String
    private let engine: Engine

    private enum Engine: Sendable {
        case linear(PatternProgram)
        case backtracking
    }

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
        do throws(PatternParser.Failure) {
            let syntax = try PatternParser.parse(text)
            engine = .linear(try Pattern.program(syntax))
        } catch {
            switch error {
            case .malformed(let message, let offset): throw ReadingError(message: message, offset: offset)
            case .needsBacktracking:
                guard (try? Regex(text)) != nil else {
                    throw ReadingError(message: "it is no regular expression", offset: 0)
                }
                engine = .backtracking
            }
        }
    }

    private static func program(_ syntax: PatternSyntax) throws(PatternParser.Failure) -> PatternProgram {
        do { return try PatternProgram(syntax) } catch { throw .malformed("its repetitions make it too large", 0) }
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
    package func searcher() -> PatternSearcher {
        switch engine {
        case .linear(let program): PatternSearcher(program)
        case .backtracking: PatternSearcher(backtracking: text)
        }
    }

    /// True where it is found in texts that have nothing in common, so that finding it says nothing.
    package var acceptsEverything: Bool {
        var searcher = searcher()
        return ["", "\u{1}", "no such thing 4711", "{}\n"].allSatisfy { searcher.isFound(in: Array($0.utf8)[...]) }
    }
}

/// Looks for a pattern in one text after the other.
package struct PatternSearcher {
    /// Beyond this a line is cut before Swift's engine sees it.
    private static let lineLimit = 2000
    private static let linesLimit = 5000

    private var search: PatternMatcher?
    private var whole: PatternMatcher?
    private let regex: Regex<AnyRegexOutput>?

    init(_ program: PatternProgram) {
        search = PatternMatcher(program, searches: true)
        whole = PatternMatcher(program, searches: false)
        regex = nil
    }

    init(backtracking pattern: String) { regex = try? Regex(pattern).anchorsMatchLineEndings() }

    package mutating func isFound(in bytes: ArraySlice<UInt8>) -> Bool {
        if let found = search?.matches(bytes) { return found }
        guard let regex else { return false }
        return bytes.split(separator: ASCII.newline).suffix(PatternSearcher.linesLimit).contains { line in
            String(decoding: line.prefix(PatternSearcher.lineLimit), as: UTF8.self).firstMatch(of: regex) != nil
        }
    }

    package mutating func matchesWhole(_ bytes: ArraySlice<UInt8>) -> Bool {
        if let matches = whole?.matches(bytes) { return matches }
        guard let regex, bytes.count <= PatternSearcher.lineLimit else { return false }
        return String(decoding: bytes, as: UTF8.self).wholeMatch(of: regex) != nil
    }
}
