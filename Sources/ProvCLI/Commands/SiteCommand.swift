import ArgumentParser

/// `prov site`: the documentation of a folder of runbooks and of the runs that were recorded of them.
struct SiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Make a site of runbooks, documents and recorded runs.",
        discussion: """
            Static files that open by double click, need no server and no script, and say when each guide was last proven.

            EXAMPLES
              prov site build runbooks --out site
              prov site build README.md docs runbooks --store .prov --out site
            """,
        subcommands: [Build.self])
}

/// What a site is made of; shared by the subcommands.
struct SiteSourceOptions: ParsableArguments {
    @Argument(help: "A folder, or files and folders below the working directory.")
    var paths: [String] = ["."]
    @Option(name: .long, help: ArgumentHelp("The site's title; that of its first page, where left out.", valueName: "text"))
    var title: String?
    @Option(name: .long, help: ArgumentHelp("Where the site will stand: gives it a site map and a feed.", valueName: "address"))
    var url: String?
    @Option(name: .long, help: ArgumentHelp("A folder of templates, styles and scripts that take the place of those of the same path; `site` beside the files, where there is one.", valueName: "folder"))
    var theme: String?
    @OptionGroup var storing: StoreOptions
}

extension SiteCommand {
    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write the site.")

        @OptionGroup var source: SiteSourceOptions
        @Option(name: [.long, .customShort("o")], help: ArgumentHelp("The folder it is written to.", valueName: "folder"))
        var out = "site-out"

        func run() throws {
            let site = try SiteBuild(source)
            let result = try site.write(to: TextFile.absolutePath(out))
            result.show(on: Console.standardOutput)
            if !result.problems.isEmpty { throw StatusOnly(status: .failed) }
        }
    }
}
