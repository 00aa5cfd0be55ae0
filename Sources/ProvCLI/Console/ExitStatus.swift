import ProvJournal

/// What prov's exit code says; the same table stands in docs/reference/exit-codes.md.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case proven = 0
    case failed = 1
    case usage = 2
    case refused = 3
    case interrupted = 4
    case inDoubt = 5
    case notRecorded = 6

    /// One sentence for the reference and for `prov help`.
    package var meaning: String {
        switch self {
        case .proven: "every step that had to run ran, and every check passed"
        case .failed: "a step, a check or an expectation failed, or a drill missed an objective"
        case .usage: "the command line is wrong, or a file cannot be read"
        case .refused:
            """
            nothing was run: the runbook has errors, an input is missing, a requirement is not met, another run \
            holds the lock, you answered no, or there is nothing to resume, to undo or to compare
            """
        case .interrupted: "the run was stopped or waits for a person; `prov resume` continues it"
        case .inDoubt:
            """
            the outcome of a step is unknown: it started, and its end was not recorded; resolve it with `prov \
            resume --settle` before it can run again
            """
        case .notRecorded:
            """
            the record could not be kept, so the run was stopped; a secret is left in it; or a record that is \
            read was altered or damaged
            """
        }
    }

    /// Every status with its meaning, in lines that fit a terminal of 80 columns.
    static var table: String {
        allCases.map { status in
            var lines = ["  \(status.rawValue) "]
            for word in status.meaning.split(separator: " ") {
                if lines[lines.count - 1].count + word.count > 76 { lines.append("    ") }
                lines[lines.count - 1] += " \(word)"
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// The status of a run's verdict.
    ///
    /// A run that failed and was undone has failed, however well the undo went; a rollback that was asked for has done
    /// its work.
    init(verdict: RunVerdict, mode: RunMode) {
        switch verdict {
        case .proven, .done: self = .proven
        case .rolledBack: self = mode == .rollback ? .proven : .failed
        case .interrupted: self = .interrupted
        case .inDoubt: self = .inDoubt
        case .failed, .refused, .running, .notWhole: self = .failed
        }
    }
}

/// Ends a command with a status and, on standard error, what happened and what to do next.
struct CommandFailure: Error {
    var status: ExitStatus
    var message: String
    var advice: String?

    init(_ status: ExitStatus, _ message: String, advice: String? = nil) {
        self.status = status
        self.message = message
        self.advice = advice
    }
}
