import ProvRunbook

/// What the command line decided, before anybody is asked.
package struct Decisions: Sendable {
    /// A step, on one host or on all of its hosts.
    package struct Target: Hashable, Sendable {
        package var step: String
        /// `nil` is every host.
        package var host: String?

        package init(step: String, host: String? = nil) {
            self.step = step
            self.host = host
        }
    }

    /// `--fix`: apply the first matching fix to a step that fails, once.
    package var appliesFixes = false
    /// `--undo-on-failure`.
    package var undoesOnFailure = false
    /// `--skip STEP=REASON`, `--skip STEP@HOST=REASON`.
    package var skips: [Target: String] = [:]
    /// `--settle STEP=done|again`, `--settle STEP@HOST=…`.
    package var settlements: [Target: DoubtAnswer] = [:]
    /// `--capture NAME=VALUE`: what a step that is settled as done has to leave behind.
    package var captures: [String: String] = [:]
    /// `--limit` of a resumed run: the hosts that this segment works on; `nil` is all of them.
    package var hosts: Set<String>?

    package init() {}

    /// Whether this segment works on a host.
    func includes(_ host: String) -> Bool { hosts?.contains(host) != false }

    /// Why nothing happens on any other host.
    static let excluded = "excluded by --limit; resume without it to continue there"

    /// Why a step is skipped on a host; `nil` where it is not.
    func skip(_ step: Step, on host: String) -> String? { answer(skips, step, host) }

    func settlement(_ step: Step, on host: String) -> DoubtAnswer? { answer(settlements, step, host) }

    /// What names the host comes before what names the step alone, and that before what names it for all items.
    private func answer<Value>(_ answers: [Target: Value], _ step: Step, _ host: String) -> Value? {
        for name in [step.id.rawValue, step.writtenID.rawValue] {
            if let answer = answers[Target(step: name, host: host)] ?? answers[Target(step: name)] { return answer }
        }
        return nil
    }
}
