import ProvMarkdown
import ProvTheme
import Testing

@testable import ProvReport
@testable import ProvSite

@Suite("Pages of documents")
struct PageRendererTests {
    private func body(_ markdown: String) -> String {
        let input = SiteInput(
            files: [
                SiteFile(path: "a/page.md", text: markdown), SiteFile(path: "a/other.md", text: "# Other\n"),
                SiteFile(path: "README.md", text: "# Top\n"),
            ],
            options: SiteOptions(title: "t", folder: "/f", version: "v"), theme: SiteTheme(BuiltInTheme.files),
            target: { $0 == "a/p.png" ? .file : .nothing })
        return (try? Site.build(input))?.pages.first { $0.path == "a/page.html" }?.body ?? ""
    }

    @Test(
        "HTML that acts is left out, what is no tag is text",
        arguments: [
            ("<script>alert(1)</script>", "alert"), ("a <img src=x onerror=alert(1)> b", "onerror"),
            ("[x](javascript:alert(1))", "href"),
            ("<a href=\" java\nscript:alert(1)\">x</a>", "href"),
            ("<a href=\"&#106;avascript:alert(1)\">x</a>", "href"),
            ("<iframe src=\"https://x.example\"></iframe>", "iframe"),
            ("<div onclick=\"x()\" style=\"color:red\">y</div>", "onclick"), ("<style>p{}</style>", "p{}"),
            ("![x](https://x.example/p.png)", "<img"),
            ("<svg><a xlink:href=\"javascript:x\">y</a></svg>", "javascript"),
            ("<form action=x><input></form>", "<form"), ("[x](data:text/html,y)", "href"),
        ])
    func hostile(markdown: String, forbidden: String) { #expect(!body("# T\n\n" + markdown).contains(forbidden)) }

    @Test(
        "harmless HTML stays, balanced within what it stands in",
        arguments: [
            ("a <pod-name> b", "a &lt;pod-name&gt; b"), ("press <kbd>x</kbd>", "<kbd>x</kbd>"),
            ("a <b>open", "<b>open</b></p>"), ("x</div></main>y", "<p>xy</p>"),
            (
                "<details><summary>more</summary>\n\ntext\n\n</details>",
                "<details><summary>more</summary>\n\n<p>text</p>\n</details>"
            ),
            ("> <div>\n\nafter", "</div></blockquote>\n<p>after</p>"),
            ("<p align=\"center\">mid</p>", "<p class=\"center\">mid</p>"),
            ("<li>no list</li>", "no list"), ("\u{202E}x", "‹RLO›x"),
        ])
    func harmless(markdown: String, shown: String) {
        #expect(body("# T\n\n" + markdown).contains(shown), "\(body("# T\n\n" + markdown))")
    }

    @Test(
        "links between files become links between pages",
        arguments: [
            ("[x](other.md)", "href=\"other.html\""), ("[x](other.md#other)", "href=\"other.html#other\""),
            ("[x](../README.md)", "href=\"../index.html\""),
            ("[x](..)", "href=\"../index.html\""), ("![x](p.png)", "src=\"p.png\""),
            ("[x](https://x.example/a.md)", "href=\"https://x.example/a.md\""),
            ("[x](/a/other.md)", "href=\"other.html\""),
        ])
    func links(markdown: String, written: String) { #expect(body("# T\n\n" + markdown).contains(written)) }

    @Test("a runbook for an alert is known by its shape: what diagnoses is a check, what mends is a step")
    func alert() {
        let text =
            """
            # KubePodCrashLooping

            ## Meaning

            x

            ## Impact

            y

            ## Diagnosis

            ```bash
            kubectl get pods
            ```

            ## Mitigation

            ```bash
            kubectl delete pod x
            ```

            """
        let body = body(text)
        #expect(body.contains("<a href=\"#mitigation\">Mitigation</a>"))
        #expect(body.contains(">Check 1</a>"))
        #expect(body.contains(">Step 2</a>"))
    }

    @Test("variants of one step are tabs that work without script")
    func variants() {
        let body = body(
            """
            # T

            ## Install

            ```bash {when="os == 'debian'"}
            apt-get update
            ```

            ```bash {when="os == 'alpine'"}
            apk update
            ```

            ```bash {check}
            true
            ```

            """
        )
        #expect(
            body.contains(
                """
                type="radio" name="variants-install" id="variants-install-1" checked><label \
                for="variants-install-1">os == &#39;debian&#39;</label>
                """
            ), "\(body)")
    }

    @Test("a parameter is filled where a shell would put it, and nowhere else")
    func parameters() {
        let body = body(
            """
            ---
            parameters:
              PORT: {type: int, default: 1}
            ---
            # T

            ```bash
            echo $PORT '$PORT' "${PORT}" \\$PORT
            ```

            """
        )
        #expect(
            body.contains(
                """
                echo <var data-parameter="PORT" data-context="word">$PORT</var> &#39;$PORT&#39; &quot;<var \
                data-parameter="PORT" data-context="double">${PORT}</var>&quot; \\$PORT
                """
            ), "\(body)")
    }

    @Test(
        "paths between pages",
        arguments: [
            ("a/b.html", "a/c.html", "c.html"), ("index.html", "a/c.html", "a/c.html"),
            ("a/b/c.html", "d/e.html", "../../d/e.html"),
        ])
    func paths(from: String, to: String, relative: String) { #expect(SitePath.relative(to, from: from) == relative) }
}
