import ProvChecks
package import ProvJournal
import ProvText

/// A run as every report tells it: steps numbered, hosts folded, failures picked out.
package struct RunOverview {
    package var report: RunReport
    package var steps: [StepOverview]
    package var verdict: RunVerdict
    package var counts: RunCounts
    /// The verdict in words, with the failures that were undone or skipped.
    package var words: StateWords { verdict.words(failed: counts.failed) }

    package init(_ report: RunReport) {
        self.report = report
        steps = report.steps.enumerated().map { StepOverview(number: $0 + 1, step: $1) }
        verdict = report.verdict
        counts = report.counts
        isOnManyHosts = Set(report.steps.flatMap(\.planned.hosts)).count > 1
    }

    /// From the first record to the last, interruptions included.
    package var seconds: Double { max(0, report.lastEventAt - report.startedAt) }
    /// Asked at every step.
    package let isOnManyHosts: Bool

    /// What went wrong, failures before doubts, each in the order of the plan.
    package var failures: [Failure] {
        let all = steps.flatMap { step in step.groups.map { Failure(step: step, group: $0) } }
        let recovered = all.filter {
            $0.group.sample.failure != nil && $0.group.state != .failed && $0.group.state != .inDoubt
        }
        return all.filter { $0.group.state == .failed } + all.filter { $0.group.state == .inDoubt } + recovered
    }

    package struct Failure {
        package var step: StepOverview
        package var group: HostGroup

        /// Checks shown in full; the rest is counted.
        static let mostChecks = 10

        /// The checks that say so, where some do.
        package var checks: [CheckLine] { group.sample.didFail ? CheckLine.decisive(among: group.sample.checks) : [] }

        /// The reason, unless it only repeats the checks.
        package var reason: String? {
            guard let reason = group.sample.failure?.reason ?? group.reason else { return nil }
            let isRepeated = checks.contains {
                !$0.found.isEmpty && reason.contains($0.wanted) && reason.contains($0.found)
            }
            return isRepeated ? nil : reason
        }

        /// The attempt whose output tells most of it; `nil` where none wrote anything.
        var shownAttempt: AttemptReport? {
            let sample = group.sample
            if let attempt = sample.decisiveAttempt, attempt.outputs.contains(where: { $0.length > 0 }) {
                return attempt
            }
            return sample.failure == nil ? sample.attempts.last { $0.outputs.contains { $0.length > 0 } } : nil
        }

        /// How many checks are left out; empty where none is.
        var moreChecks: String {
            checks.count > Failure.mostChecks
                ? "and \(checks.count - Failure.mostChecks) more failed checks" : ""
        }

        package init(step: StepOverview, group: HostGroup) {
            self.step = step
            self.group = group
        }
    }

    /// How many steps, host by host, stand where; only what occurs, best first.
    var tally: [(state: StepState, count: Int)] {
        let shown = report.steps.flatMap { step in
            step.hosts.filter { step.planned.leftOut == nil || $0.state != .skipped }.map(\.shown)
        }
        let order: [StepState] = [
            .proven, .satisfied, .done, .undone, .skipped, .running, .inDoubt, .failed, .pending, .notReached,
        ]
        return order.map { state in (state: state, count: shown.count { $0 == state }) }.filter { $0.count > 0 }
    }

    /// One or two sentences that say how it ended.
    package var sentence: String {
        let title = { (step: StepOverview) in "“\(VisibleControls.shownOnOneLine(step.title))”" }
        let hostsOf = { (group: HostGroup) in
            isOnManyHosts ? " on " + Quantity.list(RunOverview.shortened(group.names)) : ""
        }
        let left = counts.notReached + counts.pending
        let rest = left > 0 ? " \(Quantity.count(left, "step was", "steps were")) not reached." : ""
        switch verdict {
        case .running: return "It was still running when this was written."
        case .proven:
            let verified = counts.proven + counts.satisfied
            return "\(Quantity.count(verified, "step was", "steps were")) verified"
                + (counts.done > 0 ? ", \(counts.done) ran without verification." : ".")
        case .done:
            return
                """
                \(Quantity.count(counts.done, "step")) ran to the end. Nothing verified \
                \(counts.done == 1 ? "it" : "them").
                """
        case .rolledBack where counts.failed == 0:
            return "\(Quantity.count(counts.undone, "step was", "steps were")) undone."
        case .failed where report.failedByObjectives:
            let missed = report.objectivesMissedInDrill(isReached: true).map(\.sentence)
            return "Every step succeeded, but the drill missed its objectives: \(missed.joined(separator: "; "))."
        case .failed, .inDoubt, .rolledBack:
            let failures = failures.filter { $0.group.state == .failed || $0.group.state == .inDoubt }
            guard let first = failures.first(where: { verdict != .inDoubt || $0.group.state == .inDoubt }) else {
                return "A step failed."
            }
            let more = failures.count > 1 ? ", and \(failures.count - 1) more failed" : ""
            let undone =
                counts.undone > 0
                ? " \(Quantity.count(counts.undone, "step was", "steps were")) undone afterwards." : ""
            let what = first.group.state == .failed ? "failed" : "was started, and its end was not recorded"
            return
                """
                Step \(first.step.number) of \(steps.count), \(title(first.step)), \
                \(what)\(hostsOf(first.group))\(more).\(undone)\(rest)
                """
        case .notWhole:
            return
                """
                This record was altered or damaged: \(VisibleControls.shownOnOneLine(report.corruption ?? "")). \
                Do not rely on it; only what could be read is shown.
                """
        case .refused:
            let missing = RequirementRow.all(of: report).filter { $0.check.result != .pass }.map {
                "it requires \($0.wanted); \($0.check.found)"
            }
            return missing.isEmpty
                ? "Nothing was run." : "Nothing was run: \(VisibleControls.shownOnOneLine(Quantity.list(missing)))."
        case .interrupted:
            let cause = report.interruptions.last.map { " (\(VisibleControls.shownOnOneLine($0)))" } ?? ""
            return "The run stopped before its end\(cause).\(rest)"
        }
    }

    /// At most four names.
    static func shortened(_ names: [String]) -> [String] {
        names.count > 4 ? names.prefix(3) + ["\(names.count - 3) more"] : names
    }

    /// What the run is measured against, each with what was found.
    package var objectives: [Objective] {
        report.objectives(isReached: verdict == .proven || verdict == .done || report.failedByObjectives)
    }
}

