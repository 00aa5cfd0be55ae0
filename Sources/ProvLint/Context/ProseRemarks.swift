import ProvRunbook
import ProvText

/// What the paragraphs of a document say about its commands: which words the reader has to replace, and that a command
/// asks something.
struct ProseRemarks {
    /// A word that has to be replaced, and the line that says so.
    struct Replaced {
        var word: String
        var line: Int
    }

    /// No document has more that matter, and each is looked for in every step.
    private static let limit = 16
    /// How far a word that may be an ordinary one is looked for.
    private static let nearby = 15

    private(set) var replaced: [Replaced] = []
    private var questions = Places()
    private var examples = Places()

    /// Lines at which paragraphs of one kind begin and end.
    private struct Places {
        var starts: Set<Int> = []
        var ends: Set<Int> = []

        mutating func add(_ lines: TextRange) {
            starts.insert(lines.start.line)
            ends.insert(lines.end.line)
        }

        /// Whether such a paragraph ends directly above a block, with at most one line between.
        func isAbove(_ block: TextRange) -> Bool {
            ends.contains(block.start.line - 1) || ends.contains(block.start.line - 2)
        }

        /// The same below it.
        func isBelow(_ block: TextRange) -> Bool {
            starts.contains(block.end.line + 1) || starts.contains(block.end.line + 2)
        }
    }

    // MARK: Reading

    private static let asking = ["f it asks ", "f asked ", "hen asked "].map { Array($0.utf8) }

    private static let filling = [
        "hange the values", "eplace the values", "our own details", "our own values",
    ].map { Array($0.utf8) }

    private static let verbs = ["eplace ", "eplacing ", "ubstitute ", "ubstituting "].map { Array($0.utf8) }

    /// - Parameter bytes: of a paragraph, in the text of the file.
    mutating func read(_ text: Span<UInt8>, _ bytes: Range<Int>, lines: TextRange) {
        var index = bytes.lowerBound
        while index < bytes.upperBound {
            switch text[index] {
            case UInt8(ascii: "o"), UInt8(ascii: "f"), UInt8(ascii: "h"):
                if Self.asking.contains(where: { text.holds($0, at: index) }) { questions.add(lines) }
                if Self.filling.contains(where: { text.holds($0, at: index) }) { examples.add(lines) }
            case UInt8(ascii: "e"), UInt8(ascii: "u"):
                if Self.filling.contains(where: { text.holds($0, at: index) }) { examples.add(lines) }
                if let verb = Self.verbs.first(where: { text.holds($0, at: index) }), replaced.count < Self.limit,
                    !isConditional(text, bytes.lowerBound, index)
                {
                    take(ReplacedWords.words(in: text, (index + verb.count)..<bytes.upperBound), lines)
                }
            default: break
            }
            index += 1
        }
    }

    private mutating func take(_ words: [String], _ lines: TextRange) {
        for word in words where replaced.count < Self.limit {
            replaced.append(Replaced(word: word, line: lines.end.line))
        }
    }

    /// "If you use another namespace, replace `velero` with …": most readers keep the word.
    private func isConditional(_ text: Span<UInt8>, _ start: Int, _ verb: Int) -> Bool {
        var first = verb
        while first > start, verb - first < 160, text[first - 1] != ASCII.period || text[first] != ASCII.space {
            first -= 1
        }
        let sentence = text.text(first..<verb).lowercased()
        return ["if ", "can also", "possible to", "you may"].contains(where: sentence.contains)
    }

    // MARK: Asking

    /// Whether a paragraph above the step says what to answer.
    func asks(above step: Step) -> Bool { questions.isAbove(step.range) }

    /// Whether a paragraph beside the step says that its values are an example.
    func isExample(_ step: Step) -> Bool { examples.isAbove(step.range) || examples.isBelow(step.range) }

    /// The words that have to be replaced in a step: names anywhere, ordinary words near the text.
    func words(for step: Step) -> [String] {
        guard !replaced.isEmpty else { return [] }
        return replaced.filter { entry in
            let distance = min(
                abs(step.range.start.line - entry.line), abs(step.range.end.line - entry.line))
            return distance <= Self.nearby || !entry.word.utf8.allSatisfy(\.isLowercase)
        }.map(\.word)
    }
}
