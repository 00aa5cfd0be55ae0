import Mustache
import ProvJournal

/// Puts pages into the theme's frame: the same few links around each, whatever the size of the site.
struct PageFrame {
    /// What the frame of one page shows besides the page.
    struct Place {
        var sectionTitle = ""
        /// Pages of the same folder.
        var section: [(title: String, path: String)] = []
        /// How many more there are than are shown.
        var more = 0
        var crumbs: [(title: String, path: String)] = []
        /// The page as Markdown, beside it.
        var markdown: String?
    }

    static let mostNeighbours = 40
    private static let mostHeadings = 40

    private let library: MustacheLibrary
    private let options: SiteOptions
    private let title: String
    /// The parts of the site, for the top of each page.
    private let menu: [(title: String, path: String)]
    private let neighbours = FrameNeighbours()
    private let parts = FrameNeighbours()

    init(_ theme: SiteTheme, title: String, options: SiteOptions, menu: [(title: String, path: String)], problems: inout [SiteProblem]) {
        FrameEscaping.register()
        let read = ThemeTemplates(theme)
        problems += read.problems
        library = MustacheLibrary(templates: read.templates)
        self.options = options
        self.title = title
        self.menu = menu
    }

    private var policy: String {
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'" + (options.isLive ? "; connect-src 'self'" : "")
    }

    func bytes(_ page: PageContent, _ place: Place) -> [UInt8] {
        var values: [String: Any] = [
            "language": FrameText("en"), "policy": FrameText(policy), "title": FrameText(page.title), "site": FrameText(title), "version": FrameText(options.version),
            "isInner": page.path != "index.html", "root": FrameText(SitePath.root(from: page.path)), "path": FrameText(page.path),
            "kind": FrameText(page.kind.rawValue), "body": FrameText(markup: page.body),
            "sectionTitle": FrameText(place.sectionTitle), "crumbs": place.crumbs.map { FrameValues(link: $0, from: page.path) },
            "hasSection": !place.section.isEmpty, "hasCrumbs": !place.crumbs.isEmpty, "live": options.isLive, "feed": options.address != nil,
        ]
        if !page.summary.isEmpty { values["summary"] = FrameText(page.summary) }
        if let source = page.source { values["source"] = FrameText(source) }
        if let address = options.address { values["canonical"] = FrameText(address + SitePath.encoded(page.path == "index.html" ? "" : page.path)) }
        if place.more > 0 { values["more"] = FrameText("and \(Quantity.grouped(place.more)) more") }
        if let markdown = place.markdown { values["markdown"] = FrameText(SitePath.encoded(SitePath.relative(markdown, from: page.path))) }
        let headings = page.sections.filter { $0.anchor != nil && $0.level <= 3 }
        if headings.count > 2 {
            let shown = headings.count > Self.mostHeadings ? headings.filter { $0.level == 2 } : headings
            values["hasHeadings"] = true
            values["headings"] = shown.prefix(Self.mostHeadings).map {
                FrameValues(["title": FrameText($0.title), "anchor": FrameText(SitePath.encoded($0.anchor ?? "")), "level": FrameText("\($0.level)")])
            }
        }
        if !menu.isEmpty { values["menu"] = parts.list(menu, on: page.path, values: FrameValues(values), library) }
        if !place.section.isEmpty { values["section"] = neighbours.list(place.section, on: page.path, values: FrameValues(values), library) }
        return Array((library.render(FrameValues(values), withTemplate: "page") ?? "").utf8)
    }

}
