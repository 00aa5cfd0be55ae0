import ProvRunbook
import ProvShell
import ProvText

/// Words of which a sentence says that the reader has to replace them: "Replace `app.example.com` with your domain."
enum ReplacedWords {
    /// The code spans behind the verb of such a sentence.
    /// - Parameter range: what follows the verb, up to the end of the paragraph.
    static func words(in text: Span<UInt8>, _ range: Range<Int>) -> [String] {
        let (words, end) = spans(in: text, from: range.lowerBound, to: range.upperBound)
        guard !words.isEmpty, saysYours(text, end, range.upperBound) else { return [] }
        return words.filter(isPlausible)
    }

    /// The code spans that stand together, with at most a few words in front of each.
    private static func spans(in text: Span<UInt8>, from start: Int, to end: Int) -> ([String], Int) {
        var words: [String] = []
        var index = start
        while index < end {
            var open = index
            while open < end, open - index < 24, text[open] != ASCII.backtick, text[open] != ASCII.period { open += 1 }
            guard open < end, text[open] == ASCII.backtick else { break }
            // What follows "with" is the new word.
            let between = text.text(index..<open)
            if between.contains("with") || between.contains(" to ") || between.contains(" by ") { break }
            if words.isEmpty, between.utf8.contains(ASCII.comma) { break }
            var close = open + 1
            while close < end, text[close] != ASCII.backtick, text[close] != ASCII.newline { close += 1 }
            guard close < end, text[close] == ASCII.backtick else { break }
            words.append(text.text((open + 1)..<close))
            index = close + 1
        }
        return (words, index)
    }

    /// Whether "with your …", "by the name …" follows in the sentence.
    private static func saysYours(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var stop = start
        while stop < min(end, start + 80), text[stop] != ASCII.period, text[stop] != ASCII.backtick { stop += 1 }
        let rest = text.text(start..<stop).lowercased()
        return ["with your", "with the ", "by your", "by the ", "to your", "for your", "with an ", "with a "]
            .contains { rest.contains($0) }
    }

    private static func isPlausible(_ word: String) -> Bool {
        word.utf8.count >= 4 && word.utf8.count < 80 && !word.hasPrefix("-")
            && word.utf8.allSatisfy { byte in
                byte.isNameByte || byte == ASCII.period || byte == ASCII.hyphen || byte == ASCII.at
                    || byte == ASCII.slash || byte == ASCII.colon
            }
    }

    /// The first of the words that stands in a script as a word or the whole part of one, behind its program.
    static func first(
        of words: [String], in piece: ScriptPiece, isVariable: (String) -> Bool
    ) -> PlaceholderWords.Found? {
        let bytes = piece.shell.text.utf8.span
        let programs = Set(piece.invocations.map(\.name.bytes.lowerBound))
        // What prov asks for anyway is left alone.
        for word in words
        where !isVariable(word) && !piece.script.placeholders.contains(where: { $0.text.contains(word) }) {
            let sign = Array(word.utf8)
            for segment in piece.shell.segments where segment.context != .comment {
                var index = segment.bytes.lowerBound
                while index + sign.count <= segment.bytes.upperBound {
                    let range = index..<(index + sign.count)
                    if bytes[index] == sign[0], bytes.holds(sign, at: index), isApart(range, bytes),
                        !programs.contains(index)
                    {
                        return PlaceholderWords.Found(name: word, bytes: range)
                    }
                    index += 1
                }
            }
        }
        return nil
    }

    private static func isApart(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        func isPart(_ byte: UInt8) -> Bool {
            byte.isNameByte || byte == ASCII.hyphen || byte == ASCII.dollar || byte == ASCII.less
                || byte == ASCII.openBrace
        }
        let after = range.upperBound < bytes.count ? bytes[range.upperBound] : ASCII.space
        return (range.lowerBound == 0 || !isPart(bytes[range.lowerBound - 1])) && !isPart(after)
            && after != ASCII.equals
    }
}
