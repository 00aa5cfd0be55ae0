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
