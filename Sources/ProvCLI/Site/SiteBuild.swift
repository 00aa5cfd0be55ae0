import Glibc
import ProvJournal
import ProvReport
import ProvSite
import ProvSystem

/// Reads what a site is made of, makes it and writes it.
struct SiteBuild {
    let folder: SiteFolder
    let runs: SiteRuns
    private let options: SiteSourceOptions
    private let stores: [Store]
    private let themeFolder: String?

    /// - Parameter readsRuns: without them there is enough for `stamp`.
    init(_ options: SiteSourceOptions, readsRuns: Bool = true) throws {
        self.options = options
        folder = try SiteFolder(options.paths, outside: options.boundary.allowOutside)
        stores = try options.stores(in: folder.path)
        runs = readsRuns ? try SiteRuns(stores) : SiteRuns()
        themeFolder = options.theme ?? (SiteThemeFolder.isTheme("\(folder.path)/site") ? "\(folder.path)/site" : nil)
    }

    private func input(_ paths: [String], isLive: Bool = false) throws -> SiteInput {
        var settings = SiteOptions(
            title: options.title, address: options.url.map { $0.hasSuffix("/") ? $0 : $0 + "/" }, folder: folder.path,
            version: ProgramVersion.text)
        settings.isLive = isLive
        var site = SiteInput(
            paths: paths, read: { try folder.read($0) }, runs: runs.runs.map(\.report), options: settings,
            theme: try SiteThemeFolder.theme(
                over: themeFolder, name: options.theme ?? "site", outside: options.boundary.allowOutside),
            target: { folder.target($0) }, include: { folder.include($0, from: $1) }, output: { runs.output($0, $1) })
        site.lost = runs.lost
        return site
    }

    func make(isLive: Bool = false) throws -> SiteOutput { try Site.build(try input(folder.files, isLive: isLive)) }

    /// Tells whether anything that the site is made of has changed.
    var stamp: String {
        folder.files.map { "\($0) \(TextFile.stamp("\(folder.path)/\($0)"))\n" }.joined() + surroundings
    }

    /// Everything but the Markdown files themselves: options, theme, runs.
    private var surroundings: String {
        // The file of prov too: two builds of one version may make different pages.
        var text =
            """
            \(ProgramVersion.text) \(TextFile.stamp("/proc/self/exe")) \(options.title ?? "") \(options.url ?? "") \
            \(folder.path) \(folder.readable)

            """
        let theme =
            (try? SiteThemeFolder.theme(over: themeFolder, outside: options.boundary.allowOutside))?.files ?? [:]
        for (path, bytes) in theme.sorted(by: { $0.key < $1.key }) { text += "\(path) \(ContentHash.hex(bytes))\n" }
        for store in stores {
            text += "log \(TextFile.stamp("\(store.path)/log"))\n"
            for run in Files.namesIfReadable(in: "\(store.path)/runs").sorted() {
                text += stamp(ofRun: run, "\(store.path)/runs/\(run)")
            }
        }
        return text
    }

    /// Of a run that is closed also its journal, which nobody writes any more; that of a running one grows all the
    /// time.
    private func stamp(ofRun run: String, _ folder: String) -> String {
        let names = Files.namesIfReadable(in: folder)
        let journals = names.contains("SHA256SUMS") ? names.filter { $0.hasSuffix(".jsonl") }.sorted() : []
        let outputs = Files.namesIfReadable(in: "\(folder)/outputs").sorted().map { "outputs/\($0)" }
        return
            """
            \(run) \(TextFile.stamp(folder)) \
            \((journals + outputs).map { TextFile.stamp("\(folder)/\($0)") }.joined(separator: " "))

            """
    }

    // MARK: On disk

    struct Result {
        var pages: Int
        var runs: Int
        var written: Int
        var folder: String
        var problems: [SiteProblem]
        /// Records that cannot be relied on.
        var damaged: [String] = []

        private static let mostShown = 50

        func show(on console: Console) {
            for problem in problems.prefix(Self.mostShown) { console.line(problem.sentence) }
            if problems.count > Self.mostShown {
                console.line(
                    "and \(Quantity.grouped(problems.count - Self.mostShown)) more; `prov site check` lists them all")
            }
            console.line(
                """
                \(Quantity.count(pages, "page")) and \(Quantity.count(runs, "report")) in \(folder): \
                \(Quantity.count(written, "file")) written
                """
                    + (problems.isEmpty ? "" : "; \(Quantity.count(problems.count, "problem"))"))
        }
    }

    /// Writes what changed and nothing else.
    func write(to out: String) throws -> Result {
        let memory = SiteMemoryFile(out: out)
        var writer = SiteWriter(out)
        var files: [String] = []
        let site = try Site.build(try input(folder.files)) { file in
            try writer.write(file)
            files.append(file.path)
        }
        for path in site.copied { try writer.write(SiteFile(path: path, bytes: try folder.read(path))) }
        for run in runs.runs {
            try writer.write(SiteFile(path: "runs/\(run.id).html", bytes: try RunReports(run).render("html")))
        }
        files += site.copied + runs.runs.map { "runs/\($0.id).html" }
        memory.remove(Set(memory.read()).subtracting(files))
        memory.write(files)
        return Result(
            pages: site.pages.count, runs: runs.runs.count, written: writer.written, folder: out,
            problems: site.problems, damaged: runs.damaged)
    }
}

extension SiteProblem {
    /// As a compiler would say it.
    var sentence: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(text)" }
}

extension TextFile {
    /// Differs where a file was written anew: its size and the time of its last change; empty where there is none.
    static func stamp(_ path: String) -> String {
        guard let info = Files.status(path) else { return "" }
        return "\(info.st_size) \(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec) \(info.st_ino)"
    }
}
