/// What stands between the head and the foot of one page of the site.
///
/// Every kind of page (guide, troubleshooting, overview, run, difference) is made into one of these, and the frame, the
/// search index, the site map and the link check are made from all of them alike.
package struct PageContent: Sendable {
    /// Also the class of the page's `<body>`, by which a theme knows it.
    package enum Kind: String, Sendable, CaseIterable {
        case home, guide, document, troubleshooting, overview, run, difference, reference
    }

    /// Where the page stands in the site: `guides/postgresql.html`, with `/` between folders and no leading one.
    package var path: String
    package var kind: Kind
    /// Plain text, also of the browser's tab.
    package var title: String
    /// One plain sentence for search results and other sites; may be empty.
    package var summary: String
    /// HTML that fits into `<main>`, without the `<h1>`; every link in it is relative to the page.
    package var body: String
    /// What is found: a part for each heading, in the order of the page; the first has no anchor.
    package var sections: [Section]
    /// Where the page comes from, relative to the folder that was built; `nil` for what no file stands for.
    package var source: String?

    package struct Section: Sendable, Equatable {
        /// `nil` for what stands before the first heading.
        package var anchor: String?
        /// Of the heading, 2 to 6; 1 for what stands before the first.
        package var level: Int
        package var title: String
        /// Plain text of the part, commands and their output included; error strings stay whole.
        package var text: String

        package init(anchor: String?, level: Int, title: String, text: String) {
            self.anchor = anchor
            self.level = level
            self.title = title
            self.text = text
        }
    }

    package init(
        path: String, kind: Kind, title: String, summary: String, body: String, sections: [Section],
        source: String? = nil
    ) {
        self.path = path
        self.kind = kind
        self.title = title
        self.summary = summary
        self.body = body
        self.sections = sections
        self.source = source
    }
}
