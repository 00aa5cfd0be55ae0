package import ProvJournal
package import ProvRunbook

/// What a watcher of a run sees, as it happens; every text in it is masked, and what it tells is on disk already.
package enum Progress: Sendable {
    case opened(run: String, plan: Plan)
    /// A step goes to work on these hosts; each of them gets its last word.
    case scheduled(step: StepID, hosts: [String])
    case checking(step: StepID, host: String)
    case started(ActionKey, command: String)
    case output(ActionKey, stream: String, bytes: ArraySlice<UInt8>, isAfterEnd: Bool)
    case checked(CheckEvaluated)
    /// A step that does not end seems to be a server.
    case serverSeen(ServerSeen)
    case exited(StepExited)
    case backgroundEnded(BackgroundEnded)
    case settled(StepSettled, seconds: Double)
    /// What a file step is about to change, as a unified difference.
    case difference(step: StepID, host: String, text: String)
    case remark(String)
    case closed(RunClosed)
}
