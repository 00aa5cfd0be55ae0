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
    case serverSeen = "server.seen"
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

    init(_ action: ApprovalAction) {
        self =
            switch action {
            case .requested: .approvalRequested
            case .granted: .approvalGranted
            case .denied: .approvalDenied
            case .voided: .approvalVoided
            }
    }
}
