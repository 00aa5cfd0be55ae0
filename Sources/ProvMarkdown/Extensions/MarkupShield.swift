/// Hides from cmark what an extension must see later: an escaped `~` or `[`, and the `_` and `*` inside a bare URL.
///
/// Each is replaced by a character of equal length that the file does not use, and put back in everything that cmark returns.
struct MarkupShield {
    /// Escapes `\[` `\]` `\^` `\~` `\:` `\.` `\/` become U+0700 and following: punctuation of the same two bytes.
    private let shieldsEscapes: Bool
    /// Bytes that stand for `_`, `*`, `~` in bare URLs; control characters that the file does not use.
    private let stand: [UInt8]

    private static let escaped: [UInt8] = Array("[]^~:./".utf8)
    private static let inURL: [UInt8] = [ASCII.underscore, ASCII.asterisk, ASCII.tilde]
    private static let lead: UInt8 = 0xDC

    static let none = MarkupShield(shieldsEscapes: false, stand: [])

    private init(shieldsEscapes: Bool, stand: [UInt8]) {
        self.shieldsEscapes = shieldsEscapes
        self.stand = stand
    }

    init(for source: SourceText) {
        var used = [Bool](repeating: false, count: 256)
        for byte in source.bytes { used[Int(byte)] = true }
        shieldsEscapes = used[Int(ASCII.backslash)] && !used[Int(MarkupShield.lead)]
        let free = (UInt8(1)...8).filter { !used[Int($0)] }
        stand = used[Int(ASCII.colon)] && free.count >= 3 ? Array(free.prefix(3)) : []
    }

    var isEmpty: Bool { !shieldsEscapes && stand.isEmpty }

    func edits(in source: SourceText, from firstLine: Int) -> [ParserInput.Edit] {
        guard !isEmpty, firstLine <= source.lineStarts.count else { return [] }
        var edits: [ParserInput.Edit] = []
        let bytes = source.bytes.span
        var offset = source.lineStarts[firstLine - 1]
        while offset + 2 < bytes.count {
            let byte = bytes[offset]
            if byte == ASCII.backslash {
                if shieldsEscapes, let index = MarkupShield.escaped.firstIndex(of: bytes[offset + 1]) {
                    edits.append(.init(bytes: offset..<(offset + 2), replacement: [MarkupShield.lead, 0x80 + UInt8(index)]))
                }
                offset += 2
            } else if let address = stand.isEmpty ? nil : MarkupShield.bareURL(bytes, at: offset) {
                offset = shieldURL(bytes, from: address, &edits)
            } else {
                offset += 1
            }
        }
        return edits
    }

    /// Where the rest of a bare URL begins that is recognised at its `://` or its `www.`.
    private static func bareURL(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
        if bytes[offset] == ASCII.colon {
            guard bytes[offset + 1] == ASCII.slash, bytes[offset + 2] == ASCII.slash else { return nil }
            var start = offset
            while start > 0, offset - start < 6, bytes[start - 1].isLetter { start -= 1 }
            let scheme = String(decoding: (start..<offset).map { bytes[$0].lowercased }, as: UTF8.self)
            guard Autolinks.schemes.contains(scheme) else { return nil }
            // The address of a link is nobody's to mark up.
            if start > 0, bytes[start - 1] == ASCII.less { return nil }
            if start > 1, bytes[start - 1] == ASCII.openParenthesis, bytes[start - 2] == ASCII.closeBracket { return nil }
            return offset + 3
        }
        let www: [UInt8] = [0x77, 0x77, 0x77, ASCII.period]
        guard bytes[offset] == www[0], offset + 4 < bytes.count, www.indices.allSatisfy({ bytes[offset + $0] == www[$0] }) else { return nil }
        guard offset == 0 || Autolinks.canPrecede(bytes[offset - 1]) else { return nil }
        return offset + 4
    }

    private func shieldURL(_ bytes: Span<UInt8>, from start: Int, _ edits: inout [ParserInput.Edit]) -> Int {
        var end = start
        while end < bytes.count, !bytes[end].isWhitespace, bytes[end] != ASCII.less, bytes[end] != ASCII.backtick { end += 1 }
        let stop = end
        while end > start, bytes[end - 1].isPunctuation, bytes[end - 1] != ASCII.slash { end -= 1 }
        for offset in start..<end {
            if let index = MarkupShield.inURL.firstIndex(of: bytes[offset]) {
                edits.append(.init(bytes: offset..<(offset + 1), replacement: [stand[index]]))
            }
        }
        return max(stop, start)
    }

    // MARK: Putting back

    /// Text in which backslashes have no meaning: code, HTML, the address of `<https://…>`.
    func restoredLiteral(_ text: String) -> String { isEmpty ? text : restored(text, keepsBackslash: true) }

    /// Text in which an escape has done its work.
    func restoredText(_ text: String) -> String { isEmpty ? text : restored(text, keepsBackslash: false) }

    private func restored(_ text: String, keepsBackslash: Bool) -> String {
        let isAffected = text.utf8.contains { $0 == MarkupShield.lead || stand.contains($0) }
        guard isAffected else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            if shieldsEscapes, byte == MarkupShield.lead, let second = bytes.next() {
                if keepsBackslash { result.append(ASCII.backslash) }
                result.append(MarkupShield.escaped[min(Int(second & 0x7F), MarkupShield.escaped.count - 1)])
            } else if let index = stand.firstIndex(of: byte) {
                result.append(MarkupShield.inURL[index])
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
