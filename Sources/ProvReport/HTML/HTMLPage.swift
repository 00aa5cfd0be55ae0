import ProvJournal

/// A whole HTML file that needs nothing else: its style stands in it, and its policy allows that style and nothing
/// more.
package struct HTMLPage {
    package var title: String
    package var description: String
    package var stylesheet: String
    package var body: Markup

    package init(title: String, description: String, stylesheet: String, body: Markup) {
        self.title = title
        self.description = description
        self.stylesheet = stylesheet
        self.body = body
    }

    package var bytes: [UInt8] {
        var page: Markup = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="description" content="\(description)">
            <title>\(title)</title>
            <style>
            """
        page.withBytes { $0.append(contentsOf: stylesheet.utf8) }
        page.add("</style>\n</head>\n<body>\n")
        page.add(body)
        page.add("</body>\n</html>\n")
        return page.bytes
    }

    private var policy: String {
        let hash = Base64.text(ContentHash.digest(Array(stylesheet.utf8)))
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'"
    }
}
