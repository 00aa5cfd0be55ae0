import ProvMarkdown
import ProvReport
import ProvText

/// Renders the blocks of a document as a page's body, and notes what the page holds: parts, anchors, links.
///
/// What a runbook's blocks mean comes in through `code`: it may draw a block of code in its own way.
struct PageRenderer {
    var page = Markup()
    var links: PageLinks
    var parts = PageParts()
    /// Draws a block of code, or leaves it to the renderer.
    var code: ((inout PageRenderer, CodeBlock, TextRange) -> Bool)?
    /// Draws a comment or other HTML block that stands for something.
    var comment: ((inout PageRenderer, String, TextRange) -> Bool)?
    /// Opens a task of a list, where it is a step.
    var task: ((inout PageRenderer, ListItem) -> Markup?)?
    /// Draws several blocks from the first of the slice on at once, and says how many.
    var run: ((inout PageRenderer, ArraySlice<Block>) -> Int)?
    var html = RawHTML()
    private var footnotes: [Footnote] = []
    private var references: [Int: Int] = [:]
    private var isInLink = false

    init(links: PageLinks) { self.links = links }

    /// The document without its title.
    mutating func render(_ document: Document, title: String) {
        footnotes = document.footnotes
        var blocks = document.blocks[...]
        if let first = blocks.firstIndex(where: { if case .html = $0.kind { false } else { true } }),
            case .heading(let heading) = blocks[first].kind, heading.level == 1, heading.text == title
        {
            render(Array(blocks[..<first]))
            if !heading.anchor.isEmpty, parts.anchors.insert(heading.anchor).inserted {
                page.add("<span id=\"\(heading.anchor)\"></span>\n")
            }
            blocks = blocks[(first + 1)...]
        }
        render(Array(blocks))
        renderFootnotes()
    }

    // MARK: Blocks

    mutating func render(_ blocks: [Block], isTight: Bool = false) {
        let outer = html.begin()
        var index = 0
        while index < blocks.count {
            if case .code = blocks[index].kind, let drawn = run?(&self, blocks[index...]), drawn > 0 {
                index += drawn
                continue
            }
            render(blocks[index], isTight: isTight)
            index += 1
        }
        html.end(outer, &page)
    }

    private mutating func render(_ block: Block, isTight: Bool) {
        links.line = block.range.start.line
        if case .html = block.kind {} else { html.makeRoom(&page) }
        switch block.kind {
        case .paragraph(let inlines): paragraph(inlines, isTight: isTight)
        case .heading(let heading): self.heading(heading)
        case .code(let code): if self.code?(&self, code, block.range) != true { plainCode(code) }
        case .html(let text): if comment?(&self, text, block.range) != true { rawBlock(text) }
        case .quote(let inner): container("<blockquote>\n", inner, "</blockquote>\n")
        case .alert(let alert): self.alert(alert)
        case .list(let list): self.list(list)
        case .table(let table): self.table(table)
        case .thematicBreak: page.add("<hr>\n")
        }
    }

    private mutating func container(_ opening: Markup, _ blocks: [Block], _ closing: Markup) {
        page.add(opening)
        render(blocks)
        page.add(closing)
    }

    private mutating func paragraph(_ inlines: [Inline], isTight: Bool) {
        parts.add(inlines)
        if isTight {
            phrase(inlines)
            page.add("\n")
            return
        }
        page.add("<p>")
        phrase(inlines)
        page.add("</p>\n")
    }

    private mutating func phrase(_ inlines: [Inline]) {
        let outer = html.begin()
        render(inlines)
        html.end(outer, &page)
    }

    private mutating func heading(_ heading: Heading) {
        let level = max(2, heading.level)
        let tag: Markup = "h\(level)"
        let anchor = heading.anchor.isEmpty || !parts.anchors.insert(heading.anchor).inserted ? nil : heading.anchor
        parts.begin(anchor: anchor, level: level, title: heading.text)
        page.add("<\(tag)")
        if let anchor { page.add(" id=\"\(anchor)\"") }
        page.add(">")
        phrase(heading.inlines)
        if let anchor {
            page.add(
                " <a class=\"anchor\" href=\"#\(SitePath.encoded(anchor))\" aria-hidden=\"true\" tabindex=\"-1\">#</a>")
        }
        page.add("</\(tag)>\n")
    }

    /// A block of code as it is written.
    mutating func plainCode(_ code: CodeBlock) {
        parts.add(code: code.literal)
        page.add("<div class=\"code\"><pre tabindex=\"0\"><code>")
        page.add(text: code.literal)
        page.add("</code></pre></div>\n")
    }

    private mutating func alert(_ alert: Alert) {
        let name = alert.kind.rawValue
        container(
            """
            <div class="alert alert-\(name)">
            <p class="alert-title">\(name.prefix(1).uppercased() + name.dropFirst())</p>

            """,
            alert.blocks, "</div>\n")
    }

    private mutating func list(_ list: List) {
        page.add(list.isOrdered ? (list.start == 1 ? "<ol>\n" : "<ol start=\"\(list.start)\">\n") : "<ul>\n")
        for item in list.items {
            if let step = task?(&self, item) {
                page.add(step)
            } else if let isChecked = item.isChecked {
                page.add(
                    isChecked
                        ? """
                        <li class="task"><span class="box" aria-hidden="true">☑</span><span \
                        class="heard">done:</span> 
                        """
                        : """
                        <li class="task"><span class="box" aria-hidden="true">☐</span><span class="heard">to \
                        do:</span> 
                        """
                )
            } else {
                page.add("<li>")
            }
            render(item.blocks, isTight: list.isTight)
            page.add("</li>\n")
        }
        page.add(list.isOrdered ? "</ol>\n" : "</ul>\n")
    }

