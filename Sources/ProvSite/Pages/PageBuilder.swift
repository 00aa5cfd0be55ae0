import ProvMarkdown
import ProvReport
import ProvText

/// A page of the site under construction: HTML, and the same in plain text for the search, part by part.
struct PageBuilder {
    private(set) var body = Markup()
    private(set) var sections: [PageContent.Section]
    private let path: String

    init(path: String, title: String) {
        self.path = path
        sections = [.init(anchor: nil, level: 1, title: title, text: "")]
    }

    mutating func heading(_ title: String, anchor: String, level: Int = 2) {
        let tag: Markup = level == 2 ? "h2" : "h3"
        body.add("<\(tag) id=\"\(anchor)\">\(VisibleControls.shownOnOneLine(title))</\(tag)>\n")
        sections.append(.init(anchor: anchor, level: level, title: VisibleControls.shownOnOneLine(title), text: ""))
    }

    /// - Parameter words: what of it is to be found.
    mutating func add(_ markup: Markup, words: String = "") {
        body.add(markup)
        guard !words.isEmpty, let last = sections.indices.last else { return }
        sections[last].text += (sections[last].text.isEmpty ? "" : "\n") + words
    }

    mutating func paragraph(_ words: String, isSoft: Bool = false) {
        let prose = Markup(prose: VisibleControls.shown(words))
        add(isSoft ? "<p class=\"soft\">\(prose)</p>\n" : "<p>\(prose)</p>\n", words: words)
    }

    /// A list of name and value.
    mutating func facts(_ facts: [(term: String, value: Markup)]) {
        guard !facts.isEmpty else { return }
        body.add("<dl class=\"facts\">\n")
        for fact in facts { body.add("<div><dt>\(fact.term)</dt><dd>\(fact.value)</dd></div>\n") }
        body.add("</dl>\n")
    }

    /// A table whose first column names its row; on a phone its rows become cards.
    mutating func table(_ caption: String, columns: [String], rows: [[Markup]]) {
        body.add("<div class=\"table cards\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption)\">\n")
        body.add(ReportTable.open(caption: caption, columns: columns))
        for row in rows {
            body.add("<tr>")
            for (index, cell) in row.enumerated() {
                body.add(
                    index == 0
                        ? "<th scope=\"row\">\(cell)</th>"
                        : """
                        <td \
                        data-c="\(columns.indices.contains(index) ? columns[index] : "")"><span>\(cell.isEmpty ? "–" : cell)</span></td>
                        """
                )
            }
            body.add("</tr>\n")
        }
        body.add(ReportTable.close)
        body.add("</div>\n")
    }

    /// Commands that may be copied.
    mutating func commands(_ text: String, caption: String = "") {
        var text = text
        while text.utf8.last.map({ $0 == ASCII.newline || $0 == ASCII.carriageReturn }) == true { text.removeLast() }
        if !caption.isEmpty { body.add("<figure>\n<figcaption>\(Markup(prose: caption))</figcaption>\n") }
        body.add("<div class=\"code\"><pre tabindex=\"0\"><code>\(text)\n</code></pre></div>\n")
        if !caption.isEmpty { body.add("</figure>\n") }
        add("", words: text)
    }

    /// What a program printed.
    mutating func output(_ text: String, caption: Markup = "") {
        body.add("<figure>\n")
        if !caption.isEmpty { body.add("<figcaption>\(caption)</figcaption>\n") }
        body.add("<pre class=\"printed-text\" tabindex=\"0\"><samp>\(text)\n</samp></pre>\n</figure>\n")
        add("", words: text)
    }

    func page(kind: PageContent.Kind, summary: String) -> PageContent {
        PageContent(
            path: path, kind: kind, title: sections.first?.title ?? "", summary: summary, body: body.text,
            sections: sections)
    }
}

extension Markup {
    /// A moment, which no line breaks.
    static func time(_ seconds: Double, hasZone: Bool = true) -> Markup {
        "<time datetime=\"\(Moment.machine(seconds))\">\(Moment.short(seconds))\(hasZone ? " UTC" : "")</time>"
    }
}

/// Links from a page of the site to others.
struct PageReferences {
    let page: String
    let history: RunHistory

    /// The report of a run, at a place of it.
    func run(_ id: String, anchor: String? = nil, _ words: Markup) -> Markup {
        "<a href=\"\(relative("runs/\(id).html"))\(anchor.map { "#\($0)" } ?? "")\">\(words)</a>"
    }

    /// The guide of a runbook, where it has one; else its path.
    func guide(_ path: String, anchor: String? = nil, _ words: String? = nil) -> Markup {
        let words = VisibleControls.shownOnOneLine(words ?? path)
        guard history.runbook(at: path) != nil else { return "\(words)" }
        return
            """
            <a \
            href="\(SitePath.encoded(relative(SitePath.page(of: path))))\(anchor.map { "#" + SitePath.encoded($0) } ?? "")">\(words)</a>
            """
    }

    func relative(_ target: String) -> String { SitePath.relative(target, from: page) }
}
