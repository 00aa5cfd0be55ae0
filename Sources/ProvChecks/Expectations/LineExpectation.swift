import ProvText

/// Expected output line by line, as cram has it: `...` stands for any number of lines, ` (re)` and ` (glob)` make a
/// line a pattern, ` (esc)` reads escapes. Blanks at a line's end and empty lines at the end do not count.
struct LineExpectation {
    private enum Line {
        case literal(ArraySlice<UInt8>)
        case glob([UInt8])
        case regex(Pattern)
        case malformed(String)
    }

    /// Between any two of them stands a `...`; so the first begins where the output begins, and the last ends where it
    /// ends.
    private let segments: [[Line]]
    /// Comparisons of two lines before it gives up: only texts made for it need that many.
    private static let workLimit = 200_000_000

    init(_ text: String) {
        segments = OutputLines(OutputText.plain(Array(text.utf8))).split(omittingEmptySubsequences: false) {
            LineExpectation.isEllipsis($0)
        }
        .map { $0.map(LineExpectation.line) }
    }

    init(literal text: String) { segments = [OutputLines(OutputText.plain(Array(text.utf8))).map { .literal($0) }] }

    var acceptsEverything: Bool { segments.count > 1 && segments.allSatisfy(\.isEmpty) }

    func judge(_ output: [UInt8]) -> Verdict {
        for case .malformed(let text) in segments.joined() {
            return Verdict(.error, wanted: "the expected output", found: "invalid regular expression '\(text)'")
        }
        var walk = Walk(found: OutputLines(output), workLeft: LineExpectation.workLimit)
        if let verdict = walk(segments) { return verdict }
        return Verdict(.pass, wanted: "the expected output", found: "it")
    }

    // MARK: Comparing

    private struct Walk {
        let found: OutputLines
        var workLeft: Int
        /// The first line that no segment has taken yet.
        private var position = 0
        private var searchers: [String: PatternSearcher] = [:]

        init(found: OutputLines, workLeft: Int) {
            self.found = found
            self.workLeft = workLeft
        }

        /// `nil` where the segments are found in order; each as early as it can be, which leaves the most to the later
        /// ones.
        mutating func callAsFunction(_ segments: [[Line]]) -> Verdict? {
            guard let first = segments.first, let last = segments.last else { return nil }
            let length = matchLength(of: first, at: 0)
            guard length == first.count, segments.count > 1 || length == found.count else {
                return difference(first, at: 0, length)
            }
            position = length
            for segment in segments.dropFirst().dropLast() {
                if let verdict = search(for: segment) { return verdict }
            }
            guard segments.count > 1 else { return nil }
            let start = found.count - last.count
            guard start >= position else {
                return difference(last, at: position, matchLength(of: last, at: position))
            }
            let end = matchLength(of: last, at: start)
            return end == last.count ? nil : difference(last, at: start, end)
        }

        private mutating func search(for segment: [Line]) -> Verdict? {
            var best = (start: position, length: 0)
            var start = position
            while start + segment.count <= found.count {
                let length = matchLength(of: segment, at: start)
                if length == segment.count {
                    position = start + length
                    return nil
                }
                if length > best.length { best = (start, length) }
                if workLeft <= 0 {
                    return Verdict(
                        .error, wanted: "the expected output",
                        found: "too many similar lines to compare; write fewer '...'")
                }
                start += 1
            }
            if best.length > 0 { return difference(segment, at: best.start, best.length) }
            let place = position == 0 ? "" : " after line \(position)"
            return Verdict(
                .fail, wanted: "\(segment.first.map(LineExpectation.shown) ?? "nothing") on some line\(place)",
                found: found.count <= position
                    ? "no further line" : "no such line; line \(position + 1) is \(OutputText.shown(found[position]))")
        }

        /// How many of the segment's lines are there, one after the other.
        private mutating func matchLength(of segment: [Line], at start: Int) -> Int {
            var length = 0
            while length < segment.count, start + length < found.count, matches(segment[length], found[start + length])
            { length += 1 }
            workLeft -= length + 1
            return length
        }

