import ProvTheme
import Testing

@testable import ProvReport
@testable import ProvSite

/// A theme of the user's own may draw the links to a page's neighbours in any way that Mustache knows.
@Suite("The frame of pages")
struct PageFrameTests {
    private func pages(_ navigation: String) throws -> [String: String] {
        var theme = SiteTheme(BuiltInTheme.files)
        theme.files["templates/navigation.mustache"] = Array("<nav>\n\(navigation)</nav>\n".utf8)
        let files = [
            "README.md": "# Top\n", "a/README.md": "# All\n", "a/one.md": "# One & {{title}}\n", "a/two.md": "# Two\n",
        ].map { SiteFile(path: $0.key, text: $0.value) }
        let site = try Site.build(
            SiteInput(
                files: files.sorted { $0.path < $1.path }, options: SiteOptions(title: "t", folder: "/f", version: "v"),
                theme: theme))
        return Dictionary(
            site.files.map { file in
                let text = String(decoding: file.bytes, as: UTF8.self)
                let start = text.firstRange(of: "<nav>\n")?.upperBound ?? text.startIndex
                return (
                    file.path,
                    String(
                        text[start...].prefix(
                            upTo: text[start...].firstRange(of: "</nav>\n")?.lowerBound ?? text.endIndex))
                )
            }
        ) { first, _ in first }
    }

    @Test("neighbours are drawn as the template says, this page marked")
    func neighbours() throws {
        let pages = try pages(
            "{{#section}}<a href=\"{{address}}\"{{#isHere}} class=here{{/isHere}}>{{title}}</a>\n{{/section}}")
        #expect(
            pages["a/two.html"] == """
                <a href="index.html">All</a>
                <a href="one.html">One &amp; {{title}}</a>
                <a href="two.html" class=here>Two</a>

                """)
        #expect(
            pages["a/one.html"] == """
                <a href="index.html">All</a>
                <a href="one.html" class=here>One &amp; {{title}}</a>
                <a href="two.html">Two</a>

                """)
    }

    @Test("a section on lines of its own draws the same")
    func lines() throws {
        let pages = try pages("{{#section}}\n{{^isHere}}\n<b>{{title}}</b>\n{{/isHere}}\n{{/section}}\n")
        #expect(pages["a/two.html"] == "<b>All</b>\n<b>One &amp; {{title}}</b>\n")
    }

    @Test("what it names of the page is that of the page")
    func outer() throws {
        let pages = try pages("{{#section}}<b>{{path}} {{root}}{{address}} {{title}}</b>\n{{/section}}")
        #expect(
            pages["a/two.html"]?.hasPrefix("<b>a/two.html ../index.html All</b>\n<b>a/two.html ../one.html") == true)
        #expect(
            pages["a/one.html"]?.hasPrefix("<b>a/one.html ../index.html All</b>\n<b>a/one.html ../one.html") == true)
    }
}
