package import ProvJournal
package import ProvRunbook

/// The person at the run, or what stands in for one: everything the engine may ask.
///
/// The terminal implements it by asking; `UnattendedOperator` by what was said on the command line.
package protocol Operator: Sendable {
    /// Who answers, for the record.
    var name: String { get }
    /// Before a step starts; asked only where the operator wants to confirm each one.
    func confirm(_ step: PlannedStep, host: String) async -> Confirmation
    func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer
    func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer
    /// How long the run stands still for signed approvals; `nil` ends it here, to be resumed.
    func waits(for question: ApprovalQuestion) async -> Duration?
    func failed(_ failure: StepFailure) async -> FailureChoice
    /// A step of an earlier segment was started and not seen to end, and nothing else can tell.
    func settle(_ doubt: Doubt) async -> DoubtAnswer
}

package enum Confirmation: Sendable, Equatable {
    case run
    case skip(reason: String)
    case stop
}

package enum ManualAnswer: Sendable, Equatable {
    /// `evidence` is the bytes of a file the operator named.
    case done(note: String, evidence: [UInt8]?)
    case skip(reason: String)
    case stop(reason: String)
}

package enum ApprovalAnswer: Sendable, Equatable {
    case granted(note: String)
    case denied(reason: String)
    case wait(reason: String)
}

/// A gate that waits for signatures.
package struct ApprovalQuestion: Sendable {
    package var request: ApprovalRequest
    /// Who has approved already.
    package var approvers: [String]
    /// The command by which an approver answers.
    package var command: String
    /// What was said beforehand about waiting.
    package var patience: Duration?
}

/// What the operator needs to decide about a failed step.
package struct StepFailure: Sendable {
    package var step: PlannedStep
    package var host: String
    package var reason: String
    /// The end of the step's output, masked.
    package var tail: String
    /// Fixes of the step whose `when` matches what happened.
    package var fixes: [Fix]
    package var attempt: Int
    /// Opens a shell in the step's state on the user's terminal and waits for its end.
    package var openShell: @Sendable () async throws -> Void

    package init(step: PlannedStep, host: String, reason: String, tail: String, fixes: [Fix], attempt: Int,
                 openShell: @escaping @Sendable () async throws -> Void) {
        self.step = step
        self.host = host
        self.reason = reason
        self.tail = tail
        self.fixes = fixes
        self.attempt = attempt
        self.openShell = openShell
    }
}

package enum FailureChoice: Sendable, Equatable {
    case retry
    /// Index into `StepFailure.fixes`.
    case fix(Int)
    case skip(reason: String)
    /// Undo everything that ran, then stop.
    case undo
    case stop
}

package struct Doubt: Sendable {
    package var step: PlannedStep
    package var host: String
    package var key: ActionKey

    package init(step: PlannedStep, host: String, key: ActionKey) {
        self.step = step
        self.host = host
        self.key = key
    }
}

package enum DoubtAnswer: Sendable, Equatable {
    case succeeded(reason: String)
    case runAgain(reason: String)
    case stop
}

/// Answers for a run that nobody watches.
package struct UnattendedOperator: Operator {
    package var name: String
    /// `--yes`: manual steps count as confirmed by the one who said it.
    package var confirmsManualSteps: Bool
    /// `--fix`: apply the first matching fix once to each failing step.
    package var appliesFixes: Bool
    /// `--undo-on-failure`.
    package var undoesOnFailure: Bool
    /// `--skip STEP=reason`.
    package var skips: [String: String]
    /// `--settle STEP=done|again`, by step name.
    package var settlements: [String: DoubtAnswer]

    package init(name: String, confirmsManualSteps: Bool = false, appliesFixes: Bool = false, undoesOnFailure: Bool = false,
                 skips: [String: String] = [:], settlements: [String: DoubtAnswer] = [:]) {
        self.name = name
        self.confirmsManualSteps = confirmsManualSteps
        self.appliesFixes = appliesFixes
        self.undoesOnFailure = undoesOnFailure
        self.skips = skips
        self.settlements = settlements
    }

    package func confirm(_ step: PlannedStep, host: String) async -> Confirmation {
        skips[step.step.id.rawValue].map { .skip(reason: $0) } ?? .run
    }

    package func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer {
        confirmsManualSteps
            ? .done(note: "confirmed by --yes", evidence: nil)
            : .stop(reason: "a person has to confirm it: resume on a terminal, or say --yes")
    }

    package func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer {
        .wait(reason: "\(gate.approvers) must approve it: resume on a terminal")
    }

    package func waits(for question: ApprovalQuestion) async -> Duration? { question.patience }

    package func failed(_ failure: StepFailure) async -> FailureChoice {
        if appliesFixes, !failure.fixes.isEmpty, failure.attempt == 1 { return .fix(0) }
        return undoesOnFailure ? .undo : .stop
    }

    package func settle(_ doubt: Doubt) async -> DoubtAnswer {
        settlements[doubt.step.step.id.rawValue] ?? .stop
    }
}
