import ProvReport

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

    private let renderer: TemplateRenderer
    private let options: SiteOptions
    private let title: String
    /// The parts of the site, for the top of each page.
    private let menu: [(title: String, path: String)]

    init(
        _ theme: SiteTheme, title: String, options: SiteOptions, menu: [(title: String, path: String)],
        problems: inout [SiteProblem]
    ) {
        let templates = ThemeTemplates(theme)
        problems += templates.problems
        renderer = templates.renderer
        self.options = options
        self.title = title
        self.menu = menu
    }

    private var policy: String {
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
            + (options.isLive ? "; connect-src 'self'" : "")
    }

    func bytes(_ page: PageContent, _ place: Place) -> [UInt8] { renderer.bytes("page", values(page, place)) }

    private func values(_ page: PageContent, _ place: Place) -> TemplateValues {
        let links = { (links: [(title: String, path: String)]) in
            TemplateValue.list(links.map { Self.link($0, from: page.path) })
        }
        var values: TemplateValues = [
            "language": .text("en"), "policy": .text(policy), "title": .text(page.title), "site": .text(title),
            "version": .text(options.version),
            "isInner": .flag(page.path != "index.html"), "root": .text(SitePath.root(from: page.path)),
            "path": .text(page.path),
            "kind": .text(page.kind.rawValue), "body": .markup(page.body),
            "sectionTitle": .text(place.sectionTitle), "section": links(place.section),
            "hasSection": .flag(!place.section.isEmpty),
            "menu": links(menu), "crumbs": links(place.crumbs), "hasCrumbs": .flag(!place.crumbs.isEmpty),
            "live": .flag(options.isLive), "feed": .flag(options.address != nil),
        ]
        if !page.summary.isEmpty { values["summary"] = .text(page.summary) }
        if let source = page.source { values["source"] = .text(source) }
        if let address = options.address {
            values["canonical"] = .text(address + SitePath.encoded(page.path == "index.html" ? "" : page.path))
        }
        if place.more > 0 { values["more"] = .text("and \(Quantity.grouped(place.more)) more") }
        if let markdown = place.markdown {
            values["markdown"] = .text(SitePath.encoded(SitePath.relative(markdown, from: page.path)))
        }
        let headings = Self.headings(page)
        values["hasHeadings"] = .flag(!headings.isEmpty)
        values["headings"] = .list(headings)
        return values
    }

    private static func headings(_ page: PageContent) -> [TemplateValues] {
        let headings = page.sections.filter { $0.anchor != nil && $0.level <= 3 }
        guard headings.count > 2 else { return [] }
        let shown = headings.count > mostHeadings ? headings.filter { $0.level == 2 } : headings
        return shown.prefix(mostHeadings).map {
            [
                "title": .text($0.title), "anchor": .text(SitePath.encoded($0.anchor ?? "")),
                "level": .text("\($0.level)"),
            ]
        }
    }

    private static func link(_ link: (title: String, path: String), from page: String) -> TemplateValues {
        [
            "title": .text(link.title), "address": .text(SitePath.encoded(SitePath.relative(link.path, from: page))),
            "isHere": .flag(link.path == page),
        ]
    }
}
