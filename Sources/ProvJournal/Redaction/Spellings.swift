/// How one character can be written: every format's escape for it, and those escapes escaped again.
///
/// A text is masked whatever mixture of these stands for its characters.
enum Spellings {
    /// - Parameters:
    ///   - character: the UTF-8 bytes of one character, or a byte that is not part of one.
    ///   - isInner: whether another one comes before it. A backslash before a letter or a digit that begins a secret
    ///     belongs to what stands before, such as a path: with it, the secret could not be put back.
    static func all(of character: [UInt8], isInner: Bool = false) -> Set<[UInt8]> {
        var texts: Set<[UInt8]> = [character]
        if !isPlain(character) {
            texts.formUnion(signs(character))
        } else {
            texts.insert([0x5B] + character + [0x5D])
            if isInner { texts.insert([0x5C] + character) }
        }
        texts.formUnion(bytewise(character))
        if let scalar = String(validating: character, as: UTF8.self)?.unicodeScalars.first {
            texts.formUnion(numbered(scalar))
        }
        return texts.union(texts.flatMap(escapedAgain))
    }

    /// Spaces of every kind, as one of them may stand for another.
    static let blanks: Set<[UInt8]> = [[0x20], [0x09], [0x0A], [0x0D], [0xC2, 0xA0]].reduce(into: [
        Array("+".utf8), Array("&nbsp;".utf8),
    ]) { $0.formUnion(all(of: $1)) }

    /// As a dump of characters (`od -c`, `od -a`) shows a byte.
    static func dumped(_ byte: UInt8) -> Set<[UInt8]> {
        let names = [
            "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si",
            "dle", "dc1", "dc2",
            "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp",
        ]
        var texts: Set<[UInt8]> = [Array(digits(UInt32(byte), 8, 3).utf8)]
        if (0x21...0x7E).contains(byte) { texts.insert([byte]) }
        if Int(byte) < names.count { texts.insert(Array(names[Int(byte)].utf8)) }
        if let letter = letters[byte] { texts.insert(Array("\\\(letter)".utf8)) }
        // `od -a` leaves out the highest bit.
        return byte < 0x80 ? texts : texts.union(dumped(byte & 0x7F))
    }

    static func isPlain(_ character: [UInt8]) -> Bool {
        guard character.count == 1, let byte = character.first else { return false }
        return (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == 0x5F
    }

    private static let letters: [UInt8: String] = [
        0x00: "0", 0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r",
    ]

    /// A backslash before it, twice in a row, in brackets, in the quotes of shells, by a letter, as `cat -v` shows it.
    private static func signs(_ character: [UInt8]) -> Set<[UInt8]> {
        let backslash: UInt8 = 0x5C
        var texts: Set<[UInt8]> = [
            [backslash] + character, character.flatMap { [backslash, $0] }, [0x5B] + character + [0x5D],
        ]
        guard character.count == 1, let byte = character.first else {
            return texts.union(quotedControls(bytewise(character) + [visible(character)]))
        }
        if byte > 0x20, byte < 0x7F { texts.insert([byte, byte]) }
        if byte == 0x27 { texts.formUnion(["'\\''", "'\"'\"'"].map { Array($0.utf8) }) }
        guard byte < 0x20 || byte >= 0x7F else { return texts }
        var controls: [[UInt8]] = Array(bytewise(character)) + [visible(character)]
        if let letter = letters[byte] { controls.append(Array("\\\(letter)".utf8)) }
        if byte == 0x1B { controls += [Array("\\e".utf8), Array("\\E".utf8)] }
        return texts.union(quotedControls(controls))
    }

    /// `'…'$'\n''…'`: what GNU programs and shells make of a character that quotes alone cannot hold.
    private static func quotedControls(_ texts: [[UInt8]]) -> Set<[UInt8]> {
        let before = Array("'$'".utf8)
        let after = Array("''".utf8)
        return Set(texts.flatMap { [$0, before + $0, $0 + after, before + $0 + after] })
    }

    private static func visible(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            let low = byte & 0x7F
            let shown: [UInt8] = low < 0x20 || low == 0x7F ? [0x5E, low ^ 0x40] : [low]
            return byte < 0x80 ? shown : [0x4D, 0x2D] + shown
        }
    }

    /// One escape for each byte.
    private static func bytewise(_ character: [UInt8]) -> Set<[UInt8]> {
        func each(_ spell: (UInt8) -> String) -> [UInt8] { character.flatMap { Array(spell($0).utf8) } }
        var texts: Set<[UInt8]> = [each { "\\" + digits(UInt32($0), 8, 3) }, each { "\\0" + digits(UInt32($0), 8, 3) }]
        for isUpper in [false, true] {
            for prefix in ["\\x", "%", "="] { texts.insert(each { prefix + digits(UInt32($0), 16, 2, isUpper) }) }
        }
        return texts
    }

