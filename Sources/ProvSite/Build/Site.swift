import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// Makes a site of a folder of Markdown files and the runs that were recorded of them; the same for the same input.
package enum Site {
    /// Keeps all of it in memory.
    package static func build(_ input: SiteInput) throws -> SiteOutput {
        var files: [SiteFile] = []
        var output = try build(input) { files.append($0) }
        output.files = files.sorted { $0.path < $1.path }
        return output
    }

    /// Hands out each file as soon as it is made, in no order, so that a large site needs little memory.
    package static func build(_ input: SiteInput, write: (SiteFile) throws -> Void) throws -> SiteOutput {
        var builder = SiteBuilder(input)
        return try builder.build(write)
    }
}

/// Collects the pages of a site, then frames them all alike.
///
/// A document becomes its page as soon as it is read, and its words go into the index, because neither its tree nor its
/// text is needed any more; of all documents together there are only the bodies of pages.
struct SiteBuilder {
    let input: SiteInput
    private let map: PageMap
    /// Guides, which other pages tell of.
    private var sources: [SiteSource] = []
    private var pages: [PageContent] = []
    private var search = SearchIndexBuilder()
    private var anchors = AnchorCheck()
    private var copied: Set<String> = []
    private var problems: [SiteProblem] = []
    private var guides: [GuideProof] = []
    /// Digests of documents that may have been run: a file of the same name was.
    private var ranDigests: [String: String] = [:]
    /// The Markdown file that each run was of.
    private var runPaths: [String: String] = [:]

    init(_ input: SiteInput) {
        self.input = input
        var taken: [String: String] = [:]
        var paths: [String] = []
        for path in input.paths {
            let page = SitePath.page(of: path)
            if let other = taken[page] {
                problems.append(
                    SiteProblem(.samePath, file: path, "\(path) and \(other) would both be \(page): rename one of them")
                )
                continue
            }
            taken[page] = path
            paths.append(path)
        }
        map = PageMap(sources: paths)
        self.paths = paths
    }

    private let paths: [String]

    mutating func build(_ write: (SiteFile) throws -> Void) throws -> SiteOutput {
        try readDocuments()
        makeGuides()
        problems += anchors.problems(read: input.read)
        let history = HistoryPages(history)
        for index in pages.indices { history.complete(&pages[index]) }
        pages += history.pages
        let tree = SiteTree(pages, title: title)
        pages = SiteListings(pages: pages, guides: guides, runs: input.runs, lost: input.lost, title: title, tree: tree)
            .completed()
        keepOnePerPath()
        for page in pages { search.add(page) }
        try writeFramed(write)
        for file in assets + history.files { try write(file) }
        for file in search.files(pages: pages) { try write(SiteFile(path: file.path, bytes: file.bytes)) }
        try writeExports(write)
        return output
    }

    private var output: SiteOutput {
        SiteOutput(files: [], copied: copied.sorted(), problems: ordered(problems), pages: pages, guides: guides)
    }

    /// By file; those of one file as they were found.
    private func ordered(_ problems: [SiteProblem]) -> [SiteProblem] {
        problems.enumerated().sorted { ($0.element.file, $0.offset) < ($1.element.file, $1.offset) }.map(\.element)
    }

    private var title: String {
        input.options.title ?? pages.first { $0.path == "index.html" }?.title ?? SitePath.name(of: input.options.folder)
    }

    /// The runs, each with the file that it is of.
    private var history: RunHistory {
        var history = RunHistory(
            runbooks: sources.map(\.runbook), runs: input.runs, folder: input.options.folder, output: input.output)
        history.paths = runPaths
        history.lost = input.lost
        return history
    }

    // MARK: Pages

    private mutating func readDocuments() throws {
        let ran = Set(input.runs.map { SitePath.name(of: $0.opened.runbook) })
        for path in paths {
            let source = SiteSource(SiteFile(path: path, bytes: try input.read(path)), input: input)
            if source.isGuide {
                sources.append(source)
                continue
            }
            let (page, renderer) = documentPage(source, links(of: source))
            take(page, renderer, source)
            if ran.contains(SitePath.name(of: path)) {
                // What went wrong with a text that was run may still be added to its page, and its text tells which
                // runs are of it.
                ranDigests[path] = source.digest
            } else {
                search.addEarly(&pages[pages.count - 1])
            }
        }
    }

    private mutating func makeGuides() {
        let digests = Dictionary(sources.map { ($0.path, $0.digest) }) { first, _ in first }
        let proofs = ProofIndex(
            digests: digests.merging(ranDigests) { guide, _ in guide }, runs: input.runs, folder: input.options.folder)
        runPaths = proofs.paths
        for source in sources {
            let proof = GuideProof(source, digest: digests[source.path] ?? "", runs: proofs.runs(of: source.path))
            guides.append(proof)
            let (page, renderer) = GuidePage(source, proof: proof).content(links(of: source))
            take(page, renderer, source)
        }
    }

