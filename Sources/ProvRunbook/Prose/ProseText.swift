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
        var end: Character
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
        var rest = text[...]
        while let character = rest.popFirst() { reading.read(character, next: rest.first) }
        reading.endPart(" ")
        return reading.parts
    }

    /// The words of the last sentence, with the parts that commas divide it into; a colon at its end is left out.
    static func lastSentence(of text: String) -> [Part] {
        let parts = parts(of: text)
        guard let last = parts.indices.last else { return [] }
        let first = parts[..<last].lastIndex { ![",", ";"].contains($0.end) }.map { $0 + 1 } ?? 0
        return Array(parts[first...])
    }

    private struct Reading {
        var parts: [Part] = []
        private var words: [String] = []
        private var word = ""
        private var text = ""
        private var isCode = false

        mutating func read(_ character: Character, next: Character?) {
            if character.isWhitespace {
                if !text.isEmpty, text.last != " " { text.append(" ") }
            } else {
                text.append(character)
            }
            if character == "`" { isCode.toggle() }
            if isCode || character == "`" {
                endWord()
            } else if character.isLetter || character.isNumber || character == "'" || character == "\u{2019}" {
                word += character == "\u{2019}" ? "'" : character.lowercased()
            } else if ",;:!?".contains(character) || character == "." && next?.isWhitespace != false {
                endPart(character)
            } else {
                endWord()
            }
        }

        private mutating func endWord() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }

        mutating func endPart(_ end: Character) {
            endWord()
            while text.last == " " || text.last == end { text.removeLast() }
            if !words.isEmpty || text.contains("`") { parts.append(Part(words: words, text: text, end: end)) }
            words = []
            text = ""
        }
    }
}
