import ArgumentParser
import ProvJournal
import ProvReport
import ProvText

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what is different in two runs: steps, times, outputs, inputs.",
        discussion: """
            Timestamps and identifiers in outputs are ignored. With --exit-code it exits with 1 if the runs differ.

            EXAMPLES
              prov diff last                  the last run against the one before it
              prov diff 01J8 last             the rehearsal against the real one
              prov diff 01J8 last --exit-code && echo same
              prov diff 01J8 last --json | jq '.steps[] | select(.isSame | not)'
            """)

    @Argument(
        help: ArgumentHelp("A run: its id, the first characters of it, or `last`.", valueName: "run"),
        completion: Completing.runs)
    var before: String
    @Argument(
        help: ArgumentHelp(
            "Another run (default: `last`). The last run alone is compared with the previous run of its runbook.",
            valueName: "other-run"), completion: Completing.runs)
    var after: String?
    @Flag(name: .long, help: "Exit with 1 if the runs differ in more than time.")
    var exitCode = false
    @Flag(name: .long, help: "Write JSON.")
    var json = false
    @OptionGroup var storing: StoreOptions

    func run() throws {
        let (first, second) = try pair()
        let difference = RunDifference(first.report, second.report) { report, stored in
            try? (report.opened.run == first.report.opened.run ? first : second).bytes(of: stored)
        }
        let console = Console.standardOutput
        if json {
            console.line(DifferenceMembers(difference, generatorVersion: ProgramVersion.text).json.text(pretty: true))
        } else {
            console.write(RunDifferenceText(difference, isColoured: console.hasColour).text)
        }
        for run in [first, second] { try RunReports(run).refuseDamaged() }
        if exitCode, !difference.isSame { throw SilentExit(status: .failed) }
    }
    private func pair() throws -> (LoadedRun, LoadedRun) {
        let (store, first) = try storing.find(before)
        let second = try storing.find(after ?? "last").run
        guard after == nil, first.id == second.id else { return (first, second) }
        let opened = second.report.opened
        let earlier = try store.runs().drop { $0.id != second.id }.dropFirst()
            .first { $0.opened?.runbook == opened.runbook && $0.opened?.mode == opened.mode }
        guard let earlier else {
            throw CommandFailure(
                .refused, "nothing to compare: \(store.path) has no run of \(opened.runbook) before \(second.id)",
                advice: "specify two runs: prov diff RUN OTHER-RUN")
        }
        return (try store.load(earlier.id), second)
    }
}
