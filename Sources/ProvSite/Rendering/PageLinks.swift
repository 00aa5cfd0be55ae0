/// Where the pages of a site stand, for links between their sources.
struct PageMap: Sendable {
    /// The page of each Markdown file.
    private(set) var pages: [String: String] = [:]
    /// Folders that have a first page.
    private(set) var folders: Set<String> = []

    init(sources: [String]) {
        for source in sources {
            pages[source] = SitePath.page(of: source)
            var folder = SitePath.folder(of: source)
            while folders.insert(folder).inserted, !folder.isEmpty { folder = SitePath.folder(of: folder) }
        }
    }

    func firstPage(of folder: String) -> String { folder.isEmpty ? "index.html" : folder + "/index.html" }
}

/// The links of one page: what they become, and what they lead to.
struct PageLinks {
    struct Link {
        /// As written.
        var written: String
        /// A page of the site, or a file of the folder.
        var path: String
        var anchor: String?
        /// On which its block begins.
        var line: Int
    }

    let source: String
    let page: String
    private let map: PageMap
    private let target: (String) -> SiteTarget
    /// To pages of the site, this one among them.
    private(set) var links: [Link] = []
    private(set) var copied: [String] = []
    /// As written, the line on which its block begins, and why where there is something at its end.
    private(set) var broken: [(written: String, line: Int, why: String?)] = []
    /// On which the block begins that is drawn now.
    var line = 1

    init(source: String, page: String, map: PageMap, target: @escaping (String) -> SiteTarget) {
        self.source = source
        self.page = page
        self.map = map
        self.target = target
    }

    /// What an address becomes on the page; `nil` for one that must not be followed.
    mutating func address(_ written: String, isImage: Bool = false) -> String? {
        switch AddressKind(written) {
        case .dangerous: return nil
        case .elsewhere: return isImage ? nil : written
        case .here: break
        }
        let (path, rest) = split(written)
        if path.isEmpty {
            if rest.first == "#" {
                links.append(
                    Link(written: written, path: page, anchor: SitePath.decoded(String(rest.dropFirst())), line: line))
            }
            return written
        }
        guard let full = SitePath.resolve(SitePath.decoded(path), in: SitePath.folder(of: source)) else {
            broken.append((written, line, nil))
            return written
        }
        if let other = map.pages[full] { return link(written, to: other, rest) }
        if map.folders.contains(full) { return link(written, to: map.firstPage(of: full), rest) }
        switch target(full) {
        case .file: copied.append(full)
        case .folder, .nothing:
            broken.append((written, line, nil))
            return written
        case .outside(let why):
            broken.append((written, line, why))
            return written
        }
        return SitePath.encoded(SitePath.relative(full, from: page)) + rest
    }

    private mutating func link(_ written: String, to other: String, _ rest: String) -> String {
        let anchor = rest.firstIndex(of: "#").map { SitePath.decoded(String(rest[rest.index(after: $0)...])) }
        links.append(Link(written: written, path: other, anchor: anchor, line: line))
        return SitePath.encoded(SitePath.relative(other, from: page)) + rest
    }

    /// The path, and from `?` or `#` on the rest.
    private func split(_ written: String) -> (path: String, rest: String) {
        let end = written.utf8.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? written.endIndex
        return (String(written[..<end]), String(written[end...]))
    }
}

/// Where an address leads, by its form alone.
enum AddressKind {
    case here, elsewhere
    /// Runs something, reads files, or carries its content along.
    case dangerous

    init(_ address: String) {
        // A browser drops controls and white space in front of and inside of a scheme.
        let bytes = address.utf8.lazy.filter { $0 > 0x20 }
        guard let colon = bytes.prefix(64).firstIndex(where: { $0 == 0x3A || $0 == 0x2F || $0 == 0x3F || $0 == 0x23 }),
            bytes[colon] == 0x3A
        else {
            self = bytes.starts(with: "//".utf8) ? .elsewhere : .here
            return
        }
        let scheme = String(decoding: Array(bytes[..<colon]), as: UTF8.self).lowercased()
        self = Self.schemes.contains(scheme) ? .elsewhere : .dangerous
    }

    private static let schemes: Set<String> = [
        "http", "https", "mailto", "ftp", "tel", "ssh", "git", "irc", "ircs", "news", "sftp", "xmpp",
    ]
}
