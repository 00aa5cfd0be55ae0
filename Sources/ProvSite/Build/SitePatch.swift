import ProvJournal
import ProvReport

/// What other pages show of a page: as long as it stays, a page can be made anew by itself.
enum PageFace {
    static func hash(_ page: PageContent, _ renderer: PageRenderer) -> String {
        var text = "\(page.kind.rawValue)\n\(page.title)\n\(page.summary)\n"
        for section in page.sections { text += "\(section.level) \(section.anchor ?? "") \(section.title)\n" }
        text += renderer.parts.anchors.sorted().joined(separator: "\n") + "\n"
        text +=
            Set(renderer.links.links.filter { $0.anchor != nil }.map { "\($0.path)#\($0.anchor ?? "")" }).sorted()
            .joined(separator: "\n") + "\n"
        text += Set(renderer.links.copied).sorted().joined(separator: "\n")
        return ContentHash.hex(Array(text.utf8))
    }
}

/// What is remembered of a site that was made, so that a change of few pages costs little.
package struct SiteMemory: Sendable, Equatable {
    package struct Source: Sendable, Equatable {
        package var path: String
        /// Of the file as it was read.
        package var stamp: String
        /// Empty for a page that cannot be made by itself.
        package var face: String

        package init(path: String, stamp: String, face: String) {
            self.path = path
            self.stamp = stamp
            self.face = face
        }
    }

    package struct Page: Sendable, Equatable {
        package var path: String
        package var title: String
    }

    /// Of everything that all pages depend on.
    package var fingerprint: String
    package var title: String
    package var sources: [Source]
    /// In the order of the search index.
    package var pages: [Page]
    /// Every file of the site.
    package var files: [String]
    /// Files that pages include or show, with their stamps.
    package var others: [Source]
    package var problems: [SiteProblem]

    package init(fingerprint: String, output: SiteOutput, sources: [Source], files: [String], others: [Source]) {
        self.fingerprint = fingerprint
        title = VisibleControls.shownOnOneLine(output.title)
        self.sources = sources
        pages = output.pages.map { Page(path: $0.path, title: VisibleControls.shownOnOneLine($0.title)) }
        self.files = files
        self.others = others
        problems = output.problems
    }

    // MARK: As text

    private static let head = "prov-site-memory-1"

    package var text: String {
        var text = "\(Self.head)\t\(fingerprint)\t\(title)\n"
        for source in sources { text += "s\t\(source.path)\t\(source.stamp)\t\(source.face)\n" }
        for other in others { text += "o\t\(other.path)\t\(other.stamp)\t\n" }
        for page in pages { text += "p\t\(page.path)\t\(page.title)\n" }
        for file in files { text += "f\t\(file)\n" }
        for problem in problems {
            text +=
                """
                x\t\(problem.kind.rawValue)\t\(problem.file)\t\(problem.line ?? 0)\t\(VisibleControls.shownOnOneLine(problem.text))

                """
        }
        return text
    }

    /// `nil` for what is no whole memory of this form.
    package init?(text: String) {
        guard text.hasSuffix("\n") else { return nil }
        let lines = text.utf8.split(separator: 0x0A)
        func cells(_ line: Substring.UTF8View) -> [String] {
            line.split(separator: 0x09, omittingEmptySubsequences: false).map { String(Substring($0)) }
        }
        guard let first = lines.first.map(cells), first.count == 3, first[0] == Self.head else { return nil }
        (fingerprint, title, sources, pages, files, others, problems) = (first[1], first[2], [], [], [], [], [])
        for line in lines.dropFirst() {
            let cells = cells(line)
            switch (cells[0], cells.count) {
            case ("s", 4): sources.append(Source(path: cells[1], stamp: cells[2], face: cells[3]))
            case ("o", 4): others.append(Source(path: cells[1], stamp: cells[2], face: ""))
            case ("p", 3): pages.append(Page(path: cells[1], title: cells[2]))
            case ("f", 2): files.append(cells[1])
            case ("x", 5):
                guard let kind = SiteProblem.Kind(rawValue: cells[1]), let line = Int(cells[3]) else { return nil }
                problems.append(SiteProblem(kind, file: cells[2], line: line == 0 ? nil : line, cells[4]))
            default: return nil
            }
        }
    }
}

extension Site {
    /// The files that differ after some documents got another text, and all problems; `nil` where more than those pages
    /// themselves may change.
    ///
    /// - Parameters:
    ///   - input: with the paths of the files that were changed alone.
    ///   - written: the bytes of a file of the site as it is.
    package static func patch(_ input: SiteInput, memory: SiteMemory, written: (String) -> [UInt8]?) throws -> (
        files: [SiteFile], problems: [SiteProblem]
    )? {
        var ofTheme: [SiteProblem] = []
        var problems = memory.problems
        let tree = SiteTree(memory.pages.map { ($0.title, $0.path) }, title: memory.title)
        let menu = SiteBuilder.menu(Set(memory.pages.map(\.path)))
        let frame = PageFrame(input.theme, title: memory.title, options: input.options, menu: menu, problems: &ofTheme)
        let map = PageMap(sources: memory.sources.map(\.path))
        let faces = Dictionary(memory.sources.map { ($0.path, $0.face) }) { first, _ in first }
        var files: [String: [UInt8]] = [:]
        for path in input.paths {
            let source = SiteSource(SiteFile(path: path, bytes: try input.read(path)), input: input)
            guard !source.isGuide, source.page != "index.html",
                let number = memory.pages.firstIndex(where: { $0.path == source.page })
            else { return nil }
            let links = PageLinks(source: source.path, page: source.page, map: map, target: input.target)
            let (page, renderer) = SiteBuilder.documentPage(source, links)
            let old = problems.indices.filter { problems[$0].file == source.path }
            guard old.allSatisfy({ problems[$0].kind == .brokenLink }), !page.summary.isEmpty,
                PageFace.hash(page, renderer) == faces[source.path]
            else { return nil }
            let fresh = SiteBuilder.brokenLinks(renderer, source)
            guard fresh.count == old.count else { return nil }
            for (index, problem) in zip(old, fresh) { problems[index] = problem }
            files[page.path] = frame.bytes(page, tree.place(of: page))
            let update = SearchUpdate(page, number: number, pages: memory.pages.count)
            let index = "search/index.js"
            guard let bytes = (files[index] ?? written(index)).flatMap(update.index) else { return nil }
            files[index] = bytes
            for shard in 0..<update.shardCount {
                let path = "search/terms-\(shard).js"
                guard let bytes = (files[path] ?? written(path)).flatMap({ update.shard(shard, $0) }) else {
                    return nil
                }
                files[path] = bytes
            }
        }
        return ofTheme.isEmpty
            ? (files.map { SiteFile(path: $0.key, bytes: $0.value) }.sorted { $0.path < $1.path }, problems) : nil
    }
}
