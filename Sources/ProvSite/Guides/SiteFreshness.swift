import ProvJournal
import ProvReport

/// Whether guides are still what recorded runs proved.
package enum SiteFreshness {
    /// Guides whose text changed since they were proven, or whose proof is older than their policy or a general limit
    /// allows.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - limit: seconds; with one, a guide that was never proven is a problem too.
    package static func problems(_ guides: [GuideProof], now: Double, limit: Double?) -> [SiteProblem] {
        guides.flatMap { problems($0, now: now, limit: limit) }
    }

    private static func problems(_ guide: GuideProof, now: Double, limit: Double?) -> [SiteProblem] {
        func stale(_ text: String) -> SiteProblem { SiteProblem(.stale, file: guide.source, text) }
        var found: [SiteProblem] = []
        for (environment, limit) in guide.limits.sorted(by: { $0.key < $1.key }) {
            let newest = guide.places.filter { $0.environment == environment }.compactMap(\.proven).max {
                $0.lastEventAt < $1.lastEventAt
            }
            if let newest {
                if let text = age(of: newest, now: now, allowed: limit.seconds) {
                    found.append(stale("\(text) on \(environment)"))
                }
            } else {
                found.append(
                    stale(
                        """
                        \(limit.isOwn ? "its policy" : "prov.yml") requires a proof on \(environment) within \(Quantity.duration(limit.seconds)); no recorded run proved it\(reason(guide.places.contains { $0.environment == environment && $0.unverified != nil }))
                        """
                    ))
            }
        }
        guard let newest = guide.lastProven else {
            if limit != nil {
                found.append(stale("no recorded run has proven it\(reason(guide.lastUnverified != nil))"))
            }
            return found
        }
        if !guide.isOfToday(newest) {
            found.append(
                stale("it has changed since run \(newest.opened.run) proved it on \(Moment.short(newest.lastEventAt))"))
        } else if let limit, found.isEmpty, let text = age(of: newest, now: now, allowed: limit) {
            found.append(stale(text))
        }
        return found
    }

    /// A run that went through proves nothing where there is nothing to prove.
    private static func reason(_ isUnverified: Bool) -> String {
        isUnverified ? ": nothing verifies it; add checks to its steps" : ""
    }

    private static func age(of run: RunReport, now: Double, allowed: Double) -> String? {
        let age = now - run.lastEventAt
        return age > allowed
            ? "its last proof is \(Quantity.duration(age)) old, older than the allowed \(Quantity.duration(allowed))"
            : nil
    }
}
