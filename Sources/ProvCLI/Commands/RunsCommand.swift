import ArgumentParser
import ProvJournal
import ProvReport
import ProvSystem
import ProvText

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs of a store, the newest first.",
        discussion: """
            The journals of the listed runs are verified against the store's log and their SHA256SUMS; outputs are not: `prov show RUN` verifies them, and --verify those of every run. Exits with 6 if a record was altered or damaged.

            EXAMPLES
              prov runs
              prov runs --failed --since 2d
              prov runs --runbook deploy.md --env production --json | jq -r '.[0].run'
            """)

    @Option(
        name: [.long, .customLong("limit")],
        help: ArgumentHelp("Show at most this many runs; --limit is its earlier name.", valueName: "number"))
    var count = 50
    @OptionGroup var filter: RunFilter
    @Flag(name: .long, help: "Write JSON.")
    var json = false
    @Flag(name: .long, help: "Verify every record, outputs included, and list what is altered or missing.")
    var verify = false
    @OptionGroup var storing: StoreOptions

    func run() throws {
        let store = try filter.runbook.flatMap(nearStore) ?? storing.find()
        if verify {
            guard !filter.isActive else {
                throw CommandFailure(
                    .usage, "--verify reads every run of the store", advice: "remove the options that select runs")
            }
            return try verify(store)
        }
        let ledger = try store.ledger()
        let isListed = try filter.predicate(now: store.context.clock.wallMilliseconds())
        let runs = try store.listing(ledger, limit: count, where: isListed)
        let console = Console.standardOutput
        if json {
            console.line(JSON.array(runs.map(member)).text(pretty: true))
        } else if runs.isEmpty, filter.isActive {
            let near = try filter.environment.flatMap { try store.similarEnvironment(to: $0) }
            console.line("No run matches. " + (near.map { "Did you mean --env \($0)?" } ?? "`prov runs` lists all."))
        } else {
            console.write(
                RunListText(runs, isColoured: console.hasColour, width: console.isTerminal ? console.size.columns : 160)
                    .text)
        }
        for problem in ledger.problems { Console.standardError.line("prov: \(problem)") }
        let isDamaged = runs.contains(where: \.isDamaged)
        if isDamaged || !ledger.problems.isEmpty { throw SilentExit(status: .notRecorded) }
    }

    /// The store beside the runbook that is named, where it has one and no other store is named.
    private func nearStore(of runbook: String) throws -> Store? {
        let path = StoreOptions.path(beside: runbook)
        guard storing.named == nil, Files.isFolder("\(path)/runs") else { return nil }
        return try Store(at: path, isCreating: false)
    }

    private func verify(_ store: Store) throws {
        let verification = try store.verify()
        let problems = verification.problems.map(\.description)
        if json {
            Console.standardOutput.line(
                JSON.object([
                    .init("runs", .integer(verification.runs)), .init("problems", .array(problems.map(JSON.string))),
                ]).text(pretty: true))
        } else {
            for problem in problems { Console.standardOutput.line(TerminalText.safeLine(problem)) }
            let found =
                problems.isEmpty ? "every file is intact" : Quantity.count(problems.count, "problem")
            Console.standardOutput.line("\(Quantity.count(verification.runs, "run")) in \(store.path): \(found)")
        }
        if !problems.isEmpty { throw SilentExit(status: .notRecorded) }
    }

    private func member(_ run: RunSummary) -> JSON {
        func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
        return .object([
            .init("run", .string(run.id)), .init("verdict", .string(verdict(run))),
            // A run that was rolled back has failed or has not: the verdict alone does not say.
            .init("failed", run.closed.map { .integer($0.failed) } ?? .null),
            .init("mode", text(run.opened?.mode.rawValue)),
            .init("runbook", text(run.opened?.runbook)), .init("title", text(run.opened?.title)),
            .init("digest", text(run.opened?.runbookDigest)),
            .init("environment", text(run.opened?.environment)), .init("user", text(run.opened?.user)),
            .init("purpose", text(run.opened?.purpose)),
            .init("started", text(run.startedAt.map(Moment.machine))),
            .init("ended", text(run.closed.flatMap { _ in run.lastEventAt }.map(Moment.machine))),
            .init("folder", .string(run.directory)),
        ])
    }

    private func verdict(_ run: RunSummary) -> String {
        switch run.state {
        case .running: "running"
        case .closed(let verdict): verdict.rawValue
        case .unfinished: "unfinished"
        case .unreadable: "unreadable"
        case .notWhole: RunVerdict.notWhole.rawValue
        }
    }
}
