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

    package init(kind: Kind, wanted: Double, measured: Double?) {
        self.kind = kind
        self.wanted = wanted
        self.measured = measured
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
        if let rto = opened.rtoSeconds {
            let seconds = max(0, (isReached ? recoveredAt : lastEventAt) - (outageBeganAt ?? startedAt))
            all.append(
                Objective(kind: .recoveryTime, wanted: rto, measured: isReached || seconds > rto ? seconds : nil))
        }
        if let rpo = opened.rpoSeconds {
            let measured = captures[RunReport.recoveryPointCapture].flatMap { Duration.parse($0)?.seconds }
            all.append(Objective(kind: .recoveryPoint, wanted: rpo, measured: measured))
        }
        return all
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
