import ProvMarkdown

/// HTML that stands in a document: what is harmless is let through and kept balanced, what is no tag of HTML is shown as text.
struct RawHTML {
    /// Tags that are open, outermost first.
    private(set) var open: [String] = []

    var depth: Int { open.count }
    func isOpen(_ tag: String) -> Bool { open.contains(tag) }

    mutating func push(_ tag: String) { open.append(tag) }

    /// Closes what was opened since a depth.
    mutating func close(to depth: Int, _ page: inout Markup) {
        while open.count > depth, let tag = open.popLast() { page.add("</\(tag)>") }
    }

    /// Closes a tag and what stands open in it; false where it is not open above a depth.
    mutating func close(_ tag: String, above depth: Int, _ page: inout Markup) -> Bool {
        guard let place = open.lastIndex(of: tag), place >= depth else { return false }
        close(to: place, &page)
        return true
    }
}

extension PageRenderer {
    mutating func rawBlock(_ text: String) { if !text.hasPrefix("<!--") { page.add("<p>\(text)</p>\n") } }
    mutating func rawInline(_ text: String) { if !text.hasPrefix("<!--") { page.add(text: text) } }
}
