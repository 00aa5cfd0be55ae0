package import ProvJournal
package import ProvRunbook
import ProvText

/// What each step with `when-changed` has still to follow, while a run is under way.
struct PendingChanges: Sendable {
    private let followers: [String: ChangeHistory.Follower]
    private var pending: [ChangeHistory.Place: [FollowedChange]]

    /// - Parameter before: what earlier runs, and earlier segments of this one, left to be followed.
    init(_ plan: Plan, before: [ChangeHistory.Place: [FollowedChange]]) {
        followers = Dictionary(plan.followers.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
        pending = before
    }

    /// Takes that a step is about to change something on a host.
    mutating func note(_ step: String, on host: String, _ action: ActionKey.Action) {
        guard !followers.isEmpty, [.run, .fix, .undo].contains(action) else { return }
        for follower in followers.values {
            for place in follower.hosts(following: step, on: host) {
                add(step, ChangeHistory.Place(step: follower.step, host: place))
            }
        }
    }

    private mutating func add(_ step: String, _ place: ChangeHistory.Place) {
        pending[place, default: []].removeAll { $0.step == step }
        pending[place, default: []].append(FollowedChange(step: step))
    }

    /// What a step has to follow on a host; `nil` for a step without `when-changed`.
    func changes(for step: StepID, on host: String) -> [FollowedChange]? {
        guard followers[step.rawValue] != nil else { return nil }
        return pending[ChangeHistory.Place(step: step.rawValue, host: host)] ?? []
    }

    /// Takes that a step has succeeded after these changes; what came since stays.
    mutating func follow(_ changes: [FollowedChange], by step: StepID, on host: String) {
        pending[ChangeHistory.Place(step: step.rawValue, host: host)]?.removeAll { changes.contains($0) }
    }
}

extension Plan {
    /// The steps with `when-changed`, and what they follow.
    package var followers: [ChangeHistory.Follower] {
        guard steps.contains(where: { !$0.step.options.whenChanged.isEmpty }) else { return [] }
        let hosts = Dictionary(steps.map { ($0.step.id.rawValue, $0.hosts) }, uniquingKeysWith: { first, _ in first })
        return steps.compactMap { planned in
            let names = planned.step.options.whenChanged.map(\.value)
            guard !names.isEmpty else { return nil }
            let follows = Dictionary(names.map { ($0, hosts[$0] ?? []) }, uniquingKeysWith: { first, _ in first })
            return ChangeHistory.Follower(step: planned.step.id.rawValue, hosts: planned.hosts, follows: follows)
        }
    }
}

extension [FollowedChange] {
    /// Why a step ran: `because configuration changed in run 01J9…`.
    package var sentence: String { "because \(clause)" }

    /// `configuration and unit changed`, as part of a sentence.
    package var clause: String {
        var runs: [String?] = []
        for change in self where !runs.contains(change.run) { runs.append(change.run) }
        return runs.map { run in
            let steps = filter { $0.run == run }.compactMap(\.step).sorted()
            guard let run else { return "\(steps.joined(separator: " and ")) changed" }
            return steps.isEmpty
                ? "the record of run \(run) cannot be read"
                : "\(steps.joined(separator: " and ")) changed in run \(run)"
        }.joined(separator: ", ")
    }
}

extension Step {
    /// Why a step that follows others and has nothing to follow is not run.
    package var nothingChanged: String {
        let names = options.whenChanged.map(\.value)
        return
            """
            \(names.joined(separator: " and ")) \(names.count == 1 ? "has" : "have") not changed since it last \
            succeeded
            """
    }
}
