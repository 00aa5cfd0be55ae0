import ProvRunbook
import ProvText
import ProvTheme
import Testing

@testable import ProvSite

/// The body of the page of a guide, which may include `part.md`.
func guideBody(_ markdown: String, part: String = "") -> String {
    var input = SiteInput(
        files: [SiteFile(path: "guide.md", text: markdown), SiteFile(path: "part.md", text: part)],
        options: SiteOptions(title: "t", folder: "/f", version: "v"), theme: SiteTheme(BuiltInTheme.files))
    input.include = { path, _ in .found(SourceText(path: path, text: part)) }
    return (try? Site.build(input))?.pages.first { $0.path == "guide.html" }?.body ?? ""
}
