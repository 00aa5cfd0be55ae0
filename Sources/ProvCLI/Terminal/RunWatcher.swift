import ProvEngine
import ProvJournal
import ProvRunbook
import ProvSystem

/// Shows a run as it happens; three implementations: JSON lines, plain lines, a live tree.
protocol RunWatcher: Sendable {
    /// Called from any thread.
    func take(_ progress: Progress)
    /// Clears what must not stay on the screen, for a question.
    func pause()
    func resume()
    func close()
}

extension RunWatcher {
    func pause() {}
    func resume() {}
    func close() {}
}

/// The view that fits what standard output is.
enum RunWatchers {
    /// - Parameters:
    ///   - prior: what earlier segments of the run did.
    ///   - storeHint: what a command about the run needs besides its id.
    static func fitting(plan: Plan, prior: RunReport?, view: ProgressView?, storeHint: String) -> any RunWatcher {
        if view == .json { return JSONWatcher() }
        let line = StepLine(console: .standardOutput, plan: plan)
        if view == .board || view == nil && Console.standardOutput.isTerminal && ProcessEnvironment["CI"] == nil {
            return LiveWatcher(plan: plan, line: line, prior: prior)
        }
        return PlainWatcher(plan: plan, line: line, storeHint: storeHint)
    }
}
