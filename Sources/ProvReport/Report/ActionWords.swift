import ProvChecks
import ProvJournal
import ProvRunbook

extension ActionKey.Action {
    package var label: String {
        switch self {
        case .run: "Run"
        case .check: "Check"
        case .undo: "Undo"
        case .fix: "Fix"
        case .requires: "Tool version"
        }
    }
}

extension AttemptReport {
    /// `Run`, `Run, 2nd attempt`, and for a step of several commands `Run, 2nd command`.
    package var label: String {
        let number = intended.key.attempt
        let what = isOneOfSeveral ? "command" : "attempt"
        return intended.key.action.label + (number > 1 ? ", \(Quantity.ordinal(number)) \(what)" : "")
    }

    /// How it ended, as a clause.
    package var ending: String {
        guard let exited else { return "end not recorded" }
        let detail = exited.detail.map { ": \($0)" } ?? ""
        return switch exited.ending {
        case .exit(let code): "exit code \(code.map(String.init) ?? "unknown")"
        case .signal(let code): "ended by signal \(code.map(String.init) ?? "unknown")\(detail)"
        case .timeout: "timed out" + (intended.timeoutSeconds.map { " after \(Quantity.duration($0))" } ?? "") + detail
        case .cancelled: "cancelled\(detail)"
        case .lost: "lost\(detail)"
        case .notStarted: "not started\(detail)"
        case .running:
            background.isEmpty
                ? "started in the background" : "in the background: " + background.map(\.words).joined(separator: ", ")
        case .endedByProv, .leftRunning: exited.ending.word + detail
        case .other(let word, _): word + detail
        }
    }

    package var tone: Tone {
        guard let exited else { return .warning }
        if exited.ending == .running { return background.allSatisfy { $0.tone == .good } ? .good : .bad }
        if exited.ending.isExit { return exited.code == 0 ? .good : .bad }
        return exited.ending == .lost ? .warning : .bad
    }
}

extension BackgroundEnded {
    /// How it ended, as a clause.
    package var words: String {
        switch ending {
        case .exit(let code): "exit code \(code.map(String.init) ?? "unknown")"
        case .signal(let code): "ended by signal \(code.map(String.init) ?? "unknown")"
        case .endedByProv: "ended with the run"
        default: detail ?? ending.word
        }
    }

    package var tone: Tone { [.endedByProv, .leftRunning, .exit(0)].contains(ending) ? .good : .bad }
}

extension OutputStored {
    /// `stdout`, `stderr, after its end`.
    package var label: String { isAfterEnd ? "\(stream), after its end" : stream }
}

/// A check's outcome as a report shows it; equal ones that follow one another (polling) are one.
package struct CheckLine: Equatable {
    var moment: String
    var summary: String
    var wanted: String
    var found: String
    /// The changed lines of an output, each with its sign.
    var difference: String?
    var label: String
    var tone: Tone
    var times = 1

    private init(_ check: CheckEvaluated) {
        moment =
            switch check.moment {
            case .before: "before"
            case .after: "after"
            case .expect: "output"
            case .requires: "tool"
            case .verify: "verify"
            case .undone: "undone"
            }
        summary = check.summary
        wanted = check.wanted
        found = check.found
        difference = check.difference
        // A check that does not hold before its step is the reason to run the step, not a failure.
        (label, tone) =
            switch (check.result, check.moment) {
            case (.pass, .before): ("satisfied", .good)
            case (.pass, _): ("passed", .good)
            case (.fail, .before): ("not satisfied", .muted)
            case (.fail, _): ("failed", .bad)
            case (.skipped, _): ("skipped", .muted)
            case (.error, _): ("error", .warning)
            }
    }

    static func lines(of checks: [CheckEvaluated]) -> [CheckLine] {
        var lines: [CheckLine] = []
        for check in checks {
            var line = CheckLine(check)
            line.times = lines.last?.times ?? 1
            if line == lines.last {
                lines[lines.count - 1].times += 1
            } else {
                line.times = 1
                lines.append(line)
            }
        }
        return lines
    }

    /// Those that explain a failure: what did not hold when the last one of them was asked.
    static func decisive(among checks: [CheckEvaluated]) -> [CheckLine] {
        let wrong = lines(of: checks).filter { $0.tone == .bad || $0.tone == .warning }
        return wrong.filter { $0.moment == wrong.last?.moment }
    }
}

extension Deviation {
    package var label: String {
        switch kind {
        case .skip: "Skipped"
        case .manual: "Manual step"
        case .settle: "Doubt resolved"
        case .fix: "Fix applied"
        case .retry: "Retried"
        case .lockBroken: "Lock broken"
        case .notLocked: "Not locked"
        case .hostLost: "Continued without a host"
        case .link: "Connection"
        case .backgroundEnded: "Ended in the background"
        case .policyOverridden: "Policy overridden"
        case .runbookChanged: "Runbook changed"
        case .rulesChanged: "Rules changed"
        case .edited: "Ran an edited version"
        case .outputAccepted: "New output accepted"
        case .other(let word): word
        }
    }
}
