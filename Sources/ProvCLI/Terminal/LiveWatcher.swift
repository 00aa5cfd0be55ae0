import ProvEngine
import ProvJournal
import ProvRunbook
import ProvText
import Synchronization

/// A `LiveBoard` on a terminal: redrawn at most ten times a second, gone without a trace for a question and at the end.
final class LiveWatcher: RunWatcher {
    private let console = Console.standardOutput
    private let state: Mutex<State>
    private let begun = ContinuousClock.now

    private struct State {
        var board: LiveBoard
        /// Columns of each row as drawn; a narrower terminal has wrapped them since.
        var drawn: [Int] = []
        /// How many have the terminal at the moment: a question, and whoever stopped prov during it.
        var pauses = 0
        var isPaused: Bool { pauses > 0 }
        var isClosed = false
        /// What happened during a question.
        var held: [String] = []
        var lastDraw = 0.0
        var frame = 0
    }

    /// - Parameter prior: what earlier segments of the run did.
    init(plan: Plan, line: StepLine, prior: RunReport?) {
        state = Mutex(State(board: LiveBoard(plan: plan, line: line, prior: prior, at: 0)))
        Heartbeat.start(every: .milliseconds(120)) { [weak self] in self?.tick() ?? false }
    }

    private var now: Double { (ContinuousClock.now - begun).seconds }

    private func tick() -> Bool {
        state.withLock { state in
            if !state.isClosed { draw([], &state) }
            return !state.isClosed
        }
    }

    func take(_ progress: Progress) {
        state.withLock { state in
            let lines = state.board.take(progress, at: now)
            if state.isPaused {
                state.held += lines
            } else if !lines.isEmpty {
                draw(lines, &state)
            } else if now - state.lastDraw > 0.1 {
                draw([], &state)
            }
        }
    }

    /// Prints lines above the board and draws it anew, in one write.
    private func draw(_ lines: [String], _ state: inout State) {
        guard !state.isPaused, !state.isClosed else { return }
        let size = console.size
        let rows = state.board.rows(at: now, frame: state.frame, size: size)
        let text =
            erased(state, columns: size.columns) + lines.map { $0 + "\n" }.joined() + "\u{1B}[?25l"
            + rows.map { $0 + "\n" }.joined()
        state.drawn = rows.map(StyledText.width)
        state.lastDraw = now
        state.frame += 1
        console.write(text)
    }

    private func erased(_ state: State, columns: Int) -> String {
        let count = state.drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / max(1, columns)) }
        return count > 0 ? "\u{1B}[\(count)A\r\u{1B}[J" : ""
    }

    private func clear(_ state: inout State) {
        console.write(erased(state, columns: console.size.columns) + "\u{1B}[?25h")
        state.drawn = []
    }

    func pause() {
        state.withLock { state in
            if !state.isPaused, !state.isClosed { clear(&state) }
            state.pauses += 1
        }
    }

    func resume() {
        state.withLock { state in
            state.pauses -= 1
            guard !state.isPaused else { return }
            let held = state.held
            state.held = []
            draw(held, &state)
        }
    }

    func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            clear(&state)
            for line in state.held { console.line(line) }
            state.held = []
            state.isClosed = true
        }
    }
}
