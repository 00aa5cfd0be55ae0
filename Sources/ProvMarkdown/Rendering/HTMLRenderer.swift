/// Renders a document as HTML, byte for byte as cmark does in its safe mode, and cmark-gfm with its extensions.
///
/// Raw HTML is left out and links that could run something lead nowhere, so the result can stand in a page of ours
/// whoever wrote the document. Parse with `.full`: with `.blocks` there is no text to render.
package struct HTMLRenderer: Sendable {
    package struct Options: Sendable {
        /// Whether headings carry their anchor as `id`.
        package var headingAnchors = false
        /// Put in front of the names that footnotes are linked by, for pages that hold more than one document.
        package var footnotePrefix = ""

        package init() {}
    }

    private let options: Options
    private var output = HTMLWriter()
    /// How often each footnote is referred to, and how often it was so far; the number of a footnote is its index and
    /// one.
    private let references: [Int]
    private var written: [Int]
    /// The footnote whose text is being written.
    private var openFootnote: Int?
    private var labels: [String] = []

    /// The HTML of a document's blocks and of its footnotes.
    package static func html(_ document: Document, options: Options = Options()) -> String {
        var renderer = HTMLRenderer(
            options, footnotes: document.footnotes, references: FootnoteReferences(document).counts)
        renderer.render(document.blocks)
        renderer.renderFootnotes(document.footnotes)
        return renderer.output.string
    }

    /// The HTML of some blocks alone, as of one step of a runbook; without their footnotes.
    package static func html(_ blocks: [Block], options: Options = Options()) -> String {
        var renderer = HTMLRenderer(options)
        renderer.render(blocks)
        return renderer.output.string
    }

    /// The HTML of running text, as of a heading that is shown somewhere else.
    package static func html(_ inlines: [Inline], options: Options = Options()) -> String {
        var renderer = HTMLRenderer(options)
        renderer.render(inlines)
        return renderer.output.string
    }

    private init(_ options: Options, footnotes: [Footnote] = [], references: [Int] = []) {
        self.options = options
        self.references = references
        written = [Int](repeating: 0, count: footnotes.count)
        labels = footnotes.map(\.label)
    }

    // MARK: Blocks

    private mutating func render(_ blocks: [Block], isTight: Bool = false) {
        for (index, block) in blocks.enumerated() {
            let isLastOfFootnote = openFootnote != nil && index == blocks.count - 1 && depth == footnoteDepth
            render(block, isTight: isTight, endsFootnote: isLastOfFootnote)
        }
    }

    private var depth = 0
    private var footnoteDepth = 0

    private mutating func render(_ block: Block, isTight: Bool, endsFootnote: Bool) {
        switch block.kind {
        case .paragraph(let inlines): paragraph(inlines, isTight: isTight, endsFootnote: endsFootnote)
        case .heading(let heading): self.heading(heading)
        case .code(let code): self.code(code)
        case .html: output.line("<!-- raw HTML omitted -->")
        case .quote(let inner): container("<blockquote>", inner, "</blockquote>")
        case .alert(let alert): self.alert(alert)
        case .list(let list): self.list(list)
        case .table(let table): self.table(table)
        case .thematicBreak: output.line("<hr />")
        }
    }

    private mutating func paragraph(_ inlines: [Inline], isTight: Bool, endsFootnote: Bool) {
        if isTight { return render(inlines) }
        output.startLine()
        output.raw("<p>")
        render(inlines)
        if endsFootnote, let number = openFootnote {
            output.raw(" ")
            backReferences(number)
            openFootnote = nil
        }
        output.raw("</p>\n")
    }

    private mutating func heading(_ heading: Heading) {
        output.startLine()
        output.raw("<h\(heading.level)")
        if options.headingAnchors, !heading.anchor.isEmpty { output.attribute("id", heading.anchor) }
        output.raw(">")
        render(heading.inlines)
        output.raw("</h\(heading.level)>\n")
    }

    private mutating func code(_ code: CodeBlock) {
        output.startLine()
        output.raw("<pre><code")
        if !code.language.isEmpty { output.attribute("class", "language-" + code.language) }
        output.raw(">")
        output.text(code.literal)
        output.raw("</code></pre>\n")
    }

    private mutating func container(_ opening: String, _ blocks: [Block], _ closing: String) {
        output.line(opening)
        depth += 1
        render(blocks)
        depth -= 1
        output.line(closing)
    }

    private mutating func alert(_ alert: Alert) {
        let name = alert.kind.rawValue
        container(
            """
            <div class="markdown-alert markdown-alert-\(name)">
            <p class="markdown-alert-title">\(name.prefix(1).uppercased() + name.dropFirst())</p>
            """,
            alert.blocks, "</div>")
    }

    private mutating func list(_ list: List) {
        output.line(list.isOrdered ? (list.start == 1 ? "<ol>" : "<ol start=\"\(list.start)\">") : "<ul>")
        depth += 1
        for item in list.items {
            output.startLine()
            output.raw("<li>")
            if let isChecked = item.isChecked {
                output.raw(
                    isChecked
                        ? "<input type=\"checkbox\" checked=\"\" disabled=\"\" /> "
                        : "<input type=\"checkbox\" disabled=\"\" /> ")
            }
            render(item.blocks, isTight: list.isTight)
            output.raw("</li>\n")
        }
        depth -= 1
        output.line(list.isOrdered ? "</ol>" : "</ul>")
    }

    // MARK: Tables

    private mutating func table(_ table: Table) {
        output.line("<table>\n<thead>")
        row(table.header, "th", table.alignments)
        output.line("</thead>")
        if !table.rows.isEmpty {
            output.line("<tbody>")
            for cells in table.rows { row(cells, "td", table.alignments) }
            output.line("</tbody>")
        }
        output.line("</table>")
    }

    private mutating func row(_ cells: [[Inline]], _ element: String, _ alignments: [Table.Alignment]) {
        output.line("<tr>")
        for (cell, alignment) in zip(cells, alignments) {
            output.raw("<\(element)")
            if alignment != .none { output.attribute("align", "\(alignment)") }
            output.raw(">")
            render(cell)
            output.raw("</\(element)>\n")
        }
        output.line("</tr>")
    }

    // MARK: Footnotes

    private mutating func renderFootnotes(_ footnotes: [Footnote]) {
        guard !footnotes.isEmpty else { return }
        output.line("<section class=\"footnotes\" data-footnotes>\n<ol>")
        for (index, footnote) in footnotes.enumerated() {
            output.startLine()
            output.raw("<li id=\"\(options.footnotePrefix)fn-")
            output.address(footnote.label)
            output.raw("\">\n")
            openFootnote = index
            footnoteDepth = depth
            render(footnote.blocks)
            if openFootnote != nil {
                backReferences(index)
                output.raw("\n")
            }
            openFootnote = nil
            output.raw("</li>\n")
        }
        output.line("</ol>\n</section>")
    }

    private mutating func reference(_ label: String, _ number: Int) {
        guard written.indices.contains(number - 1) else { return output.text("[^\(label)]") }
        written[number - 1] += 1
        let count = written[number - 1]
        output.raw("<sup class=\"footnote-ref\"><a href=\"#\(options.footnotePrefix)fn-")
        output.address(label)
        output.raw("\" id=\"\(options.footnotePrefix)fnref-")
        output.address(label)
        output.raw((count > 1 ? "-\(count)" : "") + "\" data-footnote-ref>\(number)</a></sup>")
    }

    private mutating func backReferences(_ index: Int) {
        for count in 1...max(1, references[index]) {
            if count > 1 { output.raw(" ") }
            output.raw("<a href=\"#\(options.footnotePrefix)fnref-")
            output.address(labels[index])
            output.raw(
                (count > 1 ? "-\(count)" : "")
                    + "\" class=\"footnote-backref\" data-footnote-backref aria-label=\"Back to content\">↩")
            output.raw(count > 1 ? "<sup class=\"footnote-ref\">\(count)</sup></a>" : "</a>")
        }
    }

    // MARK: Inlines

    private mutating func render(_ inlines: [Inline]) {
        for inline in inlines { render(inline) }
    }

    private mutating func render(_ inline: Inline) {
        switch inline {
        case .text(let text): output.text(text)
        case .softBreak: output.raw("\n")
        case .hardBreak: output.raw("<br />\n")
        case .code(let code): element("code") { $0.output.text(code) }
        case .html: output.raw("<!-- raw HTML omitted -->")
        case .emphasis(let inner): element("em") { $0.render(inner) }
        case .strong(let inner): element("strong") { $0.render(inner) }
        case .strikethrough(let inner): element("del") { $0.render(inner) }
        case .link(let destination, let title, let inner):
            output.raw("<a href=\"")
            if !LinkSafety.isDangerous(destination) { output.address(destination) }
            output.raw("\"")
            if !title.isEmpty { output.attribute("title", title) }
            output.raw(">")
            render(inner)
            output.raw("</a>")
        case .image(let source, let title, let alternative):
            output.raw("<img src=\"")
            if !LinkSafety.isDangerous(source) { output.address(source) }
            output.raw("\" alt=\"")
            output.text(alternative.alternativeText)
            output.raw("\"")
            if !title.isEmpty { output.attribute("title", title) }
            output.raw(" />")
        case .footnoteReference(let label, let number): reference(label, number)
        }
    }

    private mutating func element(_ name: String, _ content: (inout HTMLRenderer) -> Void) {
        output.raw("<\(name)>")
        content(&self)
        output.raw("</\(name)>")
    }
}

extension [Inline] {
    /// The text of an image's description, raw HTML as written.
    fileprivate var alternativeText: String {
        reduce(into: "") { text, inline in
            switch inline {
            case .text(let value), .code(let value), .html(let value): text += value
            case .softBreak, .hardBreak: text += " "
            case .footnoteReference: break
            case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner),
                .image(_, _, let inner):
                text += inner.alternativeText
            }
        }
    }
}
