import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// All failures of a store's runs by what they have in common, and what is known to help.
struct FailureHistory {
    /// The most frequent first.
    private(set) var troubles: [Trouble]
    let runCount: Int

    init(_ history: RunHistory) {
        var failures = history.runs.flatMap { FailureReader($0, history: history).failures }
        FailureHistory.followUp(&failures, history)
        var order: [String] = []
        var groups: [String: [Failure]] = [:]
        for failure in failures {
            if groups[failure.signature.key] == nil { order.append(failure.signature.key) }
            groups[failure.signature.key, default: []].append(failure)
        }
        let written = WrittenFix.all(in: history.runbooks)
        var troubles = order.map { Trouble(failures: groups[$0] ?? [], written: written) }
        let met = Set(troubles.flatMap { $0.cures.compactMap(\.written?.id) })
        let unmet = written.filter { !met.contains($0.id) }
        for (_, fixes) in Dictionary(grouping: unmet, by: \.symptom) {
            troubles.append(Trouble(neverSeen: fixes.sorted { $0.id < $1.id }))
        }
        self.troubles = troubles.sorted {
            ($1.failures.count, $1.last, $0.title, $0.slug) < ($0.failures.count, $0.last, $1.title, $1.slug)
        }
        runCount = history.runs.count { $0.opened.mode != .rollback }
    }

    /// A failure with which a run ended is followed into the next runs of the same runbook in the same environment.
    private static func followUp(_ failures: inout [Failure], _ history: RunHistory) {
        for index in failures.indices where failures[index].isLast && !failures[index].isGreen {
            let failure = failures[index]
            guard let position = history.runs.firstIndex(where: { $0.opened.run == failure.run }) else { continue }
            let failed = history.runs[position]
            let runbook = history.path(of: failed)
            for next in history.runs[(position + 1)...]
            where history.path(of: next) == runbook && next.opened.environment == failure.environment
                && next.opened.mode == failed.opened.mode
            {
                guard let step = next.steps.first(where: { $0.planned.step == failure.step }),
                    let host = step.hosts.first(where: { $0.host == failure.host })
                else { continue }
                if [.pending, .notReached, .skipped].contains(host.state) { continue }
                if host.state.isSuccess, !host.attempts.contains(where: { $0.intended.key.action == .fix }) {
                    let before = failed.steps.first { $0.planned.step == failure.step }?.planned.command ?? ""
                    failures[index].later = (
                        before == step.planned.command ? .laterRun : .edit(from: before, to: step.planned.command),
                        .green(run: next.opened.run, seconds: max(0, next.startedAt - failure.at))
                    )
                }
                break
            }
        }
    }
}

/// A `fix` block as it stands in a runbook today.
struct WrittenFix: Sendable {
    var runbook: String
    var runbookTitle: String
    var step: String
    var stepTitle: String
    var proves: [String]
    var fix: Fix
    /// Anchor of the heading of the step.
    var anchor: String?

    var id: String { "\(runbook)\u{0}\(step)\u{0}\(fix.when.value)" }
    var symptom: String { fix.symptom ?? fix.when.value }

    static func all(in runbooks: [Runbook]) -> [WrittenFix] {
        runbooks.flatMap { runbook in
            runbook.steps.flatMap { step in
                step.fixes.map {
                    WrittenFix(
                        runbook: runbook.path, runbookTitle: runbook.title, step: step.id.rawValue,
                        stepTitle: step.title, proves: [], fix: $0,
                        anchor: step.section.last?.anchor)
                }
            }
        }
    }
}
