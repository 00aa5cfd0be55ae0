import ProvMarkdown
import Testing

@Suite("CommonMark is rendered as cmark renders it")
struct CommonMarkOracleTests {
    /// Every construct of CommonMark, with the places where it ends or fails.
    private static let constructs = [
        "Plain text,\nover two lines.  \nHard break.\\\nAnother.\n\nNext paragraph   \n",
        "# One\n## Two ##\n### Three #\n####### seven\n#none\n# \n#\n## a #b\n",
        "Title\n=====\n\nSub\nover two\n---\n\n> quoted\n===\n",
        "---\n***\n_ _ _\n-- -\n - - -\n".replacing("---\n***", with: "***\n---"),
        "    code\n\n    more\n  \n\tafter a tab\n\ntext\n    no code\n",
        "```sh extra words\na < b\n\n```\n~~~~\n~~~\n~~~~ \n````\nunclosed", "``` a`b\n```\n",
        "~~~ \\* &amp; x\ncode\n~~~\n", "  ```\n   in\n ```\n",
        "<div>\n*no*\n\n*yes*\n\n<!-- c\n\n-->\n<?p?>\n<!X y>\n<![CDATA[\nx\n]]>\n<custom>\n\ntext\n<custom>\n",
        """
        [a]: /u 'T'
        [b]:
          <x y>
          "multi
          line"
        [c]: /only
        text [a] [b][] [text][A] [C] ![a] ![x][b] [none] [a][none]

        [d]: x y

        [a]: /second

        """,
        "> quote\nlazy\n> > nested\n>\n> para\n\n>no space\n",
        "- a\n- b\n\n- c\n+ d\n\n1. one\n2. two\n10) ten\n11) eleven\n-\n- x\n",
        "- a\n\n  b\n\n      code\n- ```\n  fence\n  ```\n- > q\n- # h\n- - - deep\n",
        "1. a\n   - b\n\n     c\n   - d\n2. e\n\n\n   f\n0. g\n", "- a\n  b\n c\n\nd\n- e\n\n\n- f\n",
        "\\!\\\"\\#\\a \\\\ `\\`` [\\]](\\() <http://a.b/\\*>\n",
        """
        &amp; &copy &nbsp;&Dcaron; &#35; &#X22; &#0; &#1234567; &#x110000; &MadeUpEntity; &ngE;
        [a](/f&ouml; "&quot;")

        """,
        "`a` ``b ` c`` ` `` ` `  x  ` ` ` `a\nb`  `unclosed ``\n",
        "*a* **b** ***c*** _d_ __e__ *a_b_* a*b*c a_b_c ** x ** *(*a*)* __a__b **a*b*c**\n",
        "*a **b* c** ***a** b* *a `*` b* *[a*](b) **a<b x=\"**\"> **<http://x?q=**>\n",
        "*foo**bar**baz* **foo*bar*** ****a**** *a****b* \"*a*\" €*a*€ é*a*é\n",
        """
        [a](b) [a](<b c> 'd') [a](b "c" ) [a](b
        (d)) [a](b(c)d) [a](b\\)c) [a]() [a](<>) [a](b c) [a] (b) [a](<b
        c>)

        """,
        "[a [b](c) d](e) ![a [b](c)](d \"t\") [![i](j)](k) *[a*] [a](`)`)\n",
        """
        <http://a.b?c=d&e> <MAILTO:x@y> <a+b:c> <m:abc> <made-up-scheme://x> <https://a b> <foo@bar.example> \
        <foo\\+@bar.example> <>

        """,
        """
        <a><b2/><a  /><a b=c d='e' f="g" h /> </a > <33> <a h*=x> <a h="x"y> < a> <!-- x --> <!-- a--b --> <!--> \
        <?php x?> <!E x> <![CDATA[>&<]]>

        """,
        """
        javascript: [a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](vbscript:x) [d](file:///x) \
        [e](data:text/html,x) ![f](data:image/png;base64,x) ![g](data:image/svg,x)

        """,
        "[a](/ä?b=c&d=\"e\"'f[g]%20%zz `h`) <http://ä.b/^{}|>\n", "![a *b* `c` <d> &amp; ![e](f)\ng](h)\n",
        "tab\ta\n-\ttab item\n\n\t\tcode\n>\t\tcode\n",
        "a\u{0}b\n", "\u{FEFF}# BOM\n", "a\r\nb\r\n\r\n```\r\ncode\r\n```\r\n- x\r\n  y\r\n", "a\rb\r\rc", "", "\n\n",
        "   \n\t\n", "a  \n\n  b\\\n\n# c\\\n# d  \n",
        "text\n# heading\ntext\n> quote\ntext\n- list\ntext\n***\n1. one\n\ntext\n2. not a list\n",
        "* * *\n- ---\n* a\n ***\n", "[\n\n]: x\n\n[a]:\n\n[b]: <>\n\n[b] [ a\nb ]\n\n[A B]: /ws\n",
        "<table>\n  <tr>\n    <td>\n\n    *x*\n\n    </td>\n  </tr>\n</table>\n",
        """
        | not | a table |
        | --- | --- |
        | in | CommonMark |

        ~~no~~ www.example.com [^1]

        [^1]: https://x.y

        - [ ] no box

        > [!NOTE]
        > no alert

        """,
    ]

    @Test("every construct") func constructs() throws {
        try expectSame(Self.constructs.map { Array($0.utf8) }, .commonMark, as: .cmark)
    }

    @Test("real documents") func realDocuments() throws {
        try expectSame(try RealDocuments.all(), .commonMark, as: .cmark)
    }

    @Test("documents thrown together", arguments: 1...4) func random(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed, from: RandomDocuments.core)
        try expectSame(documents.next(100), .commonMark, as: .cmark)
    }
}
