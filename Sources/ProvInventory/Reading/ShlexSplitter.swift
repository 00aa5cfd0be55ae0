/// Splits a line into words as Python's `shlex` does in POSIX mode: what Ansible splits host lines and ssh arguments
/// with.
struct ShlexSplitter {
    struct Word: Sendable, Equatable {
        var text: String
        /// UTF-8 offsets into the line, quotes included.
        var bytes: Range<Int>
    }

    struct Unclosed: Error, Equatable {
        /// Where the quote or backslash stands that nothing follows.
        var offset: Int
    }

    /// - Parameter comments: whether `#` outside quotes ends the line.
    static func split(_ line: String, comments: Bool) throws(Unclosed) -> [Word] {
        var splitter = ShlexSplitter(bytes: Array(line.utf8), comments: comments)
        return try splitter.words()
    }

    private let bytes: [UInt8]
    private let comments: Bool
    private var position = 0

    private init(bytes: [UInt8], comments: Bool) {
        self.bytes = bytes
        self.comments = comments
    }

    private mutating func words() throws(Unclosed) -> [Word] {
        var words: [Word] = []
        while position < bytes.count {
            let byte = bytes[position]
            if Self.isBlank(byte) {
                position += 1
            } else if comments, byte == UInt8(ascii: "#") {
                break
            } else {
                words.append(try word())
            }
        }
        return words
    }

    private mutating func word() throws(Unclosed) -> Word {
        let start = position
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            if Self.isBlank(byte) || comments && byte == UInt8(ascii: "#") { break }
            position += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard position < bytes.count else { throw Unclosed(offset: position - 1) }
                text.append(bytes[position])
                position += 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""): try quoted(by: byte, into: &text)
            default: text.append(byte)
            }
        }
        return Word(text: String(decoding: text, as: UTF8.self), bytes: start..<position)
    }

    private mutating func quoted(by quote: UInt8, into text: inout [UInt8]) throws(Unclosed) {
        let opening = position - 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == quote { return }
            guard byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") else {
                text.append(byte)
                continue
            }
            guard position < bytes.count else { break }
            let escaped = bytes[position]
            position += 1
            if escaped != quote, escaped != UInt8(ascii: "\\") { text.append(byte) }
            text.append(escaped)
        }
        throw Unclosed(offset: opening)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
}
