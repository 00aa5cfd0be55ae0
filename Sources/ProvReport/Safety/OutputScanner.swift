import ProvText

/// Takes a program's output apart into text, line ends, colours and everything that must be shown and not obeyed.
///
/// Of all escape sequences only SGR (`ESC [ … m`, ECMA-48 8.3.117) is understood; any other shows its ESC as a symbol
/// and the rest as the text it is.
package struct OutputScanner: IteratorProtocol, Sequence {
    /// What the bytes at a place are, before anybody decides how they are shown.
    package enum Piece: Equatable {
        /// Bytes that can be shown as they are: valid UTF-8 without controls, tabs included.
        case text(Range<Int>)
        /// `\n` or `\r\n`.
        case lineEnd
        /// The parameters of an SGR sequence, digits, `;` and `:` only.
        case style(Range<Int>)
        /// What is shown in the place of a control or of a byte that is no character.
        case symbol(String)
    }

    /// An SGR sequence longer than this is shown instead.
    private static let longestStyle = 64
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The next piece, as a range of the bytes that were given; `nil` at their end.
    package mutating func next() -> Piece? {
        guard position < bytes.endIndex else { return nil }
        let start = position
        skipText()
        if position > start { return .text(start..<position) }
        return special()
    }

    /// How many bytes at the end are the beginning of something: a character, a sequence, a `\r` that may be half a
    /// line end.
    package static func incompleteTail(of bytes: ArraySlice<UInt8>) -> Int {
        if bytes.last == 0x0D { return 1 }
        for length in 1...4 where length <= bytes.count {
            let lead = bytes[bytes.endIndex - length]
            if lead & 0xC0 == 0x80 { continue }
            let wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
            if wanted > length { return length }
            break
        }
        if let escape = bytes.suffix(longestStyle).lastIndex(of: 0x1B), styleEnd(in: bytes, at: escape) == .unfinished {
            return bytes.endIndex - escape
        }
        return 0
    }

    private mutating func skipText() {
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte >= 0x20 && byte < 0x7F || byte == 0x09 {
                position += 1
            } else if byte >= 0x80, let (scalar, length) = OutputScanner.character(in: bytes, at: position),
                VisibleControls.symbol(for: scalar) == nil
            {
                position += length
            } else {
                return
            }
        }
    }

    private mutating func special() -> Piece {
        let byte = bytes[position]
        switch byte {
        case 0x0A:
            position += 1
            return .lineEnd
        case 0x0D where position + 1 < bytes.endIndex && bytes[position + 1] == 0x0A:
            position += 2
            return .lineEnd
        case 0x1B:
            if case .at(let end) = OutputScanner.styleEnd(in: bytes, at: position) {
                defer { position = end + 1 }
                return .style((position + 2)..<end)
            }
        default: break
        }
        guard let (scalar, length) = OutputScanner.character(in: bytes, at: position),
            let symbol = VisibleControls.symbol(for: scalar)
        else {
            position += 1
            return .symbol(VisibleControls.symbol(forByte: byte))
        }
        position += length
        return .symbol(symbol)
    }

    private enum StyleEnd: Equatable {
        case at(Int)
        case none, unfinished
    }

    private static func styleEnd(in bytes: ArraySlice<UInt8>, at escape: Int) -> StyleEnd {
        guard escape + 1 < bytes.endIndex else { return .unfinished }
        guard bytes[escape + 1] == UInt8(ascii: "[") else { return .none }
        var index = escape + 2
        while index < bytes.endIndex, index - escape < longestStyle {
            let byte = bytes[index]
            if byte == UInt8(ascii: "m") { return .at(index) }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: ";") else { return .none }
            index += 1
        }
        return index < bytes.endIndex ? .none : .unfinished
    }

    /// The well-formed character at an index (Unicode 16, table 3-7); `nil` where there is none.
    package static func character(in bytes: ArraySlice<UInt8>, at index: Int) -> (Unicode.Scalar, Int)? {
        let lead = bytes[index]
        guard lead >= 0x80 else { return (Unicode.Scalar(lead), 1) }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead <= 0xF4, index + length <= bytes.endIndex else { return nil }
        var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000), let scalar = Unicode.Scalar(value) else {
            return nil
        }
        return (scalar, length)
    }
}
