/// What becomes of a run when a step fails on a host.
package enum FailurePolicy: String, Sendable, CaseIterable {
    /// Nothing that depends on the step starts, on any host.
    case stop
    /// The other hosts go on without the one that failed.
    case `continue`
    /// Everything that ran is undone.
    case undo
}
