import Synchronization

/// What a command left running when it was over: its processes, and the streams that they still hold.
package final class Background: Sendable, Equatable {
    /// A process that a command left running.
    package struct Process: Sendable, Equatable {
        package var pid: Int
        /// `nil` while it runs; `lost` where nobody could see its exit code, `cancelled` where the session ended it.
        package var ending: Outcome.Ending?
        /// Seconds from the start of the command to the process's end, as far as it was noticed.
        package var seconds: Double?
    }

    private let begun: ContinuousClock.Instant
    private let state: Mutex<State>

    private struct State {
        var processes: [Process]
        var holdsStreams: Bool
    }

    init(pids: [Int], holdsStreams: Bool, begun: ContinuousClock.Instant) {
        self.begun = begun
        state = Mutex(State(processes: pids.map { Process(pid: $0) }, holdsStreams: holdsStreams))
    }

    /// Those that the shell itself started; what left the shell's family is known by its streams alone.
    package var processes: [Process] { state.withLock { $0.processes } }

    /// Whether nothing of it runs any more and all of its output was given out.
    package var isOver: Bool {
        state.withLock { state in !state.holdsStreams && state.processes.allSatisfy { $0.ending != nil } }
    }

    func isRunning(_ pid: Int) -> Bool {
        state.withLock { state in state.processes.contains { $0.pid == pid && $0.ending == nil } }
    }

    func noteEnd(of pid: Int, _ ending: Outcome.Ending) {
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        state.withLock { state in
            guard let index = state.processes.firstIndex(where: { $0.pid == pid && $0.ending == nil }) else { return }
            state.processes[index].ending = ending
            state.processes[index].seconds = seconds
        }
    }

    /// All that runs is ended by us, or its end can be seen no more.
    func noteEndOfAll(_ ending: Outcome.Ending) {
        for process in processes where process.ending == nil { noteEnd(of: process.pid, ending) }
    }

    func releaseStreams() { state.withLock { $0.holdsStreams = false } }

    package static func == (one: Background, other: Background) -> Bool { one === other }
}
