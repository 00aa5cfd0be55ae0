package import ProvJournal
import ProvPolicy
import ProvReport
import ProvRunbook
import ProvText

/// What recorded runs say about one guide.
package struct GuideProof: Sendable {
    /// One environment and operating system on which the guide was run.
    package struct Place: Sendable {
        package var environment: String
        /// As the hosts said it; empty where it was not recorded.
        package var system: String
        /// The newest run that proved everything; `nil` where none did.
        package var proven: RunReport?
        /// The newest run, where it went through, and yet nothing in it verifies anything and no run proved anything.
        package var unverified: RunReport?
        /// Runs that failed, or stand in doubt, since then; the newest first.
        package var failures: [RunReport]
        /// Runs since then of which all was undone; the newest first.
        package var takenBack: [RunReport] = []
        /// How many runs there are in all.
        package var runs: Int
    }

    /// The Markdown file, by its path from the folder.
    package var source: String
    package var page: String
    package var title: String
    /// SHA-256 of the text as it is now, hex.
    package var digest: String
    package var places: [Place]
    /// How old a proof may be at most.
    package struct Limit: Sendable, Equatable {
        package var seconds: Double
        /// Whether the guide says so itself; else its project does.
        package var isOwn: Bool
    }

    /// By environment.
    package private(set) var limits: [String: Limit] = [:]
    /// Environments of which the guide has a policy of its own.
    private var ownPolicies: Set<String> = []
    /// The newest first.
    package var runs: [RunReport]

    /// Lets a project's rule hold where the guide has no policy of its own for that environment: those hold as a whole.
    package mutating func hold(to seconds: Double, on environment: String) {
        if !ownPolicies.contains(environment) { limits[environment] = Limit(seconds: seconds, isOwn: false) }
    }

    /// The newest run that proved the guide anywhere.
    package var lastProven: RunReport? { places.compactMap(\.proven).max { $0.lastEventAt < $1.lastEventAt } }

    /// The newest run that went through a guide that nothing verifies; `nil` also where a run proved it.
    package var lastUnverified: RunReport? {
        lastProven == nil ? places.compactMap(\.unverified).max { $0.lastEventAt < $1.lastEventAt } : nil
    }

    /// Runs that failed, or stand in doubt, after another, anywhere.
    func failures(since run: RunReport) -> [RunReport] {
        places.flatMap(\.failures).filter { $0.lastEventAt > run.lastEventAt }
    }

    /// Runs after another of which all was undone, anywhere.
    func takenBack(since run: RunReport) -> [RunReport] {
        places.flatMap(\.takenBack).filter { $0.lastEventAt > run.lastEventAt }
    }

    /// Whether the text is the one that a run proved.
    package func isOfToday(_ run: RunReport) -> Bool { run.opened.runbookDigest == digest }
}

/// Tells which runs are whose.
struct ProofIndex {
    private var byFile: [String: [RunReport]] = [:]
    /// The Markdown file that each run was of, by the run.
    private(set) var paths: [String: String] = [:]

    /// - Parameters:
    ///   - digests: of the Markdown files that may have been run, by their path.
    ///   - runs: the newest first.
    ///   - folder: the one that is built, from the root.
    init(digests: [String: String], runs: [RunReport], folder: String) {
        var byPath: [String: String] = [:]
        var byName: [String: [String]] = [:]
        var byDigest: [String: String] = [:]
        for (file, digest) in digests.sorted(by: { $0.key < $1.key }) {
            byPath[folder + "/" + file] = file
            byName[SitePath.name(of: file), default: []].append(file)
            byDigest[digest] = file
        }
        for run in runs {
            let path = run.opened.runbook
            let found =
                byPath[path] ?? byDigest[run.opened.runbookDigest]
                ?? Self.nearest(to: path, among: byName[SitePath.name(of: path)] ?? [])
            guard let found else { continue }
            byFile[found, default: []].append(run)
            paths[run.opened.run] = found
        }
    }

    func runs(of file: String) -> [RunReport] { byFile[file] ?? [] }

    /// A record made elsewhere names its runbook from another root: the file whose path agrees longest from its end, if
    /// only one does.
    private static func nearest(to path: String, among candidates: [String]) -> String? {
        let wanted = Array(path.split(separator: "/").reversed())
        func agreement(_ candidate: String) -> Int {
            zip(candidate.split(separator: "/").reversed(), wanted).prefix { $0 == $1 }.count
        }
        guard let best = candidates.max(by: { agreement($0) < agreement($1) }) else { return nil }
        let most = agreement(best)
        guard most == best.split(separator: "/").count || most > 1 else { return nil }
        return candidates.count { agreement($0) == most } == 1 ? best : nil
    }
}

extension GuideProof {
    init(_ source: SiteSource, digest: String, runs: [RunReport]) {
        self.source = source.path
        page = source.page
        title = source.title
        self.digest = digest
        self.runs = runs
        places = GuideProof.places(of: runs)
        let policies = source.runbook.front.policy
        limits = policies.compactMapValues { $0.provenWithin.map { Limit(seconds: $0.seconds, isOwn: true) } }
        ownPolicies = Set(policies.keys)
    }

    private static func places(of runs: [RunReport]) -> [Place] {
        var places: [Place] = []
        var begun: Set<Int> = []
        for run in runs where run.opened.mode == .run || run.opened.mode == .verify {
            let system = GuideProof.systems(of: run)
            let index =
                places.firstIndex { $0.environment == run.opened.environment && $0.system == system } ?? places.count
            if index == places.count {
                places.append(
                    Place(environment: run.opened.environment, system: system, proven: nil, failures: [], runs: 0))
            }
            let isNewest = run.opened.mode == .run && begun.insert(index).inserted
            places[index].runs += 1
            guard places[index].proven == nil else { continue }
            switch run.verdict {
            case .proven where Proof(run) == .whole: places[index].proven = run
            case .failed, .inDoubt: places[index].failures.append(run)
            case .done where isNewest: places[index].unverified = run
            case .rolledBack: places[index].takenBack.append(run)
            default: break
            }
        }
        for index in places.indices where places[index].proven != nil { places[index].unverified = nil }
        return places.filter {
            $0.unverified != nil || $0.proven != nil || !$0.failures.isEmpty || !$0.takenBack.isEmpty
        }
    }

    /// The operating systems of a run's hosts in few words.
    static func systems(of run: RunReport) -> String {
        var seen: [String] = []
        for system in run.hosts.lazy.map({ GuideProof.system($0.system) })
        where !system.isEmpty && !seen.contains(system) { seen.append(system) }
        return seen.count > 3 ? Quantity.list(seen.prefix(2) + ["\(seen.count - 2) more"]) : Quantity.list(seen)
    }

    /// `debian 12` of `debian 12 6.1.0-18-amd64 x86_64`: the kernel changes more often than what a guide depends on.
    private static func system(_ recorded: String) -> String {
        let words = recorded.split(separator: " ")
        return words.count > 2 ? words.dropLast(2).joined(separator: " ") : recorded
    }
}
