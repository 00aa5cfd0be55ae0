/// How a run ended, or that it has not.
package enum RunVerdict: String, Sendable, CaseIterable {
    case running
    /// Something was verified, and everything that verifies anything held.
    case proven
    /// It ran to its end; nothing was verified.
    case done
    case failed, interrupted
    /// Something that it needs was missing, so that nothing was run.
    case refused
    case inDoubt = "in-doubt"
    case rolledBack = "rolled-back"
    /// Its journal was altered or damaged: what it says of itself is worth nothing.
    case notWhole = "not-whole"
}
