import ProvText

/// The rules of GitHub's "extended autolinks": bare URLs and addresses of e-mail.
///
/// GitHub Flavored Markdown 0.29, section 6.9, and its implementation where the text is silent.
enum Autolinks {
    static let w: UInt8 = 0x77
    static let schemes = ["http", "https", "ftp"].map { Array($0.utf8) }

    /// Punctuation that no address ends with.
    private static let trailing = Array("?!.,:*_~'\"".utf8)

    /// Whether `www.` may begin behind this byte.
    static func canPrecede(_ byte: UInt8) -> Bool {
        byte.isWhitespace || byte == ASCII.asterisk || byte == ASCII.underscore || byte == ASCII.tilde
            || byte == ASCII.openParenthesis
    }

    /// How much of an address is its domain; `nil` where it is none.
    static func domain(_ bytes: ArraySlice<UInt8>, needsPeriod: Bool) -> Int? {
        guard !bytes.isEmpty else { return nil }
        var periods = 0
        var underscoresBefore = 0
        var underscores = 0
        var offset = bytes.startIndex + 1
        while offset < bytes.endIndex - 1 {
            let byte = bytes[offset]
            if byte == ASCII.backslash, offset < bytes.endIndex - 2 { offset += 1 }
            if bytes[offset] == ASCII.underscore {
                underscores += 1
            } else if bytes[offset] == ASCII.period {
                underscoresBefore = underscores
                underscores = 0
                periods += 1
            } else if bytes[offset] != ASCII.hyphen, !isHostCharacter(bytes, offset) {
                break
            }
            offset += 1
        }
        if underscoresBefore + underscores > 0, periods <= 10 { return nil }
        return needsPeriod && periods == 0 ? nil : offset - bytes.startIndex
    }

    /// Whether a character may stand in a domain; bytes inside a character may not.
    static func isHostCharacter(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> Bool {
        guard offset < bytes.endIndex else { return false }
        let byte = bytes[offset]
        if byte < 0x80 { return byte > ASCII.space && !byte.isPunctuation }
        guard byte >= 0xC0, let scalar = bytes[offset..<min(offset + 4, bytes.endIndex)].text.unicodeScalars.first,
            scalar != "\u{FFFD}"
        else { return false }
        return !scalar.properties.isWhitespace && !scalar.isPunctuationCategory
    }

    /// An address goes to the next white space and gives back punctuation at its end.
    static func end(_ bytes: ArraySlice<UInt8>, domainEnd: Int) -> Int {
        var end = domainEnd
        while end < bytes.endIndex, !bytes[end].isWhitespace { end += 1 }
        return trimmed(bytes[bytes.startIndex..<end])
    }

    /// The end of an address without the punctuation, closing parentheses and entities that belong to the text around
    /// it.
    static func trimmed(_ address: ArraySlice<UInt8>) -> Int {
        let start = address.startIndex
        var end = address.firstIndex(of: ASCII.less) ?? address.endIndex
        var excess: Int?
        while end > start {
            let last = address[end - 1]
            if trailing.contains(last) {
                end -= 1
            } else if last == ASCII.semicolon {
                var name = end - 2
                while name > start, address[name].isLetter { name -= 1 }
                end = name < end - 2 && address[name] == ASCII.ampersand ? name : end - 1
            } else if last == ASCII.closeParenthesis {
                let more =
                    excess
                    ?? address[start..<end].reduce(0) {
                        $0 + ($1 == ASCII.closeParenthesis ? 1 : $1 == ASCII.openParenthesis ? -1 : 0)
                    }
                guard more > 0 else { break }
                excess = more - 1
                end -= 1
            } else {
                break
            }
        }
        return end
    }
}

extension InlineParser {
    /// A link from `http`, `https` or `ftp` before this colon; false where there is none.
    mutating func webAddress() -> Bool {
        guard brackets.isEmpty, byte(at: offset + 1) == ASCII.slash, byte(at: offset + 2) == ASCII.slash else {
            return false
        }
        var start = offset
        while start > 0, offset - start < 6, bytes[start - 1].isLetter { start -= 1 }
        let scheme = bytes[start..<offset].map(\.lowercased)
        guard Autolinks.schemes.contains(scheme), text.count >= scheme.count,
            Autolinks.isHostCharacter(bytes[...], offset + 3)
        else { return false }
        guard let domain = Autolinks.domain(bytes[(offset + 3)...], needsPeriod: false) else { return false }
        let end = Autolinks.end(bytes[offset...], domainEnd: offset + 3 + domain)
        guard end > offset else { return false }
        text.removeLast(scheme.count)
        append(.autolink(destination: Array(bytes[start..<end]), text: Array(bytes[start..<end])))
        offset = end
        return true
    }

    /// A link from `www.` on; false where there is none.
    mutating func wwwAddress() -> Bool {
        guard brackets.isEmpty, offset == 0 || Autolinks.canPrecede(bytes[offset - 1]),
            bytes[offset...].starts(with: Array("www.".utf8))
        else { return false }
        guard let domain = Autolinks.domain(bytes[offset...], needsPeriod: true) else { return false }
        let end = Autolinks.end(bytes[offset...], domainEnd: offset + domain)
        guard end > offset else { return false }
        let address = Array(bytes[offset..<end])
        append(.autolink(destination: Array("http://".utf8) + address, text: address))
        offset = end
        return true
    }
}
