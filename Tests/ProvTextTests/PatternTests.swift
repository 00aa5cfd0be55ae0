import Glibc
import Testing

@testable import ProvText

@Suite("Pattern")
struct PatternTests {
    @Test(
        "finds what it should",
        arguments: [
            ("Address already in use", "bind: Address already in use\n", true),
            ("^ok$", "first\nok\nlast", true),
            ("^ok$", "not ok\n", false),
            (#"\d+\.\d+"#, "v16.0", true),
            (#"\bport\b"#, "the port.", true),
            (#"\bport\b"#, "export", false),
            ("(?i)permission DENIED", "Permission denied (publickey)", true),
            ("(?i:é)t", "ÉT", false),
            ("(?i:é)t", "Ét", true),
            ("a.c", "a\nc", false),
            ("(?s)a.c", "a\nc", true),
            ("[^a-z]x", "Éx", true),
            ("(foo|bar){2}", "xfoobar", true),
            ("(foo|bar){3}", "xfoobar", false),
            ("x{2,3}y", "xy", false),
            ("x{,2}y", "y", true),
            ("a{b", "a{b", true),
            (#"[[:digit:]]{3}-[\w.]+"#, "555-a.b", true),
            (#"\Qa.b*\E$"#, "a.b*", true),
            (#"\Qa.b*\E"#, "aXbb", false),
            (#"\AFirst"#, "x\nFirst", false),
            ("end\\z", "end\n", false),
            (#"\x41\u00e9\x{1F600}"#, "Aé😀", true),
            ("(?<name>a+)(?P<other>b)", "aab", true),
            ("(?x) a b # a comment\n c", "abc", true),
            (#"[]a]"#, "]", true),
            (#"[a\-z]"#, "-", true),
            (#"[\s\S]"#, "\n", true),
            ("", "", true),
        ] as [(String, String, Bool)])
    func finds(pattern: String, text: String, isFound: Bool) throws {
        #expect(try Pattern(pattern).isFound(in: text) == isFound)
    }

    @Test(
        "a whole match is the whole text",
        arguments: [
            ("a+", "aaa", true), ("a+", "aaab", false), ("a|ab", "ab", true), ("", "", true), ("", "x", false),
            (#".* in \d+ms"#, "done in 12ms", true),
        ])
    func whole(pattern: String, text: String, matches: Bool) throws {
        #expect(try Pattern(pattern).matchesWhole(text) == matches)
    }

    @Test(
        "says what is wrong, and where",
        arguments: [
            ("(unclosed", "unclosed '('", 0),
            ("é)", "unmatched ')'", 2),
            ("a**b(", "unclosed '('", 4),
            ("*a", "'*' has nothing to repeat", 0),
            ("[a-", "unclosed '['", 0),
            ("[z-a]", "the end of the range is before its start", 1),
            (#"a\"#, #"'\' at the end"#, 1),
            (#"\j"#, #"unknown escape '\j'"#, 0),
            ("[[:bogus:]]", "unknown character class '[:bogus:]'", 1),
            ("x{3,2}", "the maximum of the repetition is less than its minimum", 1),
            ("(((a{1000}){1000}){1000})", "too large because of its repetitions", 0),
        ])
    func malformed(pattern: String, message: String, offset: Int) {
        #expect(throws: Pattern.ReadingError(message: message, offset: offset)) { try Pattern(pattern) }
    }

    @Test(
        "refuses by name what it cannot do in linear time",
        arguments: [
            ("é(?=a)", "look-ahead '(?='", 2), ("(?!a)", "look-ahead '(?!'", 0), ("a(?<=a)", "look-behind '(?<='", 1),
            ("(?<!a)b", "look-behind '(?<!'", 0), ("(?>a)", "the atomic group '(?>'", 0),
            (#"(.)\1"#, #"the back reference '\1'"#, 3), (#"(?<x>.)\k<x>"#, #"the back reference '\k'"#, 7),
            ("a++", "possessive repetition", 2), (#"\p{Lu}x"#, #"'\p'"#, 0), (#"[\p{L}]"#, #"'\p'"#, 1),
            ("[a-z&&[aeiou]]", "a class made of classes", 4),
        ])
    func refused(pattern: String, what: String, offset: Int) {
        let message = "\(what) is not supported: patterns are matched in linear time"
        #expect(throws: Pattern.ReadingError(message: message, offset: offset)) { try Pattern(pattern) }
    }

    @Test("eight times the text takes about eight times as long", arguments: ["(a+)+$", "(a|aa)+b", "(.*a){20}$"])
    func linear(pattern: String) throws {
        let pattern = try Pattern(pattern)
        func seconds(_ count: Int) -> Double {
            let text = String(repeating: "a", count: count) + "!"
            var best = Double.infinity
            for _ in 0..<3 {
                var (start, end) = (timespec(), timespec())
                unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start)
                _ = pattern.isFound(in: text)
                unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end)
                best = min(best, Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9)
            }
            return best
        }
        // Quadratic time would be sixty-four times.
        #expect(seconds(160_000) < 24 * seconds(20_000))
    }

    @Test("agrees with Swift's own engine on every small pattern and text")
    func oracle() throws {
        let atoms = [
            "a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab)", "^", "$", "\\b", "(a|)", "a*", "b+", "(ba)?", "a{2}",
            "(a|ab)(b|)",
        ]
        let texts = ["", "a", "b", "ab", "ba", "aab", "abab", "bba\n", "a\nb", "c", "ca b"]
        for first in atoms {
            for second in atoms {
                for joint in ["", "|"] {
                    let text = first + joint + second
                    let ours = try Pattern(text)
                    let theirs = try Regex(text).anchorsMatchLineEndings().wordBoundaryKind(.simple)
                    // An empty text has no word boundary; Swift finds one.
                    for sample in texts where !(sample.isEmpty && text.contains("\\b")) {
                        #expect(
                            ours.isFound(in: sample) == (sample.firstMatch(of: theirs) != nil),
                            "/\(text)/ in \(sample.debugDescription)")
                    }
                }
            }
        }
    }

    @Test(
        "patterns that others take exponential time for are done at once",
        arguments: ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "(.*a){20}$", "(x+x+)+y"])
    func exponential(pattern: String) throws {
        #expect(
            try !Pattern(pattern).isFound(
                in: String(repeating: "a", count: 5000) + String(repeating: "x", count: 5000) + "!"))
    }

    @Test("a text with more states than memory allows is still judged")
    func manyStates() throws {
        var text = ""
        var seed: UInt32 = 7
        for _ in 0..<20_000 {
            seed = seed &* 1_664_525 &+ 1_013_904_223
            text += seed >> 31 == 0 ? "a" : "b"
        }
        #expect(try Pattern("a[ab]{14}c").isFound(in: text) == false)
        #expect(try Pattern("a[ab]{14}c").isFound(in: text + "abbbbbbbbbbbbbbc") == true)
    }

    @Test(
        "knows that it says nothing",
        arguments: [(".*", true), ("", true), ("^", true), ("$|x", true), ("[a-z]+", false), (".+", false)])
    func vacuous(pattern: String, is acceptsEverything: Bool) throws {
        #expect(try Pattern(pattern).acceptsEverything == acceptsEverything)
    }
}
