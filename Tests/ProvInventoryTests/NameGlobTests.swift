import Testing

@testable import ProvInventory

/// Held against the plain definition, tried in every way.
@Suite("Globs on names")
struct NameGlobTests {
    private static func matches(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case "*":
            return text.indices.contains { matches(pattern.dropFirst(), text[$0...]) }
                || matches(pattern.dropFirst(), "")
        case "?": return !text.isEmpty && matches(pattern.dropFirst(), text.dropFirst())
        default: return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
        }
    }

    private static func words(_ letters: String, upTo length: Int) -> [String] {
        var words = [""]
        var longest = [""]
        for _ in 0..<length {
            longest = longest.flatMap { word in letters.map { word + String($0) } }
            words += longest
        }
        return words
    }

    @Test("stars and question marks")
    func stars() {
        let texts = Self.words("ab", upTo: 5)
        for pattern in Self.words("ab*?", upTo: 4) {
            let glob = NameGlob(pattern)
            for text in texts {
                #expect(glob.matches(text) == Self.matches(pattern[...], text[...]), "\(pattern) on \(text)")
            }
        }
    }

    @Test(
        "sets of characters, as Python's fnmatch has them",
        arguments: [
            ("web[12]", "web2", true), ("web[12]", "web3", false), ("web[!12]", "web3", true),
            ("web[!12]", "web1", false), ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[c-a]x", "bx", false),
            ("[]]", "]", true), ("[!]]", "]", false), ("[!]]", "a", true), ("[a-]", "-", true), ("[-a]", "-", true),
            ("[", "[", true), ("a[", "a[", true), ("[ab", "[ab", true), ("[]", "[]", true), ("[!]", "[!]", true),
            ("[a-cx-z]", "y", true), ("[*]", "*", true), ("[*]", "a", false), ("WEB*", "web1", false),
            ("*.example.com", "a.b.example.com", true), ("ü?", "üé", true), ("[ü-ÿ]", "ý", true),
        ])
    func sets(pattern: String, text: String, fits: Bool) {
        #expect(NamePattern.matches(text, pattern) == fits)
    }

    @Test("many stars on a long name end")
    func hostile() {
        let glob = NameGlob(String(repeating: "*a", count: 200) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 10_000)))
    }
}
