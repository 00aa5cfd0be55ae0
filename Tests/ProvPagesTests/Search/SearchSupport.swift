@testable import ProvReport
@testable import ProvSite

/// A page that has sections only, each of a heading line (`# Heading`) and what follows; for tests of search.
func searchPage(_ path: String, _ title: String, kind: PageContent.Kind = .document, _ text: String) -> PageContent {
    var sections = [PageContent.Section(anchor: nil, level: 1, title: title, text: "")]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("# ") {
            let heading = String(line.dropFirst(2))
            sections.append(
                .init(anchor: heading.lowercased().replacing(" ", with: "-"), level: 2, title: heading, text: ""))
        } else {
            sections[sections.count - 1].text += line + "\n"
        }
    }
    let body = sections.map { section -> String in
        var markup: Markup = ""
        if let anchor = section.anchor { markup.add("<h2 id=\"\(anchor)\">\(section.title)</h2>\n") }
        markup.add("<pre>\(section.text)</pre>\n")
        return markup.text
    }.joined()
    return PageContent(path: path, kind: kind, title: title, summary: "", body: body, sections: sections)
}

extension SearchIndex {
    /// The files of the index of some pages.
    static func files(pages: [PageContent]) -> [(path: String, bytes: [UInt8])] {
        var builder = SearchIndexBuilder()
        for page in pages { builder.add(page) }
        return builder.files(pages: pages)
    }
}
