import ProvMarkdown
import Testing

@testable import ProvReport
@testable import ProvSite
@testable import ProvText

@Suite("A guide as Markdown for other generators")
struct GuideMarkdownTests {
    /// What stands below the front matter and the line about the last proof.
    private func exported(_ markdown: String) throws -> String {
        let text = "---\nkind: setup\n---\n" + markdown
        let output = try Site.build(
            SiteInput(
                files: [SiteFile(path: "guide.md", text: text), SiteFile(path: "part.md", text: "# Part\n")],
                options: SiteOptions(folder: "/docs", version: "1"), theme: SiteTheme([])))
        let file = try #require(output.files.first { $0.path == "guide.md" })
        let all = String(decoding: file.bytes, as: UTF8.self)
        let opening = "> No recorded run has proven this guide yet.\n\n"
        let start = try #require(all.firstRange(of: opening))
        return String(all[start.upperBound...])
    }

    @Test("steps are numbered, with what a reader has to know of them")
    func steps() throws {
        let text = try exported(
            """
            ```bash {name=a when="os == 'debian'" as=root}
            echo deb
            ```
            ```bash {check}
            true
            ```
            ```bash {undo}
            rm x
            ```

            """
        )
        #expect(
            text
                == """
                **Step 1** (as `root`; only when `os == 'debian'`):

                ```bash
                echo deb
                ```

                Checks of step 1:

                ```bash
                true
                ```

                Undo of step 1:

                ```bash
                rm x
                ```

                """
        )
    }

    @Test("a step in an alert stays in it")
    func alerts() throws {
        let text = try exported("> [!WARNING]\n> Careful.\n> ```bash {name=a}\n> echo\n> ```\n> More.\n\nAfter.\n")
        #expect(text == "> [!WARNING]\n> Careful.\n>\n> **Step 1**:\n>\n> ```bash\n> echo\n> ```\n> More.\n\nAfter.\n")
    }

    @Test(
        "what belongs to a list's item is indented so that Python-Markdown sees it",
        arguments: [
            (
                "1. Do:\n\n   ```bash\n   a\n     b\n   ```\n2. Next\n",
                "1.  Do:\n\n    **Step 1**:\n\n    ```bash\n    a\n      b\n    ```\n\n2.  Next\n"
            ),
            ("- ```bash\n  a\n  ```\n", "-   **Step 1**:\n\n    ```bash\n    a\n    ```\n"),
            (
                "- one\n  - two\n    more\nlazy\n\n```bash\na\n```\n",
                "-   one\n    -   two\n        more\n        lazy\n\n**Step 1**:\n\n```bash\na\n```\n"
            ),
            (
                "10. ten\n\n    - in\n\n      deep\n\n```bash\na\n```\n",
                "10. ten\n\n    -   in\n\n        deep\n\n**Step 1**:\n\n```bash\na\n```\n"
            ),
        ])
    func belongings(_ markdown: String, _ wanted: String) throws {
        let text = try exported(markdown)
        #expect(text == wanted)
        let (old, new) = (
            Document(SourceText(path: "", text: markdown), detail: .full),
            Document(SourceText(path: "", text: text), detail: .full)
        )
        #expect(codes(new.blocks) == codes(old.blocks))
    }

    private func codes(_ blocks: [Block]) -> [String] {
        blocks.flatMap { (block: Block) -> [String] in
            switch block.kind {
            case .code(let code): [code.literal]
            case .list(let list): list.items.flatMap { codes($0.blocks) }
            default: []
            }
        }
    }

    @Test("a list directly under a text gets its distance, and a plain one stays as it is")
    func lists() throws {
        #expect(
            try exported("Text:\n- one\n- two\n\n```bash\na\n```\n").hasPrefix("Text:\n\n- one\n- two\n\n**Step 1**"))
        #expect(try exported("- one\n\n\tdeep\n\n```bash\na\n```\n").hasPrefix("- one\n\n\tdeep\n\n**Step 1**"))
    }

    @Test("what is no tag of HTML is written as text")
    func tags() throws {
        let text = try exported(
            """
            Use <pod-name>, `<pod-name>`, \\<x>, <br> and <https://x.example>.

            ```bash {ignore}
            echo <pod-name>
            ```

            ```bash
            a
            ```

            """
        )
        #expect(text.hasPrefix("Use &lt;pod-name>, `<pod-name>`, \\<x>, <br> and <https://x.example>.\n"))
        #expect(text.contains("echo <pod-name>"))
    }

    @Test("comments of prov become what they mean, others stay")
    func comments() throws {
        let text = try exported(
            """
            <!-- prov: approve=oncall count=2 -->

            <!-- prov: include ./part.md -->

            <!-- prov: name=b -->
            ```bash
            a
            ```

            <!-- proven by hand -->

            """
        )
        #expect(
            text
                == """
                **Step 1**: The run waits here for 2 approvals by oncall.

                The steps of [./part.md](./part.md) are included here.

                **Step 2**:

                ```bash
                a
                ```

                <!-- proven by hand -->

                """
        )
    }

    @Test("a fence that was left open is closed")
    func openFence() throws {
        #expect(try exported("````bash\na\n") == "**Step 1**:\n\n````bash\na\n````\n")
    }

    @Test("a first heading of other words than the title stays first")
    func heading() throws {
        let output = try Site.build(
            SiteInput(
                files: [
                    SiteFile(
                        path: "guide.md",
                        text: "---\nkind: setup\ntitle: \"A: \\\"b\\\"\"\n---\n# Other\n\n```bash\na\n```\n")
                ],
                options: SiteOptions(folder: "/docs", version: "1"), theme: SiteTheme([])))
        let file = try #require(output.files.first { $0.path == "guide.md" })
        #expect(
            String(decoding: file.bytes, as: UTF8.self).hasPrefix(
                """
                ---
                title: "A: \\"b\\""
                render_macros: false
                ---

                # Other

                > No recorded run has proven this guide yet.

                **Step 1**:

                """
            ))
    }
}
