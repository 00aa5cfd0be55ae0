import ProvMarkdown
import Testing

@testable import ProvText

@Suite("HTML from hostile and from ordinary documents")
struct HTMLRendererTests {
    private func html(_ text: String, _ change: (inout HTMLRenderer.Options) -> Void = { _ in }) -> String {
        var options = HTMLRenderer.Options()
        change(&options)
        return HTMLRenderer.html(Document(SourceText(path: "t.md", text: text), detail: .full), options: options)
    }

    @Test("raw HTML is left out, in blocks and in text")
    func rawHTML() {
        let html = html("<script>alert(1)</script>\n\na <b onclick=\"x\">b</b> <img src=x onerror=alert(1)>\n")
        #expect(
            html
                == """
                <!-- raw HTML omitted -->
                <p>a <!-- raw HTML omitted -->b<!-- raw HTML omitted --> <!-- raw HTML omitted --></p>

                """
        )
    }

    @Test(
        "an address that runs something leads nowhere",
        arguments: [
            "javascript:alert(1)", "JAVASCRIPT:x", "java&#115;cript:x", "vbscript:x", "file:///etc/passwd",
            "data:text/html;base64,x", "data:image/svg+xml,x", "javascript&colon;x",
        ])
    func dangerous(address: String) {
        #expect(html("[a](\(address))") == "<p><a href=\"\">a</a></p>\n")
        #expect(html("![a](\(address))") == "<p><img src=\"\" alt=\"a\" /></p>\n")
        #expect(html("[a]\n\n[a]: \(address)") == "<p><a href=\"\">a</a></p>\n")
    }

    @Test("text, code, titles, labels and languages are escaped")
    func escaping() {
        #expect(html("\\<b> & \" ' `<i>&`") == "<p>&lt;b&gt; &amp; &quot; ' <code>&lt;i&gt;&amp;</code></p>\n")
        #expect(
            html("```\"><script>\n</code>\n```")
                == "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">&lt;/code&gt;\n</code></pre>\n")
        #expect(html("[a](/b\"c '\"d\"')") == "<p><a href=\"/b%22c\" title=\"&quot;d&quot;\">a</a></p>\n")
        #expect(html("![\"a\" <b>](c)") == "<p><img src=\"c\" alt=\"&quot;a&quot; &lt;b&gt;\" /></p>\n")
        #expect(html("a[^\">]\n\n[^\">]: b").contains("id=\"fn-%22%3E\""))
    }

    @Test("headings carry their anchor where it is wanted")
    func anchors() {
        #expect(
            html("# A *b*\n# A b\n") { $0.headingAnchors = true }
                == "<h1 id=\"a-b\">A <em>b</em></h1>\n<h1 id=\"a-b-1\">A b</h1>\n")
        #expect(html("# A\n") == "<h1>A</h1>\n")
    }

    @Test("footnotes of two documents on one page do not meet")
    func footnotePrefix() {
        let html = html("a[^1]\n\n[^1]: b") { $0.footnotePrefix = "setup-" }
        for part in [
            "href=\"#setup-fn-1\"", "id=\"setup-fnref-1\"", "<li id=\"setup-fn-1\">", "href=\"#setup-fnref-1\"",
        ] { #expect(html.contains(part)) }
    }

    @Test("an alert has its kind and its title")
    func alert() {
        #expect(
            html("> [!WARNING]\n> Hot *stuff*\n") == """
                <div class="markdown-alert markdown-alert-warning">
                <p class="markdown-alert-title">Warning</p>
                <p>Hot <em>stuff</em></p>
                </div>

                """)
    }

    @Test("blocks and running text can be rendered alone")
    func parts() {
        #expect(HTMLRenderer.html([Inline.text("a <"), .code("b")]) == "a &lt;<code>b</code>")
        let position = TextPosition(line: 1, column: 1)
        #expect(HTMLRenderer.html([Block(.thematicBreak, range: TextRange(position, position))]) == "<hr />\n")
    }
}
