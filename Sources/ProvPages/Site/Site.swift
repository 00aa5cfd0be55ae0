import ProvJournal
import ProvMarkdown
import ProvRunbook

/// Makes a site of a folder of Markdown files and the runs that were recorded of them; in memory, and the same for the same input.
package enum Site {
    package static func build(_ input: SiteInput) -> SiteOutput {
        var builder = SiteBuilder(input)
        return builder.build()
    }
}

/// Collects the pages of a site, then frames them all alike.
struct SiteBuilder {
    let input: SiteInput
    private var sources: [SiteSource] = []
    private var map = PageMap(sources: [])
    private var pages: [PageContent] = []
    private var links: [(source: SiteSource, links: [PageLinks.Link])] = []
    private var anchors: [String: Set<String>] = [:]
    private var copied: Set<String> = []
    private var problems: [SiteProblem] = []
    private var guides: [GuideProof] = []
    private var faces: [String: String] = [:]

    init(_ input: SiteInput) { self.input = input }

    mutating func build() -> SiteOutput {
        readSources()
        makePages()
        checkAnchors()
        let history = HistoryPages(history)
        for index in pages.indices {
            let parts = pages[index].sections.count
            history.complete(&pages[index])
            if pages[index].sections.count != parts, let source = pages[index].source { faces[source] = nil }
        }
        pages += history.pages
        let tree = SiteTree(pages, title: title)
        let listings = SiteListings(pages: pages, guides: guides, runs: input.runs, title: title, tree: tree)
        pages = listings.completed()
        pages.sort { $0.path < $1.path }
        var files = framed() + assets + history.files
        files += SearchIndex.files(pages: pages).map { SiteFile(path: $0.path, bytes: $0.bytes) }
        let byPath = Dictionary(sources.map { ($0.path, $0) }) { first, _ in first }
        files += SiteData(pages: pages, guides: guides, sources: byPath, runs: input.runs, options: input.options, title: title).files
        for guide in guides {
            guard let source = byPath[guide.source] else { continue }
            files.append(SiteFile(path: guide.source, text: GuideMarkdown(source: source, proof: guide, output: input.output).text))
        }
        files.sort { $0.path < $1.path }
        var output = SiteOutput(files: files, copied: copied.sorted(), problems: problems, pages: pages, guides: guides)
        output.faces = faces
        output.included = sources.flatMap { $0.runbook.includes.map(\.path) }
        output.title = title
        return output
    }

    private var guideRunbooks: [Runbook] {
        let paths = Set(guides.map(\.source))
        return sources.filter { paths.contains($0.path) }.map(\.runbook)
    }

    private var title: String {
        input.options.title ?? pages.first { $0.path == "index.html" }?.title ?? SitePath.name(of: input.options.folder)
    }

    /// The runs, each with the guide that it is of.
    private var history: RunHistory {
        var history = RunHistory(runbooks: guideRunbooks, runs: input.runs, folder: input.options.folder, output: input.output)
        for guide in guides { for run in guide.runs { history.paths[run.opened.run] = guide.source } }
        return history
    }

    // MARK: Pages

    private mutating func readSources() {
        var taken: [String: String] = [:]
        for file in input.files {
            let page = SitePath.page(of: file.path)
            if let other = taken[page] {
                problems.append(SiteProblem(.samePath, file: file.path, "\(file.path) and \(other) would both be \(page): rename one of them"))
                continue
            }
            taken[page] = file.path
            sources.append(SiteSource(file, input: input))
        }
        map = PageMap(sources: sources.map(\.path))
    }

    private mutating func makePages() {
        let guideSources = sources.filter(\.isGuide)
        let digests = Dictionary(guideSources.map { ($0.path, $0.digest) }) { first, _ in first }
        let proofs = ProofIndex(guides: guideSources, digests: digests, runs: input.runs, folder: input.options.folder)
        for source in sources {
            let links = PageLinks(source: source.path, page: source.page, map: map, target: input.target)
            if let digest = digests[source.path] {
                let proof = GuideProof(source, digest: digest, runs: proofs.runs(of: source.path))
                guides.append(proof)
                let (page, renderer) = GuidePage(source, proof: proof).content(links)
                take(page, renderer, source)
            } else {
                let (page, renderer) = Self.documentPage(source, links)
                faces[source.path] = PageFace.hash(page, renderer)
                take(page, renderer, source)
            }
        }
    }

