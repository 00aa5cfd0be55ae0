import ProvMarkdown
import ProvText

extension AlternativeFinder {
    /// Tabs of MkDocs, Docusaurus, VitePress, Hugo and their like, and parts that a reader unfolds.
    mutating func findTabs() {
        var set = TabSet()
        for event in events {
            if set.isOver(at: event) { close(&set) }
            switch event.kind {
            case .heading: close(&set)
            case .text(let text):
                if let mark = TabMark.last(in: text) {
                    switch mark {
                    case .tab(let title): set.open(title, kind: .marks, column: 0)
                    case .endOfTab: set.isBetween = set.kind == .marks
                    case .endOfTabs: close(&set)
                    }
                } else if let title = TabSet.mkdocsTitle(text) {
                    set.open(title, kind: .mkdocs, column: event.place.column)
                } else if text.hasPrefix(":::") {
                    close(&set)
                    if text.contains("code-group") { set = TabSet(kind: .codeGroup) }
                }
            case .html(let text):
                if let title = TabSet.docusaurusTitle(text) {
                    set.open(title, kind: .docusaurus, column: 0)
                } else if let title = TabSet.attribute("data-scope=", in: text[...]), text.contains("<section") {
                    set.open(title, kind: .details, column: 0)
                } else if text.contains("</section>") {
                    set.isBetween = true
                } else if text.contains("</Tabs>") {
                    close(&set)
                } else if let title = TabSet.summary(text) {
                    set.open(title, kind: .details, column: 0)
                } else if text.contains("</details>") {
                    set.isBetween = true
                }
            case .code: set.units.mutateLast { $0.hasOtherCode = true }
            case .step(let draft):
                if set.kind == .codeGroup {
                    let title = TabSet.bracketed(lineOf(draft)) ?? ""
                    set.units.append(Unit(title: title, label: VariantLabel(title)))
                }
                set.units.mutateLast { $0.drafts.append(draft) }
            }
        }
        close(&set)
    }

    private func lineOf(_ index: Int) -> String {
        let range = document.source.byteRange(ofLine: draft(index).step.range.start.line)
        return String(decoding: document.source.bytes[range], as: UTF8.self)
    }

    private mutating func close(_ set: inout TabSet) {
        defer { set = TabSet() }
        let units = set.units.filter { !$0.title.isEmpty }
        let labels = units.compactMap(\.label)
        switch set.kind {
        case .details:
            guard labels.count == units.count, AlternativeFinder.fit(labels), AlternativeFinder.areEnough(units)
            else { return }
        case .mkdocs, .docusaurus, .codeGroup, .marks, nil:
            // A tab that only shows something, such as an output, is not a way.
            let areSystems = labels.contains { !$0.systems.isEmpty }
            guard units.count(where: { !$0.drafts.isEmpty }) > 1 || areSystems else { return }
        }
        add(units, origin: .tabs, title: nil)
    }
}

/// Tabs that follow each other.
struct TabSet {
    enum Kind { case mkdocs, docusaurus, codeGroup, details, marks }

    var kind: Kind?
    var units: [AlternativeFinder.Unit] = []
    /// Whether the last part is closed: what comes now is outside, unless it is the next part.
    var isBetween = false
    private var column = 0

    init(kind: Kind? = nil) { self.kind = kind }

    mutating func open(_ title: String, kind: Kind, column: Int) {
        self.kind = kind
        self.column = column
        isBetween = false
        units.append(AlternativeFinder.Unit(title: title, label: VariantLabel(title)))
    }

    /// Whether an event stands outside of the tabs, and is not another tab.
    func isOver(at event: DocumentEvent) -> Bool {
        switch kind {
        case .mkdocs:
            if case .text(let text) = event.kind, TabSet.mkdocsTitle(text) != nil {
                return event.place.column != column
            }
            return event.place.column < column + 4
        case .details:
            if case .html = event.kind { return false }
            return isBetween
        case .marks:
            if case .text(let text) = event.kind, TabMark.last(in: text) != nil { return false }
            return isBetween
        case .docusaurus, .codeGroup, nil: return false
        }
    }

