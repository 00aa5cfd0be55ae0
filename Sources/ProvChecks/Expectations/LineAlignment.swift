import ProvText

/// How an output fits an expectation that it does not match: which lines are there, which are missing, which came
/// instead.
struct LineAlignment {
    enum Entry: Equatable {
        /// An expected line that a line of the output, several or none may match, and do.
        case same(expected: Int)
        case missing(expected: Int)
        case unexpected(found: Int)
    }

    let entries: [Entry]
    private let expectation: LineExpectation
    private let found: FoundLines

    /// Pairs of lines that are compared at most; past that everything between the equal ends counts as changed.
    private static let limit = 4_000_000
    /// Lines from the first change on that a difference is made of at most.
    private static let shownLimit = 10_000

    init(_ expectation: LineExpectation, _ found: FoundLines) {
        self.expectation = expectation
        self.found = found
        var matching = LineMatching(expectation.dialect)
        let lines = expectation.lines
        var start = 0
        while start < lines.count, start < found.count, lines[start].count == .once,
            matching.matches(lines[start], found[start])
        { start += 1 }
        var end = (expected: lines.count, found: found.count)
        while end.expected > start, end.found > start, lines[end.expected - 1].count == .once,
            matching.matches(lines[end.expected - 1], found[end.found - 1])
        { end = (end.expected - 1, end.found - 1) }
        let middle = LineAlignment.align(
            lines, start..<end.expected, found, start..<end.found, matching: &matching)
        entries =
            (0..<start).map { .same(expected: $0) } + LineAlignment.ordered(middle)
            + (end.expected..<lines.count).map { .same(expected: $0) }
    }

    /// What a difference costs. A line that came instead of another counts once; and where `...` could take a line as
    /// well, it is the other's.
    private enum Cost {
        static let change: Int32 = 300
        static let replacement: Int32 = 301
        static let ellipsis: Int32 = 2
    }

    private static func cost(ofTaking line: ExpectedLine) -> Int32 {
        if case .anything = line.matcher { Cost.ellipsis } else { 0 }
    }

    /// The cheapest way from one to the other (dynamic programming over all pairs).
    private static func align(
        _ lines: [ExpectedLine], _ expected: Range<Int>, _ found: FoundLines, _ output: Range<Int>,
        matching: inout LineMatching
    ) -> [Entry] {
        guard (expected.count + 1) * (output.count + 1) <= limit else {
            return expected.map { .missing(expected: $0) } + output.map { .unexpected(found: $0) }
        }
        let width = output.count + 1
        var costs = [Int32](repeating: 0, count: (expected.count + 1) * width)
        var fits = [Bool](repeating: false, count: expected.count * width)
        for row in stride(from: expected.count, through: 0, by: -1) {
            for column in stride(from: output.count, through: 0, by: -1) {
                let place = row * width + column
                var best: Int32 = row == expected.count && column == output.count ? 0 : .max
                if column < output.count { best = min(best, costs[place + 1] + Cost.change) }
                if row < expected.count {
                    let line = lines[expected.lowerBound + row]
                    best = min(best, costs[place + width] + (line.count == .once ? Cost.change : 0))
                    if column < output.count, matching.matches(line, found[output.lowerBound + column]) {
                        fits[place] = true
                        let next = line.count == .anyNumber ? place + 1 : place + width + 1
                        best = min(best, costs[next] + cost(ofTaking: line))
                    } else if column < output.count, line.count == .once {
                        best = min(best, costs[place + width + 1] + Cost.replacement)
                    }
                }
                costs[place] = best
            }
        }
        return path(lines, expected, output, costs, fits)
    }

    private static func path(
        _ lines: [ExpectedLine], _ expected: Range<Int>, _ output: Range<Int>, _ costs: [Int32], _ fits: [Bool]
    ) -> [Entry] {
        let width = output.count + 1
        var entries: [Entry] = []
        var (row, column) = (0, 0)
        while row < expected.count || column < output.count {
            let place = row * width + column
            if row < expected.count {
                let index = expected.lowerBound + row
                let line = lines[index]
                if fits[place], line.count == .anyNumber, costs[place + 1] + cost(ofTaking: line) == costs[place] {
                    column += 1
                    continue
                }
                if fits[place], line.count != .anyNumber, costs[place + width + 1] == costs[place] {
                    entries.append(.same(expected: index))
                    (row, column) = (row + 1, column + 1)
                    continue
                }
                if !fits[place], column < output.count, line.count == .once,
                    costs[place + width + 1] + Cost.replacement == costs[place]
                {
                    entries += [.missing(expected: index), .unexpected(found: output.lowerBound + column)]
                    (row, column) = (row + 1, column + 1)
                    continue
                }
                // An empty line that may be left out comes behind what was printed, where it separates.
                let isSeparator = line.count == .optional && line.written.isEmpty
                let canInsert = column < output.count && costs[place + 1] + Cost.change == costs[place]
                if line.count != .once, costs[place + width] == costs[place], !(isSeparator && canInsert) {
                    entries.append(.same(expected: index))
                    row += 1
                    continue
                }
                if line.count == .once, costs[place + width] + Cost.change == costs[place] {
                    entries.append(.missing(expected: index))
                    row += 1
                    continue
                }
            }
            entries.append(.unexpected(found: output.lowerBound + column))
            column += 1
        }
        return entries
    }

