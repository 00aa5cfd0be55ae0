import ProvChecks
import ProvEngine
import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// What a terminal shows of a run: a value that is fed with progress, gives the lines that scroll up for good, and the
/// rows that are redrawn below them. Time comes from outside, in seconds.
struct LiveBoard {
    /// Lines of output under a running step, as far as there is room.
    static let tailLines = 5
    /// Lines of output that stay with a failed step.
    static let failureLines = 20

    private struct Running {
        var title: String
        var begun: Double
        var tail: [String] = []
        var lines = TerminalLines(prefix: "")
    }

    private let line: StepLine
    private let sections: [String: [SectionHeading]]
    private let title: String
    /// Of the steps that have one of their own.
    private let titles: [String: String]
    private var upcoming: [String]
    private let total: Int
    private var shownSection: [SectionHeading] = []
    private var running: [String: Running] = [:]
    private var order: [String] = []
    private var settledCount = 0
    private var proofs: [String: String] = [:]
    private var failing: [String: [CheckEvaluated]] = [:]
    /// Steps on several hosts, whose words are folded.
    private let spread: Set<String>
    private var fold = HostFold()
    private let begun: Double
    /// Steps that have the terminal to themselves.
    private let interactive: Set<String>

    /// - Parameter prior: what earlier segments of the run did; it counts as settled.
    init(plan: Plan, line: StepLine, prior: RunReport? = nil, at now: Double) {
        self.line = line
        begun = now
        title = plan.runbook.title
        titles = Dictionary(
            plan.steps.compactMap { planned in planned.step.ownTitle.map { (planned.step.id.rawValue, $0) } },
            uniquingKeysWith: { first, _ in first })
        sections = Dictionary(
            plan.steps.map { ($0.step.id.rawValue, $0.step.section) }, uniquingKeysWith: { first, _ in first })
        interactive = Set(plan.steps.filter(\.step.options.isInteractive).map(\.step.id.rawValue))
        let settled = LiveBoard.settledHosts(prior)
        settledCount = settled.values.reduce(0) { $0 + $1.count }
        upcoming = plan.steps.filter {
            $0.leftOut == nil && !Set($0.hosts).isSubset(of: settled[$0.step.id.rawValue] ?? [])
        }.map(\.step.id.rawValue)
        spread = Set(plan.steps.filter { $0.hosts.count > 1 }.map(\.step.id.rawValue))
        total = plan.steps.reduce(0) { $0 + $1.hosts.count }
    }

