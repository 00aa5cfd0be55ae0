import ProvRunbook
import ProvText

/// One thing that a run is measured against, and what was found.
package struct Objective: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case recoveryTime = "RTO"
        case recoveryPoint = "RPO"
    }

    package var kind: Kind
    /// Seconds.
    package var wanted: Double
    /// Seconds; `nil` where there is nothing to measure: the run did not get there, or cannot tell.
    package var measured: Double?
    /// Why nothing was measured, where it is not simply missing.
    package var trouble: String?

    package init(kind: Kind, wanted: Double, measured: Double?, trouble: String? = nil) {
        self.kind = kind
        self.wanted = wanted
        self.measured = measured
        self.trouble = trouble
    }

    package var name: String { kind.rawValue }
    /// `nil` where nothing was measured.
    package var isMet: Bool? { measured.map { $0 <= wanted } }
}

extension RunReport {
    /// The capture in which a step says how much was lost: seconds, or a duration such as `4m`.
    package static let recoveryPointCapture = "RPO_SECONDS"

    /// When the outage began, in seconds since 1970: the first start of the step that marks it; `nil` where none does
    /// or it did not start.
    package var outageBeganAt: Double? {
        steps.filter(\.planned.beginsOutage).flatMap(\.hosts).compactMap { host in
            if let first = host.attempts.first(where: { $0.intended.key.action == .run }) { return first.intendedAt }
            // What a person does, or a check finds, has no attempt.
            return [.done, .proven, .satisfied, .failed].contains(host.state) ? host.settledAt : nil
        }.min()
    }

    /// When the last step before the clean-up was settled, in seconds since 1970.
    private var recoveredAt: Double {
        steps.filter { $0.planned.phase == .main }.flatMap(\.hosts).compactMap(\.settledAt).max() ?? lastEventAt
    }

    /// What the run is measured against, each with what was found.
    ///
    /// - Parameter isReached: whether the run came to its end, so that its time is a measure; a longer time misses the
    ///   objective anyway.
    package func objectives(isReached: Bool) -> [Objective] {
        var all: [Objective] = []
        if let rto = opened.rtoSeconds { all.append(recoveryTime(rto, isReached: isReached)) }
        if let rpo = opened.rpoSeconds { all.append(recoveryPoint(rpo)) }
        return all
    }

    private func recoveryTime(_ wanted: Double, isReached: Bool) -> Objective {
        if let gap = recoveryGap {
            return Objective(kind: .recoveryTime, wanted: wanted, measured: nil, trouble: gap)
        }
        let seconds = max(0, (isReached ? recoveredAt : lastEventAt) - (outageBeganAt ?? startedAt))
        return Objective(
            kind: .recoveryTime, wanted: wanted, measured: isReached || seconds > wanted ? seconds : nil)
    }

    /// Why the time of this run is not that of a recovery: only a part of it was asked for.
    private var recoveryGap: String? {
        if outageBeganAt == nil,
            let outage = steps.first(where: { step in
                step.planned.beginsOutage
                    && (step.planned.leftOut?.isNarrowing == true
                        || deviations.contains { $0.kind == .skip && $0.step == step.planned.step })
            })
        {
            return "the step that marks the outage, \(outage.planned.step), did not run"
        }
        let first = steps.firstIndex(where: \.planned.beginsOutage) ?? 0
        let missing = steps[first...].first { $0.planned.phase == .main && $0.planned.leftOut?.isNarrowing == true }
        return missing.map { "step \($0.planned.step) was skipped: \($0.planned.leftOut?.sentence ?? "")" }
    }

    /// Of several hosts, or several steps, the worst value counts, each with what it measured last.
    private func recoveryPoint(_ wanted: Double) -> Objective {
        let name = RunReport.recoveryPointCapture
        let all = captured.filter { $0.name == name }
        let last = Dictionary(all.map { ([$0.step, $0.host], $0.value) }, uniquingKeysWith: { _, last in last })
        var worst: Double?
        var troubles: [String] = []
        for step in steps where all.contains(where: { $0.step == step.planned.step }) {
            for host in step.hosts where host.state != .skipped {
                let place = step.hosts.count == 1 ? "" : " on \(host.host)"
                if let value = last[[step.planned.step, host.host]] {
                    if let seconds = Duration.parse(value)?.seconds {
                        worst = max(worst ?? 0, seconds)
                    } else {
                        let shown = value.count > 40 ? value.prefix(39) + "…" : value
                        troubles.append("\(name) cannot be read\(place): '\(shown)' is not a duration")
                    }
                } else {
                    troubles.append("step \(step.planned.step) did not capture \(name)\(place)")
                }
            }
        }
        // What is worse than allowed decides, whatever else could not be measured.
        guard let trouble = troubles.first, worst ?? 0 <= wanted else {
            return Objective(kind: .recoveryPoint, wanted: wanted, measured: worst)
        }
        return Objective(kind: .recoveryPoint, wanted: wanted, measured: nil, trouble: trouble)
    }

    /// The objectives that make a drill fail: missed, or not measured at all. Empty for a run that is no drill.
    package func objectivesMissedInDrill(isReached: Bool) -> [Objective] {
        guard opened.isDrill, opened.mode == .run else { return [] }
        return objectives(isReached: isReached).filter { $0.isMet != true }
    }

    /// Whether every step succeeded and it failed all the same, because it was a drill and missed its objectives.
    package var failedByObjectives: Bool {
        guard verdict == .failed, !objectivesMissedInDrill(isReached: true).isEmpty else { return false }
        return steps.allSatisfy { $0.hosts.allSatisfy(\.state.isSuccess) }
    }
}
