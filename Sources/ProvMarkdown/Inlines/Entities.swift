import ProvText

/// Decodes `&name;` and `&#number;`.
///
/// The names of HTML 5, more than two thousand, are known to cmark: each that a document holds is asked of it once.
struct Entities: Sendable {
    private var named: [[UInt8]: [UInt8]] = [:]

    private static let nameLimit = 32

    init() {}

    /// Learns the entities in a text.
    init(in bytes: [UInt8]) {
        var names: Set<[UInt8]> = []
        var search = 0
        while let start = bytes[search...].firstIndex(of: ASCII.ampersand) {
            search = start + 1
            if let end = Entities.nameEnd(bytes[...], at: start) { names.insert(Array(bytes[(start + 1)..<end])) }
        }
        guard !names.isEmpty else { return }
        let ordered = Array(names)
        let paragraphs = ordered.map { [ASCII.ampersand] + $0 + [ASCII.semicolon, ASCII.newline, ASCII.newline] }
        let texts = CMarkTree(paragraphs.flatMap(\.self))?.withRoot { $0.children.map(\.onlyText) } ?? []
        for (name, text) in zip(ordered, texts) {
            if let text { named[name] = Array(text.utf8) }
        }
    }

    /// What the entity at an ampersand stands for, and its length in the text.
    func decode(_ bytes: [UInt8], at start: Int) -> (text: [UInt8], length: Int)? { decode(bytes[...], at: start) }

    private func decode(_ bytes: ArraySlice<UInt8>, at start: Int) -> (text: [UInt8], length: Int)? {
        if start + 1 < bytes.endIndex, bytes[start + 1] == ASCII.numberSign {
            return Entities.numeric(bytes, at: start)
        }
        guard let end = Entities.nameEnd(bytes, at: start), let text = named[Array(bytes[(start + 1)..<end])] else {
            return nil
        }
        return (text, end + 1 - start)
    }

    private static func nameEnd(_ bytes: ArraySlice<UInt8>, at start: Int) -> Int? {
        var end = start + 1
        while end < bytes.endIndex, end - start <= nameLimit + 1, bytes[end].isAlphanumeric { end += 1 }
        guard end < bytes.endIndex, end > start + 1, bytes[end] == ASCII.semicolon else { return nil }
        return end
    }

    private static func numeric(_ bytes: ArraySlice<UInt8>, at start: Int) -> (text: [UInt8], length: Int)? {
        var offset = start + 2
        let isHexadecimal = offset < bytes.endIndex && bytes[offset].lowercased == 0x78
        if isHexadecimal { offset += 1 }
        let digits = offset
        let limit = isHexadecimal ? 6 : 7
        while offset < bytes.endIndex, offset - digits <= limit,
            isHexadecimal ? bytes[offset].isHexadecimal : bytes[offset].isDigit
        { offset += 1 }
        guard offset > digits, offset - digits <= limit, offset < bytes.endIndex, bytes[offset] == ASCII.semicolon
        else { return nil }
        let value = UInt32(bytes[digits..<offset].text, radix: isHexadecimal ? 16 : 10) ?? 0
        let scalar = (value == 0 ? nil : Unicode.Scalar(value)) ?? "\u{FFFD}"
        return (Array(String(Character(scalar)).utf8), offset + 1 - start)
    }

    /// A text with its entities decoded.
    func decodeAll(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(ASCII.ampersand) else { return Array(bytes) }
        var result: [UInt8] = []
        var offset = bytes.startIndex
        while offset < bytes.endIndex {
            if bytes[offset] == ASCII.ampersand, let (text, length) = decode(bytes, at: offset) {
                result += text
                offset += length
            } else {
                result.append(bytes[offset])
                offset += 1
            }
        }
        return result
    }

    /// An address, a title or an info string with its entities decoded and its backslashes taken off.
    func unescape(_ bytes: ArraySlice<UInt8>) -> String {
        let decoded = decodeAll(bytes)
        guard decoded.contains(ASCII.backslash) else { return String(decoding: decoded, as: UTF8.self) }
        var result: [UInt8] = []
        var offset = 0
        while offset < decoded.count {
            if decoded[offset] == ASCII.backslash, offset + 1 < decoded.count, decoded[offset + 1].isPunctuation {
                offset += 1
            }
            result.append(decoded[offset])
            offset += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}
