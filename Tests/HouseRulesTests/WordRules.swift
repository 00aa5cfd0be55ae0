import Testing

/// The phrases that no message and no page uses, each with what to write. They come from the columns 'not' of the
/// glossary: there, a phrase in backticks is one of these. In a phrase, `…` stands for one to three words.
struct WordRules {
    static let page = "docs/reference/glossary.md"

    struct Phrase {
        var tokens: [String]
        var better: String
    }

    /// By their first word.
    private var phrases: [String: [Phrase]] = [:]
    /// Longer phrases in which the shorter one means something else.
    private let exceptions: [[String]]
    var count: Int { phrases.values.reduce(0) { $0 + $1.count } }

    init(glossary: String, exceptions: [String] = WordRules.exceptions.map(\.phrase)) {
        self.exceptions = exceptions.map { Self.tokens($0).map(\.text) }
        var columns: [String] = []
        for line in glossary.split(separator: "\n", omittingEmptySubsequences: false) {
            let cells = Self.cells(line)
            guard !cells.isEmpty else {
                columns = []
                continue
            }
            if columns.isEmpty { columns = cells }
            guard let index = columns.firstIndex(of: "not"), index < cells.count else { continue }
            for (number, phrase) in cells[index].split(separator: "`", omittingEmptySubsequences: false).enumerated()
            where number % 2 == 1 {
                let tokens = Self.tokens(String(phrase)).map(\.text)
                guard let first = tokens.first else { continue }
                phrases[first, default: []].append(Phrase(tokens: tokens, better: cells[0]))
            }
        }
    }

    /// Where the text has such a phrase, and what to write, with the number of the line.
    func findings(in text: String) -> [(line: Int, message: String)] {
        let tokens = Self.tokens(text)
        var findings: [(Int, String)] = []
        for (index, token) in tokens.enumerated() {
            for phrase in phrases[token.text] ?? []
            where Self.matches(phrase.tokens[...], tokens[index...]) && !isException(at: index, tokens) {
                let words = phrase.tokens.joined(separator: " ")
                findings.append(
                    (token.line, "'\(words)': write '\(phrase.better)' or another sentence (\(Self.page))"))
            }
        }
        return findings
    }

    private func isException(at index: Int, _ tokens: [Token]) -> Bool {
        exceptions.contains { exception in
            exception.indices.contains { offset in
                index >= offset && Self.matches(exception[...], tokens[(index - offset)...])
            }
        }
    }

    private static func matches(_ phrase: ArraySlice<String>, _ tokens: ArraySlice<Token>) -> Bool {
        guard let word = phrase.first else { return true }
        guard let token = tokens.first else { return false }
        if word == "…" {
            return (1...3).contains { count in
                count <= tokens.count && tokens.prefix(count).allSatisfy(\.isWord)
                    && matches(phrase.dropFirst(), tokens.dropFirst(count))
            }
        }
        return token.text == word && matches(phrase.dropFirst(), tokens.dropFirst())
    }

    // MARK: Words

    struct Token {
        var text: String
        var line: Int
        var isWord: Bool
    }

    /// Words in lower case, and every other character for itself; blanks and line breaks only separate them.
    static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var word: [UInt8] = []
        var line = 1
        func close() {
            guard !word.isEmpty else { return }
            tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: line, isWord: true))
            word = []
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), 0x80...:
                word.append(byte)
            case UInt8(ascii: " "), UInt8(ascii: "\t"): close()
            case UInt8(ascii: "\n"):
                close()
                line += 1
            default:
                close()
                tokens.append(
                    Token(text: String(UnicodeScalar(byte)), line: line, isWord: false))
            }
        }
        close()
        return tokens
    }

    private static func cells(_ line: Substring) -> [String] {
        guard line.hasPrefix("|"), line.hasSuffix("|") else { return [] }
        return line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
            String($0.trimmingPrefix { $0 == " " }.reversed().trimmingPrefix { $0 == " " }.reversed())
        }
    }
}

extension WordRules {
    /// Literals of Swift that may stand as they are, and why.
    static let literals: [(text: String, reason: String)] = [
        (" does not hold", "journals keep this sentence")
    ]

    /// What may stand although a shorter phrase in it may not, and why.
    static let exceptions: [(phrase: String, reason: String)] = [
        ("is no longer", "'no longer' is plain English"),
        ("are no longer", "'no longer' is plain English"),
        ("there is no", "'there is no' is plain English before a word that is not a quoted name"),
        ("there are no", "'there are no' is plain English"),
        ("Wants=", "a key of systemd's units"),
        ("prov lab mend", "the changelog names the command as it was"),
        ("default runtime wants one", "a comment of the lab's base: another text would be another base"),
    ]
}
