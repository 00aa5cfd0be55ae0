import ProvChecks
import ProvText
import Testing

@Suite("Expected output")
struct ExpectedOutputTests {
    private func judge(
        _ expected: String, _ output: String, exitCode: Int = 0, match: ProvChecks.Expectation.Match = .lines,
        dialect: LineDialect = .prov
    ) -> Verdict {
        let place = TextPosition(line: 1, column: 1)
        return ProvChecks.Expectation(match: match, text: expected, dialect: dialect, range: TextRange(place, place))
            .judge(Array(output.utf8), exitCode: exitCode)
    }

    private func judge(_ expected: String, bytes: [UInt8]) -> Verdict.Result {
        let place = TextPosition(line: 1, column: 1)
        return ProvChecks.Expectation(match: .lines, text: expected, range: TextRange(place, place)).judge(bytes).result
    }

    @Test(
        "a line is compared literally before its mark counts",
        arguments: [
            "foo bar (re)", "* (glob)", "a\\tb (esc)", "x (no-eol)", "x (+)", "[1]", "(a (regex)", "... (equal)",
        ])
    func literalFirst(line: String) {
        #expect(judge(line + "\n", line + "\n").result == .pass)
    }

    @Test(
        "marks of cram and scrut",
        arguments: [
            ("fo+ (re)", "foo"), ("fo+ (regex)", "foo"), ("f* (glob)", "foo"), ("f?o (gl)", "fäo"),
            ("\\* \\? \\\\ (glob)", "* ? \\"), ("a\\tb (esc)", "a\tb"), ("\\x41\\102\\e (escaped)", "AB\u{1B}"),
            ("a\\x20 (esc)", "a "), ("a {2} (re)", "a  "), ("x (equal)", "x"), ("x (eq)", "x"),
            ("a\\t* (escaped) (glob)", "a\tbc"), ("x (+)", "x\nx\nx"), ("x (*)\ny", "y"), ("x (?)\ny", "x\ny"),
            ("x (?)\ny", "y"), ("f.* (regex+)", "foo\nfun\nfacts"), ("a\n* (glob*)", "a\nb\nc"), ("a\n* (glob*)", "a"),
            ("...\nz", "a\nb\nz"), ("a\n...", "a"), ("a\n...\nm\n...\nz", "a\nm\nx\nm\nz"), ("a (+)\na", "a\na\na"),
            ("\\r (esc)", "\r"), ("\\' \\q (esc)", "' \\q"),
        ])
    func marks(expected: String, output: String) {
        #expect(judge(expected + "\n", output + "\n").result == .pass)
    }

    @Test(
        "what does not fit",
        arguments: [
            ("a", "a "), ("a", "a\r"), ("a", "a\n"), ("a\n\nb", "a\nb"), ("a\nb", "a\n\nb"), ("fo (re)", "foo"),
            ("o+ (re)", "foo"), ("x (+)", "y"), ("x (+)", ""), ("x (?)", "x\nx"), ("...\nz", "z\na"), ("a\n...", "b"),
            ("a\\x20 (esc)", "a"), ("... (equal)", "a"), ("f* (glob)", "foo\nfoo"), ("x (no-eol)", "x"),
        ])
    func differs(expected: String, output: String) {
        #expect(judge(expected + "\n", output + "\n").result == .fail)
    }

    @Test("bytes that are not UTF-8 are compared, and shown with escapes")
    func bytes() {
        #expect(judge("\\xff\n", bytes: [0xFF, 0x0A]) == .fail)
        #expect(judge("\\xff (esc)\n", bytes: [0xFF, 0x0A]) == .pass)
        #expect(judge("a\\0b (esc)\n", bytes: [0x61, 0, 0x62, 0x0A]) == .pass)
        #expect(judge("a?c (glob)\n", bytes: [0x61, 0xFF, 0x63, 0x0A]) == .pass)
        let place = TextPosition(line: 1, column: 1)
        let verdict = ProvChecks.Expectation(match: .lines, text: "x\n", range: TextRange(place, place)).judge([
            0xFF, 0x5C, 0x0A,
        ])
        #expect(verdict.found == "'\\xff\\\\ (esc)'")
        #expect(verdict.difference == "-x\n+\\xff\\\\ (esc)\n")
    }