    static func documentPage(_ source: SiteSource, _ links: PageLinks) -> (PageContent, PageRenderer) {
        var renderer = PageRenderer(links: links)
        if let shape = source.alertShape { renderer.page.add(shape.markup) }
        GuideBlocks(source.runbook, isGuide: false).attach(to: &renderer)
        renderer.render(source.runbook.document, title: source.title)
        let summary = VisibleControls.shownOnOneLine(source.runbook.front.summary ?? renderer.parts.opening)
        let page = PageContent(path: source.page, kind: source.page == "index.html" ? .home : .document, title: source.title, summary: summary,
                               body: renderer.page.text, sections: renderer.parts.sections, source: source.path)
        return (page, renderer)
    }

    private mutating func take(_ page: PageContent, _ renderer: PageRenderer, _ source: SiteSource) {
        pages.append(page)
        anchors[page.path] = renderer.parts.anchors
        links.append((source, renderer.links.links))
        copied.formUnion(renderer.links.copied)
        problems += Self.brokenLinks(renderer, source)
    }

    static func brokenLinks(_ renderer: PageRenderer, _ source: SiteSource) -> [SiteProblem] {
        renderer.links.broken.map { written in
            SiteProblem(.brokenLink, file: source.path, line: line(of: written, in: source), "the link leads to nothing: \(VisibleControls.shownOnOneLine(written))")
        }
    }

    private mutating func checkAnchors() {
        for (source, links) in links {
            for link in links {
                guard let anchor = link.anchor, !anchor.isEmpty, anchor != "top", anchors[link.path]?.contains(anchor) == false else { continue }
                problems.append(SiteProblem(.brokenAnchor, file: source.path, line: Self.line(of: link.written, in: source),
                                            "the page has no such place: \(VisibleControls.shownOnOneLine(link.written))"))
            }
        }
    }

    private static func line(of written: String, in source: SiteSource) -> Int? {
        let text = source.runbook.source
        let wanted = Array(written.utf8)
        guard let first = wanted.first else { return nil }
        var start = 0
        while let offset = text.bytes[start...].firstIndex(of: first) {
            if text.bytes[offset...].starts(with: wanted) { return text.lineStarts.count { $0 <= offset } }
            start = offset + 1
        }
        return nil
    }

    // MARK: Files

    private mutating func framed() -> [SiteFile] {
        let tree = SiteTree(pages, title: title)
        let menu = Self.menu(Set(pages.map(\.path)))
        let frame = PageFrame(input.theme, title: title, options: input.options, menu: menu, problems: &problems)
        let exported = Dictionary(guides.map { ($0.page, $0.source) }) { first, _ in first }
        return pages.map { page in
            var place = tree.place(of: page)
            place.markdown = exported[page.path]
            return SiteFile(path: page.path, bytes: frame.bytes(page, place))
        }
    }

    /// The parts of the site that there are.
    static func menu(_ existing: Set<String>) -> [(title: String, path: String)] {
        let all: [(title: String, path: String)] = [
            ("Contents", "contents.html"), ("Troubleshooting", Troubleshooting.path), ("Overview", Overview.path),
            ("Runs", "runs/index.html"), ("Search", SearchPage.path),
        ]
        return all.filter { existing.contains($0.path) }
    }

    private var assets: [SiteFile] {
        let styles = ["css/site.css", "css/history.css"].flatMap { input.theme.files[$0] ?? [] }
        let variables = SiteFile(path: "assets/site.css", bytes: Array(SiteStyle.variables.utf8) + styles)
        var files = [variables]
        for (path, bytes) in input.theme.files where !path.hasPrefix("templates/") && !["css/site.css", "css/history.css"].contains(path) {
            if path == "js/live.js", !input.options.isLive { continue }
            files.append(SiteFile(path: "assets/" + SitePath.name(of: path), bytes: bytes))
        }
        return files
    }
}

/// What the theme's style sheet builds on: the colours, which a test holds to their contrasts, and the drawing of step graphs.
enum SiteStyle {
    static let variables = BaseStyle.variables + GraphDrawing.css
}
