import ProvJournal

/// How a number of runs ended.
struct RunRates: Equatable {
    var runs = 0
    /// Proven, or done where nothing verifies anything.
    var succeeded = 0
    /// A step failed, whatever was done about it afterwards.
    var failed = 0
    /// Interrupted, refused, in doubt, running or not whole.
    var other = 0
    /// Runs of which what they did was taken back, by themselves or by a rollback of their own.
    var rolledBack = 0

    /// Verifications and rollbacks are no runs of a runbook: they do not count as such.
    init(_ reports: some Sequence<RunReport>, undone: Set<String>) {
        for report in reports where report.opened.mode == .run {
            runs += 1
            switch report.verdict {
            case .proven, .done: succeeded += 1
            case .failed: failed += 1
            case .rolledBack: if report.didFail { failed += 1 }
            default: other += 1
            }
            if report.verdict == .rolledBack || undone.contains(report.opened.run) { rolledBack += 1 }
        }
    }

    /// `92 % (11 of 12)`; `–` where there was none.
    static func share(_ part: Int, of all: Int) -> String {
        all == 0 ? "–" : "\((part * 100 + all / 2) / all)\u{A0}% (\(part)\u{A0}of\u{A0}\(all))"
    }
}

extension RunHistory {
    /// Runs that a rollback with a journal of its own has taken back.
    var undone: Set<String> { Set(runs.filter { $0.verdict == .rolledBack }.compactMap(\.opened.undoes)) }
}