    /// `=== "Linux"`, also with `+` or `!` behind the signs.
    static func mkdocsTitle(_ text: String) -> String? {
        guard text.hasPrefix("===") else { return nil }
        let rest = text.dropFirst(3).drop { "+! ".contains($0) }
        guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return nil }
        return String(rest[rest.index(after: rest.startIndex)..<end])
    }

    /// Of the last `<TabItem` of a block of HTML: its label, else its value.
    static func docusaurusTitle(_ html: String) -> String? {
        guard let tag = html.ranges(of: "<TabItem").last else { return nil }
        let rest = html[tag.upperBound...].prefix { $0 != ">" }
        return attribute("label=", in: rest) ?? attribute("value=", in: rest)
    }

    /// The quoted value behind a name such as `label=`.
    static func attribute(_ name: String, in text: Substring) -> String? {
        guard let found = text.firstRange(of: name) else { return nil }
        let value = text[found.upperBound...]
        guard let quote = value.first, quote == "\"" || quote == "'",
            let end = value.dropFirst().firstIndex(of: quote)
        else { return nil }
        return String(value[value.index(after: value.startIndex)..<end])
    }

    /// `<summary>macOS</summary>` without tags.
    static func summary(_ html: String) -> String? {
        guard let start = html.firstRange(of: "<summary>"),
            let end = html[start.upperBound...].firstRange(of: "</summary>")
        else { return nil }
        var text = ""
        var isTag = false
        for character in html[start.upperBound..<end.lowerBound] {
            if character == "<" { isTag = true }
            if !isTag { text.append(character) }
            if character == ">" { isTag = false }
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The label of a fence of VitePress: `sh [npm]`.
    static func bracketed(_ line: String) -> String? {
        guard let open = line.firstIndex(of: "["), let close = line[open...].firstIndex(of: "]") else { return nil }
        return String(line[line.index(after: open)..<close])
    }
}

/// A mark of a site generator in the text: `{{< tab title="Debian" >}}` (Hugo), `{% tab title="Debian" %}` (GitBook),
/// `@tab Debian` (VuePress), `{{#tab name="Debian"}}` (mdBook).
enum TabMark: Equatable {
    case tab(String)
    case endOfTab
    case endOfTabs

    /// The last one in a text that begins with one.
    static func last(in text: String) -> TabMark? {
        if text.hasPrefix("@tab") {
            let title = text.dropFirst(4).prefix { $0 != "\n" }.drop { $0 == ":" || $0 == " " }
            return title.isEmpty ? nil : .tab(String(title))
        }
        guard text.hasPrefix("{{") || text.hasPrefix("{%") else { return nil }
        var found: TabMark?
        var rest = text[...]
        while let open = rest.firstRange(of: "{") {
            rest = rest[open.upperBound...].drop { "{<%# ".contains($0) }
            let end = rest.firstIndex(of: "}") ?? rest.endIndex
            if let mark = read(rest[..<end]) { found = mark }
            rest = rest[end...]
        }
        return found
    }

    private static func read(_ text: Substring) -> TabMark? {
        let isEnd = text.hasPrefix("/") || text.hasPrefix("end")
        let inner = text.hasPrefix("end") ? text.dropFirst(3) : text.drop { $0 == "/" || $0 == " " }
        let name = inner.prefix { $0.isLetter || $0 == "-" || $0 == "_" }.lowercased()
        guard name.hasPrefix("tab"), name != "table" else { return nil }
        if ["tabs", "tabpane", "tab-pane", "tabset"].contains(name) { return isEnd ? .endOfTabs : nil }
        guard ["tab", "tabitem", "tab-item", "tab-content", "tabcontent", "tab_item"].contains(name) else { return nil }
        if isEnd { return .endOfTab }
        for key in ["title=", "name=", "label=", "header=", "tabname=", "tabName=", "text="] {
            if let value = TabSet.attribute(key, in: inner) { return .tab(value) }
        }
        guard let quote = inner.firstIndex(of: "\""), let end = inner[inner.index(after: quote)...].firstIndex(of: "\"")
        else { return nil }
        return .tab(String(inner[inner.index(after: quote)..<end]))
    }
}

extension [AlternativeFinder.Unit] {
    fileprivate mutating func mutateLast(_ change: (inout AlternativeFinder.Unit) -> Void) {
        if !isEmpty { change(&self[count - 1]) }
    }
}
