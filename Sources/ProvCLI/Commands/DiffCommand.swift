import ArgumentParser
import ProvJournal
import ProvPages
import ProvRunbook

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what is different in two runs: steps, times, outputs, inputs.",
        discussion: """
            Times and identifiers that an output has are left out of account. With --exit-code it exits with 1 where the runs did not go the same way.

            EXAMPLES
              prov diff 01J8 last             the rehearsal against the real one
              prov diff 01J8 last --exit-code && echo same
              prov diff 01J8 last --json | jq '.steps[] | select(.isSame | not)'
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or `last`.", valueName: "run"))
    var before: String
    @Argument(help: ArgumentHelp("Another one.", valueName: "other-run"))
    var after = "last"
    @Flag(name: .long, help: "Exit with 1 where the runs differ in more than time.")
    var exitCode = false
    @Flag(name: .long, help: "As JSON.")
    var json = false
    @OptionGroup var storing: StoreOptions

    func run() throws {
        let first = try storing.find(before).run, second = try storing.find(after).run
        let difference = RunDifference(first.report, second.report) { report, stored in
            try? (report.opened.run == first.report.opened.run ? first : second).bytes(of: stored)
        }
        let console = Console.standardOutput
        if json {
            console.line(DifferenceMembers(difference, generatorVersion: Version.text).json.text(pretty: true))
        } else {
            console.write(RunDifferenceText(difference, isColoured: console.hasColour).text)
        }
        for run in [first, second] { try RunReports(run).refuseDamaged() }
        if exitCode, !difference.isSame { throw StatusOnly(status: .failed) }
    }
}
