/// Something that is wrong with a page.
package struct SiteProblem: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case brokenLink = "broken-link"
        case brokenAnchor = "broken-anchor"
        case badTheme = "bad-theme"
        case samePath = "same-path"
        case stale
    }

    package var kind: Kind
    /// The Markdown file, by its path from the folder.
    package var file: String
    /// From 1; `nil` where it is not known.
    package var line: Int?
    package var text: String

    package init(_ kind: Kind, file: String, line: Int? = nil, _ text: String) {
        self.kind = kind
        self.file = file
        self.line = line
        self.text = text
    }
}
