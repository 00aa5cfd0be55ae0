import Glibc
import ProvJournal
import ProvPages

/// Reads what a site is made of, makes it and writes it.
struct SiteBuild {
    let folder: SiteFolder
    let runs: SiteRuns
    private let options: SiteSourceOptions
    private let store: Store?
    private let themeFolder: String?

    /// - Parameter readsRuns: without them there is enough for `stamp`.
    init(_ options: SiteSourceOptions, readsRuns: Bool = true) throws {
        self.options = options
        folder = try SiteFolder(options.paths)
        store = try SiteBuild.store(options, folder: folder.path)
        if readsRuns, let store { runs = try SiteRuns(store) } else { runs = SiteRuns() }
        themeFolder = options.theme ?? (TextFile.isFolder("\(folder.path)/site/templates") || TextFile.isFolder("\(folder.path)/site/css") ? "\(folder.path)/site" : nil)
    }

    /// The store that is named, else the one in the folder, where there is one.
    private static func store(_ options: SiteSourceOptions, folder: String) throws -> Store? {
        if options.storing.isNamed { return try options.storing.find() }
        return TextFile.isFolder("\(folder)/.prov/runs") ? try Store(at: "\(folder)/.prov", isCreating: false) : nil
    }

    func make(isLive: Bool = false) throws -> SiteOutput {
        var settings = SiteOptions(title: options.title, address: options.url.map { $0.hasSuffix("/") ? $0 : $0 + "/" }, folder: folder.path,
                                   version: Version.text)
        settings.isLive = isLive
        let input = SiteInput(
            files: try folder.read(), runs: runs.runs.map(\.report), options: settings, theme: try SiteThemeFolder.theme(over: themeFolder),
            target: { folder.target($0) }, include: { folder.include($0, from: $1) }, output: { runs.output($0, $1) })
        return Site.build(input)
    }

    /// Tells whether anything that the site is made of has changed.
    var stamp: String {
        var paths = folder.files.map { "\(folder.path)/\($0)" }
        if let themeFolder { paths += SiteThemeFolder.paths(in: themeFolder).map { "\(themeFolder)/\($0)" } }
        var text = paths.map { "\($0) \(TextFile.stamp($0))\n" }.joined()
        if let store { text += TextFile.names(in: "\(store.path)/runs").sorted().map { "\($0) \(TextFile.stamp("\(store.path)/runs/\($0)"))\n" }.joined() }
        return text
    }

    // MARK: On disk

    struct Result {
        var pages: Int
        var runs: Int
        var written: Int
        var folder: String
        var problems: [SiteProblem]

        func show(on console: Console, sources: String) {
            for problem in problems { console.line(problem.line(in: sources)) }
            console.line("\(Quantity.count(pages, "page")) and \(Quantity.count(runs, "report")) in \(folder): \(Quantity.count(written, "file")) written"
                + (problems.isEmpty ? "" : "; \(Quantity.count(problems.count, "problem"))"))
        }
    }

    func write(to out: String) throws -> Result {
        let site = try make()
        var writer = SiteWriter(out)
        for file in site.files { try writer.write(file) }
        for path in site.copied { try writer.write(SiteFile(path: path, bytes: try TextFile.read("\(folder.path)/\(path)"))) }
        for run in runs.runs { try writer.write(SiteFile(path: "runs/\(run.id).html", bytes: try RunReports(run).render("html"))) }
        return Result(pages: site.pages.count, runs: runs.runs.count, written: writer.written, folder: out, problems: site.problems)
    }
}

extension SiteProblem {
    /// As a compiler would say it.
    func line(in folder: String) -> String { "\(file)\(line.map { ":\($0)" } ?? ""): \(text)" }
}

extension TextFile {
    /// Differs where a file was written anew: its size and the time of its last change; empty where there is none.
    static func stamp(_ path: String) -> String {
        var info = stat()
        guard unsafe stat(path, &info) == 0 else { return "" }
        return "\(info.st_size) \(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec) \(info.st_ino)"
    }
}
