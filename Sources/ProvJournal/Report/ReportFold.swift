import ProvRunbook
import ProvText

/// The fold behind `RunReport.init(events:)`: takes events one by one, in any prefix of a run.
struct ReportFold {
    private(set) var opened: RunOpened?
    private(set) var closed: RunClosed?
    private(set) var interruptions: [String] = []
    private(set) var requirements: [CheckEvaluated] = []
    private(set) var alternatives: [PlanRecorded.Alternative] = []
    private(set) var captures: [String: String] = [:]
    private(set) var captured: [Captured] = []
    private(set) var deviations: [Deviation] = []
    private(set) var approvals: [ApprovalEvent] = []
    private(set) var hosts: [HostSeen] = []
    private(set) var problems: [String] = []
    private(set) var redactions: [String: Int] = [:]
    /// What the last search found, of the segment that was closed last.
    private(set) var unmasked: [String: Int] = [:]
    /// Which binaries wrote the run, by SHA-256, each once, in order.
    private(set) var toolDigests: [String] = []

    private var entries: [PlanRecorded.Entry] = []
    private var slots: [Place: Slot] = [:]
    private var segment = 1
    /// Whether the last thing said about the run's course was that it stopped.
    private var isStopped = false

    private struct Place: Hashable {
        var step: String
        var host: String
    }

    /// What is known about one step on one host.
    struct Slot {
        var attempts: [AttemptReport] = []
        var checks: [CheckEvaluated] = []
        var settled: StepSettled?
        var settledAt: Double?
        /// How it failed, each time.
        var failures: [RecordedFailure] = []
        /// Whether it succeeded when it was last run, whatever came of it since.
        var didEndWell = false
        /// What a rollback came to, since it was last run.
        var undo: Aftermath?
        /// The run whose undo is this one's too.
        var undoneIn: String?
        /// Whether something was run that nobody has settled yet.
        var isUnsettled = false
        /// The attempt that changes something and that no settling has followed yet.
        var open: Int?
        var openedInSegment = 0
        /// A later segment than that of the attempt left it in doubt.
        var didLookIntoDoubt = false
        /// By key, the last attempt of that key.
        var positions: [ActionKey: Int] = [:]
        /// Its place among steps that no plan names.
        var order = 0
        var lastSuccessAt: Double?
    }

    mutating func take(_ timed: TimedEvent) {
        switch timed.event {
        case .runOpened(let event):
            if opened == nil { opened = event }
            if let digest = event.toolDigest { note(tool: digest) }
        case .toolHashed(let event): note(tool: event.digest)
        case .plan(let event): adopt(event)
        case .hostSeen(let event):
            hosts.removeAll { $0.host == event.host }
            hosts.append(event)
        case .approval(let event): approvals.append(event)
        case .stepIntended(let event): intend(event, at: timed.wall)
        case .stepStarted(let event): attempt(event.key) { $0.started = event }
        case .serverSeen(let event): attempt(event.key) { $0.server = event }
        case .stepExited(let event): attempt(event.key) { $0.exited = event }
        // An older record may hold an output of nothing, by chance: it says no more than none.
        case .output(let event): if event.length > 0 { attempt(event.key) { $0.outputs.append(event) } }
        case .backgroundEnded(let event): attempt(event.key) { $0.background.append(event) }
        case .checkEvaluated(let event) where event.moment == .requires:
            requirements.removeAll { $0.step == event.step && $0.host == event.host && $0.wanted == event.wanted }
            requirements.append(event)
        case .checkEvaluated(let event): slot(event.step, event.host) { $0.checks.append(event) }
        case .stepSettled(let event):
            let segment = segment
            slot(event.step, event.host) {
                guard !$0.keepsItsWord(event, in: segment) else { return }
                $0.didLookIntoDoubt = event.state == .inDoubt && ($0.open == nil || $0.openedInSegment < segment)
                $0.settle(event)
                $0.settledAt = timed.wall
                $0.noteSuccess(event, at: timed.wall)
            }
        case .stateSaved: break
        case .captured(let event):
            captures[event.name] = event.value
            captured.append(event)
        case .deviation(let event): deviations.append(event)
        case .runInterrupted(let event):
            interruptions.append(event.cause)
            isStopped = true
        case .runResumed: resume()
        case .auditFailure(let event): problems.append(event.what)
        case .redactionSummary(let event):
            redactions.merge(event.hits, uniquingKeysWith: +)
            unmasked = event.places
            if let left = event.occurrencesLeft, left > 0 {
                let files = event.places.keys.sorted().prefix(3).joined(separator: ", ")
                problems.append(
                    "a secret is not masked in \(left) place\(left == 1 ? "" : "s") of the record"
                        + (files.isEmpty ? "" : ": \(files)"))
            }
        case .runClosed(let event):
            closed = event
            isStopped = true
        }
    }

