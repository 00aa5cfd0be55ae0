import ProvMarkdown
import Testing

@testable import ProvText

/// Inputs on which parsers of Markdown have taken quadratic time, overflowed their stack or died. They must end,
/// whatever comes of them.
@Suite("Hostile documents end")
struct PathologicalTests {
    private static let repeated: [(String, String, Int)] = [
        ("quotes", "> ", 100_000), ("quotes without spaces", ">", 100_000), ("bullets", "- ", 100_000),
        ("numbers", "1. ", 60_000), ("brackets", "[", 100_000),
        ("images in links", "![[]()", 40_000), ("addresses", "[a](<b", 40_000), ("destinations", "[a](b", 40_000),
        ("titles", "[a](b \"c", 30_000),
        ("comments", "<!--", 50_000), ("instructions", "<?", 80_000), ("declarations", "<!A ", 50_000),
        ("sections", "<![CDATA[", 20_000), ("tags", "<a b='", 30_000),
        ("strong", "a**b", 50_000), ("mixed emphasis", "*a_ ", 50_000), ("alternating", "*_", 60_000),
        ("stars", "*", 100_000), ("three", "**a *a ", 30_000),
        ("tildes", "~~a ~b ", 30_000), ("backticks", "`a``b```", 25_000), ("entities", "&amp;&copy;&#35;", 15_000),
        ("ampersands", "&a", 80_000),
        ("addresses of the web", "http://", 30_000), ("www", "www.a.b)", 25_000), ("at", "a@", 80_000),
        ("references", "[a][b", 40_000), ("escapes", "\\", 100_000),
        ("returns", "a\r", 80_000), ("quoted lines", "> a\n", 40_000), ("fences", "```\n", 40_000),
        ("underlines", "a\n===\n", 25_000), ("headings", "# a b\n", 25_000),
        ("delimiter rows", "-|-\n", 30_000), ("headers", "a\n|-|-|\n", 20_000),
        ("lazy tables", "> |a|\n> |-|\nx\n", 10_000), ("open definitions", "[a]: b '\n", 15_000),
        ("empty brackets", "[\n", 60_000), ("boxes", "- [ ] a\n", 20_000), ("footnotes", "[^a]: ", 20_000),
        ("footnote references", "[^a]: x\n\n[^a] ", 10_000),
        ("alerts", "> [!NOTE]\n> a\n\n", 10_000), ("NUL", "\0", 100_000), ("tabs", "\t", 100_000),
        ("byte order marks", "\u{FEFF}", 40_000), ("HTML", "<div>\n", 30_000),
    ]

    @Test("a piece of Markdown, over and over", .timeLimit(.minutes(5)), arguments: repeated)
    func flood(name: String, piece: String, count: Int) {
        parse(Array(String(repeating: piece, count: count).utf8))
    }

    private static let built: [(String, @Sendable () -> String)] = [
        (
            "brackets that close",
            { String(repeating: "[", count: 50_000) + "a" + String(repeating: "](b)", count: 50_000) }
        ),
        (
            "images that close",
            { String(repeating: "![", count: 50_000) + "a" + String(repeating: "](b)", count: 50_000) }
        ),
        ("a list in a list in a list", { (0..<400).map { String(repeating: "  ", count: $0) + "- a\n" }.joined() }),
        ("backtick runs of every length", { (1..<500).map { "a" + String(repeating: "`", count: $0) }.joined() }),
        (
            "as many definitions as references",
            { (0..<10_000).map { "[l\($0)]: /u\n" }.joined() + "\n" + (0..<10_000).map { "[l\($0)] " }.joined() }
        ),
        (
            "as many footnotes as references",
            { (0..<6_000).map { "[^\($0)]: x\n\n" }.joined() + (0..<6_000).map { "[^\($0)]\n\n" }.joined() }
        ),
        (
            "a table of many columns",
            {
                "|" + String(repeating: "a|", count: 30_000) + "\n|" + String(repeating: "-|", count: 30_000) + "\n"
                    + String(repeating: "a\n", count: 1_000)
            }
        ),
        ("different entities", { (1..<20_000).map { "&#x\(String($0, radix: 16));" }.joined() }),
        ("an address that ends with parentheses", { "http://a.b/" + String(repeating: ")", count: 100_000) }),
        ("an address that ends with entities", { "http://a.b/" + String(repeating: "&a;", count: 50_000) }),
        (
            "ten megabytes on one line",
            { String(repeating: "lorem ipsum dolor sit amet consectetur. ", count: 250_000) }
        ),
    ]

    @Test("a document built to hurt", .timeLimit(.minutes(5)), arguments: built.indices)
    func hurtful(index: Int) { parse(Array(Self.built[index].1().utf8)) }

    @Test("bytes that are no text", .timeLimit(.minutes(5)), arguments: 0..<10)
    func garbage(seed: UInt64) {
        var random = RandomDocuments(seed: seed, from: [""])
        let signs = Array("\n\n\r>-*_`[]()<>!|~&#: \t\\".utf8)
        let bytes = (0..<30_000).map { _ -> UInt8 in
            random.random(below: 3) == 0 ? UInt8(random.random(below: 256)) : signs[random.random(below: signs.count)]
        }
        parse(bytes)
    }

    @Test("a wide table with short rows is cut rather than filled up without end")
    func padding() {
        let html = Array(
            ("|" + String(repeating: "a|", count: 1_000) + "\n|" + String(repeating: "-|", count: 1_000) + "\n"
                + String(repeating: "x\n", count: 2_000)).utf8
        ).html(.github)
        #expect(html.utf8.count < 20_000_000)
    }

    /// Once for reading, once for rendering; every range must lie in the text.
    private func parse(_ bytes: [UInt8]) {
        let source = SourceText(path: "t.md", bytes: bytes)
        for detail in [ParseDetail.blocks, .full] {
            let document = Document(source, detail: detail)
            for block in document.blocks {
                #expect(block.range.start <= block.range.end && block.range.end.line <= source.lineStarts.count)
            }
            if detail == .full { #expect(HTMLRenderer.html(document).utf8.count < 200 * bytes.count + 1_000) }
        }
    }
}