extension Objective {
    /// What its letters stand for.
    var about: String {
        switch kind {
        case .recoveryTime: "recovery time"
        case .recoveryPoint: "recovery point"
        }
    }

    /// Why there is no measure.
    var absence: String {
        if let trouble { return "not measured: \(TerminalText.safeLine(trouble))" }
        return switch kind {
        case .recoveryTime: "not measured: the run did not complete"
        case .recoveryPoint: "not measured: no step captured \(RunReport.recoveryPointCapture)"
        }
    }

    /// `RTO of 15 min missed (20 min measured)`; of one that is met, or was not measured, the same.
    var sentence: String {
        let wanted = "\(name) of \(Quantity.duration(self.wanted))"
        guard let measured, let isMet else { return "\(wanted) \(absence)" }
        return "\(wanted) \(isMet ? "met" : "missed"): \(Quantity.duration(measured)) measured"
    }
}

/// One step of a run, numbered from 1 in the order of the plan.
package struct StepOverview {
    package var number: Int
    package var step: StepReport
    /// What the step as a whole is called where its hosts differ: the state that needs the most attention.
    package var state: StepState
    package var groups: [HostGroup]
    /// Seconds since 1970; `nil` where nothing was started.
    var startedAt: Double?
    /// Of what ended last; `nil` where something was never seen to end.
    var endedAt: Double?
    /// How long something of it ran; `nil` where nothing was started, or where something was never seen to end.
    ///
    /// Hosts side by side count once, and the time between a run's interruption and its resumption does not count.
    package var seconds: Double?

    init(number: Int, step: StepReport) {
        self.number = number
        self.step = step
        groups = HostGroup.folding(step.hosts)
        let states = step.hosts.map(\.shown)
        // What ran on one host was reached.
        let reached = states.filter { $0 != .notReached }
        state = (reached.isEmpty ? states : reached).max { $0.weight < $1.weight } ?? .pending
        let attempts = step.hosts.flatMap(\.attempts)
        startedAt = attempts.map(\.intendedAt).min()
        seconds = StepOverview.seconds(of: attempts)
        endedAt = seconds == nil ? nil : attempts.map { $0.intendedAt + ($0.exited?.seconds ?? 0) }.max()
    }

    /// As `HostReport.label`, for the hosts that stand as the step as a whole does.
    var label: String { groups.first { $0.state == state }?.label ?? state.words.label }
    package var title: String { step.planned.title.isEmpty ? step.planned.step : step.planned.title }
    package var anchor: String { "s\(number)" }
    /// `setup.md:12`; empty where it is not known.
    var place: String { step.planned.file.isEmpty ? "" : "\(step.planned.file):\(step.planned.line)" }

    /// The length of all the attempts' times laid over one another.
    static func seconds(of attempts: [AttemptReport]) -> Double? {
        guard !attempts.isEmpty else { return nil }
        var total = 0.0
        var covered = -Double.infinity
        for attempt in attempts.sorted(by: { $0.intendedAt < $1.intendedAt }) {
            guard let exited = attempt.exited else { return nil }
            let end = attempt.intendedAt + exited.seconds
            total += max(0, end - max(covered, attempt.intendedAt))
            covered = max(covered, end)
        }
        return total
    }
}
