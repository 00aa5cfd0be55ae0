import ProvRunbook

/// What the command line decided, before anybody is asked.
package struct Decisions: Sendable {
    /// A step or a capture by its name, on one host or on all of its hosts.
    package struct Target: Hashable, Sendable {
        package var name: String
        /// `nil` is every host.
        package var host: String?

        package init(_ name: String, host: String? = nil) {
            self.name = name
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
    /// `--capture NAME=VALUE`, `--capture NAME@HOST=VALUE`: what a step that is settled as done has to leave behind.
    package var captures: [Target: String] = [:]
    /// `--limit` of a resumed run: the hosts that this segment works on; `nil` is all of them.
    package var hosts: Set<String>?

    package init() {}

    /// Whether this segment works on a host.
    func includes(_ host: String) -> Bool { hosts?.contains(host) != false }

    /// Why nothing happens on any other host.
    static let excluded = "excluded by --limit; resume without it to continue there"

    /// Why a step is skipped on a host; `nil` where it is not.
    func skip(_ step: Step, on host: String) -> String? { answer(skips, step, host) }

    /// The values that were given for a host.
    func captures(on host: String) -> [String: String] {
        let everywhere = captures.filter { $0.key.host == nil }.map { ($0.key.name, $0.value) }
        let here = captures.filter { $0.key.host == host }.map { ($0.key.name, $0.value) }
        return Dictionary(everywhere + here) { $1 }
    }

    func settlement(_ step: Step, on host: String) -> DoubtAnswer? { answer(settlements, step, host) }

    /// What names the host comes before what names the step alone, and that before what names it for all items.
    private func answer<Value>(_ answers: [Target: Value], _ step: Step, _ host: String) -> Value? {
        for name in [step.id.rawValue, step.writtenID.rawValue] {
            if let answer = answers[Target(name, host: host)] ?? answers[Target(name)] { return answer }
        }
        return nil
    }
}
