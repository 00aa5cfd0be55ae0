import ProvReport

/// The page on which the site is searched: a field that takes a pasted error of many lines, and where what is found is
/// put.
///
/// It alone loads `assets/search.js`; the frame of the other pages has a link to it. `search.html?q=…` is a search that
/// can be linked to.
package enum SearchPage {
    package static let path = "search.html"

    /// - Parameter contents: where all pages are listed, relative to the site's root; for readers without script.
    package static func content(contents: String) -> PageContent {
        let body: Markup = """
            <form role="search" action="search.html" class="search-form">
            <label for="search-field">Words, or an error message</label>
            <textarea id="search-field" name="q" rows="3" spellcheck="false" autocapitalize="off" autocomplete="off"></textarea>
            <button type="submit">Search</button>
            </form>
            <noscript><p>Search requires JavaScript. <a href="\(contents)">The list of all pages</a> works without it.</p></noscript>
            <p id="search-status" role="status"></p>
            <ol id="search-results" class="search-results"></ol>
            <script src="assets/search.js" defer></script>

            """
        return PageContent(path: path, kind: .reference, title: "Search", summary: "", body: body.text, sections: [])
    }
}
