import Glibc
import ProvEngine
import ProvJournal
import ProvPages
import ProvRunbook
import Synchronization

/// The tree on a terminal: finished steps scroll up and stay, what runs is redrawn below them with its last lines.
final class LiveWatcher: RunWatcher, @unchecked Sendable {
    private let console: Console
    private let line: StepLine
    private let state: Mutex<State>

    private struct Running {
        var title: String
        var begun = ContinuousClock.now
        var tail: [String] = []
        var stream = TerminalTextStream(keepsColours: false)
    }

    private struct State {
        var sections: [String: [String]] = [:]
        var shownSection: [String] = []
        var running: [String: Running] = [:]
        var order: [String] = []
        var drawn = 0
        var isPaused = false
        var lastDraw = ContinuousClock.now
        var frame = 0
        var isClosed = false
    }

    init(plan: Plan, console: Console) {
        self.console = console
        line = StepLine(console: console)
        var start = State()
        for planned in plan.steps { start.sections[planned.step.id.rawValue] = planned.step.section.map(\.text) }
        state = Mutex(start)
        super.init()
        let ticker = Task.detached { [weak self] in
            while let self, !self.state.withLock({ $0.isClosed }) {
                self.state.withLock { self.draw(&$0) }
                try? await Task.sleep(for: .milliseconds(120))
            }
        }
        _ = ticker
    }

    override func take(_ progress: Progress) {
        state.withLock { state in
            switch progress {
            case .opened(let run, let plan):
                console.line("\(console.styled(TerminalText.safeLine(plan.runbook.title), .bold))  \(console.styled("run \(run)", .dim))")
            case .started(let key, let command): begin(key, command, &state)
            case .checking(let step, let host): begin(ActionKey(step: step.rawValue, host: host, action: .check, attempt: 1), "checking", &state)
            case .output(let key, _, let bytes, _):
                guard var running = state.running[key.step] else { return }
                // Only the last lines are shown, so the middle of a flood need not be looked at.
                for row in running.stream.feed(bytes.suffix(4096)).split(separator: "\n") { running.tail.append(String(row)) }
                running.tail = running.tail.suffix(5)
                state.running[key.step] = running
                drawSometimes(&state)
            case .checked(let check):
                if check.result != "pass", check.moment != "before" { print(line.check(check), &state) }
            case .settled(let settled, let seconds): settle(settled, seconds, &state)
            case .difference(_, _, let text): print(text.split(separator: "\n").map { "    \(TerminalText.safeLine(String($0)))" }.joined(separator: "\n"), &state)
            case .remark(let text): print("  \(TerminalText.safeLine(text))", &state)
            case .exited, .closed: break
            }
        }
    }

    private func begin(_ key: ActionKey, _ command: String, _ state: inout State) {
        let first = command.split(separator: "\n").first.map(String.init) ?? ""
        if state.running[key.step] == nil { state.order.append(key.step) }
        state.running[key.step] = Running(title: "\(key.step)\(key.action == .run || key.action == .check ? "" : " (\(key.action.rawValue))"): \(TerminalText.safeLine(first))")
        drawSometimes(&state)
    }

    private func settle(_ settled: StepSettled, _ seconds: Double, _ state: inout State) {
        let running = state.running.removeValue(forKey: settled.step)
        state.order.removeAll { $0 == settled.step }
        var text = ""
        let section = state.sections[settled.step] ?? []
        if section != state.shownSection, let last = section.last {
            text += console.styled(TerminalText.safeLine(last), .blue) + "\n"
            state.shownSection = section
        }
        text += "  " + line.words(settled, seconds: seconds)
        if settled.state == .failed, let tail = running?.tail, !tail.isEmpty { text += "\n" + tail.map { "    │ \($0)" }.joined(separator: "\n") }
        print(text, &state)
    }

    /// Prints above what is redrawn.
    private func print(_ text: String, _ state: inout State) {
        erase(&state)
        console.line(text)
        draw(&state)
    }

    private func drawSometimes(_ state: inout State) {
        guard ContinuousClock.now - state.lastDraw > .milliseconds(100) else { return }
        draw(&state)
    }

    private func erase(_ state: inout State) {
        guard state.drawn > 0 else { return }
        console.write("\u{1B}[\(state.drawn)A\u{1B}[J")
        state.drawn = 0
    }

    private func draw(_ state: inout State) {
        guard !state.isPaused, !state.isClosed else { return }
        state.lastDraw = ContinuousClock.now
        state.frame += 1
        let size = console.size
        let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"][state.frame % 10]
        var rows: [String] = []
        for name in state.order {
            guard let running = state.running[name] else { continue }
            let seconds = (ContinuousClock.now - running.begun).seconds
            rows.append(DisplayWidth.fitted("  \(spinner) \(running.title) \(Quantity.duration(seconds))", to: size.columns - 1))
            rows += running.tail.map { DisplayWidth.fitted("    │ \($0)", to: size.columns - 1) }
        }
        rows = Array(rows.prefix(max(1, size.rows - 2)))
        erase(&state)
        guard !rows.isEmpty else { return }
        console.write(rows.joined(separator: "\n") + "\n")
        state.drawn = rows.count
    }

    override func pause() {
        state.withLock { state in
            erase(&state)
            state.isPaused = true
        }
    }

    override func resume() { state.withLock { $0.isPaused = false } }

    override func close() {
        state.withLock { state in
            erase(&state)
            state.isClosed = true
        }
    }
}
