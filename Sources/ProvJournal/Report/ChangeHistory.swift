/// Which changes the steps with `when-changed` of a runbook have not followed yet: a fold over the records of its runs.
///
/// A change is an attempt to run, fix or undo a step, however it ended. It is followed once the other step has
/// succeeded with something that was begun later, so that a run that was interrupted between the two, or failed, loses
/// nothing.
package struct ChangeHistory: Sendable {
    /// A step with `when-changed`, and what it follows.
    package struct Follower: Sendable {
        package var step: String
        package var hosts: [String]
        /// The steps it follows and the hosts they run on.
        package var follows: [String: [String]]

        package init(step: String, hosts: [String], follows: [String: [String]]) {
            self.step = step
            self.hosts = hosts
            self.follows = follows
        }

        /// The hosts on which it has to follow a change: the same one, or all of its own where the other step never
        /// runs there.
        package func hosts(following step: String, on host: String) -> [String] {
            guard let others = follows[step] else { return [] }
            return hosts.filter { $0 == host || !others.contains($0) }
        }
    }

    /// A step on one host.
    package struct Place: Hashable, Sendable {
        package var step: String
        package var host: String

        package init(step: String, host: String) {
            self.step = step
            self.host = host
        }
    }

    private let followers: [Follower]
    private var changes: [Place: [(change: FollowedChange, at: Double)]] = [:]
    private var successes: [Place: Double] = [:]

    package init(_ followers: [Follower]) { self.followers = followers }

    /// Takes a run of the runbook on the environment; the order of runs does not matter.
    package mutating func take(_ report: RunReport) {
        let names = Set(followers.map(\.step)).union(followers.flatMap(\.follows.keys))
        var hosts: [Place: HostReport] = [:]
        for step in report.steps where names.contains(step.planned.step) {
            for host in step.hosts { hosts[Place(step: step.planned.step, host: host.host)] = host }
        }
        for place in places {
            guard let success = hosts[place]?.lastSuccessAt else { continue }
            successes[place] = max(successes[place] ?? success, success)
        }
        for (place, host) in hosts {
            guard let last = host.effects.last else { continue }
            let change = FollowedChange(step: place.step, run: report.opened.run)
            for follower in followers {
                for target in follower.hosts(following: place.step, on: place.host).map({
                    Place(step: follower.step, host: $0)
                }) {
                    // What was taken back, together with what followed it, is as it was before the run.
                    if host.state == .undone, hosts[target].map({ $0.state == .undone || $0.effects.isEmpty }) ?? true {
                        continue
                    }
                    changes[target, default: []].append((change, last.intendedAt))
                }
            }
        }
    }

    /// A run whose record cannot be trusted may have changed everything.
    package mutating func takeUnreadable(run: String, at moment: Double) {
        for place in places { changes[place, default: []].append((FollowedChange(step: nil, run: run), moment)) }
    }

    private var places: [Place] {
        followers.flatMap { follower in follower.hosts.map { Place(step: follower.step, host: $0) } }
    }

    /// Whether runs that ended before a moment can change nothing in `pending` any more.
    ///
    /// - Parameter moment: seconds since 1970.
    package func isDecided(before moment: Double) -> Bool {
        places.allSatisfy { place in
            successes[place].map { $0 >= moment } ?? false || changes[place]?.contains { $0.at >= moment } ?? false
        }
    }

    /// What each step has to follow, by step and host, the newest first.
    package var pending: [Place: [FollowedChange]] {
        Dictionary(
            uniqueKeysWithValues: Set(places).map { place in
                let since = successes[place] ?? -.infinity
                let open = (changes[place] ?? []).filter { $0.at > since }.sorted { $0.at > $1.at }
                var seen: Set<String?> = []
                return (place, open.map(\.change).filter { seen.insert($0.step).inserted })
            })
    }
}

extension HostReport {
    /// The attempts that changed something, or may have.
    fileprivate var effects: [AttemptReport] {
        attempts.filter { [.run, .fix, .undo].contains($0.intended.key.action) && $0.exited?.ending != .notStarted }
    }
}

extension ReportFold.Slot {
    /// Notes when a step that succeeded was begun.
    mutating func noteSuccess(_ event: StepSettled, at wall: Double) {
        switch event.state {
        case .proven, .done: lastSuccessAt = attempts.last { $0.intended.key.action == .run }?.intendedAt ?? wall
        case .satisfied: lastSuccessAt = wall
        // Run again after what it follows was put back; any other undo takes back what it had followed.
        case .undone:
            lastSuccessAt =
                event.followed == nil ? nil : attempts.last { $0.intended.key.action == .undo }?.intendedAt ?? wall
        case .skipped where event.followed?.isEmpty == true: lastSuccessAt = wall
        default: break
        }
    }
}
