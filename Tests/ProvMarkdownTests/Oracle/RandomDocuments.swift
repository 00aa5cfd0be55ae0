/// Documents thrown together from pieces of Markdown, the same each time for one seed.
struct RandomDocuments {
    private var state: UInt64
    private let pieces: [String]

    static let core = [
        "a", "b", "foo", "x y", "*", "**", "_", "__", "***", "`", "``", "[", "]", "(", ")", "![", "[a]", "[a](b)",
        "[foo]", "[foo][]", "[x][foo]",
        "[foo]: /url \"t\"\n", "<", "> ", "- ", "1. ", "\n", "\n\n", "  \n", "\\", "\\*", "\\[", "\\\n", "&amp;",
        "&#35;", "&copy;", "&bad;", "<b>", "</b>",
        "<!-- c -->", "<http://e.x>", "<m@e.x>", "# ", "## h\n", "===\n", "---\n", "***\n", "```\n", "~~~ sh\n", "    ",
        "  ", "\t", " ", "!", "\"", "'",
        "é", "“", "<div>\n", "<!--", "-->", "](b)", "](<c d>)", "](u 'ti')", "*a*", "a_b_", "1) ", "+ ", "#", "0",
        "\u{A0}",
    ]
    static let github =
        core + [
            "~", "~~", "|", "| a | b |\n", "|---|---|\n", "| - | :-: |\n", "\\|", "a|b\n", "-|-\n", "[^1]", "[^n]",
            "\n[^1]: note\n", "\n[^n]: *x*\n",
            "http://a.b/c", "https://e.x", "www.a.b", ".", ",", ":", "a@b.c", "mailto:a@b.c", ")", "- [ ] ", "- [x] ",
            "ftp://f.g/h_i_", "://", "www.", "@",
        ]

    init(seed: UInt64, from pieces: [String]) {
        state = seed
        self.pieces = pieces
    }

    mutating func next() -> [UInt8] {
        var text = ""
        for _ in 0...random(below: 14) { text += pieces[random(below: pieces.count)] }
        // What begins with a thematic break could be front matter.
        return Array((text.hasPrefix("---") ? "x" + text : text).utf8)
    }

    mutating func next(_ count: Int) -> [[UInt8]] { (0..<count).map { _ in next() } }

    mutating func random(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
