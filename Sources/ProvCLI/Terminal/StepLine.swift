import ProvChecks
import ProvJournal
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText

/// What is said of a step in every view of a run: one line how it ended, several where it failed.
struct StepLine: Sendable {
    let styled: @Sendable (String, Console.Style) -> String
    let hasColour: Bool
    let glyphs: Glyphs
    /// The columns that a sentence of prov's own has; `nil` where no terminal shows it. What a command wrote is never
    /// cut: it is evidence.
    private let columns: @Sendable () -> Int?
    private let steps: [String: Step]

    init(console: Console, plan: Plan, glyphs: Glyphs = .fitting { ProcessEnvironment[$0] }) {
        self.init(
            plan: plan, glyphs: glyphs, hasColour: console.hasColour,
            columns: { console.isTerminal ? console.size.columns : nil }, styled: { console.styled($0, $1) })
    }

    init(
        plan: Plan, glyphs: Glyphs, hasColour: Bool = false, columns: @escaping @Sendable () -> Int? = { nil },
        styled: @escaping @Sendable (String, Console.Style) -> String = { text, _ in text }
    ) {
        self.styled = styled
        self.hasColour = hasColour
        self.glyphs = glyphs
        self.columns = columns
        steps = Dictionary(plan.steps.map { ($0.step.id.rawValue, $0.step) }, uniquingKeysWith: { first, _ in first })
    }

    /// A sentence of prov's own, below an indent.
    func sentence(_ text: String, indent: String = "  ", rest: String? = nil) -> String {
        flow(indent, TerminalText.safeLine(text), rest: rest ?? indent)
    }

