import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

@Suite("Numbers, times and states in words")
struct WordsTests {
    @Test(
        "durations",
        arguments: [
            (0.0, "0 ms"), (0.34, "340 ms"), (0.9996, "1 s"), (1.0, "1 s"), (4.24, "4.2 s"), (59.94, "59.9 s"),
            (59.96, "1 min"), (200, "3 min 20 s"),
            (3600, "1 h"), (7500, "2 h 5 min"), (90_000, "1 d 1 h"), (-1, "unknown"), (.infinity, "unknown"),
            (.nan, "unknown"),
        ])
    func duration(seconds: Double, words: String) { #expect(Quantity.duration(seconds) == words) }

    @Test(
        "sizes",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (4242, "4.2 kB"), (999_999, "1 MB"), (1_500_000_000, "1.5 GB"),
        ])
    func bytes(count: Int, words: String) { #expect(Quantity.bytes(count) == words) }

    @Test("counts and lists")
    func counts() {
        #expect(Quantity.count(1, "step") == "1 step")
        #expect(Quantity.count(12_345, "entry", "entries") == "12,345 entries")
        #expect(Quantity.grouped(-1000) == "-1,000")
        #expect(
            [1, 2, 3, 4, 11, 12, 13, 21, 112].map(Quantity.ordinal) == [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
            ])
        #expect(Quantity.list(["a", "b", "c"]) == "a, b and c")
    }

    @Test("a record with an absurd time still has a date", arguments: [-1e300, .nan, .infinity, 1e300])
    func absurdTimes(seconds: Double) { #expect(Moment.text(seconds).hasSuffix(" UTC")) }

    @Test("a time is shown in UTC, whoever reads it where")
    func moment() {
        #expect(Moment.text(1_795_230_855.926) == "2026-11-21 03:14:15 UTC")
        #expect(Moment.machine(1_795_230_855.926) == "2026-11-21T03:14:15.926Z")
        #expect(Moment.timeOfDay(1_795_230_855.926) == "03:14:15")
    }

    @Test("every state has its own symbol and word")
    func states() {
        #expect(Set(StepState.allCases.map(\.words.symbol)).count == StepState.allCases.count)
        #expect(Set(StepState.allCases.map(\.words.label)).count == StepState.allCases.count)
        #expect(StepState.allCases.allSatisfy { DisplayWidth.of($0.words.symbol) == 1 })
        let icons = Icon.definitions.text
        for state in StepState.allCases { #expect(icons.contains("id=\"i-\(state.rawValue)\"")) }
        for verdict in RunVerdict.allCases { #expect(icons.contains("id=\"i-\(verdict.rawValue)\"")) }
    }

    @Test(
        "Markdown text escapes what would begin something",
        arguments: [
            ("a*b_c`d", "a\\*b\\_c\\`d"), ("<b>&amp;", "\\<b\\>\\&amp;"), ("[x](y)", "\\[x\\](y)"),
            ("two\nlines", "two lines"), ("# no", "\\# no"),
        ])
    func markdown(text: String, escaped: String) { #expect(MarkdownText.plain(text) == escaped) }

    @Test(
        "a code span survives its own backticks",
        arguments: [("a`b", "``a`b``"), ("`", "`` ` ``"), ("```", "```` ``` ````"), ("", "(empty)")])
    func codeSpan(text: String, span: String) { #expect(MarkdownText.code(text) == span) }

    @Test("interpolated markup is escaped, literal markup is not, and markup in markup is not escaped twice")
    func markup() {
        let inner: Markup = "<b>\("<&>\"'\u{0}")</b>"
        let outer: Markup = "<p title=\"\("\"x")\">\(inner) \(42)</p>"
        #expect(outer.text == "<p title=\"&quot;x\"><b>&lt;&amp;&gt;&quot;&#39;␀</b> 42</p>")
    }

    @Test(
        "backticks in a sentence mark code, where they come in pairs",
        arguments: [
            ("`a<b` to succeed", "<code>a&lt;b</code> to succeed"), ("a ` b", "a ` b"), ("plain", "plain"),
            ("`x` and `y`", "<code>x</code> and <code>y</code>"),
        ])
    func prose(text: String, html: String) { #expect(Markup(prose: text).text == html) }

    @Test(
        "hosts in few words",
        arguments: [
            (["web1", "web2", "web3", "web5", "db1"], "web[1-3,5], db1"), (["h09", "h10", "h11"], "h[09-11]"),
            (["h9", "h10"], "h[9-10]"),
            (["h08", "h09", "h100"], "h[08-09], h100"),
            (["web1.example.org", "web2.example.org"], "web[1-2].example.org"), (["db", "db"], "db"),
        ])
    func hosts(names: [String], folded: String) { #expect(HostNames.folded(names) == folded) }
}
