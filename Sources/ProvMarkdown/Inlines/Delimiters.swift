import ProvText

/// A run of `*`, `_` or `~` that may open or close emphasis.
struct DelimiterRun {
    static let none = -1

    enum Mark { case emphasis, strong, strikethrough }

    var byte: UInt8
    /// Characters of the run, and those that mark nothing yet.
    let length: Int
    var remaining: Int
    var canOpen: Bool
    var canClose: Bool
    /// The neighbours among the runs that are still in play.
    var previous: Int
    var next = DelimiterRun.none
    /// What ends here, the innermost first, and what begins here, the innermost first.
    var closes: [Mark] = []
    var opens: [Mark] = []
}

extension InlineParser {
    mutating func delimiterRun(_ byte: UInt8) {
        let start = offset
        // GitHub looks through the tildes of a strikethrough.
        let skipped = dialect == .github ? ASCII.tilde : 0
        let before = scalar(before: start, skipping: skipped)
        while self.byte(at: offset) == byte { offset += 1 }
        let after = scalar(at: offset, skipping: skipped)
        let left = !after.isBlank && (!after.isMark || before.isBlank || before.isMark)
        let right = !before.isBlank && (!before.isMark || after.isBlank || after.isMark)
        if byte == ASCII.underscore {
            push(
                byte, offset - start, canOpen: left && (!right || before.isMark),
                canClose: right && (!left || after.isMark))
        } else {
            push(byte, offset - start, canOpen: left, canClose: right)
        }
    }

    mutating func strikethroughRun() {
        let start = offset
        let before = scalar(before: start, skipping: 0)
        while byte(at: offset) == ASCII.tilde { offset += 1 }
        let after = scalar(at: offset, skipping: 0)
        let isRun = offset - start <= 2
        push(
            ASCII.tilde, offset - start,
            canOpen: isRun && !after.isBlank && (!after.isMark || before.isBlank || before.isMark),
            canClose: isRun && !before.isBlank && (!before.isMark || after.isBlank || after.isMark))
    }

    private mutating func push(_ byte: UInt8, _ length: Int, canOpen: Bool, canClose: Bool) {
        guard canOpen || canClose else {
            text += repeatElement(byte, count: length)
            return
        }
        append(.delimiters(runs.count))
        if lastRun >= 0 { runs[lastRun].next = runs.count }
        runs.append(
            DelimiterRun(
                byte: byte, length: length, remaining: length, canOpen: canOpen, canClose: canClose, previous: lastRun))
        lastRun = runs.count - 1
    }

    // MARK: Neighbours

    /// The text's beginning and end count as line breaks.
    private func scalar(before offset: Int, skipping skipped: UInt8) -> Unicode.Scalar {
        var end = offset
        while end > 0, bytes[end - 1] == skipped { end -= 1 }
        guard end > 0 else { return "\n" }
        var start = end - 1
        while start > 0, end - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars.last ?? "\n"
    }

    private func scalar(at offset: Int, skipping skipped: UInt8) -> Unicode.Scalar {
        var start = offset
        while start < bytes.count, bytes[start] == skipped { start += 1 }
        guard start < bytes.count else { return "\n" }
        return String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self).unicodeScalars.first ?? "\n"
    }

    // MARK: Matching

    /// Pairs the runs behind `bottom`, and takes them out of play: "process emphasis" of CommonMark's appendix.
    mutating func matchDelimiters(above bottom: Int) {
        var closer = DelimiterRun.none
        var first = lastRun
        while first > bottom {
            closer = first
            first = runs[first].previous
        }
        var bottoms = [Int](repeating: bottom, count: 10)
        while closer >= 0 {
            guard runs[closer].canClose else {
                closer = runs[closer].next
                continue
            }
            let slot = slot(of: runs[closer])
            var opener = runs[closer].previous
            while opener > bottoms[slot], !canPair(runs[opener], runs[closer]) { opener = runs[opener].previous }
            if opener > bottoms[slot] {
                closer = pair(opener, closer)
            } else {
                let unmatched = closer
                closer = runs[unmatched].next
                bottoms[slot] = runs[unmatched].previous
                if !runs[unmatched].canOpen { unlink(unmatched) }
            }
        }
        dropDelimiters(above: bottom)
    }

    mutating func dropDelimiters(above bottom: Int) {
        while lastRun > bottom { lastRun = runs[lastRun].previous }
        if lastRun >= 0 { runs[lastRun].next = DelimiterRun.none }
    }

    /// Runs for which a search for an opener has the same outcome share a slot. Underscores share one although outcomes
    /// differ: cmark 0.30.2 has it so, and what it finds is what we find.
    private func slot(of run: DelimiterRun) -> Int {
        switch run.byte {
        case ASCII.asterisk: (run.canOpen ? 3 : 0) + run.length % 3
        case ASCII.tilde: 6 + run.length % 3
        default: 9
        }
    }

    private func canPair(_ opener: DelimiterRun, _ closer: DelimiterRun) -> Bool {
        guard opener.canOpen, opener.byte == closer.byte else { return false }
        return !(closer.canOpen || opener.canClose) || closer.length % 3 == 0
            || (opener.length + closer.length) % 3 != 0
    }

    /// Marks what stands between two runs; returns the run to go on with.
    private mutating func pair(_ opener: Int, _ closer: Int) -> Int {
        let isStrikethrough = runs[closer].byte == ASCII.tilde
        if isStrikethrough, runs[opener].length != runs[closer].length { return runs[closer].next }
        runs[opener].next = closer
        runs[closer].previous = opener
        let used = runs[opener].remaining >= 2 && runs[closer].remaining >= 2 ? 2 : 1
        let mark: DelimiterRun.Mark = isStrikethrough ? .strikethrough : used == 2 ? .strong : .emphasis
        runs[opener].opens.append(mark)
        runs[closer].closes.append(mark)
        runs[opener].remaining -= used
        runs[closer].remaining -= used
        if runs[opener].remaining == 0 { unlink(opener) }
        guard runs[closer].remaining == 0 else { return closer }
        let next = runs[closer].next
        unlink(closer)
        return next
    }

    private mutating func unlink(_ run: Int) {
        let previous = runs[run].previous
        let next = runs[run].next
        if next >= 0 { runs[next].previous = previous } else { lastRun = previous }
        if previous >= 0 { runs[previous].next = next }
    }
}

extension Unicode.Scalar {
    /// Unicode white space as CommonMark has it.
    fileprivate var isBlank: Bool {
        if isASCII { return value == 0x20 || (value >= 0x09 && value <= 0x0D && value != 0x0B) }
        return properties.generalCategory == .spaceSeparator
    }

    /// Punctuation as CommonMark 0.30 has it: ASCII's, symbols included, and Unicode's categories P.
    fileprivate var isMark: Bool {
        isASCII ? UInt8(truncatingIfNeeded: value).isPunctuation : isPunctuationCategory
    }
}

extension Unicode.Scalar {
    /// Whether Unicode has it in one of the categories P.
    var isPunctuationCategory: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation,
            .otherPunctuation:
            return true
        default: return false
        }
    }
}