    /// A head as it is, and a sentence of prov's own behind it, which breaks between words on a terminal.
    func flow(_ head: String, _ text: String, rest: String = "      ") -> String {
        guard let columns = columns() else { return head + text }
        var rows = head
        var used = StyledText.width(head)
        for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            let width = DisplayWidth.of(word) + (index > 0 ? 1 : 0)
            if used + width < columns {
                rows += (index > 0 ? " " : "") + word
                used += width
            } else {
                rows += "\n\(rest)\(word)"
                used = rest.count + DisplayWidth.of(word)
            }
        }
        return rows
    }

    func glyph(_ state: StepState) -> String { styled(glyphs.state(state), style(state)) }

    private func style(_ state: StepState) -> Console.Style {
        switch state {
        case .proven, .done: .green
        case .satisfied: .cyan
        case .failed: .red
        case .inDoubt, .undone: .yellow
        case .skipped, .pending, .notReached: .dim
        case .running: .blue
        }
    }

    /// `✔ install-haproxy proven 1.2 s — check: port 443 is listening`.
    ///
    /// - Parameter proof: what held, where something verified it.
    func settled(_ settled: StepSettled, seconds: Double, proof: String?) -> String {
        var text =
            """
            \(glyph(settled.state)) \(styled(settled.step, .bold)) \
            \(styled(settled.state.words.label.lowercased(), style(settled.state)))
            """
        if settled.host != PlanHosts.localName { text += " on \(TerminalText.safeLine(settled.host))" }
        if seconds >= 0.05 { text += styled(" \(Quantity.duration(seconds))", .dim) }
        if let reason = settled.reason, settled.state != .failed {
            text = flow("\(text) \(glyphs.dash) ", TerminalText.safeLine(reason.firstLine))
        } else if let proof, settled.state == .proven || settled.state == .satisfied {
            text += styled(" \(glyphs.dash) \(TerminalText.safeLine(proof))", .dim)
        }
        return text
    }

    /// What an operator needs at three in the morning: where, why, the end of the output, the known fix.
    ///
    /// - Parameters:
    ///   - tail: the last lines of the output, fit for a terminal.
    ///   - isShown: whether output and checks stand above already.
    func failure(_ settled: StepSettled, checks: [CheckEvaluated], tail: [String], isShown: Bool = false) -> [String] {
        let step = steps[settled.step]
        var lines = ["    where   \(place(settled.step)), host \(TerminalText.safeLine(settled.host))"]
        if let reason = settled.reason {
            for (index, row) in reason.lines.prefix(12).enumerated() {
                let more = String(repeating: " ", count: 12)
                lines.append(sentence(String(row), indent: index == 0 ? "    why     " : more, rest: more))
            }
        }
        if !isShown {
            for check in checks { lines += self.failing(check) }
            lines += tail.map { "    \(styled(glyphs.bar, .dim)) \($0)" }
        }
        for fix in fixes(step, settled, tail) {
            let place = "\(TerminalText.safeLine(step?.file ?? "")):\(fix.script.range.start.line)"
            lines.append(
                """
                    \(styled("fix", .yellow))     \(TerminalText.safeLine(fix.symptom ?? fix.when.value)) \
                (\(place); --fix applies it)
                """
            )
        }
        return lines
    }

    private func failing(_ check: CheckEvaluated) -> [String] {
        [
            "    check   \(TerminalText.safeLine(check.summary))",
            "      expected  \(TerminalText.safeLine(check.wanted))",
            "      found     \(TerminalText.safeLine(check.found))",
        ] + difference(check).map { "      \($0)" }
    }

    /// An output that is not as the runbook shows it, before it is asked whether it shall.
    func newOutput(_ check: CheckEvaluated, place: String) -> String {
        (["", "\(styled("new output", .yellow)) \(TerminalText.safeLine(place))"] + difference(check).map { "  \($0)" })
            .joined(separator: "\n")
    }

    /// The changed lines of an output, `-` what is expected and `+` what came.
    private func difference(_ check: CheckEvaluated) -> [String] {
        let rows = check.difference.map(changedLines) ?? []
        let shown = rows.prefix(StepLine.differenceLines)
        return rows.count > shown.count
            ? Array(shown) + [styled("(\(rows.count - shown.count) more lines in the record)", .dim)] : rows
    }

    /// The lines of a difference with every blank in them, coloured by their signs.
    func changedLines(of text: String) -> [String] {
        text.lines.map { row in
            let shown = TerminalText.safe(Array(row.utf8))
            return row.hasPrefix("-") ? styled(shown, .red) : row.hasPrefix("+") ? styled(shown, .green) : shown
        }
    }

    /// Lines of a difference that a terminal shows; the record has all of them.
    private static let differenceLines = 200

    /// The fixes whose `when` matches what can be seen of the failure.
    private func fixes(_ step: Step?, _ settled: StepSettled, _ tail: [String]) -> [Fix] {
        let text = (tail + [settled.reason ?? ""]).joined(separator: "\n")
        return step?.fixes.filter { FixMatcher.matches($0.when.value, in: text) } ?? []
    }

    /// `setup.md:12`.
    func place(_ step: String) -> String {
        steps[step].map { "\(TerminalText.safeLine($0.file)):\($0.lines.lowerBound)" } ?? TerminalText.safeLine(step)
    }

    /// A check's verdict on a line of its own.
    func check(_ check: CheckEvaluated) -> String {
        let summary = TerminalText.safeLine(check.summary)
        let isThere = check.moment == .requires && ![PlanHosts.localName, check.summary].contains(check.host)
        let name =
            check.moment == .expect
            ? summary
            : "\(check.moment == .requires ? "requires" : "check") \(summary)"
                + (isThere ? " on \(TerminalText.safeLine(check.host))" : "")
        switch (check.result, check.moment) {
        case (.pass, .undone): return "  \(name): \(styled("still passes", .red))"
        case (_, .undone): return "  \(name): \(styled("no longer passes", .green))"
        case (.pass, _): return "  \(name): \(styled("passed", .green))"
        case (_, .before): return "  \(name): \(styled("not satisfied", .yellow))"
        default:
            return "  \(name): \(styled(check.result == .error ? "cannot be evaluated" : "failed", .red))\n"
                + """
                    expected  \(TerminalText.safeLine(check.wanted))
                    found     \(TerminalText.safeLine(check.found))
                """ + difference(check).map { "\n    \($0)" }.joined()
        }
    }

    /// The first line of a command, and how many follow.
    func command(_ command: String, columns: Int = 100) -> String {
        let lines = command.lines.filter { !$0.allSatisfy(\.isWhitespace) }
        guard let first = lines.first else { return "" }
        let more = lines.count > 1 ? " (+\(lines.count - 1) more \(lines.count == 2 ? "line" : "lines"))" : ""
        return DisplayWidth.fitted(TerminalText.safeLine(String(first)), to: columns) + more
    }
}
