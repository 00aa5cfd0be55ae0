import ProvText

/// Shell-like patterns: `*` is any text, `?` one character; a backslash takes a `*`, a `?` or a backslash behind it as
/// it is.
enum LineGlob {
    /// Walks forward and comes back to the last `*` alone: quadratic at worst, never exponential.
    static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var p = pattern.startIndex
        var t = text.startIndex
        var retry: (pattern: Int, text: Int)?
        while t < text.endIndex {
            if p < pattern.endIndex, pattern[p] == ASCII.asterisk {
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
        while p < pattern.endIndex, pattern[p] == ASCII.asterisk { p += 1 }
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
        case ASCII.backslash where p + 1 < pattern.endIndex && isSpecial(pattern[p + 1]):
            return pattern[p + 1] == text[t] ? (p + 2, t + 1) : nil
        default: return pattern[p] == text[t] ? (p + 1, t + 1) : nil
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == ASCII.asterisk || byte == ASCII.question || byte == ASCII.backslash
    }
}