        private mutating func matches(_ line: Line, _ found: ArraySlice<UInt8>) -> Bool {
            switch line {
            case .literal(let text): return text == found
            case .glob(let pattern): return LineGlob.matches(pattern[...], found)
            case .malformed: return false
            case .regex(let pattern):
                var searcher = searchers.removeValue(forKey: pattern.text) ?? pattern.searcher()
                defer { searchers[pattern.text] = searcher }
                return searcher.matchesWhole(found)
            }
        }

        private func difference(_ segment: [Line], at start: Int, _ length: Int) -> Verdict {
            let wanted = length < segment.count ? LineExpectation.shown(segment[length]) : "the end of the output"
            let index = start + length
            return Verdict(
                .fail, wanted: "line \(index + 1) to be \(wanted)",
                found: index < found.count
                    ? OutputText.shown(found[index]) : "no such line: the output has \(found.count)")
        }
    }

    // MARK: Reading

    private static func isEllipsis(_ line: ArraySlice<UInt8>) -> Bool {
        line.drop(while: \.isBlank).elementsEqual("...".utf8)
    }

    private static func line(_ bytes: ArraySlice<UInt8>) -> Line {
        func before(_ mark: String) -> ArraySlice<UInt8>? {
            bytes.count > mark.utf8.count && bytes.suffix(mark.utf8.count).elementsEqual(mark.utf8)
                ? bytes.dropLast(mark.utf8.count) : nil
        }
        if let text = before(" (re)") {
            let pattern = String(decoding: text, as: UTF8.self)
            return (try? Pattern(pattern)).map { .regex($0) } ?? .malformed(pattern)
        }
        if let text = before(" (glob)") { return .glob(Array(text)) }
        if let text = before(" (esc)") { return .literal(OutputText.plain(unescaped(text))[...]) }
        if let text = before(" (no-eol)") { return .literal(text) }
        return .literal(bytes)
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var bytes = text
        while let byte = bytes.popFirst() {
            guard byte == ASCII.backslash, let next = bytes.popFirst() else {
                result.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "t"): result.append(ASCII.tab)
            case UInt8(ascii: "n"): result.append(ASCII.newline)
            case UInt8(ascii: "r"): result.append(ASCII.carriageReturn)
            case UInt8(ascii: "e"): result.append(0x1B)
            case UInt8(ascii: "x"):
                let digits = bytes.prefix(2)
                result.append(UInt8(String(decoding: digits, as: UTF8.self), radix: 16) ?? ASCII.question)
                bytes = bytes.dropFirst(digits.count)
            default: result.append(next)
            }
        }
        return result
    }

    private static func shown(_ line: Line) -> String {
        switch line {
        case .literal(let text): OutputText.shown(text)
        case .regex(let pattern): "a match of /\(pattern.text)/"
        case .glob(let pattern): "a match of \(String(decoding: pattern, as: UTF8.self))"
        case .malformed(let text): text
        }
    }
}

/// Shell-like patterns: `*` is any text, `?` one character, and a backslash takes the next byte as it is.
enum LineGlob {
    /// Walks forward and comes back to the last `*` alone: quadratic at worst, never exponential.
    static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var p = pattern.startIndex
        var t = text.startIndex
        var retry: (pattern: Int, text: Int)?
        while t < text.endIndex {
            if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
                p += 1
                retry = (p, t)
                continue
            }
            if let (nextP, nextT) = step(pattern, p, text, t) {
                (p, t) = (nextP, nextT)
                continue
            }
            guard let last = retry else { return false }
            t = last.text + 1
            p = last.pattern
            retry = (p, t)
        }
        while p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") { p += 1 }
        return p == pattern.endIndex
    }

    /// Past one character of both, where they fit.
    private static func step(_ pattern: ArraySlice<UInt8>, _ p: Int, _ text: ArraySlice<UInt8>, _ t: Int) -> (Int, Int)?
    {
        guard p < pattern.endIndex else { return nil }
        switch pattern[p] {
        case ASCII.question:
            var next = t + 1
            while next < text.endIndex, text[next] & 0xC0 == 0x80 { next += 1 }
            return (p + 1, next)
        case ASCII.backslash where p + 1 < pattern.endIndex: return pattern[p + 1] == text[t] ? (p + 2, t + 1) : nil
        default: return pattern[p] == text[t] ? (p + 1, t + 1) : nil
        }
    }
}
