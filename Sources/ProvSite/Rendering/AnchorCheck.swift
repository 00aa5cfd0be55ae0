import ProvReport
import ProvText

/// Finds links to places that a page does not have, once all pages are there.
struct AnchorCheck {
    private struct Link: Hashable {
        var source: String
        var path: String
        var anchor: String
        var written: String
        var line: Int
    }

    private var anchors: [String: Set<String>] = [:]
    private var links: [Link] = []

    mutating func add(_ page: String, of source: String, anchors found: Set<String>, links written: [PageLinks.Link]) {
        anchors[page] = found
        for link in written {
            guard let anchor = link.anchor, !anchor.isEmpty, anchor != "top",
                link.path != page || !found.contains(anchor)
            else { continue }
            links.append(Link(source: source, path: link.path, anchor: anchor, written: link.written, line: link.line))
        }
    }

    /// - Parameter read: a Markdown file once more, for the lines of what is wrong in it.
    func problems(read: (String) throws -> [UInt8]) -> [SiteProblem] {
        // Links come file by file.
        var text = SourceText(path: "", bytes: [])
        return links.filter { anchors[$0.path]?.contains($0.anchor) == false }.map { link in
            if text.path != link.source { text = SourceText(path: link.source, bytes: (try? read(link.source)) ?? []) }
            return SiteProblem(
                .brokenAnchor, file: link.source, line: text.line(of: link.written, from: link.line),
                "broken link: the page has no anchor \(VisibleControls.shownOnOneLine(link.written))")
        }
    }
}
