import ProvMarkdown
import Testing

@Suite("GitHub's Markdown is rendered as cmark-gfm renders it")
struct GitHubOracleTests {
    private static let constructs = [
        "| a | b |\n| --- | --- |\n| c | d |\n", "a|b\n:-|-:\nc|d|e\nf\n\n|x|\n|:-:|\n",
        "|a\\|b|`c \\| d`|*e*\n|-|-|-|\n| \\\\| [x](y)|<b>|\n", "para\n| a |\n| - |\n| b |\n\nafter\n",
        "| a |\n| - | - |\n", "| a | b |\n| - |\n", "abc\n:--\n", "| a |\n| - |\n> quote\n", "| a |\n| - |\n# h\n",
        "| a |\n| - |\n```\nx\n```\n", "| a |\n|-|\n| b |\n---\n", "| a |\n|-|\nb\n===\n",
        "> | a |\n> | - |\n> | b |\n\nafter\n", "- | a |\n  | - |\n  | b |\n\n  text\n", "||\n|-|\n||\n",
        "| a |   \n|\t-\t|\n| b |  \n", "|a|b|\n|-|-|\n\n|a|b|\n|-|-|", "a | b\n- | -\n",
        "[x]: /y\n\n| [x] | ![x] |\n|--|--|\n| http://a.b | ~~c~~ |\n",
        "~~a~~ ~b~ ~~~c~~~ a~~b~~c ~~a ~b~~ ~~ a ~~ ~~a\nb~~ \\~~x~~ `~~y~~`\n",
        "*~~a~~* ~~*a*~~ **a ~~b** c~~ ~~\"a\"~~ a**~~b~~**c\n",
        "http://a.b https://a.b/c?d=e&f=g. (http://a.b/(c)) http://a.b/c) ftp://x.y/z, Http://A.b\n",
        "www.a.b WWW.a.b awww.a.b (www.a.b) *www.a.b* www.a_b.c www.a.b_c www. www.a www.a.b/<c\n",
        "http://a.b/&amp; http://a.b/&copy;x; http://a.b/&x; http://a.b/c;\n",
        "http://a_b.c http://a.b_c http://x http:// xhttp://a.b /http://a.b _http://a.b_ \"http://a.b\"\n",
        "[http://a.b](c) [ http://a.b <http://a.b> `http://a.b` ![http://a.b](c) [x http://a.b\n",
        "a@b.c a.b+c-d_e@f.g a@b a@b.c. a@b.c- a@b.c_ a@@b.c a@b@c.d /a@b.c *a@b.c* a\\@b.c <a@b.c>\n",
        "mailto:a@b.c xmpp:a@b.c/d mailto:a@b.c/d xmpp:a@b.c/d/e smailto:a@b.c\n",
        "- [ ] a\n- [x] b\n- [X] c\n- [y] d\n- [x]e\n- [ ]\n\n1. [x] f\n* [ ] *g*\n\n  h\n",
        "a[^1] b[^n] c[^1]\n\n[^1]: One\n[^n]: *Two* http://a.b\n    more\n\n    para\n\nafter\n",
        "x[^a]\n\n[^a]: https://example.org\n", "x[^A b] y[^none] z[^*m*] ![^p] [^q](r) [^p][s]\n\n[^p]: p\n",
        "x[^b] y[^a]\n\n[^a]: see[^b]\n\n[^b]: - list\n\n    ```\n    code\n    ```\n",
        "> x[^q]\n>\n> [^q]: in a quote\n", "[^u]: unused [^v]\n\n[^v]: used by the unused\n",
        "x[^Ä]\n\n[^ä]: folded\n[^ä]: second\n", "text\n[^1]: interrupts [^1]\n[^2]:\n    later[^2]\n",
        "# Heading[^1]\n\n| a[^1] |\n| - |\n\n[^1]: n\n", "    [^1]: code\n\n`[^1]` [^1]\n\n[^1]: x\n",
    ]

    @Test("every extension") func constructs() throws {
        try expectSame(Self.constructs.map { Array($0.utf8) }, .github, as: .cmarkGFM)
    }

    @Test("real documents") func realDocuments() throws {
        try expectSame(understood(try RealDocuments.all()), .github, as: .cmarkGFM)
    }

    @Test("documents thrown together", arguments: 1...5) func random(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed &* 7_919, from: RandomDocuments.github)
        let understood = try understood(documents.next(80))
        #expect(understood.count > 40, "most documents must be left to compare")
        try expectSame(understood, .github, as: .cmarkGFM)
    }

    /// cmark-gfm is built on an older cmark: only where both read the plain document alike is there one answer.
    private func understood(_ documents: [[UInt8]]) throws -> [[UInt8]] {
        let plain = try zip(Oracle.cmark.html(documents), Oracle.cmarkGFMWithoutExtensions.html(documents)).map {
            $0 == $1
        }
        return zip(documents, plain).filter { $1 && !KnownDifference.isIn(String(decoding: $0, as: UTF8.self)) }.map(
            \.0)
    }
}

/// Where prov reads a document otherwise than cmark-gfm does, on purpose or because nobody writes it.
enum KnownDifference {
    static func isIn(_ text: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.contains(where: hasUnusualBox) || hasUnusualRow(lines) || hasFootnoteInFootnote(text)
            || hasImageAroundLink(text)
    }

    /// cmark-gfm sees boxes in the outermost list only, ticks one if any `[x]` follows, and takes what follows for the
    /// beginning of the paragraph, so that it may be a link definition.
    private static func hasUnusualBox(_ line: Substring) -> Bool {
        guard line.contains(/[-+*.)>]\s*\[[ xX]\](\s|$)/) else { return false }
        return !line.contains(/^ {0,3}([-+*]|\d+\.) \[[ xX]\] [^\s\[\\].*$/) || line.contains(/\].*\[[xX]\]/)
            || line.contains(/\[.*\].*\[.*\]:/)
    }

    /// Behind a table cmark-gfm begins blocks that cannot interrupt a paragraph, which the table is to cmark.
    private static func hasUnusualRow(_ lines: [Substring]) -> Bool {
        guard let delimiter = lines.firstIndex(where: { $0.contains(/-\s*\||\|\s*:?-|:-|-:/) }) else { return false }
        return lines[delimiter...].dropFirst().contains {
            $0.contains(/<|^\s*(\d+[.)]|[-+*])\s*$|^[>\s]*(\t| {4})|^\s*\d+[.)]\s|^=+\s*$|^--?\s*$/)
        }
            || lines[..<delimiter].contains { $0.contains("]:") }
    }

    private static func hasFootnoteInFootnote(_ text: String) -> Bool {
        text.contains(/\]:[^\n]*\]:|[-+*>] *\[\^[^\n]*\]:|\]:[^\n]*\n<|^\s*\+[^\n]*\n(.|\n)*\]:/)
    }

    private static func hasImageAroundLink(_ text: String) -> Bool { text.contains(/!\[[^\n]*\[/) }
}
