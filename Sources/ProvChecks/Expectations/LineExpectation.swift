import ProvText

/// Expected output line by line, as cram has it: each line literally, else as the mark at its end says; `...` stands
/// for any number of lines.
struct LineExpectation {
    let lines: [ExpectedLine]
    let dialect: LineDialect
    /// Comparisons of two lines before it gives up: only texts made for it need that many.
    private static let workLimit = 200_000_000

    init(_ text: String, dialect: LineDialect = .prov) {
        self.init(lines: ExpectedLine.lines(of: Array(text.utf8), dialect: dialect), dialect: dialect)
    }

    init(lines: [ExpectedLine], dialect: LineDialect = .prov) {
        self.lines = lines
        self.dialect = dialect
    }

    var acceptsEverything: Bool {
        lines.contains { if case .anything = $0.matcher { true } else { false } }
            && lines.allSatisfy { line in
                if case .anything = line.matcher { true } else { line.count != .once }
            }
    }

    /// - Parameter exitCode: the command's, where it counts as one more line of the output.
    func judge(_ output: [UInt8], exitCode: Int = 0) -> Verdict {
        let found = FoundLines(output, exitCode: exitCode, dialect: dialect)
        guard let holds = holds(on: found) else {
            return Verdict(
                .error, wanted: "the expected output", found: "too many similar lines to compare; write fewer '...'")
        }
        if holds { return Verdict(.pass, wanted: "the expected output", found: "it") }
        return LineAlignment(self, found).verdict
    }

    /// Whether the lines of the output are those that are expected; `nil` where it takes too long to find out.
    ///
    /// Walks through all ways to read the expectation at once. A `...` that is reached takes whatever follows, so no
    /// way that has not come as far can do better: what is left to try is short.
    private func holds(on found: FoundLines) -> Bool? {
        var matching = LineMatching(dialect)
        var work = LineExpectation.workLimit
        var ways = reachable(from: [0])
        for line in found {
            var next: [Int] = []
            for place in ways where place < lines.count && matching.matches(lines[place], line) {
                next.append(lines[place].count == .anyNumber ? place : place + 1)
            }
            work -= ways.count
            guard work > 0 else { return nil }
            guard !next.isEmpty else { return false }
            ways = reachable(from: next)
        }
        return ways.last == lines.count
    }

    /// The places in the expectation that can be next, in order and each once.
    private func reachable(from places: [Int]) -> [Int] {
        var result: [Int] = []
        for start in places {
            var place = start
            while result.last.map({ $0 < place }) ?? true {
                if place < lines.count, case .anything = lines[place].matcher { result = [] }
                result.append(place)
                guard place < lines.count, lines[place].count != .once else { break }
                place += 1
            }
        }
        return result
    }
}
