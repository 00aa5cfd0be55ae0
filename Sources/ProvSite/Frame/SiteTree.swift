/// The folders of a site, and what stands in each.
struct SiteTree {
    private(set) var byFolder: [String: [(title: String, path: String)]] = [:]
    private var titles: [String: String] = [:]
    /// Where a page stands in its folder.
    private var numbers: [String: Int] = [:]
    private let title: String

    init(_ pages: [PageContent], title: String) { self.init(pages.map { ($0.title, $0.path) }, title: title) }

    init(_ pages: [(title: String, path: String)], title: String) {
        self.title = title
        for page in pages {
            titles[page.path] = page.title
            byFolder[SitePath.folder(of: page.path), default: []].append(page)
        }
        for folder in byFolder.keys {
            byFolder[folder]?.sort { left, right in
                let isFirst = (
                    SitePath.name(of: left.path) == "index.html", SitePath.name(of: right.path) == "index.html"
                )
                return isFirst.0 != isFirst.1 ? isFirst.0 : left.path < right.path
            }
            for (number, page) in (byFolder[folder] ?? []).enumerated() { numbers[page.path] = number }
        }
    }

    /// Every folder with a page in it or below it, in order; the top is the empty one.
    var folders: [String] {
        var all: Set<String> = [""]
        for folder in byFolder.keys {
            var folder = folder
            while !folder.isEmpty, all.insert(folder).inserted { folder = SitePath.folder(of: folder) }
        }
        return all.sorted()
    }

    func hasFirstPage(_ folder: String) -> Bool { titles[first(folder)] != nil }

    func title(ofFolder folder: String) -> String { titles[first(folder)] ?? Self.readable(SitePath.name(of: folder)) }

    /// `Many hosts` of a folder `many-hosts`.
    static func readable(_ name: String) -> String {
        let words = name.split { $0 == "-" || $0 == "_" }.joined(separator: " ")
        return words.isEmpty ? name : words.prefix(1).uppercased() + words.dropFirst()
    }

    private func first(_ folder: String) -> String { folder.isEmpty ? "index.html" : folder + "/index.html" }

    func place(of page: PageContent) -> PageFrame.Place {
        var place = PageFrame.Place()
        let folder = SitePath.folder(of: page.path)
        let all = byFolder[folder] ?? []
        if page.kind != .run, all.count > 1 {
            place.section = window(all, around: page.path)
            place.more = all.count - place.section.count
            place.sectionTitle = folder.isEmpty ? title : title(ofFolder: folder)
        }
        var above = SitePath.name(of: page.path) == "index.html" ? SitePath.folder(of: folder) : folder
        guard page.path != "index.html", page.path != "contents.html" else { return place }
        if folder.isEmpty { return place }
        while !above.isEmpty {
            place.crumbs.insert((title(ofFolder: above), first(above)), at: 0)
            above = SitePath.folder(of: above)
        }
        place.crumbs.insert((title, "index.html"), at: 0)
        return place
    }

    /// As many neighbours as a page shows, this one among them.
    private func window(_ all: [(title: String, path: String)], around path: String) -> [(title: String, path: String)]
    {
        guard all.count > PageFrame.mostNeighbours else { return all }
        let here = numbers[path] ?? 0
        let start = max(0, min(here - PageFrame.mostNeighbours / 2, all.count - PageFrame.mostNeighbours))
        return Array(all[start..<start + PageFrame.mostNeighbours])
    }
}