    /// A step's states in the order of the plan; steps that no plan names come last.
    func steps(isRunning: Bool) -> [StepReport] {
        var reports: [StepReport] = []
        var named: Set<Place> = []
        for entry in entries {
            let reportsOfHosts = entry.hosts.map { host in
                let place = Place(step: entry.step, host: host)
                named.insert(place)
                return report(of: slots[place] ?? Slot(), host: host, entry: entry, isRunning: isRunning)
            }
            reports.append(StepReport(planned: entry, hosts: reportsOfHosts))
        }
        for (place, slot) in slots.sorted(by: { $0.value.order < $1.value.order }) where !named.contains(place) {
            let entry = PlanRecorded.Entry(
                step: place.step, title: place.step, section: [], kind: .step, phase: .main, hosts: [place.host],
                needs: [], file: "",
                line: 0, endLine: 0, digest: "", command: slot.attempts.first?.intended.command ?? "", proves: [],
                leftOut: nil)
            reports.append(
                StepReport(
                    planned: entry, hosts: [report(of: slot, host: place.host, entry: entry, isRunning: isRunning)]))
        }
        return reports
    }

    /// Whether the events end without a word about why.
    var endsAbruptly: Bool { !isStopped }

    // MARK: Taking

    private mutating func note(tool digest: String) {
        if !toolDigests.contains(digest) { toolDigests.append(digest) }
    }

    private mutating func adopt(_ plan: PlanRecorded) {
        let known = Set(plan.entries.map(\.step))
        let left = entries.filter { entry in
            !known.contains(entry.step) && entry.hosts.contains { slots[Place(step: entry.step, host: $0)] != nil }
        }
        entries = plan.entries + left
        let groups = Set(alternatives.map(\.group))
        alternatives += plan.alternatives.filter { !groups.contains($0.group) }
    }

    private mutating func intend(_ event: StepIntended, at wall: Double) {
        let segment = segment
        slot(event.key.step, event.key.host) { slot in
            slot.positions[event.key] = slot.attempts.count
            // A check or a version probe changes nothing: it can be asked again, so it is never in doubt.
            switch event.key.action {
            case .run, .undo, .fix:
                if event.key.action == .run {
                    slot.runsAgain()
                    slot.isUnsettled = true
                    slot.didEndWell = false
                    slot.undoneIn = nil
                }
                slot.open = slot.attempts.count
                slot.openedInSegment = segment
            case .check, .requires: break
            }
            slot.attempts.append(AttemptReport(intended: event, intendedAt: wall))
        }
    }

    private mutating func attempt(_ key: ActionKey, _ change: (inout AttemptReport) -> Void) {
        let place = Place(step: key.step, host: key.host)
        guard let position = slots[place]?.positions[key] else {
            problems.append("\(key) is recorded, but was never started")
            return
        }
        slot(key.step, key.host) { change(&$0.attempts[position]) }
    }

    private mutating func slot(_ step: String, _ host: String, _ change: (inout Slot) -> Void) {
        let order = slots.count
        change(&slots[Place(step: step, host: host), default: Slot(order: order)])
    }