    private func links(of source: SiteSource) -> PageLinks {
        PageLinks(source: source.path, page: source.page, map: map, target: input.target)
    }

    private func documentPage(_ source: SiteSource, _ links: PageLinks) -> (PageContent, PageRenderer) {
        var renderer = PageRenderer(links: links)
        if let shape = source.alertShape { renderer.page.add(shape.markup) }
        GuideBlocks(source.runbook, isGuide: false).attach(to: &renderer)
        renderer.render(source.runbook.document, title: source.title)
        let summary = VisibleControls.shownOnOneLine(source.runbook.front.summary ?? renderer.parts.opening)
        let page = PageContent(
            path: source.page, kind: source.page == "index.html" ? .home : .document, title: source.title,
            summary: summary,
            body: renderer.page.text, sections: renderer.parts.sections, source: source.path)
        return (page, renderer)
    }

    private mutating func take(_ page: PageContent, _ renderer: PageRenderer, _ source: SiteSource) {
        pages.append(page)
        anchors.add(page.path, of: source.path, anchors: renderer.parts.anchors, links: renderer.links.links)
        copied.formUnion(renderer.links.copied)
        problems += brokenLinks(renderer, source)
    }

    private func brokenLinks(_ renderer: PageRenderer, _ source: SiteSource) -> [SiteProblem] {
        renderer.links.broken.map { link in
            SiteProblem(
                .brokenLink, file: source.path, line: source.runbook.source.line(of: link.written, from: link.line),
                link.why.map {
                    """
                    link to \(VisibleControls.shownOnOneLine(link.written)) omitted: \(VisibleControls.shownOnOneLine($0))
                    """
                }
                    ?? "broken link: \(VisibleControls.shownOnOneLine(link.written))")
        }
    }

    /// Puts the pages into their order; where a document has taken the place of a page of prov's own, the document has
    /// to move.
    private mutating func keepOnePerPath() {
        pages.sort { ($0.path, $0.source == nil ? 0 : 1) < ($1.path, $1.source == nil ? 0 : 1) }
        var kept: [PageContent] = []
        for page in pages {
            if kept.last?.path != page.path {
                kept.append(page)
            } else if let source = page.source {
                problems.append(
                    SiteProblem(
                        .samePath, file: source, "\(page.path) is a page that prov writes: rename \(source)"))
            }
        }
        pages = kept
    }

    // MARK: Files

    private mutating func writeFramed(_ write: (SiteFile) throws -> Void) throws {
        let tree = SiteTree(pages, title: title)
        let menu = menu(Set(pages.map(\.path)))
        let frame = PageFrame(input.theme, title: title, options: input.options, menu: menu, problems: &problems)
        let exported = Dictionary(guides.map { ($0.page, $0.source) }) { first, _ in first }
        for page in pages {
            var place = tree.place(of: page)
            place.markdown = exported[page.path]
            try write(SiteFile(path: page.path, bytes: frame.bytes(page, place)))
        }
    }

    private func writeExports(_ write: (SiteFile) throws -> Void) throws {
        let byPath = Dictionary(sources.map { ($0.path, $0) }) { first, _ in first }
        for file in SiteData(
            pages: pages, guides: guides, sources: byPath, runs: input.runs, lost: input.lost, options: input.options,
            title: title
        ).files { try write(file) }
        for guide in guides {
            guard let source = byPath[guide.source] else { continue }
            try write(
                SiteFile(
                    path: guide.source, text: GuideMarkdown(source: source, proof: guide, output: input.output).text))
        }
    }

    /// The parts of the site that there are.
    private func menu(_ existing: Set<String>) -> [(title: String, path: String)] {
        let all: [(title: String, path: String)] = [
            ("Contents", "contents.html"), ("Troubleshooting", Troubleshooting.path), ("Overview", Overview.path),
            ("Runs", "runs/index.html"), ("Search", SearchPage.path),
        ]
        return all.filter { existing.contains($0.path) }
    }

    private var assets: [SiteFile] {
        let sheets = ["css/site.css", "css/history.css", "css/own.css"]
        let styles = sheets.flatMap { input.theme.files[$0] ?? [] }
        let variables = SiteFile(path: "assets/site.css", bytes: Array(SiteStyle.variables.utf8) + styles)
        var files = [variables]
        for (path, bytes) in input.theme.files where !path.hasPrefix("templates/") && !sheets.contains(path) {
            if path == "js/live.js", !input.options.isLive { continue }
            files.append(SiteFile(path: "assets/" + SitePath.name(of: path), bytes: bytes))
        }
        return files
    }
}

/// What the theme's style sheet builds on: the colours, which a test holds to their contrasts, and the drawing of step
/// graphs.
enum SiteStyle {
    static let variables = BaseStyle.variables + GraphDrawing.css
}
