import Glibc

/// The bytes that Markdown's grammar names.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let newline: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let exclamation: UInt8 = 0x21
    static let quotationMark: UInt8 = 0x22
    static let numberSign: UInt8 = 0x23
    static let ampersand: UInt8 = 0x26
    static let apostrophe: UInt8 = 0x27
    static let openParenthesis: UInt8 = 0x28
    static let closeParenthesis: UInt8 = 0x29
    static let asterisk: UInt8 = 0x2A
    static let plus: UInt8 = 0x2B
    static let hyphen: UInt8 = 0x2D
    static let period: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let circumflex: UInt8 = 0x5E
    static let underscore: UInt8 = 0x5F
    static let backtick: UInt8 = 0x60
    static let pipe: UInt8 = 0x7C
    static let tilde: UInt8 = 0x7E
}

extension UInt8 {
    var isSpaceOrTab: Bool { self == ASCII.space || self == ASCII.tab }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isHexadecimal: Bool { isDigit || ((self | 0x20) >= 0x61 && (self | 0x20) <= 0x66) }
    var isAlphanumeric: Bool { isLetter || isDigit }
    /// Space, tab and the line breaks, as cmark has it.
    var isWhitespace: Bool { self == ASCII.space || (self >= ASCII.tab && self <= ASCII.carriageReturn) }
    var isPunctuation: Bool {
        (self >= 0x21 && self <= 0x2F) || (self >= 0x3A && self <= 0x40) || (self >= 0x5B && self <= 0x60)
            || (self >= 0x7B && self <= 0x7E)
    }
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

extension ArraySlice<UInt8> {
    var text: String { String(decoding: self, as: UTF8.self) }

    /// Without the spaces and tabs at both ends.
    func trimmingBlanks() -> ArraySlice<UInt8> { trimming { $0.isSpaceOrTab } }

    /// Without the white space at both ends.
    func trimmingWhitespace() -> ArraySlice<UInt8> { trimming { $0.isWhitespace } }

    @inline(__always)
    private func trimming(_ isTrimmed: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = startIndex
        var end = endIndex
        while start < end, isTrimmed(self[start]) { start += 1 }
        while end > start, isTrimmed(self[end - 1]) { end -= 1 }
        return self[start..<end]
    }
}

extension [UInt8] {
    /// The first place of a byte at or behind an offset; many times as fast as a loop.
    func offset(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}

extension String {
    /// How many newlines the text holds.
    var newlineCount: Int {
        let bytes = utf8.span
        var count = 0
        for offset in bytes.indices where bytes[offset] == ASCII.newline { count += 1 }
        return count
    }

    /// What stands in front of the first white space.
    var firstWord: String { String(decoding: utf8.prefix { !$0.isWhitespace }, as: UTF8.self) }
}