    private mutating func resume() {
        if !isStopped { interruptions.append("ended without a reason") }
        isStopped = false
        closed = nil
        segment += 1
        for place in slots.keys where [.notReached, .pending, .running].contains(slots[place]?.settled?.state) {
            slots[place]?.settled = nil
        }
    }

    // MARK: Judging

    private func report(of slot: Slot, host: String, entry: PlanRecorded.Entry, isRunning: Bool) -> HostReport {
        let (state, reason) = word(on: slot, entry: entry, isRunning: isRunning)
        var report = HostReport(host: host, state: state, reason: reason, attempts: slot.attempts, checks: slot.checks)
        if [.console, .ensure].contains(entry.kind) {
            for index in report.attempts.indices { report.attempts[index].isOneOfSeveral = true }
        }
        report.lastSuccessAt = slot.lastSuccessAt
        report.isSettledDoubt = slot.open == nil && slot.settled?.state == .inDoubt && slot.didLookIntoDoubt
        report.settledAt = slot.settledAt
        report.undoneIn = slot.undoneIn
        report.followers = slot.settled?.followers ?? []
        report.rollback = slot.undo
        if let (failure, aftermath) = slot.failure(state: state) {
            (report.failure, report.aftermath) = (failure, aftermath)
            if report.didFail { report.reason = failure.reason }
        }
        if case .left(let why)? = slot.undo, report.failure == nil || !report.didFail { report.reason = why }
        return report
    }

    private func word(on slot: Slot, entry: PlanRecorded.Entry, isRunning: Bool) -> (StepState, String?) {
        if let open = slot.open {
            if isRunning, slot.openedInSegment == segment { return (.running, nil) }
            return ReportFold.word(onUnsettled: slot.attempts[open], entry: entry)
        }
        if let settled = slot.settled { return (settled.state, settled.reason) }
        if let leftOut = entry.leftOut { return (.skipped, leftOut.sentence) }
        return closed == nil ? (.pending, nil) : (.notReached, nil)
    }

    /// What to think of an attempt whose step was never settled: the run stopped between the two.
    private static func word(onUnsettled attempt: AttemptReport, entry: PlanRecorded.Entry) -> (StepState, String?) {
        let what =
            switch attempt.intended.key.action {
            case .undo: "its undo"
            case .fix: "its fix"
            default: "it"
            }
        guard let exited = attempt.exited else {
            return (.inDoubt, "\(what) was started, and its end was not recorded")
        }
        switch exited.ending {
        case .lost:
            return (
                .inDoubt, "\(what) was started, and its end was not recorded" + (exited.detail.map { ": \($0)" } ?? "")
            )
        case .running:
            return (.inDoubt, "it was started in the background, and the run stopped before its result was recorded")
        case .notStarted: return (.pending, exited.detail)
        case let ending where attempt.intended.accepts(ending):
            switch attempt.intended.key.action {
            case .fix: return (.failed, "its fix ended with exit code 0, and the run stopped before the retry")
            case .undo:
                return (.inDoubt, "its undo ended with exit code 0, and the run stopped before its result was recorded")
            default:
                return entry.proves.isEmpty && !attempt.intended.isJudgedFurther
                    ? (.done, nil)
                    : (
                        .inDoubt,
                        "it ended with \(ending.isExit ? "exit code" : "signal") \(ending.code ?? 0), and the run stopped before it was verified"
                    )
            }
        case .exit(let code):
            return (
                .failed,
                "\(what) ended with exit code \(code ?? -1)"
                    + (attempt.intended.wantedExit.map { $0 == 0 ? "" : ", expected exit code \($0)" } ?? "")
            )
        case .signal(let signal): return (.failed, "\(what) was ended by signal \(signal ?? 0)")
        default: return (.failed, "\(what) ended: \(exited.ending.word)")
        }
    }
}
