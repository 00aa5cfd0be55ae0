import ArgumentParser
import ProvJournal
import ProvSystem

/// What a site is made of; shared by the subcommands.
struct SiteSourceOptions: ParsableArguments {
    @Argument(help: "A folder, or files and folders below the working directory.", completion: Completing.runbook)
    var paths: [String] = ["."]
    @Option(
        name: .long, help: ArgumentHelp("The site's title (default: the title of its first page).", valueName: "text"))
    var title: String?
    @Option(
        name: .long,
        help: ArgumentHelp("The site's address on the web; adds a site map and a feed.", valueName: "address"))
    var url: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            A folder of templates, styles and scripts that replace the built-in ones of the same path (default: \
            `site` beside the files, if it exists).
            """,
            valueName: "folder"), completion: Completing.folder)
    var theme: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A folder of records. May be repeated (default: $PROV_STORE, else `.prov` in the folder).",
            valueName: "folder"), completion: Completing.folder)
    var store: [String] = []
    @OptionGroup var boundary: BoundaryOptions

    /// The stores that are named, else the one in the site's folder, where there is one.
    func stores(in folder: String) throws -> [Store] {
        let named = store.isEmpty ? ProcessEnvironment["PROV_STORE"].flatMap { $0.isEmpty ? nil : [$0] } ?? [] : store
        if !named.isEmpty { return try named.map { try Store(at: Files.absolutePath($0), isCreating: false) } }
        return Files.isFolder("\(folder)/.prov/runs") ? [try Store(at: "\(folder)/.prov", isCreating: false)] : []
    }
}