    /// By the number of the character: JSON, JavaScript, Perl, HTML.
    private static func numbered(_ scalar: Unicode.Scalar) -> Set<[UInt8]> {
        var texts: [String] = []
        for isUpper in [false, true] {
            texts.append(
                (UTF16.encode(scalar).map(Array.init) ?? []).map { "\\u" + digits(UInt32($0), 16, 4, isUpper) }.joined()
            )
            texts += [
                "\\U" + digits(scalar.value, 16, 8, isUpper), "\\u{" + digits(scalar.value, 16, 1, isUpper) + "}",
                "\\x{" + digits(scalar.value, 16, 1, isUpper) + "}",
            ]
            for x in ["&#x", "&#X"] {
                for width in 1...6 { texts.append(x + digits(scalar.value, 16, width, isUpper) + ";") }
            }
        }
        for width in 1...5 { texts.append("&#" + digits(scalar.value, 10, width) + ";") }
        if let name = named[scalar.value] { texts.append("&\(name);") }
        // Python's repr of a text.
        if (0x80...0xFF).contains(scalar.value) {
            texts += [false, true].map { "\\x" + digits(scalar.value, 16, 2, $0) }
        }
        if (0xA0...0xFF).contains(scalar.value) { texts.append("&\(latin[Int(scalar.value) - 0xA0]);") }
        return Set(texts.map { Array($0.utf8) })
    }

    private static let named: [UInt32: String] = [
        0x09: "Tab", 0x0A: "NewLine", 0x22: "quot", 0x26: "amp", 0x27: "apos", 0x3C: "lt", 0x3E: "gt", 0x20AC: "euro",
    ]
    private static let latin = """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
        micro para middot cedil sup1 ordm \
        raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml \
        Igrave Iacute Icirc Iuml ETH \
        Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute \
        acirc atilde auml aring aelig \
        ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide \
        oslash ugrave uacute ucirc uuml \
        yacute thorn yuml
        """.split(separator: " ").map(String.init)

    /// An escape inside a text that is escaped itself: JSON in JSON, up to three deep; an address in an address; HTML
    /// in HTML.
    private static func escapedAgain(_ text: [UInt8]) -> [[UInt8]] {
        func replacing(_ text: [UInt8], _ table: [UInt8: String]) -> [UInt8] {
            text.flatMap { byte in table[byte].map { Array($0.utf8) } ?? [byte] }
        }
        let json: [UInt8: String] = [0x5C: "\\\\", 0x22: "\\\""]
        let once = replacing(text, json)
        let twice = replacing(once, json)
        let slash: [UInt8: String] = [0x5C: "\\\\", 0x22: "\\\"", 0x2F: "\\/"]
        let slashed = replacing(text, slash)
        return [
            once, twice, replacing(twice, json), slashed, replacing(slashed, slash), replacing(slashed, json),
            replacing(text, [0x25: "%25"]), replacing(text, [0x26: "&amp;", 0x22: "&quot;", 0x27: "&#39;"]),
            replacing(text, [0x5C: "%5C", 0x22: "%22", 0x26: "%26", 0x23: "%23", 0x3B: "%3B"]),
        ]
    }

    static func digits(_ value: UInt32, _ radix: Int, _ width: Int, _ isUpper: Bool = false) -> String {
        let text = String(value, radix: radix, uppercase: isUpper)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}

/// Spellings as a tree; node 0 is the root.
struct SpellingTree: Sendable {
    private var firstChild: [Int32] = [-1]
    private var nextSibling: [Int32] = [-1]
    private var bytes: [UInt8] = [0]
    private(set) var isEnd: [Bool] = [false]

    init(_ spellings: some Sequence<[UInt8]>) { for spelling in spellings { insert(spelling) } }

    private mutating func insert(_ spelling: [UInt8]) {
        var node = 0
        for byte in spelling {
            if let child = child(of: node, byte) {
                node = child
            } else {
                firstChild.append(-1)
                nextSibling.append(firstChild[node])
                bytes.append(byte)
                isEnd.append(false)
                firstChild[node] = Int32(bytes.count - 1)
                node = bytes.count - 1
            }
        }
        isEnd[node] = true
    }

    func child(of node: Int, _ byte: UInt8) -> Int? {
        var child = firstChild[node]
        while child >= 0 {
            if bytes[Int(child)] == byte { return Int(child) }
            child = nextSibling[Int(child)]
        }
        return nil
    }

    func hasChildren(_ node: Int) -> Bool { firstChild[node] >= 0 }
}