    // MARK: Tables

    private static let mostColumns = 100

    private mutating func table(_ table: ProvMarkdown.Table) {
        page.add("<div class=\"table\" tabindex=\"0\"><table>\n<thead>\n")
        row(table.header, isHeader: true, table.alignments)
        page.add("</thead>\n")
        if !table.rows.isEmpty {
            page.add("<tbody>\n")
            for cells in table.rows { row(cells, isHeader: false, table.alignments) }
            page.add("</tbody>\n")
        }
        page.add("</table></div>\n")
        if table.header.count > Self.mostColumns {
            page.add(
                "<p class=\"soft\">\(table.header.count - Self.mostColumns) more columns are not shown.</p>\n")
        }
    }

    private mutating func row(_ cells: [[Inline]], isHeader: Bool, _ alignments: [ProvMarkdown.Table.Alignment]) {
        page.add("<tr>")
        for (cell, alignment) in zip(cells, alignments).prefix(Self.mostColumns) {
            parts.add(cell)
            let tag: Markup = isHeader && !cell.isEmpty ? "th" : "td"
            page.add("<\(tag)")
            switch alignment {
            case .right: page.add(" class=\"right\"")
            case .center: page.add(" class=\"center\"")
            case .none, .left: break
            }
            page.add(">")
            phrase(cell)
            page.add("</\(tag)>")
        }
        page.add("</tr>\n")
    }

    // MARK: Footnotes

    private mutating func renderFootnotes() {
        guard !footnotes.isEmpty else { return }
        page.add("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n")
        for (index, footnote) in footnotes.enumerated() {
            let number = index + 1
            page.add("<li id=\"fn-\(number)\">")
            render(footnote.blocks)
            if references[number] != nil {
                page.add(
                    "<p><a href=\"#fnref-\(number)\" aria-label=\"Back to footnote \(number) in the text\">↩</a></p>")
            }
            page.add("</li>\n")
        }
        page.add("</ol></section>\n")
    }

    private mutating func reference(_ number: Int) {
        let count = references[number, default: 0] + 1
        references[number] = count
        let id: Markup = count == 1 ? " id=\"fnref-\(number)\"" : ""
        page.add("<sup><a href=\"#fn-\(number)\"\(id) aria-label=\"Footnote \(number)\">\(number)</a></sup>")
    }

    // MARK: Inlines

    mutating func render(_ inlines: [Inline]) { for inline in inlines { render(inline) } }

    private mutating func render(_ inline: Inline) {
        switch inline {
        case .text(let text): page.add(text: text)
        case .softBreak: page.add("\n")
        case .hardBreak: page.add("<br>\n")
        case .code(let code):
            page.add("<code>")
            page.add(text: code)
            page.add("</code>")
        case .html(let text): rawInline(text)
        case .emphasis(let inner): element("em", inner)
        case .strong(let inner): element("strong", inner)
        case .strikethrough(let inner): element("del", inner)
        case .link(let destination, let title, let inner): link(destination, title, inner)
        case .image(let source, let title, let alternative): image(source, title, alternative.plainText)
        case .footnoteReference(_, let number): reference(number)
        }
    }

    private mutating func element(_ name: Markup, _ inner: [Inline]) {
        page.add("<\(name)>")
        phrase(inner)
        page.add("</\(name)>")
    }

    private mutating func link(_ destination: String, _ title: String, _ inner: [Inline]) {
        guard !isInLink, !html.isOpen("a"), let address = links.address(destination) else { return render(inner) }
        page.add("<a href=\"\(address)\"")
        if !title.isEmpty { page.add(" title=\"\(title)\"") }
        page.add(">")
        isInLink = true
        phrase(inner)
        isInLink = false
        page.add("</a>")
    }

    /// Pictures of other sites would be requests to them: they become links.
    mutating func image(_ source: String, _ title: String, _ alternative: String) {
        if let address = links.address(source, isImage: true) {
            page.add("<img src=\"\(address)\" alt=\"\(alternative)\" loading=\"lazy\"")
            if !title.isEmpty { page.add(" title=\"\(title)\"") }
            page.add(">")
        } else if AddressKind(source) == .elsewhere, !isInLink, !html.isOpen("a") {
            page.add("<a class=\"picture\" href=\"\(source)\">\(alternative.isEmpty ? "picture" : alternative)</a>")
        } else {
            page.add("<span class=\"picture\">\(alternative)</span>")
        }
    }
}

/// What a page holds, noted while it is drawn.
struct PageParts {
    var anchors: Set<String> = []
    private(set) var sections: [PageContent.Section] = [PageContent.Section(anchor: nil, level: 1, title: "", text: "")]

    mutating func begin(anchor: String?, level: Int, title: String) {
        sections.append(PageContent.Section(anchor: anchor, level: level, title: title, text: ""))
    }

    mutating func add(_ inlines: [Inline]) { add(code: inlines.plainText) }

    mutating func add(code text: String) {
        guard !text.isEmpty else { return }
        sections[sections.count - 1].text += text
        sections[sections.count - 1].text += "\n"
    }

    /// An anchor that the page does not have yet.
    mutating func fresh(_ wanted: String) -> String {
        var name = wanted
        var number = 1
        while !anchors.insert(name).inserted {
            number += 1
            name = "\(wanted)-\(number)"
        }
        return name
    }

    /// The first words of the page, for a summary.
    var opening: String {
        let text = sections.first { !$0.text.isEmpty }?.text.prefix { $0 != "\n" } ?? ""
        guard text.count > 200 else { return String(text) }
        return text.prefix(199).split(separator: " ").dropLast().joined(separator: " ") + "…"
    }
}
