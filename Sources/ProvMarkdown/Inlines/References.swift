import ProvText

/// What the labels and entities of a document mean.
struct References: Sendable {
    var entities = Entities()
    private var targets: [[UInt8]: LinkTarget] = [:]

    static let none = References()

    private init() {}

    /// - Parameters:
    ///   - labels: of `labels(in:)`.
    ///   - found: what cmark made of each of them.
    init(in source: SourceText, labels: [[UInt8]], targets found: [LinkTarget?]) {
        entities = Entities(in: source.bytes)
        for (label, target) in zip(labels, found) {
            if let target { targets[label] = target }
        }
    }

    func target(_ label: ArraySlice<UInt8>) -> LinkTarget? {
        targets.isEmpty ? nil : targets[LinkLabel.key(label)]
    }

    /// Everything between a `[` and the `]` behind it that may be defined somewhere, in each spelling once.
    static func labels(in bytes: [UInt8]) -> [[UInt8]] {
        guard holdsDefinition(bytes) else { return [] }
        var labels: [[UInt8]] = []
        var known: Set<[UInt8]> = []
        var defined: Set<[UInt8]> = []
        var start: Int?
        var offset = 0
        while offset < bytes.count {
            switch bytes[offset] {
            case ASCII.backslash: offset += 1
            case ASCII.openBracket: start = offset + 1
            case ASCII.closeBracket:
                if let from = start, offset > from, offset - from <= LinkLabel.limit {
                    let key = LinkLabel.key(lines(bytes[from..<offset]))
                    if !key.isEmpty, known.insert(key).inserted { labels.append(key) }
                    if offset + 1 < bytes.count, bytes[offset + 1] == ASCII.colon, isAtFront(from - 1, of: bytes) {
                        defined.insert(folded(key))
                    }
                }
                start = nil
            default: break
            }
            offset += 1
        }
        // Beyond ASCII, letters that differ much can be the same to CommonMark.
        if defined.contains(where: { $0.contains { $0 >= 0x80 } }) { return labels }
        return defined.isEmpty
            ? [] : labels.filter { label in label.contains { $0 >= 0x80 } || defined.contains(folded(label)) }
    }

    private static func folded(_ label: [UInt8]) -> [UInt8] { label.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } }

    /// Whether there is a `]:` at all, as there is in every definition.
    private static func holdsDefinition(_ bytes: [UInt8]) -> Bool {
        var search = 0
        while let found = bytes.offset(of: ASCII.closeBracket, from: search) {
            if found + 1 < bytes.count, bytes[found + 1] == ASCII.colon { return true }
            search = found + 1
        }
        return false
    }

    /// Whether only markers of quotes, lists and footnotes can stand on the line before an offset.
    private static func isAtFront(_ offset: Int, of bytes: [UInt8]) -> Bool {
        var start = offset
        while start > 0, bytes[start - 1] != ASCII.newline, bytes[start - 1] != ASCII.carriageReturn { start -= 1 }
        if start == 0, bytes.starts(with: ByteOrderMark.bytes) { start = ByteOrderMark.bytes.count }
        for index in start..<max(start, offset) {
            switch bytes[index] {
            case ASCII.space, ASCII.tab, ASCII.greater, UInt8(ascii: "*"), UInt8(ascii: "+"), ASCII.hyphen,
                UInt8(ascii: "."), UInt8(ascii: ")"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                continue
            case ASCII.openBracket: return bytes[index + 1] == UInt8(ascii: "^")
            default: return false
            }
        }
        return true
    }

    /// A stretch of the source without the markers of the quotes around it.
    private static func lines(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.contains(ASCII.newline) || bytes.contains(ASCII.carriageReturn) else { return bytes }
        var result: [UInt8] = []
        var isAtStart = false
        for byte in bytes {
            if byte == ASCII.newline || byte == ASCII.carriageReturn { isAtStart = true }
            if isAtStart, byte == ASCII.greater { continue }
            if !byte.isWhitespace { isAtStart = false }
            result.append(byte)
        }
        return result[...]
    }
}
