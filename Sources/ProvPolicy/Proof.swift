package import ProvJournal
import ProvRunbook

/// What a recorded run says of its runbook on an environment.
package enum Proof: Sendable, Equatable {
    /// It went through all of it, unchanged, on every host, and succeeded.
    case whole
    /// It succeeded with a part; the text says what is missing.
    case part(String)
    case none

    /// - Parameter report: of a run whose record was checked by whoever read it.
    package init(_ report: RunReport) {
        guard report.corruption == nil, report.opened.mode == .run, [.proven, .done].contains(report.verdict) else {
            self = .none
            return
        }
        if let gap = Proof.gap(report) { self = .part(gap) } else { self = .whole }
    }

    /// What a run that succeeded did not do; `nil` where it did everything.
    private static func gap(_ report: RunReport) -> String? {
        if let limit = report.opened.limit { return "--limit \(limit)" }
        for step in report.steps {
            if let leftOut = step.planned.leftOut, leftOut.isNarrowing {
                return "step \(step.planned.step) was skipped: \(leftOut.sentence)"
            }
            if let host = step.hosts.first(where: \.isDoneByWord),
                report.deviations.contains(where: {
                    $0.kind == .settle && $0.step == step.planned.step && $0.host == host.host
                })
            {
                return "step \(step.planned.step) was resolved as done by a person, and nothing verified it"
            }
        }
        for deviation in report.deviations {
            let place = deviation.step.map { " at step \($0)" } ?? ""
            switch deviation.kind {
            case .skip: return "a step was skipped\(place)"
            case .hostLost: return "it continued without a host\(place)"
            case .runbookChanged: return "the runbook was changed while it ran"
            case .outputAccepted: return "an output was accepted as it came\(place)"
            case .edited: return "a step was edited during the run\(place)"
            default: break
            }
        }
        return nil
    }
}

/// What a later run says against a proof.
package enum Setback: Sendable, Equatable {
    /// It took back what steps did: a rollback, or the undo after a failure.
    case undone
    /// It ran something, and did not succeed.
    case failed(RunVerdict)

    /// - Parameters:
    ///   - report: of another run of the same runbook on the same environment.
    ///   - end: when the run that proved it ended, in seconds since 1970.
    package init?(_ report: RunReport, after end: Double) {
        let hosts = report.steps.flatMap(\.hosts)
        let later = hosts.flatMap(\.attempts).filter { $0.intendedAt > end && $0.exited?.ending != .notStarted }
        let actions = Set(later.map(\.intended.key.action))
        let isUndone = hosts.contains { $0.state == .undone && $0.settledAt ?? 0 > end }
        if isUndone || actions.contains(.undo) {
            let begun = hosts.flatMap(\.attempts).map(\.intendedAt).min() ?? 0
            let taken = hosts.filter { $0.attempts.contains { $0.intended.key.action == .undo } }
            // What began after the proof and took all of it back has left what the proof found.
            if begun > end, taken.allSatisfy({ $0.state == .undone }) { return nil }
            self = .undone
            return
        }
        // Whoever waits at a gate, or was stopped while it looked, has changed nothing.
        let hasRun = !actions.isDisjoint(with: [.run, .fix]) || report.verdict == .failed && actions.contains(.check)
        guard hasRun, ![.proven, .done].contains(report.verdict) else { return nil }
        self = .failed(report.verdict)
    }
}

extension HostReport {
    /// Whether it counts as done although nobody saw the end of what it last ran.
    fileprivate var isDoneByWord: Bool {
        guard state == .done, let last = attempts.last(where: { $0.intended.key.action == .run }) else { return false }
        return last.exited == nil || last.exited?.ending == .lost
    }
}

extension RunOpened {
    /// Whether a run was of this text on this environment.
    package func isOf(digest: String, environment: String) -> Bool {
        mode == .run && runbookDigest == digest && self.environment == environment
    }

    /// Whether a run was of the runbook at this absolute path, whatever its text, on this environment.
    package func isOf(runbook: String, environment: String) -> Bool {
        mode == .run && self.runbook == runbook && self.environment == environment
    }
}
