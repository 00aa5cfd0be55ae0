import ArgumentParser
import ProvReport
import ProvSite
import ProvSystem
import ProvText

/// `prov site`: the documentation of a folder of runbooks and of the runs that were recorded of them.
struct SiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Make a site of runbooks, documents and recorded runs.",
        discussion: """
            Static files that open with a double click, without a server or scripts, and show when each guide was last proven.

            EXAMPLES
              prov site build runbooks --out site
              prov site build README.md docs runbooks --store .prov --out site
              prov site serve runbooks                  preview it while writing
              prov site check runbooks --max-age 90d    check links and the age of proofs
            """,
        subcommands: [Build.self, Serve.self, Check.self])
}

extension SiteCommand {
    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write the site.")

        @OptionGroup var source: SiteSourceOptions
        @Option(
            name: [.long, .customShort("o")], help: ArgumentHelp("The folder to write to.", valueName: "folder"),
            completion: Completing.folder)
        var out = "site-out"

        func run() throws {
            let result = try SiteBuild(source).write(to: Files.absolutePath(out))
            result.show(on: Console.standardOutput)
            try SiteCommand.refuseDamaged(result.damaged)
            if !result.problems.isEmpty { throw SilentExit(status: .failed) }
        }
    }
}

extension SiteCommand {
    struct Serve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve the site to this machine's browsers, and reload it on every change.",
            discussion: "Serves from memory. Press Ctrl-C to stop.")

        @OptionGroup var source: SiteSourceOptions
        @Option(
            name: .long, help: ArgumentHelp("The port on 127.0.0.1; 0 chooses a free port.", valueName: "number"))
        var port: UInt16 = 8000

        func run() throws {
            let site = try ServedSite(source, say: { Console.standardOutput.line($0) })
            let server = try SiteServer(port: port) { site.answer($0) }
            Console.standardOutput.line("http://127.0.0.1:\(server.port)/")
            BackgroundThread.start { site.watch() }
            server.run()
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find broken links, and guides without a current proof.",
            discussion: """
                Exits with 1 if a link is broken, a guide was changed since it was proven, or its last proof is older than allowed by `proven-within` (its own or in its project's prov.yml) or --max-age. Nothing is written.
                """)

        @OptionGroup var source: SiteSourceOptions
        @Option(
            name: .long,
            help: ArgumentHelp(
                "The highest age of the last proof of any guide, such as 90d; guides without a proof fail too.",
                valueName: "duration"))
        var maxAge: String?

        func run() throws {
            var limit: Double?
            if let maxAge {
                guard let duration = Duration.parse(maxAge) else {
                    throw CommandFailure(
                        .usage, "invalid duration '\(maxAge)' of --max-age", advice: "write for example 90d")
                }
                limit = duration.seconds
            }
            let site = try SiteBuild(source)
            var output = try site.make()
            try SiteLimits(folder: site.folder.path).hold(&output.guides)
            // Seconds alone would make a proof of this second one of the future.
            let now = Double(SystemClock.system().wallMilliseconds()) / 1000
            let problems = output.problems + SiteFreshness.problems(output.guides, now: now, limit: limit)
            let console = Console.standardOutput
            for problem in problems { console.line(problem.sentence) }
            console.line(
                """
                \(Quantity.count(output.pages.count, "page")), \(Quantity.count(output.guides.count, "guide")): \
                \(problems.isEmpty ? "no problems found" : Quantity.count(problems.count, "problem"))
                """
            )
            try SiteCommand.refuseDamaged(site.runs.damaged)
            if !problems.isEmpty { throw SilentExit(status: .failed) }
        }
    }

    /// A site that tells of a record that was altered is written, and still no success.
    private static func refuseDamaged(_ damaged: [String]) throws {
        guard !damaged.isEmpty else { return }
        for text in damaged { Console.standardError.line("prov: \(TerminalText.safeLine(text))") }
        throw SilentExit(status: .notRecorded)
    }
}
