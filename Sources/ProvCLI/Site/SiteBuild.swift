import ProvJournal
import ProvPages
import ProvTheme

/// Reads what a site is made of, makes it and writes it.
struct SiteBuild {
    let folder: SiteFolder
    let runs: SiteRuns
    private let options: SiteSourceOptions

    init(_ options: SiteSourceOptions) throws {
        self.options = options
        folder = try SiteFolder(options.paths)
        let store = !options.storing.isNamed ? "\(folder.path)/.prov" : nil
        if let store, !TextFile.isFolder("\(store)/runs") { runs = SiteRuns() } else {
            runs = try SiteRuns(store.map { path throws(StoreError) in try Store(at: path, isCreating: false) } ?? options.storing.find())
        }
    }

    struct Result {
        var pages: Int
        var runs: Int
        var written: Int
        var folder: String
        var problems: [SiteProblem]

        func show(on console: Console) {
            for problem in problems {
                console.line("\(problem.file)\(problem.line.map { ":\($0)" } ?? ""): \(problem.text)")
            }
            console.line("\(Quantity.count(pages, "page")) and \(Quantity.count(runs, "report")) in \(folder): \(Quantity.count(written, "file")) written"
                + (problems.isEmpty ? "" : "; \(Quantity.count(problems.count, "problem"))"))
        }
    }

    func make() throws -> SiteOutput {
        let settings = SiteOptions(title: options.title, address: options.url.map { $0.hasSuffix("/") ? $0 : $0 + "/" }, folder: folder.path,
                                   version: Version.text)
        let input = SiteInput(
            files: try folder.read(), runs: runs.runs.map(\.report), options: settings, theme: SiteTheme(BuiltInTheme.files),
            target: { folder.target($0) }, include: { folder.include($0, from: $1) }, output: { runs.output($0, $1) })
        return Site.build(input)
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
