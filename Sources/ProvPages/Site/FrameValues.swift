import Mustache

/// What a template finds by name. A type of its own, as a dictionary's conformance is looked up anew for each name.
struct FrameValues: MustacheParent {
    private let values: [String: Any]

    init(_ values: [String: Any]) { self.values = values }

    /// A link to a page of the site: `title`, `address`, `isHere`.
    init(link: (title: String, path: String), from page: String) {
        self.init(["title": FrameText(link.title), "address": FrameText(SitePath.encoded(SitePath.relative(link.path, from: page))), "isHere": link.path == page])
    }

    func child(named name: String) -> Any? { values[name] }

    /// With those of another behind them.
    func over(_ other: FrameValues) -> FrameValues { FrameValues(values.merging(other.values) { mine, _ in mine }) }
}

/// A text that a template shows.
struct FrameText: MustacheCustomRenderable {
    let renderText: String
    let isNull = false

    init(_ text: String) { renderText = VisibleControls.shownOnOneLine(text) }
    init(markup: String) { renderText = markup }
}

/// Escapes like every other page of prov; the library's own way goes from character to character.
struct FrameEscaping: MustacheContentType {
    private static let name = "PROV"

    static func register() { MustacheContentTypes.register(FrameEscaping(), named: name) }

    /// A template whose values are escaped so.
    static func template(_ text: String) throws -> MustacheTemplate { try MustacheTemplate(string: "{{% CONTENT_TYPE:\(name)}}\n" + text) }

    func escapeText(_ text: String) -> String { Markup.escaped(text) }
}
