/// Takes text apart into the terms that are searched for: words as they stand between spaces, and their parts.
///
/// `x509: ERR_CERT_EXPIRED (web-1.example.org)` gives `x509`, `err_cert_expired`, `err`, `cert`, `expired`,
/// `web-1.example.org`, `web`, `example`, `org`. All is lower case; `site/js/search.js` does exactly the same to what
/// is typed.
struct SearchWords {
    /// Longer terms are their first characters and a few that stand for the rest, so that addresses and paths stay
    /// whole and cost little.
    static let longest = 22
    private static let kept = 16

    private enum Role: UInt8 { case space, letter, joiner, beyond }
    private static let roles: [Role] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            .letter
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"),
            UInt8(ascii: "@"), UInt8(ascii: "+"):
            .joiner
        case 0x80...: .beyond
        default: .space
        }
    }

    /// The word under construction in lower case, and where its parts are in it.
    private var word: [UInt8] = []
    private var parts: [Range<Int>] = []
    private var partStart: Int?

    init() { word.reserveCapacity(256) }

    /// Calls `found` for each term of a text, in order; a word's whole comes after its parts.
    mutating func each(in text: String, _ found: (Span<UInt8>) -> Void) {
        let bytes = text.utf8Span.span
        let roles = Self.roles
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch roles[Int(byte)] {
            case .letter:
                if partStart == nil { partStart = word.count }
                var letter = byte
                repeat {
                    word.append(letter &- 0x41 < 26 ? letter | 0x20 : letter)
                    index += 1
                    letter = index < bytes.count ? bytes[index] : 0
                } while roles[Int(letter)] == .letter
            case .joiner:
                endPart()
                word.append(byte)
                index += 1
            case .space:
                if !word.isEmpty { endWord(found) }
                index += 1
            case .beyond:
                index += beyondASCII(bytes, at: index, found)
            }
        }
        if !word.isEmpty { endWord(found) }
    }

    /// One character beyond ASCII; gives how many bytes it had.
    private mutating func beyondASCII(_ bytes: Span<UInt8>, at start: Int, _ found: (Span<UInt8>) -> Void) -> Int {
        var decoder = UTF8()
        var source = (start..<min(bytes.count, start + 4)).map { bytes[$0] }.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&source) else { return 1 }
        let length = UTF8.width(scalar)
        if Self.standsAlone(scalar) {
            if !word.isEmpty { endWord(found) }
            found(bytes.extracting(start..<start + length))
        } else if Self.isLetter(scalar) {
            if partStart == nil { partStart = word.count }
            // The two forms of the letter are one letter for whoever searches, and JavaScript chooses by position.
            if scalar == "Σ" || scalar == "ς" {
                word += Array("σ".utf8)
            } else {
                word += Array(scalar.properties.lowercaseMapping.utf8)
            }
        } else if !word.isEmpty {
            endWord(found)
        }
        return length
    }

    /// Writing without spaces between words: each character is a term.
    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber,
            .nonspacingMark, .spacingMark, .enclosingMark:
            true
        default: false
        }
    }

    private mutating func endPart() {
        guard let start = partStart else { return }
        parts.append(start..<word.count)
        partStart = nil
    }

    private mutating func endWord(_ found: (Span<UInt8>) -> Void) {
        endPart()
        giveTerms(found)
        word.removeAll(keepingCapacity: true)
        parts.removeAll(keepingCapacity: true)
    }

    private func giveTerms(_ found: (Span<UInt8>) -> Void) {
        let ranges = parts.span
        if ranges.count == 1 {
            if ranges[0].count > 1 { give(ranges[0], found) }
        } else if ranges.count > 1 {
            for index in ranges.indices where isWorthAPlace(ranges[index]) { give(ranges[index], found) }
            give(ranges[0].lowerBound..<ranges[ranges.count - 1].upperBound, found)
        }
    }

    /// Of a word of several parts: not single letters, and not the small numbers of dates, versions and addresses.
    private func isWorthAPlace(_ part: Range<Int>) -> Bool {
        if part.count > 3 { return true }
        for index in part where part.count > 1 && word[index] > UInt8(ascii: "9") { return true }
        return false
    }

    private func give(_ range: Range<Int>, _ found: (Span<UInt8>) -> Void) {
        if range.count > Self.longest { found(short(range).span) } else { found(word.span.extracting(range)) }
    }

    private func short(_ range: Range<Int>) -> [UInt8] {
        var end = range.lowerBound + Self.kept
        while end > range.lowerBound, word[end] & 0xC0 == 0x80 { end -= 1 }
        // FNV-1a over the whole word.
        var hash: UInt32 = 0x811C_9DC5
        for letter in word[range] { hash = (hash ^ UInt32(letter)) &* 0x0100_0193 }
        var term = Array(word[range.lowerBound..<end])
        for _ in 0..<4 {
            term.append(SearchCode.character(Int(hash % 90)))
            hash /= 90
        }
        return term
    }
}
