import ProvChecks
package import ProvJournal
import ProvRunbook

/// Hosts on which a step went the same way: same state, same attempts, same outputs, same checks. Times may differ.
package struct HostGroup {
    var hosts: [HostReport]

    /// Stands for all of them.
    package var sample: HostReport
    package var names: [String] { hosts.map(\.host) }
    /// As it is to be shown: `HostReport.shown`.
    var state: StepState { sample.shown }
    var label: String { sample.label }
    var reason: String? { sample.reason }

    /// The shortest and the longest time one of an attempt's siblings took.
    func seconds(ofAttempt index: Int) -> ClosedRange<Double>? {
        let all = hosts.compactMap { $0.attempts.indices.contains(index) ? $0.attempts[index].exited?.seconds : nil }
        guard let least = all.min(), let most = all.max() else { return nil }
        return least...most
    }

    /// Folds hosts together, in the order in which each kind is first met.
    static func folding(_ hosts: [HostReport]) -> [HostGroup] {
        if let only = hosts.first, hosts.count == 1 { return [HostGroup(hosts: [only], sample: only)] }
        var groups: [HostGroup] = []
        var positions: [HostSignature: Int] = [:]
        for host in hosts {
            let signature = HostSignature(host)
            if let position = positions[signature] {
                groups[position].hosts.append(host)
            } else {
                positions[signature] = groups.count
                groups.append(HostGroup(hosts: [host], sample: host))
            }
        }
        return groups
    }
}

/// What must be equal for two hosts to be shown as one.
private struct HostSignature: Hashable {
    private let state: StepState
    private let reason: String?
    private let after: String
    private let attempts: [[String?]]
    private let checks: [[String]]

    init(_ host: HostReport) {
        state = host.state
        reason = host.reason
        after = host.afterwards
        attempts = host.attempts.map { attempt in
            let key = attempt.intended.key
            let end = [
                attempt.exited?.ending.word, attempt.exited?.code.map(String.init), attempt.exited?.detail,
                attempt.exited?.failed?.description,
            ]
            let survivors = [attempt.exited?.survivors.joined(separator: "\0")]
            let outputs = attempt.outputs.flatMap { [$0.stream, $0.hash, $0.isWithheld ? "withheld" : nil] }
            let background = attempt.background.flatMap { [$0.ending.word, $0.code.map(String.init), $0.detail] }
            return [key.action.rawValue, String(key.attempt), attempt.intended.command] + end + survivors + background
                + outputs
        }
        checks = host.checks.map {
            [$0.moment.rawValue, $0.summary, $0.result.rawValue, $0.wanted, $0.found, $0.difference ?? ""]
        }
    }
}
