import ProvChecks
import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// One kind of failure: everything that is known about it from runs and from runbooks.
struct Trouble: Sendable {
    var title: String
    var slug: String
    var component: String
    /// The oldest first; empty for what is written in a runbook and was never seen.
    var failures: [Failure]
    /// The best first.
    var cures: [Cure]

    var runs: Set<String> { Set(failures.map(\.run)) }
    var first: Double { failures.first?.at ?? 0 }
    var last: Double { failures.last?.at ?? 0 }
    var path: String { "troubleshooting/\(slug).html" }
    var best: Cure? { cures.first.flatMap { $0.worked > 0 ? $0 : nil } }
    var runbooks: [String] { unique(failures.map(\.runbook)) }
    var steps: Set<String> {
        Set(
            failures.map { "\($0.runbook)\u{0}\($0.step)" }
                + cures.filter { !$0.isFromElsewhere }.compactMap { $0.written.map { "\($0.runbook)\u{0}\($0.step)" } })
    }

    /// Each way in which it was printed, by its newest case, the most frequent first; what only the masks hide is one
    /// way.
    var excerpts: [(newest: Failure, count: Int)] {
        var ways: [(newest: Failure, count: Int)] = []
        var positions: [String: Int] = [:]
        for failure in failures.reversed() {
            let key = ErrorSignature(failure.text.excerpt).key
            if let position = positions[key] {
                ways[position].count += 1
            } else {
                positions[key] = ways.count
                ways.append((failure, 1))
            }
        }
        return ways.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
    }

    init(failures: [Failure], written: [WrittenFix]) {
        self.failures = failures.sorted { $0.at < $1.at }
        title = ErrorSignature.title(of: failures.map(\.signature))
        slug = failures.first?.signature.slug ?? "error"
        let names = failures.map(\.component)
        component = unique(names).max { one, other in names.count { $0 == one } < names.count { $0 == other } } ?? ""
        cures = Cure.ranked(failures: self.failures, written: written)
    }

    /// What a runbook has a fix for and no run has met.
    init(neverSeen fixes: [WrittenFix]) {
        failures = []
        let symptom = fixes.first?.symptom ?? ""
        title = ErrorSignature.title(of: [ErrorSignature(symptom)])
        // Headings that differ in a number alone have the same signature, and each needs a page of its own.
        let digest = ContentHash.hex(Array("\(symptom)\u{0}\(fixes.first?.runbook ?? "")".utf8))
        slug = "\(ErrorSignature(symptom).slug.dropLast(7))-\(digest.prefix(6))"
        component = fixes.first?.runbookTitle ?? ""
        cures = fixes.map { Cure(remedy: .fix(pattern: $0.fix.when.value, step: $0.step), written: $0) }
    }
}

/// Something that may help, with what it did in the recorded runs.
struct Cure: Sendable {
    var remedy: Failure.Remedy
    /// The block, where it still stands in a runbook.
    var written: WrittenFix?
    var tried = 0
    var worked = 0
    /// Seconds from failure to green, of those times it worked.
    var seconds: [Double] = []
    /// What came after it where it did not help; the same failure is `nil`.
    var stayedRed: [(title: String?, run: String, count: Int)] = []
    var lastWorked: (at: Double, run: String)?
    /// As it was run last; the text of a fix that no longer stands in a runbook.
    var command: String?
    var isFromElsewhere = false

    init(remedy: Failure.Remedy, written: WrittenFix? = nil) {
        self.remedy = remedy
        self.written = written
    }

    var isFix: Bool { if case .fix = remedy { true } else { false } }

    /// Proven fixes first, by how often they helped; then what nobody tried; then what was tried in vain.
    static func ranked(failures: [Failure], written: [WrittenFix]) -> [Cure] {
        var cures: [Cure] = []
        for fix in written where failures.contains(where: { fix.isFor($0) }) {
            cures.append(Cure(remedy: .fix(pattern: fix.fix.when.value, step: fix.step), written: fix))
        }
        for failure in failures {
            if let remedy = failure.remedy { take(failure, remedy, failure.outcome, &cures) }
            if let later = failure.later { take(failure, later.remedy, later.outcome, &cures) }
        }
        for fix in written
        where !cures.contains(where: { $0.written?.id == fix.id })
            && failures.contains(where: { FixMatcher.matches(fix.fix.when.value, in: $0.text.line) })
        {
            var cure = Cure(remedy: .fix(pattern: fix.fix.when.value, step: fix.step), written: fix)
            cure.isFromElsewhere = true
            cures.append(cure)
        }
        return cures.enumerated().sorted { one, other in
            let left = one.element.rank
            let right = other.element.rank
            return left == right ? one.offset < other.offset : left.lexicographicallyPrecedes(right)
        }.map(\.element)
    }

    private var rank: [Double] {
        let kind: Double =
            switch remedy {
            case .fix where worked > 0: 0
            case .edit where worked > 0: 1
            case .again where worked > 0: 2
            case .laterRun where worked > 0: 3
            case .fix where tried == 0: isFromElsewhere ? 5 : 4
            default: 6
            }
        return [kind, -Double(worked), Double(tried - worked)]
    }

    private static func take(
        _ failure: Failure, _ remedy: Failure.Remedy, _ outcome: Failure.Outcome, _ cures: inout [Cure]
    ) {
        let index =
            cures.firstIndex { cure in
                cure.remedy == remedy
                    && (cure.written == nil || !cure.isFix || cure.written?.runbook == failure.runbook)
            } ?? cures.count
        if index == cures.count { cures.append(Cure(remedy: remedy)) }
        cures[index].tried += 1
        switch outcome {
        case .green(let run, let seconds):
            cures[index].worked += 1
            cures[index].seconds.append(seconds)
            cures[index].lastWorked = (failure.at, run)
        case .red(let title):
            if let known = cures[index].stayedRed.firstIndex(where: { $0.title == title }) {
                cures[index].stayedRed[known].count += 1
            } else {
                cures[index].stayedRed.append((title, failure.run, 1))
            }
        }
    }
}

extension WrittenFix {
    /// Whether prov offers it for that failure.
    func isFor(_ failure: Failure) -> Bool {
        failure.runbook == runbook && failure.writtenStep == step
            && FixMatcher.matches(fix.when.value, in: failure.text.excerpt + "\n" + failure.reason)
    }
}