    /// By step, the hosts on which it needs nothing more.
    private static func settledHosts(_ prior: RunReport?) -> [String: Set<String>] {
        Dictionary(
            (prior?.steps ?? []).map { step in
                (step.planned.step, Set(step.hosts.filter(\.state.isSuccess).map(\.host)))
            }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: What happened

    /// The lines to print above the board.
    mutating func take(_ progress: Progress, at now: Double) -> [String] {
        switch progress {
        case .opened(let run, _):
            return [line.styled(TerminalText.safeLine(title), .bold), line.styled("run \(run)", .dim)]
        case .checking(let step, let host): begin(step.rawValue, host, "running its check", now)
        case .started(let key, let command):
            begin(
                key.step, key.host,
                key.action == .run
                    ? titles[key.step].map(TerminalText.safeLine) ?? line.command(command)
                    : "\(key.action.rawValue): " + line.command(command), now)
            if key.action == .run, interactive.contains(key.step) {
                return ["  \(line.glyph(.running)) \(line.styled(key.step, .bold)) has the terminal"]
            }
        case .output(let key, _, let bytes, _): output(key, bytes)
        case .checked(let check):
            let name = "\(check.step) \(check.host)"
            if check.result == .pass {
                proofs[name] = check.summary
            } else if check.moment != .before {
                failing[name, default: []].append(check)
            }
            if check.moment == .requires { return [line.check(check)] }
        case .settled(let settled, let seconds): return settle(settled, seconds)
        case .difference(_, _, let text):
            return line.changedLines(of: text).map { "    \($0)" }
        case .serverSeen(let server): return [line.sentence(server.notice)]
        case .remark(let text): return [line.sentence(text)]
        case .scheduled(let step, let hosts): if spread.contains(step.rawValue) { fold.begin(step.rawValue, hosts) }
        case .exited, .closed, .backgroundEnded: break
        }
        return []
    }

    private mutating func begin(_ step: String, _ host: String, _ what: String, _ now: Double) {
        let name = "\(step) \(host)"
        if running[name] == nil { order.append(name) }
        leaveUpcoming(step)
        let place = host == PlanHosts.localName ? "" : " on \(TerminalText.safeLine(host))"
        running[name] = Running(
            title: "\(line.styled(step, .bold))\(place)  \(what)", begun: running[name]?.begun ?? now)
    }

    /// Nearly always the first one.
    private mutating func leaveUpcoming(_ step: String) {
        if let index = upcoming.firstIndex(of: step) { upcoming.remove(at: index) }
    }

    private mutating func output(_ key: ActionKey, _ bytes: ArraySlice<UInt8>) {
        let name = "\(key.step) \(key.host)"
        guard var step = running[name] else { return }
        // Only the last lines are shown, so the beginning of a flood need not be looked at.
        let lines = step.lines.feed(bytes.suffix(8192))
        step.tail += String(decoding: lines, as: UTF8.self).lines.map(String.init)
        if step.tail.count > LiveBoard.failureLines { step.tail.removeFirst(step.tail.count - LiveBoard.failureLines) }
        running[name] = step
    }

    private mutating func settle(_ settled: StepSettled, _ seconds: Double) -> [String] {
        let name = "\(settled.step) \(settled.host)"
        var tail: [String] = []
        if var step = running.removeValue(forKey: name) {
            let rest = String(decoding: step.lines.finish(), as: UTF8.self).lines.map(String.init)
            tail = Array((step.tail + rest).suffix(LiveBoard.failureLines))
        }
        order.removeAll { $0 == name }
        leaveUpcoming(settled.step)
        settledCount += 1
        var lines = headings(settled.step)
        if spread.contains(settled.step) {
            if let proof = proofs[name] { fold.prove(proof, settled.step, settled.host) }
            // Output is in the record; what differs on the screen is how it ended, and what a failing host said.
            if settled.state == .failed {
                fold.take(Array(tail.joined(separator: "\n").utf8)[...], settled.step, settled.host)
            }
            let groups = fold.settle(settled, seconds)
            return groups.isEmpty ? [] : lines + groups.flatMap { folded($0, settled.step) }
        }
        lines.append(
            String(repeating: "  ", count: max(1, shownSection.count))
                + line.settled(settled, seconds: seconds, proof: proofs[name]))
        if settled.state == .failed { lines += line.failure(settled, checks: failing[name] ?? [], tail: tail) }
        failing[name] = nil
        return lines
    }

    private mutating func folded(_ group: HostFold.Group, _ step: String) -> [String] {
        let word = StepSettled(
            step: step, host: HostNames.folded(group.hosts), state: group.state, reason: group.reason)
        let lines = [
            String(repeating: "  ", count: max(1, shownSection.count))
                + line.settled(word, seconds: group.seconds, proof: group.proof)
        ]
        guard group.state == .failed else { return lines }
        let checks = failing["\(step) \(group.hosts.first ?? "")"] ?? []
        for host in group.hosts { failing["\(step) \(host)"] = nil }
        return lines
            + line.failure(
                word, checks: checks,
                tail: String(decoding: group.output, as: UTF8.self).lines.map(String.init))
    }

    /// The headings between the last step shown and this one, as a tree; the document's own title stands above it all.
    private mutating func headings(_ step: String) -> [String] {
        let section = (sections[step] ?? []).filter { $0.text != title }
        guard section != shownSection else { return [] }
        let common = zip(section, shownSection).prefix { $0 == $1 }.count
        shownSection = section
        return section.enumerated().dropFirst(common).map { index, heading in
            String(repeating: "  ", count: index) + line.styled(TerminalText.safeLine(heading.text), .blue)
        }
    }

    // MARK: What is going on

    /// At most `size.rows - 1` rows, none wider than the terminal.
    func rows(at now: Double, frame: Int, size: (rows: Int, columns: Int)) -> [String] {
        let room = max(1, size.rows - 1)
        guard !order.isEmpty || !upcoming.isEmpty else { return [] }
        let spinner = line.glyphs.spinner[frame % line.glyphs.spinner.count]
        let shown = order.prefix(max(1, room - 1))
        let next = upcoming.prefix(max(0, min(3, room - 2 - shown.count)))
        let spare = room - 1 - shown.count - next.count
        let tailRoom = shown.isEmpty ? 0 : max(0, min(LiveBoard.tailLines, spare / shown.count))
        var rows: [String] = []
        for name in shown {
            guard let step = running[name] else { continue }
            let time = LiveBoard.elapsed(now - step.begun)
            rows.append(
                fitted("  \(line.styled(spinner, .cyan)) \(step.title)", size.columns - 4 - DisplayWidth.of(time))
                    + "  " + line.styled(time, .dim))
            let open = step.lines.current
            rows += (step.tail + (open.isEmpty ? [] : [open])).suffix(tailRoom).map {
                "    \(line.styled(line.glyphs.bar, .dim)) " + fitted($0, size.columns - 7)
            }
        }
        rows += next.map { "  \(line.glyph(.pending)) " + line.styled(fitted($0, size.columns - 5), .dim) }
        let left = upcoming.count - next.count
        let more = left > 0 ? ", \(left) more to come" : ""
        let hidden = order.count > shown.count ? ", \(order.count - shown.count) more running" : ""
        let status =
            """
            \(settledCount) of \(total) in \(LiveBoard.elapsed(now - begun))\(more)\(hidden); Ctrl-C stops, prov \
            resume continues
            """
        rows.append(line.styled(fitted("  " + status, size.columns - 1), .dim))
        return Array(rows.suffix(room))
    }

    /// Whole seconds, from 0.
    private static func elapsed(_ seconds: Double) -> String {
        seconds < 1 ? "0 s" : Quantity.duration(seconds.rounded(.down))
    }

    private func fitted(_ text: String, _ columns: Int) -> String {
        StyledText.fitted(text, to: max(1, columns))
    }
}

/// Cutting text that carries colours of ours.
enum StyledText {
    /// Columns the text takes, colours left out.
    static func width(_ text: String) -> Int { DisplayWidth.of(plain(text)) }

    static func fitted(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard text.contains("\u{1B}") else { return DisplayWidth.fitted(text, to: columns) }
        var result = ""
        var used = 0
        var rest = Substring(text)
        while let first = rest.first {
            if first == "\u{1B}", let end = rest.firstIndex(of: "m") {
                result += rest[...end]
                rest = rest[rest.index(after: end)...]
                continue
            }
            let width = DisplayWidth.of(String(first))
            if used + width > columns - 1 { break }
            used += width
            result.append(first)
            rest = rest.dropFirst()
        }
        return result + "…\u{1B}[0m"
    }

    private static func plain(_ text: String) -> String {
        guard text.contains("\u{1B}") else { return text }
        var result = ""
        var rest = Substring(text)
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += rest[..<escape]
            guard let end = rest[escape...].firstIndex(of: "m") else { return result }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
