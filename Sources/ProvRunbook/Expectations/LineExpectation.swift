/// Expected output line by line, as cram has it: `...` stands for any number of lines, ` (re)` and ` (glob)` make a line a pattern,
/// ` (esc)` reads escapes. Spaces at a line's end do not count.
struct LineExpectation {
    private enum Line {
        case anyLines
        case literal(String)
        case regex(String)
        case glob(String)
    }

    private let lines: [Line]

    init(_ text: String) { lines = LineExpectation.split(text).map(LineExpectation.line) }

    init(literal text: String) { lines = LineExpectation.split(text).map { .literal(String($0)) } }

    var acceptsEverything: Bool {
        !lines.isEmpty && lines.allSatisfy { if case .anyLines = $0 { true } else { false } }
    }

    func judge(_ output: String) -> Verdict {
        let found = LineExpectation.split(output)
        var position = 0
        var resume: (line: Int, position: Int)?
        var index = 0
        var furthest: (line: Int, position: Int) = (0, 0)
        // The usual greedy walk with one point to come back to: the last `...` seen.
        while index < lines.count || position < found.count {
            if index < lines.count, case .anyLines = lines[index] {
                index += 1
                resume = (index, position)
                continue
            }
            if index < lines.count, position < found.count, matches(lines[index], found[position]) {
                index += 1
                position += 1
                if position > furthest.position { furthest = (index, position) }
                continue
            }
            guard let point = resume, point.position < found.count else { return difference(furthest, index, position, found) }
            resume = (point.line, point.position + 1)
            index = point.line
            position = point.position + 1
        }
        return Verdict(.pass, wanted: "the expected output", found: "it")
    }

    private func difference(_ furthest: (line: Int, position: Int), _ index: Int, _ position: Int, _ found: [Substring]) -> Verdict {
        let wantedIndex = furthest.position > position ? furthest.line : index
        let foundIndex = max(furthest.position, position)
        let wanted = wantedIndex < lines.count ? LineExpectation.shown(lines[wantedIndex]) : "no further line"
        let got = foundIndex < found.count ? OutputText.shown(found[foundIndex]) : "no further line"
        return Verdict(.fail, wanted: "line \(foundIndex + 1) to be \(wanted)", found: got)
    }

    private func matches(_ line: Line, _ found: Substring) -> Bool {
        switch line {
        case .anyLines: return true
        case .literal(let text): return text == found
        case .glob(let pattern): return Glob.matches(Array(pattern.utf8), Array(found.utf8))
        case .regex(let pattern):
            guard let regex = try? Regex(pattern) else { return false }
            return found.prefix(4000).wholeMatch(of: regex) != nil
        }
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingTrailingBlanks() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func line(_ text: Substring) -> Line {
        if text.trimmingTrailingBlanks().drop(while: { $0 == " " }) == "..." { return .anyLines }
        if text.hasSuffix(" (re)") { return .regex(String(text.dropLast(5))) }
        if text.hasSuffix(" (glob)") { return .glob(String(text.dropLast(7))) }
        if text.hasSuffix(" (esc)") { return .literal(unescaped(text.dropLast(6))) }
        if text.hasSuffix(" (no-eol)") { return .literal(String(text.dropLast(9))) }
        return .literal(String(text))
    }

    private static func unescaped(_ text: Substring) -> String {
        var result: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == 0x5C, let next = bytes.popFirst() else {
                result.append(byte)
                continue
            }
            switch next {
            case 0x74: result.append(0x09)
            case 0x6E: result.append(0x0A)
            case 0x72: result.append(0x0D)
            case 0x78:
                let digits = bytes.prefix(2)
                result.append(UInt8(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0x3F)
                bytes = bytes.dropFirst(digits.count)
            default: result.append(next)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func shown(_ line: Line) -> String {
        switch line {
        case .anyLines: "anything"
        case .literal(let text): OutputText.shown(text)
        case .regex(let pattern): "a match of /\(pattern)/"
        case .glob(let pattern): "a match of \(pattern)"
        }
    }
}

/// Shell-like patterns: `*` and `?`, a backslash takes the next character as it is. Linear in practice, quadratic at worst.
enum Glob {
    static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
        var p = 0, t = 0
        var star = -1, mark = 0
        while t < text.count {
            if p < pattern.count, pattern[p] == 0x2A {
                star = p
                mark = t
                p += 1
            } else if p < pattern.count, pattern[p] == 0x5C, p + 1 < pattern.count, pattern[p + 1] == text[t] {
                p += 2
                t += 1
            } else if p < pattern.count, pattern[p] == 0x3F || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if star >= 0 {
                p = star + 1
                mark += 1
                t = mark
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == 0x2A { p += 1 }
        return p == pattern.count
    }
}
