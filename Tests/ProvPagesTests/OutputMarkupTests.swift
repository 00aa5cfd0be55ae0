import Testing

@testable import ProvReport
@testable import ProvSite

@Suite("Output as lines of HTML")
struct OutputMarkupTests {
    private func html(_ bytes: [UInt8], anchor: String = "") -> String {
        var page = Markup()
        var lines = OutputMarkup(anchor: anchor)
        lines.add(bytes[...], to: &page)
        return page.text
    }

    private func html(_ text: String, anchor: String = "") -> String { html(Array(text.utf8), anchor: anchor) }

    @Test("escapes markup")
    func escapes() {
        #expect(html("<script>alert('&')</script>") == "<pre>\n&lt;script&gt;alert('&amp;')&lt;/script&gt;\n</pre>")
    }

    @Test("numbers lines with anchors that link to themselves")
    func anchors() {
        #expect(
            html("a\n\nb", anchor: "s3-L") == """
                <pre>
                <a id="s3-L1" href="#s3-L1" tabindex="-1">1</a>a
                <a id="s3-L2" href="#s3-L2" tabindex="-1">2</a>
                <a id="s3-L3" href="#s3-L3" tabindex="-1">3</a>b
                </pre>
                """)
    }

    @Test("colours become classes that end and begin anew with each line")
    func colours() {
        #expect(
            html("\u{1B}[31mone\ntwo\u{1B}[0m.\n")
                == "<pre>\n<span class=\"f1\">one</span>\n<span class=\"f1\">two</span>.\n</pre>")
    }

    @Test(
        "all ways to ask for a colour come down to sixteen",
        arguments: [
            ("31", "f1"), ("91", "f9"), ("41", "g1"), ("107", "g15"), ("38;5;9", "f9"), ("38;5;196", "f9"),
            ("38;5;232", "f0"), ("38;5;255", "f7"),
            ("38;2;250;5;5", "f9"), ("48;2;0;0;0", "g0"), ("38:5:2", "f2"), ("1;4;9;3", "bo it un st"), ("7", "inv"),
            ("7;31", "g1"), ("31;7;42", "f2 g1"),
        ])
    func palette(parameters: String, classes: String) {
        #expect(html("\u{1B}[\(parameters)mx") == "<pre>\n<span class=\"\(classes)\">x</span>\n</pre>")
    }

    @Test("controls are shown, and marked as not being text")
    func controls() {
        #expect(html("a\rb\u{202E}c\u{1B}[2Jd") == "<pre>\na<i>␍</i>b<i>‹RLO›</i>c<i>␛</i>[2Jd\n</pre>")
        #expect(html([0x61, 0xFF, 0x0D, 0x0A, 0x62]) == "<pre>\na<i>‹FF›</i>\nb\n</pre>")
    }

    @Test("a hundred lines make a chunk")
    func chunks() {
        let text = html(String(repeating: "x\n", count: 250))
        #expect(text.ranges(of: "<pre>").count == 3)
        #expect(text.ranges(of: "</pre>").count == 3)
    }

    @Test("of a very long line only the beginning is shown, and it says so")
    func longLine() {
        let text = html(String(repeating: "x", count: 100_000) + "\nnext")
        #expect(text.contains("<i>… 83.6 kB of this line not shown</i>\nnext"))
        #expect(text.utf8.count < 20_000)
    }

    @Test("the middle of a long output is left out, and line numbers stay true")
    func excerpt() {
        let bytes = Array((1...1000).map { "line \($0)\n" }.joined().utf8)
        let excerpt = OutputExcerpt(bytes, lines: 100, bytes: 1 << 20)
        #expect(String(decoding: excerpt.head, as: UTF8.self).hasSuffix("line 20\n"))
        #expect(excerpt.tailFirstLine == 921)
        #expect(String(decoding: excerpt.tail, as: UTF8.self).hasPrefix("line 921\n"))
        #expect(excerpt.skippedLines == 900)
        #expect(OutputExcerpt(bytes, lines: 1000, bytes: 1 << 20).isWhole)
    }

    @Test("an excerpt of one endless line never cuts a character")
    func excerptOfOneLine() {
        let bytes = Array(String(repeating: "日", count: 10_000).utf8)
        let excerpt = OutputExcerpt(bytes, lines: 100, bytes: 1000)
        #expect(excerpt.head.isEmpty)
        #expect(excerpt.tailFirstLine == 1)
        #expect(String(validating: excerpt.tail, as: UTF8.self) != nil)
    }

    @Test(
        "the last lines",
        arguments: [
            ("a\nb\nc\n", 2, "b\nc\n"), ("a\nb\nc", 2, "b\nc"), ("a", 5, "a"), ("", 3, ""), ("a\nb\n", 0, ""),
            ("\n\n", 1, "\n"),
        ])
    func lastLines(text: String, count: Int, expected: String) {
        #expect(String(decoding: OutputExcerpt.lastLines(count, of: Array(text.utf8)), as: UTF8.self) == expected)
    }
}
