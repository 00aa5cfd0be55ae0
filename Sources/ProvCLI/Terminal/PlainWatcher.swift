import ProvChecks
import ProvEngine
import ProvJournal
import ProvReport
import ProvRunbook
import ProvText
import Synchronization

/// One line an event, for logs and pipes.
final class PlainWatcher: RunWatcher {
    private let console = Console.standardOutput
    private let line: StepLine
    private let storeHint: String
    private let total: Int
    private let positions: [String: Int]
    /// Steps of several commands, which are no attempts.
    private let consoles: Set<String>
    /// Steps on several hosts, whose words are folded.
    private let spread: Set<String>
    private let state = Mutex(State())

    /// Bytes of one step's output that are shown; what is beyond is in the record alone.
    private static let limit = 512 << 10

    /// After so long without a word, what runs is named.
    static let firstSilence = Duration.seconds(30)
    private static let longestSilence = Duration.seconds(480)

    private struct State {
        var run = ""
        var running: Set<String> = []
        var shown: [String: Int] = [:]
        var outputs: [String: TerminalLines] = [:]
        var proofs: [String: String] = [:]
        var fold = HostFold()
        /// When something was last shown, and after how long a silence the next sign of life is due.
        var lastShown = ContinuousClock.now
        var silence = PlainWatcher.firstSilence
        var isClosed = false
        /// The end of each step's output, to find the fix that fits.
        var tails: [String: [UInt8]] = [:]
        static let tailLimit = 8192
        /// How many have the terminal at the moment, and what happened meanwhile.
        var pauses = 0
        var held: [UInt8] = []

        /// What still runs, where nothing was shown for long enough; each further sign comes after twice the time.
        mutating func sign(at now: ContinuousClock.Instant) -> String? {
            guard !isClosed, pauses == 0, now - lastShown >= silence else { return nil }
            var names = fold.active.map { "\($0.step) on \(HostNames.folded($0.hosts))" }
            names += running.sorted().map {
                $0.replacing(bytesOf: " local", with: "").replacing(bytesOf: " ", with: " on ")
            }
            guard !names.isEmpty else { return nil }
            let text =
                """
                still running after \(Quantity.duration((now - lastShown).seconds.rounded(.down))) without \
                output: \(names.joined(separator: "; "))
                """
            silence = min(silence * 2, PlainWatcher.longestSilence)
            return TerminalText.safeLine(text)
        }

        mutating func keepTail(_ bytes: ArraySlice<UInt8>, of owner: String) {
            tails[owner, default: []].append(
                contentsOf: bytes[max(bytes.startIndex, bytes.endIndex - State.tailLimit)...])
            if let count = tails[owner]?.count, count > 2 * State.tailLimit {
                tails[owner]?.removeFirst(count - State.tailLimit)
            }
        }
    }

    init(plan: Plan, line: StepLine, storeHint: String) {
        self.line = line
        self.storeHint = storeHint
        total = plan.steps.count
        consoles = Set(
            plan.steps.compactMap { [.console, .ensure].contains($0.step.body.kind) ? $0.step.id.rawValue : nil })
        spread = Set(plan.steps.filter { $0.hosts.count > 1 }.map(\.step.id.rawValue))
        positions = Dictionary(
            plan.steps.enumerated().map { ($1.step.id.rawValue, $0 + 1) }, uniquingKeysWith: { first, _ in first })
        Heartbeat.start(every: .seconds(1)) { [weak self] in self?.tick() ?? false }
    }

    private func tick() -> Bool {
        let (text, isClosed) = state.withLock { state in
            let text = state.sign(at: .now)
            return (text, state.isClosed)
        }
        if let text { put(line.styled("  \(text)", .dim)) }
        return !isClosed
    }

    func take(_ progress: Progress) {
        state.withLock { state in
            state.lastShown = .now
            state.silence = PlainWatcher.firstSilence
        }
        if !fold(progress) { show(progress) }
    }

    private func put(_ text: String) { put(bytes: Array(text.utf8) + [0x0A]) }

    private func put(bytes: [UInt8]) {
        let isHeld = state.withLock { state in
            if state.pauses > 0 { state.held.append(contentsOf: bytes) }
            return state.pauses > 0
        }
        if !isHeld { console.write(bytes: bytes) }
    }

    func pause() { state.withLock { $0.pauses += 1 } }

    func resume() { release { $0 - 1 } }

    func close() {
        state.withLock { $0.isClosed = true }
        release { _ in 0 }
    }

    private func release(_ left: (Int) -> Int) {
        let held = state.withLock { state -> [UInt8] in
            state.pauses = max(0, left(state.pauses))
            guard state.pauses == 0 else { return [] }
            defer { state.held = [] }
            return state.held
        }
        if !held.isEmpty { console.write(bytes: held) }
    }

    /// Takes what a step on several hosts does; false where it is none.
    private func fold(_ progress: Progress) -> Bool {
        switch progress {
        case .scheduled(let step, let hosts) where spread.contains(step.rawValue):
            state.withLock { $0.fold.begin(step.rawValue, hosts) }
        case .checking(let step, _) where spread.contains(step.rawValue): break
        case .started(let key, let command) where spread.contains(key.step) && key.action == .run:
            guard let hosts = state.withLock({ $0.fold.announce(key.step) }) else { return true }
            put(
                """
                \(line.glyph(.running)) \(positions[key.step] ?? 0)/\(total) \(line.styled(key.step, .bold)) \
                (\(TerminalText.safeLine(HostNames.folded(hosts))))

                """
                    + line.styled("  $ \(line.command(command))", .dim))
        case .output(let key, _, let bytes, _) where spread.contains(key.step):
            state.withLock { state in
                state.keepTail(bytes, of: "\(key.step) \(key.host)")
                state.fold.take(bytes, key.step, key.host)
            }
        case .difference(let step, _, let text) where spread.contains(step.rawValue):
            // Most hosts are changed in the same way: it is shown once.
            guard state.withLock({ $0.fold.isNew(difference: text, of: step.rawValue) }) else { return true }
            show(progress)
        case .exited(let exited) where spread.contains(exited.key.step): break
        case .checked(let check) where spread.contains(check.step) && check.moment != .requires:
            if check.result == .pass { state.withLock { $0.fold.prove(check.summary, check.step, check.host) } }
        case .settled(let settled, let seconds) where spread.contains(settled.step):
            for group in state.withLock({ $0.fold.settle(settled, seconds) }) { show(group, of: settled.step) }
        default: return false
        }
        return true
    }

