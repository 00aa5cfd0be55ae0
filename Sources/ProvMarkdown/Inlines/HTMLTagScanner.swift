import ProvText

/// Finds the end of raw inline HTML: tags, comments, processing instructions, declarations and CDATA sections.
///
/// The grammar is that of CommonMark 0.30, section 6.6, as cmark 0.30.2 reads it.
struct HTMLTagScanner {
    /// Searches that found nothing, which a later one from further right will not do either.
    private var hasNoQuestionEnd = false, hasNoSectionEnd = false, hasNoGreater = false, hasNoDashes = false

    /// The offset behind the `>`; `start` is the offset behind the `<`.
    mutating func end(_ bytes: [UInt8], at start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case ASCII.slash: return Self.closingTag(bytes, start + 1)
        case ASCII.question:
            return Self.find([ASCII.question, ASCII.greater], in: bytes, from: start + 1, &hasNoQuestionEnd)
        case ASCII.exclamation: return bang(bytes, start + 1)
        default: return Self.openingTag(bytes, start)
        }
    }

    private mutating func bang(_ bytes: [UInt8], _ start: Int) -> Int? {
        let rest = bytes[start...]
        if rest.starts(with: [ASCII.hyphen, ASCII.hyphen]) {
            let content = start + 2
            if rest.dropFirst(2).first == ASCII.greater
                || rest.dropFirst(2).starts(with: [ASCII.hyphen, ASCII.greater])
            {
                return nil
            }
            guard let end = Self.find([ASCII.hyphen, ASCII.hyphen], in: bytes, from: content, &hasNoDashes) else {
                return nil
            }
            return end < bytes.count && bytes[end] == ASCII.greater ? end + 1 : nil
        }
        if rest.starts(with: Array("[CDATA[".utf8)) {
            return Self.find(
                [ASCII.closeBracket, ASCII.closeBracket, ASCII.greater], in: bytes, from: start + 7, &hasNoSectionEnd)
        }
        let name = rest.prefix { $0 >= 0x41 && $0 <= 0x5A }.count
        guard name > 0, start + name < bytes.count, bytes[start + name].isWhitespace else { return nil }
        return Self.find([ASCII.greater], in: bytes, from: start + name, &hasNoGreater)
    }

    /// The offset behind the next occurrence.
    private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int, _ isMissing: inout Bool) -> Int? {
        guard !isMissing else { return nil }
        var offset = start
        while offset + wanted.count <= bytes.count {
            if wanted.indices.allSatisfy({ bytes[offset + $0] == wanted[$0] }) { return offset + wanted.count }
            offset += 1
        }
        isMissing = true
        return nil
    }

    private static func skipWhitespace(_ bytes: [UInt8], _ start: Int) -> Int {
        var offset = start
        while offset < bytes.count, bytes[offset].isWhitespace { offset += 1 }
        return offset
    }

    private static func tagName(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard start < bytes.count, bytes[start].isLetter else { return nil }
        var offset = start
        while offset < bytes.count, bytes[offset].isAlphanumeric || bytes[offset] == ASCII.hyphen { offset += 1 }
        return offset
    }

    private static func closingTag(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard let name = tagName(bytes, start) else { return nil }
        let end = skipWhitespace(bytes, name)
        return end < bytes.count && bytes[end] == ASCII.greater ? end + 1 : nil
    }

    private static func openingTag(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard var offset = tagName(bytes, start) else { return nil }
        while true {
            let next = skipWhitespace(bytes, offset)
            guard next < bytes.count else { return nil }
            if bytes[next] == ASCII.greater { return next + 1 }
            if bytes[next] == ASCII.slash {
                return next + 1 < bytes.count && bytes[next + 1] == ASCII.greater ? next + 2 : nil
            }
            guard next > offset, let end = attribute(bytes, next) else { return nil }
            offset = end
        }
    }

    private static func attribute(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard bytes[start].isLetter || bytes[start] == ASCII.underscore || bytes[start] == ASCII.colon else {
            return nil
        }
        var name = start
        while name < bytes.count, isNameByte(bytes[name]) { name += 1 }
        let equals = skipWhitespace(bytes, name)
        guard equals < bytes.count, bytes[equals] == ASCII.equals else { return name }
        let value = skipWhitespace(bytes, equals + 1)
        guard value < bytes.count else { return nil }
        let quote = bytes[value]
        if quote == ASCII.quotationMark || quote == ASCII.apostrophe {
            return bytes[(value + 1)...].firstIndex(of: quote).map { $0 + 1 }
        }
        var end = value
        while end < bytes.count, isUnquoted(bytes[end]) { end += 1 }
        return end > value ? end : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == ASCII.underscore || byte == ASCII.colon || byte == ASCII.period
            || byte == ASCII.hyphen
    }

    private static func isUnquoted(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.quotationMark, ASCII.apostrophe, ASCII.equals, ASCII.less, ASCII.greater, ASCII.backtick: false
        default: !byte.isWhitespace
        }
    }
}

/// The address between `<` and `>`.
enum AngleAutolink {
    private static let mailPunctuation = Array(".!#$%&'*+/=?^_`{|}~-".utf8)

    /// The offset of the `>`, and whether the address is one of e-mail.
    static func end(_ bytes: [UInt8], at start: Int) -> (offset: Int, isMail: Bool)? {
        if let end = address(bytes, start) { return (end, false) }
        return mail(bytes, start).map { ($0, true) }
    }

    private static func address(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard start < bytes.count, bytes[start].isLetter else { return nil }
        var offset = start + 1
        while offset < bytes.count, offset - start <= 32, isSchemeByte(bytes[offset]) { offset += 1 }
        guard offset - start >= 2, offset - start <= 32, offset < bytes.count, bytes[offset] == ASCII.colon else {
            return nil
        }
        while offset < bytes.count, bytes[offset] > ASCII.space, bytes[offset] != ASCII.less {
            if bytes[offset] == ASCII.greater { return offset }
            offset += 1
        }
        return nil
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == ASCII.plus || byte == ASCII.period || byte == ASCII.hyphen
    }

    private static func mail(_ bytes: [UInt8], _ start: Int) -> Int? {
        var offset = start
        while offset < bytes.count, bytes[offset].isAlphanumeric || mailPunctuation.contains(bytes[offset]) {
            offset += 1
        }
        guard offset > start, offset < bytes.count, bytes[offset] == ASCII.at else { return nil }
        while true {
            offset += 1
            let label = offset
            while offset < bytes.count, bytes[offset].isAlphanumeric || bytes[offset] == ASCII.hyphen { offset += 1 }
            guard offset > label, offset - label <= 63, bytes[label] != ASCII.hyphen, bytes[offset - 1] != ASCII.hyphen,
                offset < bytes.count
            else { return nil }
            if bytes[offset] == ASCII.greater { return offset }
            guard bytes[offset] == ASCII.period else { return nil }
        }
    }
}
