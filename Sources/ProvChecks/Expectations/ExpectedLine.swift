import ProvText

/// One line of an expected output: what it may match, and how often.
///
/// Sources: cram's `_diff.py` and scrut's docs/advanced/Expectations.md.
struct ExpectedLine {
    enum Matcher {
        /// Nothing but the line as it is written.
        case literal
        case text([UInt8])
        case glob([UInt8])
        case regex(Pattern)
        /// A line that ends the output without a newline.
        case withoutNewline([UInt8])
        case malformed(String, why: String)
        case anything
    }

    enum Count { case once, optional, anyNumber }

    /// Of the text, counted from 0.
    var number = 0
    var written: ArraySlice<UInt8>
    var matcher: Matcher
    var count: Count
    /// True for what follows the first line of `(glob+)`: the same line of the document again.
    var repeats = false

    /// The lines of a text, in order; one with `+` is two.
    static func lines(of text: [UInt8], dialect: LineDialect) -> [ExpectedLine] {
        var lines: [ExpectedLine] = []
        for (number, line) in split(text, keepsReturns: dialect == .cram).enumerated() {
            for var item in read(line, dialect) {
                item.number = number
                lines.append(item)
            }
        }
        guard dialect == .prov else { return lines }
        // Before the next prompt or the closing fence an empty line separates; it may be the output's as well.
        for index in lines.indices.reversed() {
            guard lines[index].written.isEmpty else { break }
            lines[index].count = .optional
        }
        return lines
    }

    /// Every line as it is written, whatever it ends with; a glob each where that is asked.
    static func plainLines(of text: [UInt8], areGlobs: Bool) -> [ExpectedLine] {
        split(text, keepsReturns: false).enumerated().map { number, line in
            ExpectedLine(
                number: number, written: line, matcher: areGlobs ? .glob(Array(line)) : .literal, count: .once)
        }
    }

    private static func split(_ text: [UInt8], keepsReturns: Bool) -> [ArraySlice<UInt8>] {
        var lines = text.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return keepsReturns ? lines : lines.map { $0.last == ASCII.carriageReturn ? $0.dropLast() : $0 }
    }

    // MARK: Reading

    private static func read(_ line: ArraySlice<UInt8>, _ dialect: LineDialect) -> [ExpectedLine] {
        if dialect == .prov, line.drop(while: \.isBlank).elementsEqual("...".utf8) {
            return [ExpectedLine(written: line, matcher: .anything, count: .anyNumber)]
        }
        guard let mark = Mark(endOf: line, dialect) else {
            return [ExpectedLine(written: line, matcher: .literal, count: .once)]
        }
        let matcher = matcher(mark, dialect)
        switch mark.quantifier {
        case nil: return [ExpectedLine(written: line, matcher: matcher, count: .once)]
        case ASCII.question: return [ExpectedLine(written: line, matcher: matcher, count: .optional)]
        case ASCII.plus:
            return [
                ExpectedLine(written: line, matcher: matcher, count: .once),
                ExpectedLine(written: line, matcher: matcher, count: .anyNumber, repeats: true),
            ]
        default: return [ExpectedLine(written: line, matcher: matcher, count: .anyNumber)]
        }
    }

    private static func matcher(_ mark: Mark, _ dialect: LineDialect) -> Matcher {
        switch mark.kind {
        case .equal: return .text(Array(mark.text))
        case .noNewline: return .withoutNewline(Array(mark.text))
        case .escaped: return .text(LineEscapes.decoded(mark.text, dialect: dialect))
        case .glob:
            // `foo\t* (escaped) (glob)`; cram's own globs see the escaped line, so there it needs no reading.
            if dialect != .cram, let inner = Mark(endOf: mark.text, dialect), inner.kind == .escaped,
                inner.quantifier == nil
            {
                return .glob(LineEscapes.decoded(inner.text, dialect: dialect))
            }
            return .glob(Array(mark.text))
        case .regex:
            let pattern = String(decoding: mark.text, as: UTF8.self)
            do { return .regex(try Pattern(pattern)) } catch { return .malformed(pattern, why: error.message) }
        }
    }

    /// The ` (glob+)` that a line ends with.
    private struct Mark {
        enum Kind { case equal, noNewline, escaped, glob, regex }

        var text: ArraySlice<UInt8>
        var kind: Kind
        var quantifier: UInt8?

        private static let cram: [String: Kind] = ["re": .regex, "glob": .glob, "esc": .escaped]
        private static let all: [String: Kind] = [
            "equal": .equal, "eq": .equal, "no-eol": .noNewline, "escaped": .escaped, "esc": .escaped, "glob": .glob,
            "gl": .glob, "regex": .regex, "re": .regex,
        ]

        init?(endOf line: ArraySlice<UInt8>, _ dialect: LineDialect) {
            // The longest is ` (escaped+)`.
            guard line.last == ASCII.closeParenthesis,
                let open = line.suffix(11).lastIndex(of: ASCII.openParenthesis), open > line.startIndex,
                line[open - 1] == ASCII.space
            else { return nil }
            var word = line[(open + 1)..<(line.endIndex - 1)]
            if dialect != .cram, let last = word.last,
                last == ASCII.question || last == ASCII.asterisk || last == ASCII.plus
            {
                quantifier = last
                word = word.dropLast()
            }
            let name = String(decoding: word, as: UTF8.self)
            guard
                let kind = dialect == .cram
                    ? Mark.cram[name] : name.isEmpty && quantifier != nil ? .equal : Mark.all[name]
            else { return nil }
            text = line[..<(open - 1)]
            self.kind = kind
        }
    }
}
