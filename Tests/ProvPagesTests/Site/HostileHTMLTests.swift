import ProvMarkdown
import ProvTheme
import Testing

@testable import ProvReport
@testable import ProvSite

/// Documents of other people, with HTML of any kind in them.
@Suite("HTML soup in a document", .timeLimit(.minutes(2)))
struct HostileHTMLTests {
    private static let pieces = [
        "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<a href=\"other.md\">", "</a>", "<ul>", "</ul>", "<li>",
        "</li>", "<table>", "</table>", "<tr>", "<td colspan=2>", "</td>", "<details open>", "<summary>", "</summary>",
        "</details>", "<script>", "</script>", "<style>", "<svg onload=x()>", "<img src=x onerror=x()>", "<br>", "<!--",
        "-->", "<![CDATA[", "<?php", "?>", "<a href='javascript:x()'>", "<iframe src=x>", "text", "\n", "\n\n", "> ",
        "- ", "    ", "`", "**", "<", ">", "\"", "&lt;", "&#106;", "<h1>", "<pre>", "<x-y z>", "</", "<a name=q>",
        "<form action=x>", "<td onclick=x()>", "<div style=x class=y id=z>", "| a |\n|---|\n", "<main>", "</main>",
    ]

    private static func soup(_ seed: Int) -> String {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        return "# T\n\n" + (0..<(next(30) + 2)).map { _ in pieces[next(pieces.count)] }.joined()
    }

    private func body(_ markdown: String) throws -> String {
        let input = SiteInput(
            files: [SiteFile(path: "page.md", text: markdown), SiteFile(path: "other.md", text: "# Other\n")],
            options: SiteOptions(title: "t", folder: "/f", version: "v"), theme: SiteTheme(BuiltInTheme.files))
        return try #require(try Site.build(input).pages.first { $0.path == "page.html" }?.body)
    }

    private static let allowed: Set<String> = ["href", "src", "id", "class", "open", "colspan", "rowspan", "tabindex"]

    @Test("every tag is closed where it was opened, and nothing in it acts", arguments: 0..<600)
    func soups(seed: Int) throws {
        let markdown = Self.soup(seed)
        let body = try body(markdown)
        var open: [String] = []
        for tag in body.matches(of: /<(\/?)([a-zA-Z][^\s>\/]*)([^>]*)>/) {
            let name = String(tag.output.2)
            #expect(!RawHTML.dropped.contains(name) && !["form", "iframe", "main"].contains(name), "\(markdown)")
            #expect(!tag.output.3.contains("onerror") && !tag.output.3.contains("onclick"), "\(markdown)")
            #expect(!tag.output.3.contains("javascript") && !tag.output.3.contains("style="), "\(markdown)")
            if RawHTML.void.contains(name) || tag.output.3.hasSuffix("/") { continue }
            if tag.output.1.isEmpty {
                open.append(name)
            } else {
                #expect(open.popLast() == name, "\(markdown)\n\(body)")
            }
        }
        #expect(open.isEmpty, "\(markdown)\n\(body)")
    }

    @Test(
        "an address that acts is known behind any disguise, one that leads somewhere is let through",
        arguments: [
            ("javascript:x", true), ("JavaScript:x", true), (" java\nscript:x", true), ("\u{1}javascript:x", true),
            ("vbscript:x", true), ("data:text/html,x", true), ("file:///etc/passwd", true), ("blob:x", true),
            ("https://x.example", false), ("HTTPS://x.example", false), ("mailto:a@b", false), ("a.md", false),
            ("a/b:c.md", false), ("#javascript:x", false), ("?x=javascript:y", false), ("//x.example/y", false),
        ])
    func addresses(address: String, isDangerous: Bool) {
        #expect((AddressKind(address) == .dangerous) == isDangerous)
    }
}
