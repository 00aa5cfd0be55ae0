import ProvMarkdown
import ProvText

/// Running text as rules read it.
enum ProseText {
    /// A part of a text up to a comma, colon or the end of a sentence.
    struct Part: Equatable {
        /// In small letters: letters, digits and apostrophes; what stands in backticks is left out.
        var words: [String]
        /// As written, on one line.
        var text: String
        /// The sign it ends with; a space where the text ends.
        var end: UInt8
    }

    /// Long texts are no labels: their beginning tells as much.
    private static let limit = 400

    /// The beginning of a paragraph, without the addresses of its links.
    static func beginning(of range: TextRange, _ source: SourceText) -> String {
        guard let bytes = bytes(of: range, source) else { return "" }
        return withoutTargets(bytes.prefix(limit))
    }

    /// Its end, likewise.
    static func ending(of range: TextRange, _ source: SourceText) -> String {
        guard let bytes = bytes(of: range, source) else { return "" }
        return withoutTargets(bytes.suffix(limit))
    }

    private static func bytes(of range: TextRange, _ source: SourceText) -> ArraySlice<UInt8>? {
        guard range.start.line >= 1, range.end.line <= source.lineStarts.count else { return nil }
        let start = min(source.lineStarts[range.start.line - 1] + range.start.column - 1, source.bytes.count)
        return source.bytes[start..<max(start, source.byteRange(ofLine: range.end.line).upperBound)]
    }

    private static func withoutTargets(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(ASCII.openBracket) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var isTarget = false
        for byte in bytes {
            if isTarget {
                if byte == UInt8(ascii: ")") { isTarget = false }
            } else if byte == UInt8(ascii: "("), text.last == UInt8(ascii: "]") {
                isTarget = true
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The sentences of a text, and what commas and colons divide them into.
    static func parts(of text: String) -> [Part] {
        var reading = Reading()
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == 0xE2, rest.starts(with: [0x80, 0x99]) {
                rest.removeFirst(2)
                reading.read(ASCII.apostrophe, next: rest.first)
            } else {
                reading.read(byte, next: rest.first)
            }
        }
        reading.endPart(ASCII.space)
        return reading.parts
    }

    /// The words of the last sentence, with the parts that commas divide it into; a colon at its end is left out.
    static func lastSentence(of text: String) -> [Part] {
        let parts = parts(of: text)
        guard let last = parts.indices.last else { return [] }
        let first = parts[..<last].lastIndex { $0.end != ASCII.comma && $0.end != ASCII.semicolon }.map { $0 + 1 } ?? 0
        return Array(parts[first...])
    }

    private struct Reading {
        var parts: [Part] = []
        private var words: [String] = []
        private var word: [UInt8] = []
        private var text: [UInt8] = []
        private var isCode = false

        mutating func read(_ byte: UInt8, next: UInt8?) {
            if byte.isBlankOrNewline {
                if !text.isEmpty, text.last != ASCII.space { text.append(ASCII.space) }
            } else {
                text.append(byte)
            }
            if byte == ASCII.backtick { isCode.toggle() }
            if isCode || byte == ASCII.backtick {
                endWord()
            } else if byte.isAlphanumeric || byte >= 0x80 || byte == ASCII.apostrophe {
                word.append(byte.isUppercase ? byte | 0x20 : byte)
            } else if Self.ends.contains(byte) || byte == ASCII.period && next?.isBlankOrNewline != false {
                endPart(byte)
            } else {
                endWord()
            }
        }

        private static let ends = Array(",;:!?".utf8)

        private mutating func endWord() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }

        mutating func endPart(_ end: UInt8) {
            endWord()
            while let last = text.last, last == ASCII.space || last == end { text.removeLast() }
            if !words.isEmpty || text.contains(ASCII.backtick) {
                parts.append(Part(words: words, text: String(decoding: text, as: UTF8.self), end: end))
            }
            words = []
            text = []
        }
    }
}
