import CCMark

/// Turns cmark's inlines into ours.
struct InlineBuilder {
    var shield = MarkupShield.none

    /// Markup nested deeper than this becomes its text: every reader of the tree recurses.
    private static let depthLimit = 100

    func inlines(under parent: CMarkTree.Node) -> [Inline] { inlines(under: parent, depth: 0) }

    private func inlines(under parent: CMarkTree.Node, depth: Int) -> [Inline] {
        guard depth < InlineBuilder.depthLimit else { return text(under: parent) }
        var inlines: [Inline] = []
        var next = parent.firstChild
        while let node = next {
            next = node.next
            switch node.type {
            case CMARK_NODE_TEXT: inlines.append(text: node.literal)
            case CMARK_NODE_SOFTBREAK: inlines.append(.softBreak)
            case CMARK_NODE_LINEBREAK: inlines.append(.hardBreak)
            case CMARK_NODE_CODE: inlines.append(.code(shield.restoredLiteral(node.literal)))
            case CMARK_NODE_HTML_INLINE: inlines.append(.html(shield.restoredLiteral(node.literal)))
            case CMARK_NODE_EMPH: inlines.append(.emphasis(self.inlines(under: node, depth: depth + 1)))
            case CMARK_NODE_STRONG: inlines.append(.strong(self.inlines(under: node, depth: depth + 1)))
            case CMARK_NODE_LINK: inlines.append(link(node, depth: depth))
            case CMARK_NODE_IMAGE:
                inlines.append(.image(source: shield.restoredText(node.destination), title: shield.restoredText(node.title),
                                      alternative: self.inlines(under: node, depth: depth + 1)))
            default: break
            }
        }
        return inlines
    }

    private func link(_ node: CMarkTree.Node, depth: Int) -> Inline {
        let destination = node.destination
        // In `<https://…>` a backslash is part of the address.
        if !shield.isEmpty, let only = node.firstChild, only.next == nil, only.type == CMARK_NODE_TEXT {
            let text = only.literal
            if destination == text || destination == "mailto:" + text {
                return .link(destination: shield.restoredLiteral(destination), title: "", [.text(shield.restoredLiteral(text))])
            }
        }
        return .link(destination: shield.restoredText(destination), title: shield.restoredText(node.title),
                     inlines(under: node, depth: depth + 1))
    }

    /// The text below a node, found without recursion.
    private func text(under parent: CMarkTree.Node) -> [Inline] {
        var inlines: [Inline] = []
        var stack: [CMarkTree.Node] = []
        var current = parent.firstChild
        while let node = current ?? stack.popLast() {
            if let next = node.next { stack.append(next) }
            switch node.type {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE: inlines.append(text: shield.restoredLiteral(node.literal))
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: inlines.append(.softBreak)
            default: break
            }
            current = node.firstChild
        }
        return inlines
    }
}

extension [Inline] {
    /// Adds text, joined to the text before it.
    mutating func append(text: String) {
        guard !text.isEmpty else { return }
        if case .text(let before) = last { self[count - 1] = .text(before + text) } else { append(.text(text)) }
    }
}
