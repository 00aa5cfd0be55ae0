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

    @Test("a title is text wherever prov's own theme draws it, and only the body of a page is markup")
    func titles() throws {
        let title = "A \\<b\\> & \\<script\\>x() \\\"quoted\\\""
        let files = ["README.md", "a/README.md", "a/one.md"].map {
            SiteFile(path: $0, text: "# \(title)\n\n## \(title)\n\nText.\n\n## More\n")
        }
        let site = try Site.build(
            SiteInput(
                files: files, options: SiteOptions(title: "<b>Site</b>\"", folder: "/f", version: "<b>v"),
                theme: SiteTheme(BuiltInTheme.files)))
        let pages = site.files.filter { $0.path.hasSuffix(".html") }
        #expect(pages.count >= 3)
        for page in pages {
            let text = String(decoding: page.bytes, as: UTF8.self)
            #expect(!text.contains("<b>"), "\(page.path)")
            #expect(!text.contains("<script>"), "\(page.path)")
            #expect(!text.contains("\"quoted\""), "\(page.path)")
        }
        let page = pages.first { $0.path == "a/one.html" }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        #expect(
            page.contains("<h1>A &lt;b&gt; &amp; &lt;script&gt;x() &quot;quoted&quot;</h1>"), "\(page.prefix(3000))")
        for (path, bytes) in BuiltInTheme.files where path.hasSuffix(".mustache") {
            let raw = String(decoding: bytes, as: UTF8.self).matches(of: /\{\{(?:\{|&)\s*(\w+)/).map { $0.output.1 }
            #expect(raw == (path.hasSuffix("page.mustache") ? ["body"] : []), "\(path)")
        }
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
