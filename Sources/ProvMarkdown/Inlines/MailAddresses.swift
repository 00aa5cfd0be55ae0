import ProvText

/// Finds addresses of e-mail in running text, with `mailto:` and `xmpp:` in front or without.
enum MailAddresses {
    static func inlines(_ text: [UInt8]) -> [Inline] {
        var inlines: [Inline] = []
        var done = 0
        var search = 0
        while let at = text[search...].firstIndex(of: ASCII.at) {
            guard let address = address(text, around: at, from: done) else {
                search = at + 1
                continue
            }
            if address.range.lowerBound > done { inlines.append(.text(text[done..<address.range.lowerBound].text)) }
            let visible = text[address.range].text
            inlines.append(
                .link(destination: (address.hasScheme ? "" : "mailto:") + visible, title: "", [.text(visible)]))
            done = address.range.upperBound
            search = done
        }
        if done < text.count { inlines.append(.text(text[done...].text)) }
        return inlines
    }

    private struct Address {
        var range: Range<Int>
        var hasScheme: Bool
    }

    private static func address(_ text: [UInt8], around at: Int, from limit: Int) -> Address? {
        var start = at
        var hasScheme = false
        var isXMPP = false
        while start > limit {
            let byte = text[start - 1]
            if byte == ASCII.colon, !hasScheme, let length = schemeLength(text, endingAt: start - 1, from: limit) {
                hasScheme = true
                isXMPP = length == 4
                start -= length + 1
                continue
            }
            guard
                byte.isAlphanumeric || byte == ASCII.period || byte == ASCII.plus || byte == ASCII.hyphen
                    || byte == ASCII.underscore
            else { break }
            start -= 1
        }
        guard start < at, let end = end(text, at, allowsSlash: isXMPP) else { return nil }
        let trimmed = Autolinks.trimmed(text[at..<end])
        guard trimmed > at else { return nil }
        return Address(range: start..<trimmed, hasScheme: hasScheme)
    }

    private static func schemeLength(_ text: [UInt8], endingAt colon: Int, from limit: Int) -> Int? {
        for scheme in ["mailto", "xmpp"] {
            let start = colon - scheme.utf8.count
            guard start >= limit, text[start..<colon].elementsEqual(scheme.utf8),
                start == 0 || !text[start - 1].isAlphanumeric
            else { continue }
            return scheme.utf8.count
        }
        return nil
    }

    private static func end(_ text: [UInt8], _ at: Int, allowsSlash: Bool) -> Int? {
        var end = at + 1
        var periods = 0
        loop: while end < text.count {
            switch text[end] {
            case let byte where byte.isAlphanumeric: break
            case ASCII.at: return nil
            case ASCII.period where end + 1 < text.count && text[end + 1].isAlphanumeric: periods += 1
            case ASCII.slash where allowsSlash: break
            case ASCII.hyphen, ASCII.underscore: break
            default: break loop
            }
            end += 1
        }
        guard end - at >= 2, periods > 0, text[end - 1].isLetter || text[end - 1] == ASCII.period else { return nil }
        return end
    }
}
