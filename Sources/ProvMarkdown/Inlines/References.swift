/// What the labels and entities of a document mean.
struct References: Sendable {
    var entities = Entities()
    private var targets: [[UInt8]: LinkTarget] = [:]

    static let none = References()

    private init() {}

    /// Link definitions leave no trace in cmark's tree, so it is asked: each label that the text seems to define is put in
    /// front of the document as a paragraph of its own, and comes back as a link or not.
    init(_ input: ParserInput) {
        entities = Entities(in: input.source.bytes)
        let labels = References.labels(in: input.source.bytes)
        guard !labels.isEmpty else { return }
        var question: [UInt8] = []
        question.reserveCapacity(input.body.count + labels.reduce(0) { $0 + $1.count + 4 })
        for label in labels {
            question.append(ASCII.openBracket)
            question += label
            question += [ASCII.closeBracket, ASCII.newline, ASCII.newline]
        }
        question += input.body
        let found = CMarkTree(question)?.withRoot { root in root.children.prefix(labels.count).map(\.linkTarget) } ?? []
        for (label, target) in zip(labels, found) {
            if let target { targets[label] = target }
        }
    }

    func target(_ label: ArraySlice<UInt8>) -> LinkTarget? {
        targets.isEmpty ? nil : targets[LinkLabel.key(label)]
    }

    /// Everything between a `[` at the front of a line and the `]:` behind it, once each.
    private static func labels(in bytes: [UInt8]) -> [[UInt8]] {
        var labels: [[UInt8]] = [], known: Set<[UInt8]> = []
        var start: Int?
        var offset = 0
        while offset < bytes.count {
            switch bytes[offset] {
            case ASCII.backslash: offset += 1
            case ASCII.openBracket: start = offset + 1
            case ASCII.closeBracket:
                if let from = start, offset > from, offset - from <= LinkLabel.limit, offset + 1 < bytes.count, bytes[offset + 1] == ASCII.colon, isAtFront(from - 1, of: bytes) {
                    let key = LinkLabel.key(lines(bytes[from..<offset]))
                    if !key.isEmpty, known.insert(key).inserted { labels.append(key) }
                }
                start = nil
            default: break
            }
            offset += 1
        }
        return labels
    }

    /// Whether only markers of quotes, lists and footnotes can stand on the line before an offset.
    private static func isAtFront(_ offset: Int, of bytes: [UInt8]) -> Bool {
        var start = offset
        while start > 0, bytes[start - 1] != ASCII.newline, bytes[start - 1] != ASCII.carriageReturn { start -= 1 }
        if start == 0, bytes.starts(with: ByteOrderMark.bytes) { start = ByteOrderMark.bytes.count }
        for index in start..<max(start, offset) {
            switch bytes[index] {
            case ASCII.space, ASCII.tab, ASCII.greater, UInt8(ascii: "*"), UInt8(ascii: "+"), ASCII.hyphen, UInt8(ascii: "."), UInt8(ascii: ")"), UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            case ASCII.openBracket: return bytes[index + 1] == UInt8(ascii: "^")
            default: return false
            }
        }
        return true
    }

    /// A stretch of the source without the markers of the quotes around it.
    private static func lines(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.contains(ASCII.newline) || bytes.contains(ASCII.carriageReturn) else { return bytes }
        var result: [UInt8] = [], isAtStart = false
        for byte in bytes {
            if byte == ASCII.newline || byte == ASCII.carriageReturn { isAtStart = true }
            if isAtStart, byte == ASCII.greater { continue }
            if !byte.isWhitespace { isAtStart = false }
            result.append(byte)
        }
        return result[...]
    }
}
