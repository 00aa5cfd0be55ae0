/// Takes HTML apart into tags and what stands between them; whatever the text, it gets to its end.
struct TagScanner {
    enum Piece {
        case text(Substring)
        case tag(Tag)
        case comment
    }

    struct Tag {
        /// In small letters.
        var name: String
        var isClosing: Bool
        var isSelfClosing: Bool
        var attributes: [(name: String, value: String)]
        var written: Substring

        subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    private let text: String
    private var rest: Substring

    init(_ text: String) {
        self.text = text
        rest = text[...]
    }

    mutating func next() -> Piece? {
        guard let first = rest.utf8.first else { return nil }
        guard first == 0x3C else {
            let end = rest.utf8.firstIndex(of: 0x3C) ?? rest.endIndex
            defer { rest = rest[end...] }
            return .text(rest[..<end])
        }
        if rest.hasPrefix("<!--") {
            let end = rest.range(ofPlain: "-->")
            rest = end.map { rest[$0...] } ?? ""
            return .comment
        }
        if rest.hasPrefix("<!") || rest.hasPrefix("<?") {
            let end = rest.utf8.firstIndex(of: 0x3E).map { rest.utf8.index(after: $0) } ?? rest.endIndex
            rest = rest[end...]
            return .comment
        }
        if let tag = readTag() { return .tag(tag) }
        defer { rest = rest.dropFirst() }
        return .text(rest.prefix(1))
    }

    /// Goes on behind the closing tag of a name, or at the end where there is none.
    mutating func skip(past name: String) {
        while !rest.isEmpty {
            guard let open = rest.utf8.firstIndex(of: 0x3C) else { break }
            rest = rest[open...]
            let head = rest.prefix(name.utf8.count + 2)
            guard head.lowercased() == "</" + name else {
                rest = rest.dropFirst()
                continue
            }
            let end = rest.utf8.firstIndex(of: 0x3E).map { rest.utf8.index(after: $0) } ?? rest.endIndex
            rest = rest[end...]
            return
        }
        rest = ""
    }

    private mutating func readTag() -> Tag? {
        let bytes = rest.utf8
        var index = bytes.index(after: bytes.startIndex)
        let isClosing = index < bytes.endIndex && bytes[index] == 0x2F
        if isClosing { index = bytes.index(after: index) }
        let nameStart = index
        while index < bytes.endIndex, Self.isName(bytes[index]) { index = bytes.index(after: index) }
        guard index > nameStart, bytes[nameStart] | 0x20 >= 0x61, bytes[nameStart] | 0x20 <= 0x7A else { return nil }
        let name = rest[nameStart..<index].lowercased()
        var attributes: [(name: String, value: String)] = []
        while true {
            while index < bytes.endIndex, Self.isBlank(bytes[index]) || bytes[index] == 0x2F {
                index = bytes.index(after: index)
            }
            guard index < bytes.endIndex else { return nil }
            if bytes[index] == 0x3E { break }
            guard let attribute = readAttribute(&index) else { return nil }
            attributes.append(attribute)
        }
        let end = bytes.index(after: index)
        let written = rest[..<end]
        rest = rest[end...]
        return Tag(
            name: name, isClosing: isClosing, isSelfClosing: written.hasSuffix("/>"), attributes: attributes,
            written: written)
    }

    private func readAttribute(_ index: inout String.Index) -> (name: String, value: String)? {
        let bytes = rest.utf8
        let start = index
        while index < bytes.endIndex, !Self.isBlank(bytes[index]), bytes[index] != 0x3D, bytes[index] != 0x3E,
            bytes[index] != 0x2F
        { index = bytes.index(after: index) }
        let name = rest[start..<index].lowercased()
        while index < bytes.endIndex, Self.isBlank(bytes[index]) { index = bytes.index(after: index) }
        guard index < bytes.endIndex, bytes[index] == 0x3D else { return name.isEmpty ? nil : (name, "") }
        index = bytes.index(after: index)
        while index < bytes.endIndex, Self.isBlank(bytes[index]) { index = bytes.index(after: index) }
        guard index < bytes.endIndex else { return nil }
        let quote = bytes[index]
        if quote == 0x22 || quote == 0x27 {
            index = bytes.index(after: index)
            guard let end = bytes[index...].firstIndex(of: quote) else { return nil }
            defer { index = bytes.index(after: end) }
            return (name, Self.withoutEntities(rest[index..<end]))
        }
        let valueStart = index
        while index < bytes.endIndex, !Self.isBlank(bytes[index]), bytes[index] != 0x3E {
            index = bytes.index(after: index)
        }
        return (name, Self.withoutEntities(rest[valueStart..<index]))
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x2D || byte == 0x3A
            || byte == 0x5F
    }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "trade": "™", "mdash": "—", "ndash": "–",
        "hellip": "…", "rarr": "→", "larr": "←", "uarr": "↑", "darr": "↓", "middot": "·", "times": "×", "bull": "•",
        "check": "✓", "laquo": "«", "raquo": "»",
    ]

    /// The text with the references to characters that are usual in documents, and numbered ones, as those characters.
    static func withoutEntities(_ text: Substring) -> String {
        guard text.utf8.contains(0x26) else { return String(text) }
        var result = ""
        var rest = text
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[rest.index(after: ampersand)...]
            guard let semicolon = rest.prefix(12).firstIndex(of: ";"), let character = character(rest[..<semicolon])
            else {
                result += "&"
                continue
            }
            result += character
            rest = rest[rest.index(after: semicolon)...]
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> String? {
        if let known = entities[String(name)] { return known }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let number = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}

extension Substring {
    /// Where a text ends for the first time in this one.
    fileprivate func range(ofPlain wanted: String) -> Index? {
        let needle = Array(wanted.utf8)
        var start = utf8.startIndex
        while let found = utf8[start...].firstIndex(of: needle[0]) {
            if utf8[found...].starts(with: needle) { return utf8.index(found, offsetBy: needle.count) }
            start = utf8.index(after: found)
        }
        return nil
    }
}
