import ProvReport

/// HTML that stands in a document: what is harmless is let through and kept balanced, what is no tag of HTML is shown
/// as text.
struct RawHTML {
    /// Tags that are open, outermost first.
    private var open: [String] = []
    /// How many of them belong to what stands around the blocks or the text that is drawn now.
    private var floor = 0

    func isOpen(_ tag: String) -> Bool { open.contains(tag) }

    /// Begins blocks or a text whose tags are its own; what comes back is given to `end`.
    mutating func begin() -> Int {
        defer { floor = open.count }
        return floor
    }

    mutating func end(_ outer: Int, _ page: inout Markup) {
        close(to: floor, &page)
        floor = outer
    }

    /// Closes what cannot hold a block.
    mutating func makeRoom(_ page: inout Markup) {
        while open.count > floor, let tag = open.last, !Self.containers.contains(tag) {
            close(to: open.count - 1, &page)
        }
    }

    /// Whether a tag may stand here; closes what must end before it.
    mutating func admit(_ tag: String, isInline: Bool, _ page: inout Markup) -> Bool {
        if isInline { return Self.phrasing.contains(tag) && !(tag == "a" && isOpen("a")) }
        if Self.phrasing.contains(tag) { return !(tag == "a" && isOpen("a")) }
        if let parents = Self.parents[tag] {
            guard let place = open.lastIndex(where: { parents.contains($0) }), place >= floor else { return false }
            close(to: place + 1, &page)
            return true
        }
        makeRoom(&page)
        return true
    }

    mutating func push(_ tag: String) { open.append(tag) }

    /// Closes a tag and what stands open in it; what is not open stays as it is.
    mutating func close(_ tag: String, _ page: inout Markup) {
        guard let place = open.lastIndex(of: tag), place >= floor else { return }
        close(to: place, &page)
    }

    private mutating func close(to depth: Int, _ page: inout Markup) {
        while open.count > depth, let tag = open.popLast() { page.add("</\(tag)>") }
    }

    static let void: Set<String> = ["br", "hr", "img", "wbr"]
    /// Their content is no text of the document.
    static let dropped: Set<String> = [
        "script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math", "textarea", "title",
        "select", "noembed", "noframes", "xmp",
    ]
    /// Tags of HTML that are left out, and not their content.
    static let ignored: Set<String> = [
        "html", "head", "body", "meta", "link", "base", "form", "input", "button", "font", "label", "video", "audio",
        "source", "picture", "track", "canvas",
        "map", "area", "frame", "frameset", "fieldset", "legend", "option", "optgroup", "datalist", "output",
        "progress", "meter", "dialog", "menu", "nav", "main",
        "header", "footer", "aside", "article", "hgroup", "address", "marquee", "blink", "nobr", "tt", "big", "acronym",
        "applet", "param", "slot", "ruby", "rt", "rp", "rb", "rtc", "col", "colgroup", "bdo", "bdi", "data", "search",
        "portal", "dir", "strike", "image", "plaintext", "basefont",
    ]
    static let phrasing: Set<String> = [
        "a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp",
        "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
    ]
    static let flow: Set<String> = [
        "p", "div", "blockquote", "details", "summary", "dl", "dt", "dd", "figure", "figcaption", "h2", "h3", "h4",
        "h5", "h6", "hr", "li", "ol", "ul", "pre",
        "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption",
    ]
    /// What may hold blocks.
    private static let containers: Set<String> = ["div", "blockquote", "details", "dd", "figure", "li", "td", "th"]
    private static let parents: [String: Set<String>] = [
        "li": ["ul", "ol"], "dt": ["dl"], "dd": ["dl"], "summary": ["details"], "figcaption": ["figure"],
        "caption": ["table"],
        "thead": ["table"], "tbody": ["table"], "tfoot": ["table"], "tr": ["table", "thead", "tbody", "tfoot"],
        "td": ["tr"], "th": ["tr"],
    ]
    static let renamed = ["h1": "h2", "center": "div", "section": "div"]

    /// Whether HTML has such a tag.
    static func isKnown(_ tag: String) -> Bool {
        phrasing.contains(tag) || flow.contains(tag) || dropped.contains(tag) || ignored.contains(tag)
            || renamed[tag] != nil
    }
}

extension PageRenderer {
    mutating func rawBlock(_ text: String) { raw(text, isInline: false) }
    mutating func rawInline(_ text: String) { raw(text, isInline: true) }

    private mutating func raw(_ text: String, isInline: Bool) {
        var scanner = TagScanner(text)
        while let piece = scanner.next() {
            switch piece {
            case .text(let text): rawText(text, isInline: isInline)
            case .comment: continue
            case .tag(let tag): rawTag(tag, isInline: isInline, &scanner)
            }
        }
        if !isInline { page.add("\n") }
    }

    private mutating func rawText(_ text: Substring, isInline: Bool) {
        let isBlank = text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
        if !isBlank { parts.add(code: String(text)) }
        page.add(text: TagScanner.withoutEntities(text))
    }

    private mutating func rawTag(_ tag: TagScanner.Tag, isInline: Bool, _ scanner: inout TagScanner) {
        let name = RawHTML.renamed[tag.name] ?? tag.name
        if RawHTML.dropped.contains(name) {
            if !tag.isClosing, !tag.isSelfClosing, !isInline { scanner.skip(past: name) }
        } else if RawHTML.phrasing.contains(name) || RawHTML.flow.contains(name) {
            if tag.isClosing { html.close(name, &page) } else { openRaw(name, tag, isInline: isInline) }
        } else if !RawHTML.ignored.contains(name) {
            page.add(text: String(tag.written))
        }
    }

    private mutating func openRaw(_ name: String, _ tag: TagScanner.Tag, isInline: Bool) {
        guard html.admit(name, isInline: isInline, &page) else { return }
        if name == "img" { return image(tag["src"] ?? "", tag["title"] ?? "", tag["alt"] ?? "") }
        page.add("<\(name)")
        if let id = tag["id"] ?? (name == "a" ? tag["name"] : nil), !id.isEmpty, !id.contains(where: \.isWhitespace),
            parts.anchors.insert(id).inserted
        {
            page.add(" id=\"\(id)\"")
        }
        switch name {
        case "a":
            if let written = tag["href"], let address = links.address(written) { page.add(" href=\"\(address)\"") }
        case "details": if tag["open"] != nil { page.add(" open") }
        case "td", "th":
            for key in ["colspan", "rowspan"] {
                if let value = tag[key].flatMap({ Int($0) }), (1...1000).contains(value) {
                    page.add(" \(key)=\"\(value)\"")
                }
            }
        default: break
        }
        if RawHTML.flow.contains(name), name != "hr", tag["align"]?.lowercased() == "center" || tag.name == "center" {
            page.add(" class=\"center\"")
        }
        if name == "pre" { page.add(" tabindex=\"0\"") }
        page.add(">")
        if !RawHTML.void.contains(name) { html.push(name) }
    }
}
