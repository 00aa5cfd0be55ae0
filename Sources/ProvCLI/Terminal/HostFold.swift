import ProvInventory
import ProvJournal

/// Gathers what a step did on many hosts and folds what is the same: one word for all that did alike, the differences
/// beside it.
struct HostFold {
    /// Hosts that did alike.
    struct Group: Equatable {
        var hosts: [String]
        var state: StepState
        var reason: String?
        var proof: String?
        var output: [UInt8]
        /// The longest of them.
        var seconds: Double
    }

    /// Bytes of one host's output that are kept for this; the record has all of it.
    private static let limit = 64 << 10

    private struct Progress {
        var active: Set<String> = []
        var isAnnounced = false
        var outputs: [String: [UInt8]] = [:]
        var proofs: [String: String] = [:]
        var settled: [(StepSettled, Double)] = []
        /// Failures that were shown at once: another host's that is like one of them waits for the others.
        var shown: Set<String> = []
    }

    private var steps: [String: Progress] = [:]
    private var differences: [String: Set<String>] = [:]

    mutating func begin(_ step: String, _ hosts: [String]) { steps[step, default: Progress()].active.formUnion(hosts) }

    /// Whether no other host has been changed in this way by the step.
    mutating func isNew(difference text: String, of step: String) -> Bool {
        differences[step, default: []].insert(text).inserted
    }

    /// The hosts that a step goes to work on, the first time it is asked.
    mutating func announce(_ step: String) -> [String]? {
        guard let progress = steps[step], !progress.isAnnounced else { return nil }
        steps[step]?.isAnnounced = true
        return progress.active.sorted { $0.compareNaturally(to: $1) }
    }

    mutating func take(_ bytes: ArraySlice<UInt8>, _ step: String, _ host: String) {
        let room = HostFold.limit - (steps[step]?.outputs[host]?.count ?? 0)
        if room > 0 { steps[step, default: Progress()].outputs[host, default: []] += bytes.prefix(room) }
    }

    /// The hosts that still work on a step, by step.
    var active: [(step: String, hosts: [String])] {
        steps.filter { !$0.value.active.isEmpty }.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.active.sorted { $0.compareNaturally(to: $1) })
        }
    }

    mutating func prove(_ summary: String, _ step: String, _ host: String) {
        steps[step, default: Progress()].proofs[host] = summary
    }

    /// Takes a host's last word; gives the groups once no host works on the step, and a failure of a new kind at once.
    mutating func settle(_ word: StepSettled, _ seconds: Double) -> [Group] {
        var progress = steps[word.step] ?? Progress()
        progress.active.remove(word.host)
        let isFailure = word.state == .failed || word.state == .inDoubt
        if !progress.active.isEmpty, isFailure, progress.shown.insert(word.reason ?? "").inserted {
            var alone = progress
            alone.settled = [(word, seconds)]
            steps[word.step] = progress
            return HostFold.groups(alone)
        }
        progress.settled.append((word, seconds))
        steps[word.step] = progress
        guard progress.active.isEmpty else { return [] }
        steps[word.step] = nil
        return HostFold.groups(progress)
    }

    private static func groups(_ progress: Progress) -> [Group] {
        var groups: [Group] = []
        for (word, seconds) in progress.settled {
            let output = progress.outputs[word.host] ?? []
            let proof = progress.proofs[word.host]
            let index = groups.firstIndex {
                $0.state == word.state && $0.reason == word.reason && $0.proof == proof && $0.output == output
            }
            if let index {
                groups[index].hosts.append(word.host)
                groups[index].seconds = max(groups[index].seconds, seconds)
            } else {
                groups.append(
                    Group(
                        hosts: [word.host], state: word.state, reason: word.reason, proof: proof, output: output,
                        seconds: seconds))
            }
        }
        for index in groups.indices { groups[index].hosts.sort { $0.compareNaturally(to: $1) } }
        return groups.sorted { ($0.hosts.count, $1.hosts.first ?? "") > ($1.hosts.count, $0.hosts.first ?? "") }
    }
}

extension String {
    /// Whether it comes before another, numbers by their size: `web2` before `web10`.
    func compareNaturally(to other: String) -> Bool {
        let left = digitsPadded
        let right = other.digitsPadded
        return left == right ? self < other : left < right
    }

    private var digitsPadded: String {
        var result = ""
        var digits = ""
        for character in self + " " {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                if !digits.isEmpty { result += String(repeating: "0", count: max(0, 12 - digits.count)) + digits }
                digits = ""
                result.append(character)
            }
        }
        return result
    }
}
