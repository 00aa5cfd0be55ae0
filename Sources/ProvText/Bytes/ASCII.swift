/// The ASCII bytes that readers look for, by their names in Unicode.
@usableFromInline package enum ASCII {
    @inlinable package static var tab: UInt8 { 0x09 }
    @inlinable package static var newline: UInt8 { 0x0A }
    @inlinable package static var carriageReturn: UInt8 { 0x0D }
    @inlinable package static var space: UInt8 { 0x20 }
    @inlinable package static var exclamation: UInt8 { 0x21 }
    @inlinable package static var quotationMark: UInt8 { 0x22 }
    @inlinable package static var numberSign: UInt8 { 0x23 }
    @inlinable package static var dollar: UInt8 { 0x24 }
    @inlinable package static var percent: UInt8 { 0x25 }
    @inlinable package static var ampersand: UInt8 { 0x26 }
    @inlinable package static var apostrophe: UInt8 { 0x27 }
    @inlinable package static var openParenthesis: UInt8 { 0x28 }
    @inlinable package static var closeParenthesis: UInt8 { 0x29 }
    @inlinable package static var asterisk: UInt8 { 0x2A }
    @inlinable package static var plus: UInt8 { 0x2B }
    @inlinable package static var comma: UInt8 { 0x2C }
    @inlinable package static var hyphen: UInt8 { 0x2D }
    @inlinable package static var period: UInt8 { 0x2E }
    @inlinable package static var slash: UInt8 { 0x2F }
    @inlinable package static var colon: UInt8 { 0x3A }
    @inlinable package static var semicolon: UInt8 { 0x3B }
    @inlinable package static var less: UInt8 { 0x3C }
    @inlinable package static var equals: UInt8 { 0x3D }
    @inlinable package static var greater: UInt8 { 0x3E }
    @inlinable package static var question: UInt8 { 0x3F }
    @inlinable package static var at: UInt8 { 0x40 }
    @inlinable package static var openBracket: UInt8 { 0x5B }
    @inlinable package static var backslash: UInt8 { 0x5C }
    @inlinable package static var closeBracket: UInt8 { 0x5D }
    @inlinable package static var circumflex: UInt8 { 0x5E }
    @inlinable package static var underscore: UInt8 { 0x5F }
    @inlinable package static var backtick: UInt8 { 0x60 }
    @inlinable package static var openBrace: UInt8 { 0x7B }
    @inlinable package static var pipe: UInt8 { 0x7C }
    @inlinable package static var closeBrace: UInt8 { 0x7D }
    @inlinable package static var tilde: UInt8 { 0x7E }
}

extension UInt8 {
    @inlinable package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inlinable package var isUppercase: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable package var isLowercase: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable package var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    @inlinable package var isAlphanumeric: Bool { isLetter || isDigit }
    @inlinable package var isHexadecimal: Bool { isDigit || ((self | 0x20) >= 0x61 && (self | 0x20) <= 0x66) }
    /// A space or a tab.
    @inlinable package var isBlank: Bool { self == ASCII.space || self == ASCII.tab }
    @inlinable package var isBlankOrNewline: Bool {
        isBlank || self == ASCII.newline || self == ASCII.carriageReturn
    }
    /// Space, tab and the line breaks, as cmark has it.
    @inlinable package var isWhitespace: Bool {
        self == ASCII.space || (self >= ASCII.tab && self <= ASCII.carriageReturn)
    }
    @inlinable package var isPunctuation: Bool {
        (self >= 0x21 && self <= 0x2F) || (self >= 0x3A && self <= 0x40) || (self >= 0x5B && self <= 0x60)
            || (self >= 0x7B && self <= 0x7E)
    }
    /// May stand in the name of a shell variable.
    @inlinable package var isNameByte: Bool { isLetter || isDigit || self == ASCII.underscore }
    @inlinable package var lowercased: UInt8 { isUppercase ? self | 0x20 : self }
}
