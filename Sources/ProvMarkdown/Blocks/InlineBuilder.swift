import CCMark

/// Turns cmark's inlines into ours, for the headings of a document of which only the blocks are wanted.
enum InlineBuilder {
    /// Markup nested deeper than this becomes its text: every reader of the tree recurses.
    private static let depthLimit = 100

    static func inlines(under parent: CMarkTree.Node) -> [Inline] { inlines(under: parent, depth: 0) }

    private static func inlines(under parent: CMarkTree.Node, depth: Int) -> [Inline] {
        guard depth < depthLimit else { return text(under: parent) }
        var inlines: [Inline] = []
        var next = parent.firstChild
        while let node = next {
            next = node.next
            switch node.type {
            case CMARK_NODE_TEXT: inlines.append(text: node.literal)
            case CMARK_NODE_SOFTBREAK: inlines.append(.softBreak)
            case CMARK_NODE_LINEBREAK: inlines.append(.hardBreak)
            case CMARK_NODE_CODE: inlines.append(.code(node.literal))
            case CMARK_NODE_HTML_INLINE: inlines.append(.html(node.literal))
            case CMARK_NODE_EMPH: inlines.append(.emphasis(self.inlines(under: node, depth: depth + 1)))
            case CMARK_NODE_STRONG: inlines.append(.strong(self.inlines(under: node, depth: depth + 1)))
            case CMARK_NODE_LINK:
                inlines.append(
                    .link(destination: node.destination, title: node.title, self.inlines(under: node, depth: depth + 1))
                )
            case CMARK_NODE_IMAGE:
                inlines.append(
                    .image(
                        source: node.destination, title: node.title,
                        alternative: self.inlines(under: node, depth: depth + 1)))
            default: break
            }
        }
        return inlines
    }

    /// The text below a node, found without recursion.
    private static func text(under parent: CMarkTree.Node) -> [Inline] {
        var inlines: [Inline] = []
        CMarkTree.visit(parent) { node in
            switch node.type {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE: inlines.append(text: node.literal)
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: inlines.append(.softBreak)
            default: break
            }
        }
        return inlines
    }
}

extension [Inline] {
    /// Adds text, joined to the text before it.
    fileprivate mutating func append(text: String) {
        guard !text.isEmpty else { return }
        guard case .text(var joined)? = last else { return append(.text(text)) }
        // Taken out first, so that the text is not copied for each piece of it.
        removeLast()
        joined += text
        append(.text(joined))
    }
}