    @Test("separating empty lines may be in the output, or not")
    func separators() {
        for output in ["a\n", "a\n\n"] { #expect(judge("a\n\n", output).result == .pass) }
        #expect(judge("a\n\n", "a\n\n\n").result == .fail)
    }

    @Test("the output's last newline and terminal colours are not compared")
    func notCompared() {
        #expect(judge("a\n", "a").result == .pass)
        #expect(judge("a (no-eol)\n", "a").result == .pass)
        #expect(judge("a (no-eol)\n", "a\n").result == .fail)
        #expect(judge("red\n", "\u{1B}[31mred\u{1B}[0m\n").result == .pass)
        #expect(judge("r.d (re)\n", "\u{1B}[31mred\u{1B}[0m\n").result == .pass)
        #expect(judge("\\e[31mred\\e[0m (esc)\n", "\u{1B}[31mred\u{1B}[0m\n").result == .pass)
    }

    @Test("an exit code is a line, which a mark may match and an output may look like")
    func exitCodes() {
        #expect(judge("a\n[3]\n", "a\n", exitCode: 3).result == .pass)
        #expect(judge("a\n[3]\n", "a\n[3]\n").result == .pass)
        #expect(judge("a\n\\[\\d\\] (re)\n", "a\n", exitCode: 3).result == .pass)
        #expect(judge("a\n", "a\n", exitCode: 3).difference == " a\n+[3]\n")
        #expect(judge("a\n[3]\n", "a\n", exitCode: 4).difference == " a\n-[3]\n+[4]\n")
    }

    @Test("a difference has every changed line, and those that marks match as they are written")
    func difference() {
        let verdict = judge("a\nb* (glob)\nc\n...\ny\nz\n", "a\nbbb\nC\n1\n2\ny\nx\nz\nq\n")
        #expect(verdict.difference == " a\n b* (glob)\n-c\n+C\n ...\n y\n+x\n z\n+q\n")
        #expect(verdict.wanted == "line 3 to be 'c'")
        let ends = judge("a\nb\n", "b\nc \n")
        #expect(ends.difference == "-a\n b\n+c\\x20 (esc)\n")
    }

    @Test(
        "hints",
        arguments: [("... (glob)", "a\nb", "alone on its line"), ("a", "a ", "blanks"), ("a", "a\r", "return")])
    func hints(expected: String, output: String, words: String) {
        #expect(judge(expected + "\n", output + "\n").found.contains(words))
    }

    @Test("a pattern that cannot be read is an error, unless the line is there literally")
    func malformed() {
        #expect(judge("(a (re)\n", "b\n").result == .error)
        #expect(judge("(a (re)\n", "(a (re)\n").result == .pass)
    }

    @Test("match=glob has patterns without marks; match=exact has none at all")
    func otherMatches() {
        #expect(judge("a*\n[b]?\n", "abc\n[b]c\n", match: .glob).result == .pass)
        #expect(judge("a*\n", "ba\n", match: .glob).result == .fail)
        #expect(judge("a (re)\n...\n", "a (re)\n...\n", match: .exact).result == .pass)
        #expect(judge("a (re)\n", "a\n", match: .exact).difference == "-a (re)\n+a\n")
        #expect(judge("a\n", "a \n", match: .exact).result == .fail)
    }

    @Test("cram knows neither '...' nor multipliers; scrut has no '...' and leaves out carriage returns")
    func dialects() {
        for line in ["...", "x (+)", "x (regex)", "x (equal)", "x (no-eol)"] {
            #expect(judge(line + "\n", "x\n", dialect: .cram).result == .fail)
        }
        #expect(judge("a\n", "a", dialect: .cram).result == .fail)
        #expect(judge("a (no-eol)\n", "a", dialect: .cram).result == .pass)
        #expect(judge("a\n\n", "a\n", dialect: .cram).result == .fail)
        #expect(judge("...\n", "x\n", dialect: .scrut).result == .fail)
        #expect(judge("x (+)\n", "x\nx\n", dialect: .scrut).result == .pass)
        #expect(judge("a\n", "a\r\n", dialect: .scrut).result == .pass)
    }

    @Test(
        "ten times the output takes ten times as long",
        arguments: ["...\nx (re)\n...\n*z (glob)\n...\nend\n", "a (+)\nend\n"])
    func linear(expected: String) {
        let output = String(repeating: "a\n", count: 200_000)
        #expect(judge(expected, output + "end\n").result == (expected.hasPrefix("a") ? .pass : .fail))
    }
}
