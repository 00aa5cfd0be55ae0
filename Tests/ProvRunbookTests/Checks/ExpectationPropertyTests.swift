import ProvText
import Testing

@testable import ProvChecks

/// Fast ways to compare, held against slow ones that anybody can read.
@Suite("Comparing outputs, held against the plain definition", .timeLimit(.minutes(2)))
struct ExpectationPropertyTests {
    private static func texts(_ count: Int, of letters: String, upTo length: Int, seed: UInt64) -> [[UInt8]] {
        var generator = SeededGenerator(state: seed)
        let letters = Array(letters.utf8)
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...length, using: &generator)).map { _ in
                letters.randomElement(using: &generator) ?? 0x61
            }
        }
    }

    /// As the words of the reference say it, tried in every way.
    private static func globs(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case UInt8(ascii: "*"): return (0...text.count).contains { globs(rest, text.dropFirst($0)) }
        case UInt8(ascii: "?"): return !text.isEmpty && globs(rest, text.dropFirst())
        case UInt8(ascii: "\\") where rest.first.map { "*?\\".utf8.contains($0) } == true:
            return text.first == rest.first && globs(rest.dropFirst(), text.dropFirst())
        default: return text.first == first && globs(rest, text.dropFirst())
        }
    }

    @Test("a glob")
    func glob() {
        let patterns = Self.texts(400, of: "ab*?\\", upTo: 7, seed: 1)
        let texts = Self.texts(60, of: "ab*\\", upTo: 7, seed: 2)
        for pattern in patterns {
            for text in texts {
                if LineGlob.matches(pattern[...], text[...]) != Self.globs(pattern[...], text[...]) {
                    Issue.record(
                        "\(String(decoding: pattern, as: UTF8.self)) on \(String(decoding: text, as: UTF8.self))")
                }
            }
        }
    }

    @Test("a question mark stands for one character, however many bytes it has")
    func characters() {
        for character in ["a", "é", "語", "👍"] {
            let text = Array(character.utf8)
            #expect(LineGlob.matches(Array("?".utf8)[...], text[...]))
            #expect(!LineGlob.matches(Array("??".utf8)[...], text[...]))
        }
    }

    @Test("a glob of stars on a long line ends")
    func hostileGlob() {
        let pattern = Array((String(repeating: "*a", count: 200) + "b").utf8)
        #expect(!LineGlob.matches(pattern[...], [UInt8](repeating: 0x61, count: 20_000)[...]))
    }

    @Test("whether a text stands in another")
    func contains() {
        let parts = Self.texts(300, of: "ab", upTo: 5, seed: 3)
        for text in Self.texts(100, of: "ab", upTo: 12, seed: 4) {
            for part in parts {
                let isIn = part.isEmpty || text.firstRange(of: part) != nil
                if OutputText.contains(text, part) != isIn { Issue.record("\(part) in \(text)") }
            }
        }
    }

    @Test("the longest common subsequence, also where it is longer than a machine's word")
    func common() {
        func length(_ left: [UInt8], _ right: [UInt8]) -> Int {
            var above = [Int](repeating: 0, count: right.count + 1)
            for item in left {
                var row = [0]
                for (index, other) in right.enumerated() {
                    row.append(item == other ? above[index] + 1 : max(above[index + 1], row[index]))
                }
                above = row
            }
            return above.last ?? 0
        }
        let texts = Self.texts(25, of: "abc", upTo: 200, seed: 5) + Self.texts(10, of: "ab", upTo: 66, seed: 6)
        for left in texts {
            for right in texts { #expect(Similarity.commonLength(left, right) == length(left, right)) }
        }
    }

    @Test("what has no escape sequence and no carriage return is plain, and what is plain stays so")
    func plain() {
        for text in Self.texts(3000, of: "a\n\r\u{1B}[;m]0(\u{7}\\", upTo: 12, seed: 7) {
            let plain = OutputText.plain(text)
            #expect(!plain.contains(0x1B))
            #expect(OutputText.plain(plain.filter { $0 != 0x0D }) == plain.filter { $0 != 0x0D })
            if !text.contains(0x1B), !text.contains(0x0D) { #expect(plain == text) }
            // A broken sequence never takes the lines below it.
            #expect(plain.count { $0 == 0x0A } == text.count { $0 == 0x0A })
        }
    }

    @Test("a line that a page shows with escapes names the same bytes again")
    func escapes() {
        for line in Self.texts(3000, of: "a \t\r\\x0'\u{7F}\u{1}", upTo: 8, seed: 8) + [[0xFF], [0xC3, 0xA9], [0xC3]] {
            let shown = LineEscapes.shown(line[...])
            guard shown.hasSuffix(" (esc)") else {
                #expect(Array(shown.utf8) == line)
                continue
            }
            let written = Array(shown.utf8.dropLast(" (esc)".utf8.count))
            #expect(LineEscapes.decoded(written[...], dialect: .prov) == line, "\(shown)")
        }
    }

    @Test(
        "JSON: named members must be there and equal, others may be; an ellipsis is anything, and any number of items",
        arguments: [
            ("{\"a\":1}", "{\"a\":1,\"b\":2}", true), ("{\"a\":1}", "{\"b\":1}", false),
            ("{\"a\":1}", "{\"a\":1.0}", true), ("{\"a\":1}", "{\"a\":\"1\"}", false),
            ("{\"a\":null}", "{}", false), ("{\"a\":\"...\"}", "{\"a\":[1]}", true), ("{\"a\":\"...\"}", "{}", false),
            ("[1,2]", "[1,2]", true), ("[1,2]", "[1,2,3]", false), ("[1,2]", "[2,1]", false),
            ("[1,\"...\"]", "[1]", true), ("[1,\"...\",4]", "[1,2,3,4]", true), ("[1,\"...\",4]", "[1]", false),
            ("[1,\"...\",1]", "[1]", false), ("[\"...\",2,\"...\"]", "[1,2,3]", true),
            ("[\"...\",2,\"...\"]", "[1,3]", false), ("[\"...\",1,\"...\",1,\"...\"]", "[1]", false),
            ("[\"...\",2,3,\"...\",2]", "[2,2,3,2]", true),
            ("[\"...\",{\"n\":2},\"...\"]", "[{\"n\":2,\"m\":1}]", true),
            ("[]", "[]", true), ("[]", "[1]", false), ("{}", "[]", false), ("true", "true", true), ("1", "true", false),
        ])
    func json(wanted: String, found: String, fits: Bool) {
        let verdict = JSONExpectation.judge(wanted: wanted, found: Array(" \(found)\n".utf8))
        #expect(verdict.result == (fits ? .pass : .fail), "\(verdict)")
    }

    @Test("what cannot be read is an error of the runbook, or a failure of the output")
    func notJSON() {
        #expect(JSONExpectation.judge(wanted: "{", found: Array("{}".utf8)).result == .error)
        #expect(JSONExpectation.judge(wanted: "{}", found: Array("oops".utf8)).result == .fail)
    }

    @Test("each of several lines is found in a line of its own, in any order unless one is asked for")
    func listed() {
        func judge(_ lines: [String], _ output: String, whole: Bool = false, ordered: Bool = false) -> Bool {
            ListedLines(lines, areWhole: whole, areOrdered: ordered).judge(Array(output.utf8)).result == .pass
        }
        #expect(judge(["b", "a"], "xa\nxb\n") && !judge(["b", "a"], "xa\nxb\n", ordered: true))
        #expect(judge(["a", "b"], "xa\nxb\n", ordered: true))
        #expect(!judge(["a"], "xa\n", whole: true) && judge(["xa"], "xa\r\n", whole: true))
        #expect(!judge(["a", "a"], "a\n") && judge(["a", "a"], "a\na\n"))
        #expect(!judge(["a"], "") && judge([], "anything"))
    }
}
