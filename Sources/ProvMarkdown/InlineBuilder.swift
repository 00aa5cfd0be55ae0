import CCMark

/// Turns cmark's inlines into ours.
enum InlineBuilder {
    /// Emphasis nested deeper than this becomes its text.
    private static let depthLimit = 100

    static func inlines(under parent: CMarkTree.Node) -> [Inline] { inlines(under: parent, depth: 0) }

    private static func inlines(under parent: CMarkTree.Node, depth: Int) -> [Inline] {
        guard depth < depthLimit else { return [] }
        var inlines: [Inline] = []
        for node in parent.children {
            switch node.type {
            case CMARK_NODE_TEXT:
                // cmark splits text at every character that could have meant something.
                if case .text(let before) = inlines.last { inlines[inlines.count - 1] = .text(before + node.literal) } else { inlines.append(.text(node.literal)) }
            case CMARK_NODE_SOFTBREAK: inlines.append(.softBreak)
            case CMARK_NODE_LINEBREAK: inlines.append(.hardBreak)
            case CMARK_NODE_CODE: inlines.append(.code(node.literal))
            case CMARK_NODE_HTML_INLINE: inlines.append(.html(node.literal))
            case CMARK_NODE_EMPH: inlines.append(.emphasis(Self.inlines(under: node, depth: depth + 1)))
            case CMARK_NODE_STRONG: inlines.append(.strong(Self.inlines(under: node, depth: depth + 1)))
            case CMARK_NODE_LINK:
                inlines.append(.link(destination: node.destination, title: node.title, Self.inlines(under: node, depth: depth + 1)))
            case CMARK_NODE_IMAGE:
                inlines.append(.image(source: node.destination, title: node.title, alternative: Self.inlines(under: node, depth: depth + 1)))
            default: break
            }
        }
        return inlines
    }
}

extension [Inline] {
    /// The visible text without markup.
    package var plainText: String {
        reduce(into: "") { text, inline in
            switch inline {
            case .text(let value), .code(let value): text += value
            case .softBreak, .hardBreak: text += " "
            case .html, .footnoteReference: break
            case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner): text += inner.plainText
            case .image(_, _, let alternative): text += alternative.plainText
            }
        }
    }
}
