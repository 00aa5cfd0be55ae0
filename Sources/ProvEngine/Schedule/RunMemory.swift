import ProvHosts
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvText

/// What a run has learned so far and later steps build on: captures, shell states, attempts; shared by all lanes.
actor RunMemory {
    /// Captures in the order they were made; later ones win.
    private var captures: [Capture] = []
    private var facts: [String: [String: String]] = [:]
    /// Code that recreates the shell state after a step, by step and host.
    private var states: [String: KeptState] = [:]
    /// By host, the step with the newest state at or before a step, as far as it was asked for: a long run without
    /// state does not walk its whole way for each step.
    private var newest: [String: [StepID: StepID?]] = [:]
    private var attempts: [String: Int] = [:]
    /// What was said about gates, in order.
    private var approvals: [ApprovalEvent] = []
    private var seenHosts: Set<String> = []
    private var standing: [StepID: Set<String>] = [:]
    private var acted: Set<String> = []
    /// By host, what steps of an earlier segment left running and nobody saw to end: prov was killed.
    private var leftRunning: [String: Set<Int>] = [:]
    /// The boot that an earlier segment met a host in.
    private var earlierBoots: [String: String] = [:]

    private struct Capture {
        var name: String
        var value: String
        /// The host it holds for; `nil` for all, where the step ran on one host alone.
        var host: String?
    }

    /// A capture of an earlier segment whose value the record does not hold, because its name says secret.
    struct LostCapture: Sendable {
        var name: String
        var step: String
        fileprivate var host: String?
        /// Whether prov's environment has a value of that name, and another one.
        var isOther: Bool
    }

    private var lost: [LostCapture] = []

    private let lineage: ShellLineage
    private var pending: PendingChanges

    /// Starts from what an earlier segment of the run recorded.
    ///
    /// - Parameters:
    ///   - proof: the hash of a value that the record has in its place.
    ///   - unmask: puts secrets back into what was masked; `nil` where it does not know one.
    init(
        prior: RunReport?, states: [String: KeptState], lineage: ShellLineage, proof: (String) -> String,
        pending: PendingChanges, unmask: (String) -> String?
    ) {
        self.states = states
        self.lineage = lineage
        self.pending = pending
        guard let prior else { return }
        for host in prior.hosts { earlierBoots[host.host] = host.bootID }
        approvals = prior.approvals
        let alone = Set(prior.steps.filter { $0.hosts.count == 1 }.map(\.planned.step))
        // What else was captured with a value in it that is another one by now is lost as well.
        var others: [String] = []
        for event in prior.captured {
            let host = alone.contains(event.step) ? nil : event.host
            let value = unmask(event.value)
            let isOther =
                value.map { value in
                    event.proof.map { $0 != proof(value) } ?? others.contains(where: event.value.contains)
                } ?? false
            lost.removeAll { $0.name == event.name && $0.host == host }
            if let value, !isOther {
                captures.append(Capture(name: event.name, value: value, host: host))
            } else {
                if isOther { others.append(event.value) }
                captures.removeAll { $0.name == event.name && $0.host == host }
                lost.append(LostCapture(name: event.name, step: event.step, host: host, isOther: isOther))
            }
        }
        for step in prior.steps {
            for host in step.hosts {
                leftRunning[host.host, default: []].formUnion(host.leftRunning)
                for attempt in host.attempts {
                    let key = RunMemory.attemptKey(attempt.intended.key.step, host.host, attempt.intended.key.action)
                    attempts[key] = max(attempts[key] ?? 0, attempt.intended.key.attempt)
                }
            }
        }
    }

    /// How a step ended on a host.
    ///
    /// - Parameter isOld: whether it ended so in an earlier segment.
    func note(_ state: StepState, of planned: PlannedStep, on host: String, isOld: Bool) {
        guard [.proven, .done, .satisfied].contains(state) else { return }
        standing[planned.step.id, default: []].insert(host)
        if !isOld, state != .satisfied, !planned.step.onlyLooks { acted.insert(host) }
    }

    /// What earlier segments left running in the background on a host, by number there.
    func leftRunning(on host: String) -> Set<Int> { leftRunning[host] ?? [] }

    /// Whether a step stands on a host.
    func isStanding(_ step: StepID, on host: String) -> Bool { standing[step]?.contains(host) == true }

    /// Whether anything was done on a host since the last soak there.
    func takeActed(on host: String) -> Bool { acted.remove(host) != nil }

    func note(_ approval: ApprovalEvent) { approvals.append(approval) }

    /// What was said about a gate, in order.
    func approvals(of step: StepID) -> [ApprovalEvent] { approvals.filter { $0.step == step.rawValue } }

    /// Who approves a step as it is now.
    func tally(of step: StepID, digest: String) -> ApprovalTally { ApprovalTally(approvals(of: step), digest: digest) }

    /// - Parameter host: the host it holds for; `nil` for all.
    func capture(_ name: String, _ value: String, host: String?) {
        lost.removeAll { $0.name == name && $0.host == host }
        captures.append(Capture(name: name, value: value, host: host))
    }

    /// What was captured for a host and is not in the record, with the step that did it.
    func lostCaptures(on host: String) -> [LostCapture] { lost.filter { $0.host == nil || $0.host == host } }

    /// What a host has to learn of captures, from the given one on.
    func captures(from index: Int, for host: String) -> (new: [(name: String, value: String)], count: Int) {
        (
            captures.dropFirst(index).filter { $0.host == nil || $0.host == host }.map { ($0.name, $0.value) },
            captures.count
        )
    }

    /// What has been captured so far, as a host sees it.
    func captures(on host: String) -> [String: String] {
        var values: [String: String] = [:]
        for capture in captures where capture.host == nil || capture.host == host {
            values[capture.name] = capture.value
        }
        return values
    }

    func nextKey(_ step: StepID, host: String, action: ActionKey.Action) -> ActionKey {
        let name = RunMemory.attemptKey(step.rawValue, host, action)
        let attempt = (attempts[name] ?? 0) + 1
        attempts[name] = attempt
        pending.note(step.rawValue, on: host, action)
        return ActionKey(step: step.rawValue, host: host, action: action, attempt: attempt)
    }

    /// What a step has to follow on a host; `nil` for a step without `when-changed`.
    func changes(for step: StepID, on host: String) -> [FollowedChange]? { pending.changes(for: step, on: host) }

    func follow(_ changes: [FollowedChange], by step: StepID, on host: String) {
        pending.follow(changes, by: step, on: host)
    }

    /// True the first time it is asked for a host.
    func isNew(host: String) -> Bool { seenHosts.insert(host).inserted }

    func learn(_ facts: [String: String], of host: String) {
        self.facts[host, default: [:]].merge(facts) { _, new in new }
    }

    /// Whether a host has been up since an earlier segment of the run, so that what it started there may still run.
    func isSameBoot(host: String) -> Bool { facts[host]?["boot_id"].map { earlierBoots[host] == $0 } ?? false }

    /// - Returns: what the record did not hold when the step began, and the step has not set.
    func remember(state: String, after step: StepID, host: String) -> [WithheldVariable] {
        let before = self.state(before: step, host: host)?.state.withheld ?? []
        let known = before.isEmpty ? [:] : StoredState(state).settings
        let missing = before.filter { known[$0.name] == nil }
        states["\(step.rawValue)\u{0}\(host)"] = KeptState(text: state, withheld: missing)
        newest[host] = nil
        return missing
    }

    /// The steps that may have set a variable which the record does not hold, the last one first.
    func setters(of variable: WithheldVariable, before step: StepID, host: String) -> [StepID] {
        var setters: [StepID] = []
        var place = state(before: step, host: host)
        while let (state, step) = place, state.withheld.contains(where: { $0.name == variable.name }) {
            setters.append(step)
            place = self.state(before: step, host: host)
        }
        return setters
    }

    /// Puts a variable that the record does not hold into every state that it is missing in.
    func supply(_ code: String, for variable: WithheldVariable, on host: String) {
        for (place, state) in states where place.hasSuffix("\u{0}\(host)") && state.withheld.contains(variable) {
            states[place] = KeptState(
                text: state.text.isEmpty ? code : "\(state.text)\n\(code)",
                withheld: state.withheld.filter { $0 != variable })
        }
    }

    /// The state that a step begins with: the newest one along the steps before it.
    ///
    /// A step that changed nothing, was satisfied, skipped or left out has no state of its own; it leaves what it began
    /// with.
    func state(before step: StepID, host: String) -> (state: KeptState, step: StepID)? {
        var (place, passed) = (lineage.predecessor(of: step, host: host), [StepID]())
        while let known = place, states["\(known.rawValue)\u{0}\(host)"] == nil {
            if let newest = newest[host]?[known] {
                place = newest
                break
            }
            passed.append(known)
            place = lineage.predecessor(of: known, host: host)
        }
        for step in passed { newest[host, default: [:]].updateValue(place, forKey: step) }
        return place.flatMap { step in states["\(step.rawValue)\u{0}\(host)"].map { ($0, step) } }
    }

    /// The state that a step left, for what undoes it.
    func state(after step: StepID, host: String) -> (state: KeptState, step: StepID)? {
        states["\(step.rawValue)\u{0}\(host)"].map { ($0, step) } ?? state(before: step, host: host)
    }

    /// Names a `when` may use on a host: its facts, then its inputs, its name and the environment's, then captures.
    func values(inputs: [String: String], host: String) -> [String: String] {
        var values = (facts[host] ?? [:]).merging(inputs) { _, input in input }
        for capture in captures where capture.host == nil || capture.host == host {
            values[capture.name] = capture.value
        }
        return values
    }

    private static func attemptKey(_ step: String, _ host: String, _ action: ActionKey.Action) -> String {
        "\(step)\u{0}\(host)\u{0}\(action.rawValue)"
    }
}
