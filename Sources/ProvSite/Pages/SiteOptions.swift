/// What the site is called and how it is made.
package struct SiteOptions: Sendable {
    /// `nil` for that of its first page.
    package var title: String?
    /// Where it will stand, with a `/` at its end; `nil` where that is not known: then there is no site map and no
    /// feed.
    package var address: String?
    /// The folder that is built, from the root of the file system: recorded runs name their runbooks so.
    package var folder: String
    package var version: String
    /// Whether pages watch the server they come from, and show themselves anew when it has something new.
    package var isLive = false

    package init(title: String? = nil, address: String? = nil, folder: String, version: String) {
        self.title = title
        self.address = address
        self.folder = folder
        self.version = version
    }
}

/// What a link may lead to besides pages.
package enum SiteTarget: Sendable, Equatable {
    case file, folder, nothing
    /// Why it must not be published, as a clause.
    case outside(String)
}
