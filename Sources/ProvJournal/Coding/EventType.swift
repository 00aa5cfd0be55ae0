/// The names events have in a journal.
package enum EventType: String, Sendable, CaseIterable {
    case runOpened = "run.opened"
    case plan
    case hostSeen = "env"
    case approvalRequested = "approval.requested"
    case approvalGranted = "approval.granted"
    case approvalDenied = "approval.denied"
    case approvalVoided = "approval.voided"
    case stepIntended = "step.intended"
    case stepStarted = "step.started"
    case stepExited = "step.exited"
    case stepSettled = "step.settled"
    case stateSaved = "shell.state"
    case output
    case backgroundEnded = "background.ended"
    case checkEvaluated = "check.evaluated"
    case captured
    case deviation
    case toolHashed = "tool"
    case runInterrupted = "run.interrupted"
    case runResumed = "run.resumed"
    case auditFailure = "audit.failure"
    case redactionSummary = "redaction.summary"
    case runClosed = "run.closed"
}

extension Event {
    /// The name under which the journal keeps the event.
    package var type: EventType {
        switch self {
        case .runOpened: .runOpened
        case .plan: .plan
        case .hostSeen: .hostSeen
        case .approval(let approval):
            switch approval.action {
            case .granted: .approvalGranted
            case .denied: .approvalDenied
            case .voided: .approvalVoided
            case .requested: .approvalRequested
            }
        case .stepIntended: .stepIntended
        case .stepStarted: .stepStarted
        case .stepExited: .stepExited
        case .stepSettled: .stepSettled
        case .stateSaved: .stateSaved
        case .output: .output
        case .backgroundEnded: .backgroundEnded
        case .checkEvaluated: .checkEvaluated
        case .captured: .captured
        case .deviation: .deviation
        case .toolHashed: .toolHashed
        case .runInterrupted: .runInterrupted
        case .runResumed: .runResumed
        case .auditFailure: .auditFailure
        case .redactionSummary: .redactionSummary
        case .runClosed: .runClosed
        }
    }
}
