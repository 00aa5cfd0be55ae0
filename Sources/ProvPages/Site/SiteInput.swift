package import ProvJournal
package import ProvRunbook

/// A file of a folder or of a site, by its path from there.
package struct SiteFile: Sendable, Equatable {
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    package init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}

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

/// Everything a site is made from.
package struct SiteInput {
    /// The Markdown files, by their path from the folder.
    package var paths: [String]
    /// The bytes of one of them; also asked a second time, for the lines of what is wrong.
    package var read: (String) throws -> [UInt8]
    /// The newest first.
    package var runs: [RunReport]
    /// Runs of which there is no report.
    package var lost: [LostRun] = []
    package var options: SiteOptions
    package var theme: SiteTheme
    /// What stands at a path of the folder.
    package var target: (String) -> SiteTarget
    /// A file that a runbook includes.
    package var include: (_ path: String, _ from: String) -> IncludeResult
    /// The masked bytes that are kept of an output of a run; `nil` where they cannot be had.
    package var output: (RunReport, OutputStored) -> [UInt8]?

    package init(
        paths: [String], read: @escaping (String) throws -> [UInt8], runs: [RunReport] = [], options: SiteOptions,
        theme: SiteTheme,
        target: @escaping (String) -> SiteTarget = { _ in .nothing },
        include: @escaping (_ path: String, _ from: String) -> IncludeResult = { _, _ in
            .missing("there is no such file")
        },
        output: @escaping (RunReport, OutputStored) -> [UInt8]? = { _, stored in stored.inline.map { Array($0.utf8) } }
    ) {
        self.paths = paths
        self.read = read
        self.runs = runs
        self.options = options
        self.theme = theme
        self.target = target
        self.include = include
        self.output = output
    }
}

/// A site, and what is wrong with it.
package struct SiteOutput: Sendable {
    /// Every file but the reports of the runs and the files that are only copied; empty where they were handed out.
    package var files: [SiteFile]
    /// Files of the folder that pages link to or show, by their path: they stand at the same path in the site.
    package var copied: [String]
    package var problems: [SiteProblem]
    package var pages: [PageContent]
    package var guides: [GuideProof]
    package var title = ""
    /// By Markdown file, what other pages show of its page; only of documents.
    package var faces: [String: String] = [:]
    /// Files that guides include.
    package var included: [String] = []
}

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

/// Templates, styles and scripts, by their path: `templates/page.mustache`, `css/site.css`, `js/site.js`.
package struct SiteTheme: Sendable {
    package var files: [String: [UInt8]]
    /// What stands in for a template of the user's own that cannot be used.
    package var builtIn: [String: [UInt8]] = [:]
    /// The folder of the user's own files, as messages name it.
    package var name = "site"

    package init(_ files: [(path: String, bytes: [UInt8])]) {
        self.files = [:]
        for file in files { self.files[file.path] = file.bytes }
    }
}
