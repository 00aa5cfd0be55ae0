import ArgumentParser
import ProvJournal
import ProvSystem
import ProvText

/// Which runs of a store are listed.
struct RunFilter: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("Only runs of this runbook.", valueName: "file"), completion: Completing.runbook
    )
    var runbook: String?
    @Option(
        name: [.long, .customLong("env")], help: ArgumentHelp("Only runs in this environment.", valueName: "name"),
        completion: Completing.environments)
    var environment: String?
    @Flag(
        name: .long,
        help:
            "Only runs that did not succeed: failed (also if undone since), refused, interrupted, in doubt, unfinished, or with a damaged record."
    )
    var failed = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only runs that were started since then: a date in UTC such as 2026-11-30 or 2026-11-30T08:30, or a time ago such as 2d or 90m.",
            valueName: "time"))
    var since: String?

    var isActive: Bool { runbook != nil || environment != nil || failed || since != nil }

    /// What a run must be like; what a lost record does not say is not held against it.
    ///
    /// - Parameter now: milliseconds since 1970.
    func predicate(now: Int) throws(CommandFailure) -> (RunSummary) -> Bool {
        let start = try beginning(now: now)
        let path = runbook.map(Files.resolved)
        return { run in
            if let start, let started = run.startedAt, started * 1000 < Double(start) { return false }
            if let path, let opened = run.opened, opened.runbook != path, !opened.runbook.hasSuffix("/\(path)") {
                return false
            }
            if let environment, let opened = run.opened, opened.environment != environment { return false }
            return !failed || !run.hasSucceeded
        }
    }

    /// Milliseconds since 1970.
    private func beginning(now: Int) throws(CommandFailure) -> Int? {
        guard let since else { return nil }
        if let ago = Duration.parse(since) { return now - Int(ago.components.seconds) * 1000 }
        let moment = since.hasSuffix("Z") ? String(since.dropLast()) : since
        let rest = "0000-00-00T00:00:00.000Z".dropFirst(moment.count)
        if [10, 16, 19].contains(moment.count), let start = Timestamp.milliseconds(moment + rest) { return start }
        throw CommandFailure(
            .usage, "invalid time '\(since)' of --since",
            advice: "write a date in UTC, 2026-11-30 or 2026-11-30T08:30, or a time ago, 2d or 90m")
    }
}

extension RunSummary {
    /// Whether it ended well or still runs. An undo does not make a run a failed one; a failure before it does.
    fileprivate var hasSucceeded: Bool {
        switch state {
        case .running: true
        case .closed(let verdict):
            switch verdict {
            case .running, .proven, .done: true
            case .rolledBack: closed?.failed ?? 0 == 0
            case .failed, .interrupted, .refused, .inDoubt, .notWhole: false
            }
        case .unfinished, .unreadable, .notWhole: false
        }
    }
}

extension Store {
    /// An environment of its runs that an unknown name may stand for; `nil` for a known one.
    func similarEnvironment(to name: String) throws -> String? {
        let known = Set(try runs().compactMap { $0.opened?.environment })
        return known.contains(name) ? nil : Suggestion.closest(to: name, in: known.sorted())
    }
}