    private func show(_ group: HostFold.Group, of step: String) {
        let word = StepSettled(
            step: step, host: HostNames.folded(group.hosts), state: group.state, reason: group.reason)
        put(line.settled(word, seconds: group.seconds, proof: group.proof))
        var lines = TerminalLines(prefix: "  \(line.styled(line.glyphs.bar, .dim)) ", keepsColours: line.hasColour)
        put(bytes: lines.feed(group.output[...]) + lines.finish())
        guard group.state == .failed else { return }
        let tail = state.withLock { state in
            group.hosts.compactMap { state.tails.removeValue(forKey: "\(step) \($0)") }.first ?? []
        }
        put(
            line.failure(
                word, checks: [], tail: TerminalText.safe(tail).lines.map(String.init), isShown: true
            ).joined(separator: "\n"))
    }

    private func show(_ progress: Progress) {
        switch progress {
        case .opened(let run, let plan):
            state.withLock { $0.run = run }
            put(
                """
                \(line.styled(TerminalText.safeLine(plan.runbook.title), .bold)) \
                (\(Quantity.count(total, "step")), environment \(TerminalText.safeLine(plan.environment)))
                run \(run)
                """
            )
        case .started(let key, let command):
            state.withLock { _ = $0.running.insert("\(key.step) \(key.host)") }
            let what = key.action == .run ? "" : " \(key.action.rawValue)"
            let again = key.attempt > 1 && !consoles.contains(key.step) ? ", attempt \(key.attempt)" : ""
            put(
                """
                \(line.glyph(.running)) \(positions[key.step] ?? 0)/\(total) \
                \(line.styled(key.step, .bold))\(what) (\(TerminalText.safeLine(key.host))\(again))

                """
                    + line.styled("  $ \(line.command(command))", .dim))
        case .output(let key, let stream, let bytes, let isAfterEnd):
            show(bytes, key.step, of: "\(key.step) \(key.host)", stream, isAfterEnd: isAfterEnd)
        case .exited(let exited): finish("\(exited.key.step) \(exited.key.host)")
        case .checked(let check): evaluated(check)
        case .settled(let settled, let seconds): end(settled, seconds)
        case .difference(_, _, let text):
            for row in line.changedLines(of: text) { put("  \(row)") }
        case .serverSeen(let server): put(line.sentence(server.notice))
        case .remark(let text): put(line.sentence(text))
        case .scheduled, .checking, .closed, .backgroundEnded: break
        }
    }

    private func show(_ bytes: ArraySlice<UInt8>, _ step: String, of owner: String, _ stream: String, isAfterEnd: Bool)
    {
        let name = "\(owner) \(stream)"
        let hasColour = line.hasColour
        let lines = state.withLock { state -> [UInt8] in
            // A line says whose it is where several steps run side by side, and where its own step has gone to the
            // background.
            let speaker = state.running.count > 1 || !state.running.contains(owner) ? "\(step) " : ""
            let prefix = "  \(line.styled(speaker + (isAfterEnd ? "~" : line.glyphs.bar), .dim)) "
            state.keepTail(bytes, of: owner)
            let shown = state.shown[owner, default: 0]
            guard shown < PlainWatcher.limit else { return [] }
            state.shown[owner] = shown + bytes.count
            if shown + bytes.count >= PlainWatcher.limit {
                return state.outputs[name, default: TerminalLines(prefix: prefix, keepsColours: hasColour)].feed(bytes)
                    + Array(
                        """
                        \(prefix)[more output is only in the record: prov show \(state.run) --output \(step)\(storeHint)]

                        """
                        .utf8)
            }
            return state.outputs[name, default: TerminalLines(prefix: prefix, keepsColours: hasColour)].feed(bytes)
        }
        if !lines.isEmpty { put(bytes: lines) }
    }

    private func finish(_ name: String) {
        state.withLock { _ = $0.running.remove(name) }
        for stream in ["stdout", "stderr"] {
            guard var lines = state.withLock({ $0.outputs.removeValue(forKey: "\(name) \(stream)") }) else { continue }
            let rest = lines.finish()
            if !rest.isEmpty { put(bytes: rest) }
        }
    }

    private func evaluated(_ check: CheckEvaluated) {
        put(line.check(check))
        if check.result == .pass { state.withLock { $0.proofs["\(check.step) \(check.host)"] = check.summary } }
    }

    private func end(_ settled: StepSettled, _ seconds: Double) {
        let name = "\(settled.step) \(settled.host)"
        let (proof, tail) = state.withLock { ($0.proofs[name], $0.tails.removeValue(forKey: name) ?? []) }
        var lines = [line.settled(settled, seconds: seconds, proof: proof)]
        if settled.state == .failed {
            let rows = TerminalText.safe(tail).lines.map(String.init)
            lines += line.failure(settled, checks: [], tail: rows, isShown: true)
        }
        put(lines.joined(separator: "\n"))
    }
}
