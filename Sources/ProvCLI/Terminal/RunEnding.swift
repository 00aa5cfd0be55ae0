import ProvEngine
import ProvJournal
import ProvPages
import ProvRunbook

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
    var line: StepLine

    func text() -> String {
        let summary = RunEnding.counted(result.settled)
        var lines = ["", "\(verdict) in \(Quantity.duration(result.closed.seconds))\(summary.isEmpty ? "" : ": \(summary)")"]
        lines += open + hosts + objectives.map { "  \($0)" }
        var links: [(String, String)] = report.map { [("report", $0)] } ?? []
        links += next
        let width = links.map(\.0.count).max() ?? 0
        lines += links.map { DisplayWidth.padded($0.0, to: width) + "  " + $0.1 }
        return lines.joined(separator: "\n")
    }

    /// What did not come to its end, and why; hosts of which the same is true stand together.
    private var open: [String] {
        var fold: [(word: StepSettled, hosts: [String])] = []
        for word in result.settled where [.failed, .inDoubt, .pending].contains(word.state) {
            if let index = fold.firstIndex(where: { $0.word.step == word.step && $0.word.state == word.state && $0.word.reason == word.reason }) {
                fold[index].hosts.append(word.host)
            } else { fold.append((word, [word.host])) }
        }
        return fold.map { word, hosts in
            let place = hosts == ["local"] ? "" : " on \(TerminalText.safeLine(HostNames.folded(hosts)))"
            return "  \(line.glyph(word.state)) \(word.step)\(place), \(line.place(word.step)): \(firstLine(word.reason))"
        }
    }

    /// A line for each host, where there are several; those of which the same is true share one.
    private var hosts: [String] {
        let words = Dictionary(grouping: result.settled, by: \.host)
        guard words.count > 1 else { return [] }
        var rows: [(text: String, hosts: [String])] = []
        for (host, settled) in words.sorted(by: { $0.key.compareNaturally(to: $1.key) }) {
            let text = RunEnding.counted(settled)
            if let index = rows.firstIndex(where: { $0.text == text }) { rows[index].hosts.append(host) } else { rows.append((text, [host])) }
        }
        let names = rows.map { TerminalText.safeLine(HostNames.folded($0.hosts)) }
        let width = names.map(\.count).max() ?? 0
        return zip(names, rows).map { "  \(DisplayWidth.padded($0, to: width))  \($1.text)" }
    }

    private static func counted(_ settled: [StepSettled]) -> String {
        let counts = Dictionary(grouping: settled, by: \.state).mapValues(\.count)
        let order: [StepState] = [.proven, .satisfied, .done, .undone, .failed, .inDoubt, .skipped, .pending, .notReached]
        return order.compactMap { state in counts[state].map { "\($0) \(state.words.label.lowercased())" } }.joined(separator: ", ")
    }

    private func firstLine(_ reason: String?) -> String {
        TerminalText.safeLine(reason?.split(separator: "\n").first.map(String.init) ?? "no reason was recorded")
    }

    private var verdict: String {
        switch result.verdict {
        case .proven: line.styled(mode == .verify ? "everything holds" : "proven", .green)
        case .done: line.styled(mode == .verify ? "nothing to verify" : "done", .green)
        case .rolledBack: line.styled("rolled back", .green)
        case .failed: line.styled(mode == .verify ? "not as it should be" : "failed", .red)
        case .inDoubt: line.styled("in doubt", .yellow)
        default: line.styled(result.verdict.rawValue, .yellow)
        }
    }

    /// Each host is settled by itself: one may have done what another has not.
    private func settling(_ doubts: [StepSettled]) -> String {
        let spread = Set(result.settled.map(\.host)).count > 1
        let named = doubts.prefix(4).map { " --settle \(ShellText.word(spread ? "\($0.step)@\($0.host)" : $0.step))=done" }.joined()
        let more = doubts.count > 4 ? "   (and \(doubts.count - 4) more)" : ""
        return "prov resume \(run)\(hint)\(named) --reason TEXT   (or =again)\(more)"
    }

    private var next: [(String, String)] {
        let show = ("details", "prov show \(run)\(hint)")
        let undo = canBeUndone ? [("undo", "prov rollback \(run)\(hint)")] : []
        switch (mode, result.verdict) {
        case (.verify, _): return [show]
        case (.rollback, .failed), (.rollback, .interrupted): return [("again", "prov rollback \(run)\(hint)"), show]
        case (.rollback, _), (_, .rolledBack): return [show]
        case (_, .proven), (_, .done): return undo + [show]
        case (_, .inDoubt):
            let open = result.settled.filter { $0.state == .inDoubt && !line.settlesItself($0.step) }
            guard !open.isEmpty else {
                return [("continue", "prov resume \(run)\(hint)   (a step in doubt is settled by its check, or runs again)")] + undo + [show]
            }
            return [("settle", settling(open)), show]
        default:
            let waiting = result.settled.filter { $0.state == .pending && signedGates.contains($0.step) }
            return waiting.map { ("approve", "prov approve \(run) \(ShellText.word($0.step))\(hint)") } + [("continue", "prov resume \(run)\(hint)")] + undo + [show]
        }
    }
}