    /// In each run of changes what is missing comes first, then what came instead.
    private static func ordered(_ entries: [Entry]) -> [Entry] {
        var result: [Entry] = []
        var came: [Entry] = []
        for entry in entries {
            switch entry {
            case .same:
                result += came + [entry]
                came = []
            case .missing: result.append(entry)
            case .unexpected: came.append(entry)
            }
        }
        return result + came
    }

    // MARK: For people

    var verdict: Verdict {
        let (wanted, found) = firstDifference
        for case .malformed(let pattern, let why) in expectation.lines.map(\.matcher) {
            return Verdict(
                .error, wanted: "the expected output", found: "invalid regular expression '\(pattern)': \(why)",
                difference: difference)
        }
        return Verdict(.fail, wanted: wanted, found: found + (hint.map { "; \($0)" } ?? ""), difference: difference)
    }

    private var firstDifference: (wanted: String, found: String) {
        guard let first = entries.firstIndex(where: { if case .same = $0 { false } else { true } }) else {
            return ("the expected output", "another one")
        }
        var missing: Int?
        var came: Int?
        for entry in entries[first...] {
            switch entry {
            case .missing(let index): missing = missing ?? index
            case .unexpected(let index): came = came ?? index
            case .same: break
            }
            if case .same = entry { break }
            if missing != nil, came != nil { break }
        }
        let line = came ?? found.count
        let wanted = missing.map { "'\(excerpt(LineEscapes.shown(expectation.lines[$0].written)))'" }
        return (
            "line \(line + 1) to be \(wanted ?? "the end of the output")",
            came.map { "'\(excerpt(shown($0)))'" } ?? "no such line: the output has \(found.count)"
        )
    }

    private func excerpt(_ text: String) -> String { text.count > 200 ? text.prefix(199) + "…" : text }

    /// A line of the output as a page shows it.
    private func shown(_ index: Int) -> String {
        let line = found[index]
        guard !line.hasNewline, expectation.dialect != .prov else { return LineEscapes.shown(line.bytes) }
        guard line.bytes.contains(where: { $0 < 0x20 }) else { return LineEscapes.shown(line.bytes) + " (no-eol)" }
        return LineEscapes.shown((line.bytes + Array(" (no-eol)".utf8))[...])
    }

    /// What a writer of the line may not know.
    private var hint: String? {
        for case .missing(let index) in entries {
            let line = expectation.lines[index]
            let text = String(decoding: line.written, as: UTF8.self)
            if ["... (glob)", "... (re)", "… (glob)", "* (glob*)"].contains(text), expectation.dialect == .prov {
                return "'\(text)' matches a single line; write '...' alone on its line for any number of lines"
            }
        }
        let missing = entries.compactMap { if case .missing(let index) = $0 { index } else { nil } }
        let came = entries.compactMap { if case .unexpected(let index) = $0 { index } else { nil } }
        for (index, place) in zip(missing, came) {
            guard case .literal = expectation.lines[index].matcher else { continue }
            let (written, line) = (expectation.lines[index].written, found[place].bytes)
            guard written != line else {
                return "the output has no newline at its end: write the line with ' (no-eol)' behind it"
            }
            let trimmed = line.reversed().drop { $0.isBlank || $0 == ASCII.carriageReturn }.reversed()
            if trimmed.elementsEqual(written) {
                return line.last == ASCII.carriageReturn
                    ? "they differ in a carriage return at the end" : "they differ in blanks at the end of the line"
            }
        }
        return nil
    }

    /// The changed lines with those beside them: `-` is missing, `+` came instead.
    var difference: String {
        let first = entries.firstIndex { if case .same = $0 { false } else { true } } ?? 0
        return LineDifference.excerpt(
            of: entries[max(0, first - 3)...].prefix(LineAlignment.shownLimit).compactMap { entry in
                switch entry {
                case .same(let index):
                    expectation.lines[index].repeats
                        ? nil : .init(mark: .same, text: LineEscapes.shown(expectation.lines[index].written))
                case .missing(let index):
                    .init(mark: .removed, text: LineEscapes.shown(expectation.lines[index].written))
                case .unexpected(let index): .init(mark: .added, text: shown(index))
                }
            })
    }
}
