import ProvTheme
import Testing

@testable import ProvReport
@testable import ProvSite

/// A mistake in a template of the user's own is said, and breaks no page.
@Suite("Templates of a user's own")
struct ThemeTemplatesTests {
    private func site(_ templates: [String: String]) throws -> (page: String, problems: [SiteProblem]) {
        var theme = SiteTheme(BuiltInTheme.files)
        theme.builtIn = theme.files
        for (name, text) in templates { theme.files["templates/\(name).mustache"] = Array(text.utf8) }
        let files = [SiteFile(path: "README.md", text: "# Top\n"), SiteFile(path: "one.md", text: "# One\n")]
        let site = try Site.build(
            SiteInput(files: files, options: SiteOptions(title: "t", folder: "/f", version: "v"), theme: theme))
        return (String(decoding: site.files.first { $0.path == "one.html" }?.bytes ?? [], as: UTF8.self), site.problems)
    }

    @Test(
        "the message says where and what, and the built-in template stays",
        arguments: [
            ("{{#menu}}x\n", 1, "{{#menu}} is not closed: add {{/menu}}"),
            ("a\n{{#a}}\n{{/b}}\n", 3, "{{/b}} closes {{#a}} of line 2: write {{/a}} first"),
            ("{{/a}}\n", 1, "{{/a}} without an open section a"),
            ("\n{{title\n", 2, "unclosed tag: {{title"),
            ("{{{body}}\n", 1, "unclosed tag: {{{body}}"),
            (
                "{{#section}}\n{{@index}}{{/section}}\n", 2,
                "invalid name '@index' in {{@index}}: letters, digits, '-' and '_' make a name"
            ),
            (
                "{{=<% %>=}}<%>header%>\n", 1,
                "{{=<% %>=}} sets other delimiters, which prov does not support: use {{ and }}"
            ),
            ("{{>header}}\n", 1, "the template includes itself, and would never end"),
            ("<p>\n{{>page}}\n", 2, "the template includes itself, and would never end"),
        ])
    func mistakes(_ template: String, _ line: Int, _ message: String) throws {
        let (page, problems) = try site(["header": template])
        #expect(
            problems == [
                SiteProblem(
                    .badTheme, file: "site/templates/header.mustache", line: line,
                    message + "; the built-in one is used instead")
            ])
        #expect(page == (try site([:]).page))
    }

    @Test("a template may have parts of one's own, each with all values of the page")
    func parts() throws {
        let (page, problems) = try site([
            "header": "{{>mine}}{{>mine}}\n", "mine": "<p>{{title}} {{! {{ }}{{root}}{{path}}</p>\n",
        ])
        #expect(problems.isEmpty)
        #expect(page.contains("<p>One one.html</p>\n<p>One one.html</p>\n"))
    }

    @Test("a part that there is not is said; one that cannot be read is skipped")
    func missingParts() throws {
        let (page, problems) = try site(["header": "here\n{{>nothing}}{{>mine}}\n", "mine": "{{#a}}\n"])
        #expect(
            problems.map { "\($0.file):\($0.line ?? 0): \($0.text)" } == [
                "site/templates/header.mustache:2: {{>nothing}}: template templates/nothing.mustache not found",
                "site/templates/mine.mustache:1: {{#a}} is not closed: add {{/a}}; it is ignored",
            ])
        #expect(page.contains("here\n"))
    }

    @Test("parts that include each other are refused where that is written")
    func circles() throws {
        let (page, problems) = try site(["footer": "{{>mine}}\n", "mine": "{{>footer}}\n"])
        #expect(problems.allSatisfy { $0.kind == .badTheme } && !problems.isEmpty)
        #expect(page.contains("<footer class=\"foot\">"))
    }
}
