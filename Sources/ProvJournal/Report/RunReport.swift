/// Everything readable about a run: a pure fold over its events (`RunReport.init(events:)`).
///
/// Resume, rollback, reports, `prov show` and the site all read this value and nothing else.
package struct RunReport: Sendable {
    package var opened: RunOpened
    /// Wall-clock seconds since 1970 of the first and last event.
    package var startedAt: Double
    package var lastEventAt: Double
    package var closed: RunClosed?
    package var interruptions: [String]
    package var steps: [StepReport]
    /// What had to be there before the first step, as it was found last.
    package var requirements: [CheckEvaluated] = []
    /// Each group of variants as the run's first plan that has it says.
    package var alternatives: [PlanRecorded.Alternative] = []
    package var captures: [String: String]
    /// Every capture as it was made, in order.
    package var captured: [Captured] = []
    package var deviations: [Deviation]
    package var approvals: [ApprovalEvent]
    package var hosts: [HostSeen]
    package var problems: [String]
    package var redactions: [String: Int]
    /// Files of the run's folder in which a secret is left, and how often; empty where the last search found none.
    package var unmasked: [String: Int] = [:]
    /// SHA-256, hex, of the binaries of prov that wrote the run, in order.
    package var toolDigests: [String] = []
    /// Hash of the journal's last whole line, hex.
    package var headHash: String
    package var eventCount: Int
    /// Whether it was being written when it was read; then nothing is in doubt yet.
    package var isRunning: Bool
    /// The first place where the journal does not fit together; everything here stands before it.
    package var corruption: String?

    package init(
        opened: RunOpened, startedAt: Double, lastEventAt: Double, closed: RunClosed?, interruptions: [String],
        steps: [StepReport], captures: [String: String], deviations: [Deviation], approvals: [ApprovalEvent],
        hosts: [HostSeen], problems: [String], redactions: [String: Int], headHash: String, eventCount: Int,
        isRunning: Bool = false,
        corruption: String? = nil
    ) {
        self.opened = opened
        self.startedAt = startedAt
        self.lastEventAt = lastEventAt
        self.closed = closed
        self.interruptions = interruptions
        self.steps = steps
        self.captures = captures
        self.deviations = deviations
        self.approvals = approvals
        self.hosts = hosts
        self.problems = problems
        self.redactions = redactions
        self.headHash = headHash
        self.eventCount = eventCount
        self.isRunning = isRunning
        self.corruption = corruption
    }
}

/// A planned step and what became of it, host by host.
package struct StepReport: Sendable {
    package var planned: PlanRecorded.Entry
    /// In the order of `planned.hosts`.
    package var hosts: [HostReport]

    package init(planned: PlanRecorded.Entry, hosts: [HostReport]) {
        self.planned = planned
        self.hosts = hosts
    }
}

/// What happened to a step on one host, over all segments of the run.
package struct HostReport: Sendable {
    package var host: String
    package var state: StepState
    package var reason: String?
    /// How it failed, where it did, and what happened to it afterwards; `reason` is the failure's then.
    package var failure: RecordedFailure?
    package var aftermath: Aftermath?
    /// Runs, checks, fixes and undos in the order they happened.
    package var attempts: [AttemptReport]
    package var checks: [CheckEvaluated]
    /// Whether a segment has looked into the doubt already and could not settle it.
    package var isSettledDoubt = false
    /// When its last word was said, in seconds since 1970.
    package var settledAt: Double?
    /// The run whose undo of the same step is this one's too; `nil` where it has its own.
    package var undoneIn: String?
    /// The steps that a rollback runs again after it has undone this one.
    package var followers: [String] = []
    /// What a rollback came to, since it was last run; `nil` where none has said anything of it.
    package var rollback: Aftermath?

    /// When what it last succeeded with was begun, in seconds since 1970; `nil` where it has not succeeded.
    ///
    /// A step that had nothing to do has succeeded when that was found, and so has one whose `when-changed` had nothing
    /// to follow.
    package var lastSuccessAt: Double?

    package init(
        host: String, state: StepState, reason: String? = nil, attempts: [AttemptReport] = [],
        checks: [CheckEvaluated] = []
    ) {
        self.host = host
        self.state = state
        self.reason = reason
        self.attempts = attempts
        self.checks = checks
    }
}

extension HostReport {
    /// The first attempt of what a rollback would undo; `nil` where the step did not run here, is undone
    /// already, or is undone in another run that did the same.
    package var firstEffect: AttemptReport? {
        guard state != .undone, undoneIn == nil else { return nil }
        return attempts.first { $0.intended.key.action == .run && $0.exited?.ending != .notStarted }
    }

    /// Whether a rollback began to undo it, or ran it again after what it follows was restored, and did not succeed.
    package var isHalfUndone: Bool {
        guard state != .undone else { return false }
        switch rollback {
        case .undoFailed, .undoInDoubt: return true
        default:
            return attempts.last { [.run, .fix, .undo].contains($0.intended.key.action) }?.intended.key.action == .undo
        }
    }

    /// The processes that it left running and whose end is not recorded, by number on the host.
    package var leftRunning: Set<Int> {
        Set(
            attempts.flatMap { attempt in
                (attempt.exited?.left ?? []).filter { pid in !attempt.background.contains { $0.pid == pid } }
            })
    }

    /// What was begun last, where how it ended is not known; `nil` where nothing is in doubt.
    package var doubtfulAction: ActionKey.Action? {
        state == .inDoubt ? attempts.last?.intended.key.action ?? .run : nil
    }
}

extension RunReport {
    /// Whether a rollback has anything to undo, or has not yet run again what follows a step that it undid.
    package var canBeUndone: Bool {
        opened.mode == .run
            && steps.contains { step in
                step.hosts.contains { host in
                    host.firstEffect != nil
                        && (step.planned.isUndoable || host.isHalfUndone || isOwed(step.planned.step, on: host.host))
                }
            }
    }
}

extension RunReport {
    /// Whether a rollback has restored what a step follows and was ended before it ran the step again.
    private func isOwed(_ step: String, on host: String) -> Bool {
        steps.contains { other in
            other.hosts.contains { $0.host == host && $0.state == .undone && $0.followers.contains(step) }
        }
    }
}

/// One command that was intended, with everything that is known about it.
package struct AttemptReport: Sendable {
    package var intended: StepIntended
    package var intendedAt: Double
    package var started: StepStarted?
    /// What seemed to be a server, while it ran.
    package var server: ServerSeen?
    /// `nil` is what *in doubt* means.
    package var exited: StepExited?
    package var outputs: [OutputStored]
    /// Processes that it left running, and how they ended.
    package var background: [BackgroundEnded] = []
    /// Whether it is one of the commands of its step, and its number does not count tries.
    package var isOneOfSeveral = false

    package init(
        intended: StepIntended, intendedAt: Double, started: StepStarted? = nil, exited: StepExited? = nil,
        outputs: [OutputStored] = []
    ) {
        self.intended = intended
        self.intendedAt = intendedAt
        self.started = started
        self.exited = exited
        self.outputs = outputs
    }
}
