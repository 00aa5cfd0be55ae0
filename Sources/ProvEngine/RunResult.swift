package import ProvJournal

/// How a run ended.
package struct RunResult: Sendable {
    package var verdict: RunVerdict
    package var closed: RunClosed
    /// Every step's last word, in the order they were given.
    package var settled: [StepSettled]
    /// The run as it was closed, over all of its segments; `nil` where no report was wanted.
    package var report: RunReport?
}
