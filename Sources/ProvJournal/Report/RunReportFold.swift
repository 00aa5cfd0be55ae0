extension RunReport {
    /// Folds a run's events, or the first of them, into what is known about the run; `nil` where the run was never
    /// opened.
    ///
    /// - Parameters:
    ///   - events: in order; any prefix of a run is fine.
    ///   - isRunning: whether the run is being written now, so that an open step is running and not in doubt; of no
    ///     account once it is closed.
    ///   - corruption: the first place where the journal does not fit together, where there is one.
    package init?(events: [TimedEvent], headHash: String = "", isRunning: Bool = false, corruption: String? = nil) {
        var fold = ReportFold()
        for event in events { fold.take(event) }
        guard let opened = fold.opened, let first = events.first, let last = events.last else { return nil }
        // Who wrote the last word may still hold the folder's lock, while the report of the run is written.
        let isRunning = isRunning && fold.endsAbruptly
        let isAbrupt = fold.endsAbruptly && !isRunning && corruption == nil
        self.init(
            opened: opened, startedAt: first.wall, lastEventAt: last.wall, closed: fold.closed,
            interruptions: fold.interruptions + (isAbrupt ? ["ended without a reason"] : []),
            steps: fold.steps(isRunning: isRunning),
            captures: fold.captures, deviations: fold.deviations, approvals: fold.approvals, hosts: fold.hosts,
            problems: fold.problems,
            redactions: fold.redactions, headHash: headHash, eventCount: events.count, isRunning: isRunning,
            corruption: corruption)
        requirements = fold.requirements
        captured = fold.captured
        alternatives = fold.alternatives
        toolDigests = fold.toolDigests
        unmasked = fold.unmasked
        if let closed, closed.verdict == .proven || closed.verdict == .done,
            steps.contains(where: {
                $0.hosts.contains { [.failed, .inDoubt, .pending, .notReached].contains($0.state) }
            })
        {
            problems.append("the run was closed as '\(closed.verdict.rawValue)', but its steps contradict this")
        }
    }

    /// What the steps add up to, whatever the run says about itself.
    package var verdict: RunVerdict {
        if corruption != nil { return .notWhole }
        let counts = counts
        // What was undone, or skipped by choice, failed all the same; it does not stop the run from being done.
        let isFailed = steps.contains { $0.hosts.contains { $0.state == .failed } }
        if isRunning { return .running }
        if counts.inDoubt > 0 { return .inDoubt }
        // The closing line may say why a run came to nothing; that it succeeded, only its steps can say.
        switch closed?.verdict {
        case let verdict? where ![.running, .proven, .done].contains(verdict): return verdict
        default: break
        }
        if isFailed { return .failed }
        if closed == nil || counts.pending + counts.notReached > 0 { return .interrupted }
        if !objectivesMissedInDrill(isReached: true).isEmpty { return .failed }
        return counts.proven + counts.satisfied > 0 ? .proven : .done
    }

    /// Steps times hosts, by how they stand; what was left out on purpose is not counted as planned.
    package var counts: RunCounts {
        var counts = RunCounts()
        for step in steps {
            for host in step.hosts where step.planned.leftOut == nil || host.state != .skipped { counts.take(host) }
        }
        return counts
    }

    /// The attempts that started, were not seen to end and have not been settled since.
    package var inDoubtKeys: [ActionKey] {
        steps.flatMap(\.hosts).filter { $0.state == .inDoubt }.compactMap { host in
            host.attempts.last { [.run, .undo, .fix].contains($0.intended.key.action) }?.intended.key
        }
    }

    /// The event that closes the run with what the steps add up to.
    package func closing(verdict: RunVerdict, seconds: Double) -> RunClosed {
        let counts = counts
        return RunClosed(
            verdict: verdict, planned: counts.planned, executed: counts.executed, satisfied: counts.satisfied,
            skipped: counts.skipped, failed: counts.failed, seconds: seconds)
    }
}

/// How many steps, host by host, stand where.
package struct RunCounts: Sendable, Equatable {
    package var planned = 0
    /// Those of which something was run.
    package var executed = 0
    package var proven = 0
    package var done = 0
    package var satisfied = 0
    package var skipped = 0
    /// Those that failed, whatever happened to them afterwards: one that was undone counts there too.
    package var failed = 0
    package var inDoubt = 0
    package var undone = 0
    package var notReached = 0
    /// Pending or running.
    package var pending = 0

    package init() {}

    fileprivate mutating func take(_ host: HostReport) {
        planned += 1
        if host.attempts.contains(where: { $0.intended.key.action == .run && $0.exited?.ending != .notStarted }) {
            executed += 1
        }
        if host.didFail { failed += 1 }
        switch host.state {
        case .proven: proven += 1
        case .done: done += 1
        case .satisfied: satisfied += 1
        case .skipped: skipped += 1
        case .failed: break
        case .inDoubt: inDoubt += 1
        case .undone: undone += 1
        case .notReached: notReached += 1
        case .pending, .running: pending += 1
        }
    }
}
