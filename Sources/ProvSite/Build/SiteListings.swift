import ProvJournal
import ProvReport
import ProvText

/// Pages that no file stands for: the first page, the contents, folders without a page of their own, the runs.
struct SiteListings {
    let pages: [PageContent]
    let guides: [GuideProof]
    let runs: [RunReport]
    let lost: [UnreadableRun]
    let title: String
    let tree: SiteTree

    /// All pages, those of no file among them.
    func completed() -> [PageContent] {
        var all = pages
        for folder in tree.folders where !folder.isEmpty && !tree.hasFirstPage(folder) {
            all.append(folderPage(folder))
        }
        if let home = all.firstIndex(where: { $0.path == "index.html" }) {
            all[home].body += guideList(from: "index.html").text
            all[home].kind = .home
        } else {
            all.append(
                PageContent(
                    path: "index.html", kind: .home, title: title, summary: "",
                    body: (guideList(from: "index.html").text + documentList.text),
                    sections: []))
        }
        all.append(SearchPage.content(contents: "contents.html"))
        all.append(contents(all))
        if !runs.isEmpty || !lost.isEmpty { all.append(runList) }
        return all
    }

    // MARK: Lists of pages

    private func list(_ entries: [(title: String, path: String)], from page: String) -> Markup {
        var markup: Markup = "<ul>\n"
        for entry in entries {
            markup.add(
                """
                <li><a \
                href="\(SitePath.encoded(SitePath.relative(entry.path, from: page)))">\(VisibleControls.shownOnOneLine(entry.title))</a></li>

                """
            )
        }
        markup.add("</ul>\n")
        return markup
    }

    private func folderPage(_ folder: String) -> PageContent {
        let path = folder + "/index.html"
        let below = tree.folders.filter { SitePath.folder(of: $0) == folder && !$0.isEmpty }.map {
            (title: tree.title(ofFolder: $0), path: $0 + "/index.html")
        }
        let summaries = Dictionary(pages.map { ($0.path, $0.summary) }) { first, _ in first }
        var body: Markup = "<ul class=\"plain folder\">\n"
        for entry in (tree.byFolder[folder] ?? []) + below {
            body.add(
                """
                <li><a \
                href="\(SitePath.encoded(SitePath.relative(entry.path, from: path)))">\(VisibleControls.shownOnOneLine(entry.title))</a>
                """
            )
            if let summary = summaries[entry.path], !summary.isEmpty {
                body.add(" <span class=\"soft\">\(VisibleControls.shownOnOneLine(summary))</span>")
            }
            body.add("</li>\n")
        }
        body.add("</ul>\n")
        return PageContent(
            path: path, kind: .document, title: SiteTree.readable(SitePath.name(of: folder)), summary: "",
            body: body.text, sections: [])
    }

    private func contents(_ all: [PageContent]) -> PageContent {
        let tree = SiteTree(all, title: title)
        var body = Markup()
        for folder in tree.folders {
            guard let entries = tree.byFolder[folder] else { continue }
            body.add("<h2>\(folder.isEmpty ? title : folder)</h2>\n")
            body.add(list(entries, from: "contents.html"))
        }
        return PageContent(
            path: "contents.html", kind: .reference, title: "Contents", summary: "Every page of this site.",
            body: body.text, sections: [])
    }

    private var documentList: Markup {
        let documents = pages.filter { $0.kind == .document }.map { ($0.title, $0.path) }
        guard !documents.isEmpty else { return "" }
        var markup: Markup = "<h2>Documents</h2>\n"
        markup.add(list(documents, from: "index.html"))
        return markup
    }

    // MARK: Guides

    private func guideList(from page: String) -> Markup {
        guard !guides.isEmpty else { return "" }
        var markup: Markup = """
            <section aria-labelledby="guides-and-proof">
            <h2 id="guides-and-proof">Guides and their last proof</h2>
            <div class="table" tabindex="0"><table>
            <thead><tr><th>Guide</th><th>Last proven</th><th>Since then</th></tr></thead>
            <tbody>

            """
        for guide in guides {
            markup.add(
                """
                <tr><td><a \
                href="\(SitePath.encoded(SitePath.relative(guide.page, from: page)))">\(VisibleControls.shownOnOneLine(guide.title))</a></td>
                """
            )
            if let run = guide.lastProven {
                markup.add(
                    """
                    <td><a \
                    href="\(SitePath.relative("runs/\(run.opened.run).html", from: page))">\(Moment.short(run.lastEventAt))</a></td><td>\(since(guide, run))</td></tr>

                    """
                )
            } else {
                markup.add(
                    """
                    <td>\(guide.runs.isEmpty ? "no run yet" : guide.lastUnverified == nil ? "never" : "nothing verifies it")</td><td>\(guide.runs.isEmpty ? "" : Quantity.count(guide.runs.count, "run"))</td></tr>

                    """
                )
            }
        }
        markup.add("</tbody></table></div>\n</section>\n")
        return markup
    }

    private func since(_ guide: GuideProof, _ run: RunReport) -> String {
        let failures = guide.failures(since: run).count
        let takenBack = guide.takenBack(since: run).count
        let words = [
            failures > 0 ? "failed \(Quantity.count(failures, "time"))" : nil,
            takenBack > 0 ? "rolled back \(Quantity.count(takenBack, "time"))" : nil,
            guide.isOfToday(run) ? nil : "changed",
        ].compactMap { $0 }
        return words.isEmpty ? "unchanged" : Quantity.list(words)
    }

    // MARK: Runs

    private static let mostRuns = 1_000

    private var runList: PageContent {
        let path = "runs/index.html"
        var page = PageBuilder(path: path, title: "Runs")
        page.add("<p class=\"lead\">\(Quantity.count(runs.count, "recorded run")), the newest first.</p>\n")
        if !lost.isEmpty {
            page.add(
                """
                <p><a class="t-bad" \
                href="../\(Overview.path)#\(LostRunsPart.anchor)">\(LostRunsPart.sentence(lost))</a></p>

                """
            )
        }
        let rows: [[Markup]] = runs.prefix(Self.mostRuns).map { run in
            let words = run.words
            let mode = run.opened.mode == .run ? "" : " (\(run.opened.mode.rawValue))"
            return [
                "<a href=\"\(run.opened.run).html\">\(Markup.time(run.lastEventAt, hasZone: false))</a>",
                "\(VisibleControls.shownOnOneLine(run.opened.title))\(mode)",
                "<span class=\"t-\(words.tone.rawValue)\">\(words.label)</span>", "\(run.opened.environment)",
                "\(run.opened.user)",
            ]
        }
        page.table("The runs", columns: ["Ended", "Guide", "Verdict", "Environment", "By"], rows: rows)
        return page.page(kind: .run, summary: "Every recorded run, the newest first.")
    }
}
