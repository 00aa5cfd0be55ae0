extension [Inline] {
    /// The visible text without markup; a line break is a space, an image its alternative text, raw HTML and footnotes
    /// nothing.
    package var plainText: String {
        if count == 1, case .text(let only) = self[0] { return only }
        return reduce(into: "") { text, inline in
            switch inline {
            case .text(let value), .code(let value): text += value
            case .softBreak, .hardBreak: text += " "
            case .html, .footnoteReference: break
            case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner):
                text += inner.plainText
            case .image(_, _, let alternative): text += alternative.plainText
            }
        }
    }
}
