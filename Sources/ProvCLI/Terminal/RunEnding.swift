import ProvEngine
import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// The last words of a run: what came of it, and what to do next.
struct RunEnding {
    var result: RunResult
    var mode: RunMode
    var run: String
    /// What commands about the run need besides its id.
    var hint: String
    /// Gates that wait for signatures.
    var signedGates: [String]
    /// `nil` where the report could not be written.
    var report: String?
    /// Whether something that ran can be undone.
    var canBeUndone: Bool
    /// What the run was measured against.
    var objectives: [String] = []
    /// How many steps of a verification have nothing that a look at the host could tell.
    var unverifiable = 0
    let settling: SettlingAdvice
    var line: StepLine

    func text() -> String {
        let summary = RunEnding.counted(outcomes)
        var lines = [
            "", "\(verdict) in \(Quantity.duration(result.closed.seconds))\(summary.isEmpty ? "" : ": \(summary)")",
        ]
        lines += open + hosts + objectives.map { "  \($0)" }
        if unverifiable > 0 {
            lines.append(
                """
                  \(Quantity.count(unverifiable, "step")) without a check: \
                \(unverifiable == 1 ? "its state is" : "their state is") unknown; add a block with `check` below a step
                """
            )
        }
        if result.report?.failedByObjectives == true {
            lines.append(
                """
                  every step succeeded, but the drill missed its objectives: an objective that is not measured is missed
                """
            )
        }
        var links: [(String, String)] = report.map { [("report", $0)] } ?? []
        links += next
        let width = links.map(\.0.count).max() ?? 0
        lines += links.map { DisplayWidth.padded($0.0, to: width) + "  " + $0.1 }
        return lines.joined(separator: "\n")
    }

    /// A step on one host as the whole record has it, in the order of the plan.
    private struct Outcome {
        var step: String
        var host: HostReport
    }

    private var outcomes: [Outcome] {
        // Clean-up steps are no part of a verification: it changes nothing that they would clean up.
        let steps = (result.report?.steps ?? []).filter { mode != .verify || $0.planned.phase == .main }
        return steps.flatMap { step in step.hosts.map { Outcome(step: step.planned.step, host: $0) } }
    }

    /// What did not come to its end, and why; hosts of which the same is true stand together.
    private var open: [String] {
        var fold: [(first: Outcome, hosts: [String])] = []
        for outcome in outcomes where [.failed, .inDoubt, .pending].contains(outcome.host.shown) {
            let (host, step) = (outcome.host, outcome.step)
            if let index = fold.firstIndex(where: {
                $0.first.step == step && $0.first.host.label == host.label
                    && firstLine($0.first.host.reason) == firstLine(host.reason)
            }) {
                fold[index].hosts.append(host.host)
            } else {
                fold.append((outcome, [host.host]))
            }
        }
        return fold.map { first, hosts in
            let place = hosts == [PlanHosts.localName] ? "" : " on \(TerminalText.safeLine(HostNames.folded(hosts)))"
            let host = first.host
            let after =
                host.failure != nil && !host.afterwards.isEmpty
                ? " \(TerminalText.safeLine("(\(host.afterwards))"))" : ""
            return line.flow(
                "  \(line.glyph(host.shown)) \(first.step)\(place), \(line.place(first.step)): ",
                "\(firstLine(host.reason))\(after)")
        }
    }

    /// A line for each host, where there are several; those of which the same is true share one.
    private var hosts: [String] {
        let outcomes = outcomes
        let ofHost = Dictionary(grouping: outcomes, by: \.host.host)
        guard ofHost.count > 1 else { return [] }
        var rows: [(text: String, hosts: [String])] = []
        for (host, own) in ofHost.sorted(by: { $0.key.compareNaturally(to: $1.key) }) {
            let text = RunEnding.counted(own)
            if let index = rows.firstIndex(where: { $0.text == text }) {
                rows[index].hosts.append(host)
            } else {
                rows.append((text, [host]))
            }
        }
        let names = rows.map { TerminalText.safeLine(HostNames.folded($0.hosts)) }
        let width = names.map(\.count).max() ?? 0
        return zip(names, rows).map { "  \(DisplayWidth.padded($0, to: width))  \($1.text)" }
    }

    private static func counted(_ outcomes: [Outcome]) -> String {
        let order: [StepState] = [
            .failed, .inDoubt, .proven, .satisfied, .done, .undone, .skipped, .running, .pending, .notReached,
        ]
        let labels = order.flatMap { state in
            outcomes.map(\.host).filter { $0.shown == state }.map {
                $0.label.lowercased().replacing(bytesOf: ", then", with: " then")
            }
        }
        var counts: [(label: String, count: Int)] = []
        for label in labels {
            if let index = counts.firstIndex(where: { $0.label == label }) {
                counts[index].count += 1
            } else {
                counts.append((label, 1))
            }
        }
        return counts.map { "\($0.count) \($0.label)" }.joined(separator: ", ")
    }

    private func firstLine(_ reason: String?) -> String {
        TerminalText.safeLine(reason?.lines.first.map(String.init) ?? "no reason was recorded")
    }

    private var verdict: String {
        let failed = result.report?.counts.failed ?? 0
        return switch result.verdict {
        case .proven where failed > 0, .done where failed > 0:
            line.styled(result.verdict.words(failed: failed).label.lowercased(), .yellow)
        case .rolledBack where failed > 0: line.styled(result.verdict.words(failed: failed).label.lowercased(), .red)
        case .proven: line.styled(mode == .verify ? "all checks passed" : "proven", .green)
        case .done: line.styled(mode == .verify ? "nothing to verify" : "done", .green)
        case .rolledBack: line.styled("rolled back", .green)
        case .failed: line.styled("failed", .red)
        case .inDoubt: line.styled("in doubt", .yellow)
        default: line.styled(result.verdict.rawValue, .yellow)
        }
    }

    private var next: [(String, String)] {
        let show = ("details", "prov show \(run)\(hint)")
        let undo = canBeUndone ? [("undo", "prov rollback \(run)\(hint)")] : []
        switch (mode, result.verdict) {
        case (.verify, let verdict) where verdict != .interrupted: return [show]
        case (.rollback, .failed), (.rollback, .interrupted): return [("again", "prov rollback \(run)\(hint)"), show]
        case (.rollback, _), (_, .rolledBack): return [show]
        case (_, .proven), (_, .done): return undo + [show]
        case (_, .failed) where result.report?.failedByObjectives == true: return undo + [show]
        case (_, .inDoubt):
            let settling = settling.commands(for: result, run: run, hint: hint)
            guard !settling.isEmpty else {
                return [
                    (
                        "continue",
                        "prov resume \(run)\(hint)   (a step in doubt is resolved by its check, or runs again)"
                    )
                ] + undo + [show]
            }
            return settling.map { ("settle", $0) } + [show]
        default:
            let waiting = result.settled.filter { $0.state == .pending && signedGates.contains($0.step) }
            return waiting.map { ("approve", "prov approve \(run) \(ShellText.word($0.step))\(hint)") } + [
                ("continue", "prov resume \(run)\(hint)")
            ] + undo + [show]
        }
    }
}
