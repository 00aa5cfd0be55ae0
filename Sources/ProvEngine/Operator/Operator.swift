package import ProvJournal
package import ProvRunbook

/// The person at the run, or what stands in for one: everything the engine may ask.
///
/// The terminal implements it by asking; `UnattendedOperator` by what was said on the command line.
package protocol Operator: Sendable {
    /// Who answers, for the record.
    var name: String { get }
    /// The account as the kernel knows it: by this approvals are counted, never by a name that can be set.
    var identity: String { get }
    /// Whether `confirm` asks anybody.
    var confirmsEach: Bool { get }
    /// Before a step starts; asked only where the operator wants to confirm each one. What the command line decided
    /// comes first.
    func confirm(_ step: PlannedStep, host: String) async -> Confirmation
    func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer
    func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer
    /// How long the run stands still for signed approvals; `nil` ends it here, to be resumed.
    func waits(for question: ApprovalQuestion) async -> Duration?
    /// A step failed, no retry is left, and nothing decided beforehand says what to do.
    func failed(_ failure: StepFailure) async -> FailureChoice
    /// A step of an earlier segment was started and not seen to end, and nothing else can tell.
    func settle(_ doubt: Doubt) async -> DoubtAnswer
}

extension Operator {
    package var identity: String { name }
    package var confirmsEach: Bool { false }
}

/// What the operator answers before a step, where each one is asked about.
package enum Confirmation: Sendable, Equatable {
    case run
    case skip(reason: String)
    case stop
}

/// What became of a manual step.
package enum ManualAnswer: Sendable, Equatable {
    /// `evidence` is the bytes of a file the operator named.
    case done(note: String, evidence: [UInt8]?)
    case skip(reason: String)
    case stop(reason: String)
}

/// What a gate without signatures is answered at the terminal.
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
    /// Whether its text may be changed and run again: not what somebody approved, and a script alone.
    package var isEditable: Bool
    /// Opens a shell in the step's state on the user's terminal and waits for its end.
    package var openShell: @Sendable () async throws -> Void

    package init(
        step: PlannedStep, host: String, reason: String, tail: String, fixes: [Fix], isEditable: Bool,
        openShell: @escaping @Sendable () async throws -> Void
    ) {
        self.step = step
        self.host = host
        self.reason = reason
        self.tail = tail
        self.fixes = fixes
        self.isEditable = isEditable
        self.openShell = openShell
    }
}

/// What is done about a step that failed.
package enum FailureChoice: Sendable, Equatable {
    case retry
    /// Runs another text in place of the step's own; the record says so.
    case edit(String)
    /// Index into `StepFailure.fixes`.
    case fix(Int)
    case skip(reason: String)
    /// Undo everything that ran, then stop.
    case undo
    case stop
}

/// A step whose start is recorded and whose end is not, and that neither its check nor `idempotent` settles.
package struct Doubt: Sendable {
    package var step: PlannedStep
    package var host: String
    package var key: ActionKey
    /// Captures of the step that other steps use: whoever counts it as done has to say what they are.
    package var captures: [String]

    package init(step: PlannedStep, host: String, key: ActionKey, captures: [String]) {
        self.step = step
        self.host = host
        self.key = key
        self.captures = captures
    }
}

/// How a person resolves a step in doubt; with `stop` it stays in doubt.
package enum DoubtAnswer: Sendable, Equatable {
    /// - Parameter captures: the values of `Doubt.captures`, by name.
    case succeeded(reason: String, captures: [String: String] = [:])
    case runAgain(reason: String)
    case stop
}

/// Answers for a run that nobody watches.
package struct UnattendedOperator: Operator {
    package var name: String
    /// `--yes`: manual steps count as confirmed by the one who said it.
    package var confirmsManualSteps: Bool

    package init(name: String, confirmsManualSteps: Bool = false) {
        self.name = name
        self.confirmsManualSteps = confirmsManualSteps
    }

    package func confirm(_ step: PlannedStep, host: String) async -> Confirmation { .run }

    package func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer {
        confirmsManualSteps
            ? .done(note: "confirmed by --yes", evidence: nil)
            : .stop(reason: "a person must confirm it: resume on a terminal, or pass --yes")
    }

    package func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer {
        .wait(reason: "\(gate.approvers) must approve it: resume on a terminal")
    }

    package func waits(for question: ApprovalQuestion) async -> Duration? { question.patience }

    package func failed(_ failure: StepFailure) async -> FailureChoice { .stop }

    package func settle(_ doubt: Doubt) async -> DoubtAnswer { .stop }
}
