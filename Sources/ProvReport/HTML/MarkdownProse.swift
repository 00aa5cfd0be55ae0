import ProvMarkdown
import ProvText

extension Markup {
    /// Prose of a runbook away from its page: code and emphasis stay, links and pictures are their words.
    package init(markdown: String) {
        let blocks = Document(SourceText(path: "", text: markdown), detail: .full).blocks
        let paragraphs = blocks.compactMap { block in
            if case .paragraph(let inlines) = block.kind { inlines } else { nil }
        }
        guard paragraphs.count == blocks.count else {
            self.init(prose: VisibleControls.shown(markdown))
            return
        }
        self.init()
        for (number, inlines) in paragraphs.enumerated() {
            if number > 0 { add(" ") }
            add(inlines)
        }
    }

    private mutating func add(_ inlines: [Inline]) {
        for inline in inlines {
            switch inline {
            case .text(let text), .html(let text): add(text: text)
            case .softBreak, .hardBreak: add("\n")
            case .code(let code): add("<code>\(code)</code>")
            case .emphasis(let inner): add("<em>\(Markup(inner))</em>")
            case .strong(let inner): add("<strong>\(Markup(inner))</strong>")
            case .strikethrough(let inner): add("<del>\(Markup(inner))</del>")
            case .link(_, _, let inner): add(inner)
            case .image(_, _, let alternative): add(alternative)
            case .footnoteReference: break
            }
        }
    }

    private init(_ inlines: [Inline]) {
        self.init()
        add(inlines)
    }
}
