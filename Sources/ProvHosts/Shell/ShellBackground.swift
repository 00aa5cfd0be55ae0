import Glibc
import ProvSystem
import Synchronization

/// What a session's commands left running, and how the session follows it.
extension ShellSession {
    /// Something that was left running, and where its output comes from.
    struct Leftover {
        var background: Background
        /// What it holds on this machine; `nil` where it holds nothing.
        var reader: LeftoverReader?
        /// What it writes on another host.
        var files: HostStreams?
        var isDetached: Bool
        /// True once the shell that started it is gone: nobody sees its exit code then.
        var isOrphaned = false
    }

    /// Runs a command in the session's shell, and takes out of its output what bash says there of others.
    ///
    /// - Parameter isLive: whether somebody looks at its output as it comes.
    func runInShell(
        _ command: Command, _ started: (Int) -> Void, _ output: @escaping @Sendable (OutputChunk) throws -> Void,
        isLive: Bool = true, _ state: inout State
    ) throws -> Outcome {
        let running = state.leftovers.flatMap(\.background.processes).filter { $0.ending == nil }
        guard state.dialect == .bash, !running.isEmpty else {
            return try exchange(command, started, output, isLive: isLive, &state)
        }
        let notice = Mutex(JobNotice(pids: Set(running.map(\.pid))))
        let stream: OutputStream = command.joinsErrors ? .stdout : .stderr
        let outcome = try exchange(
            command, started,
            { chunk in
                guard chunk.stream == stream else { return try output(chunk) }
                let bytes = notice.withLock { $0.pass(chunk.bytes) }
                if !bytes.isEmpty { try output(OutputChunk(stream: stream, bytes: bytes)) }
            }, isLive: isLive, &state)
        let rest = notice.withLock { $0.release() }
        if !rest.isEmpty { try output(OutputChunk(stream: stream, bytes: rest)) }
        return outcome
    }

    /// The streams of a command that is about to run; `nil` are those of the shell.
    func streams(_ state: inout State) throws -> StepStreams.Paths? {
        guard launcher.isDirect else { return nil }
        if state.streams == nil { state.streams = try StepStreams() }
        return state.streams?.paths
    }

    /// What the command left running, from what the shell and the streams said at its end.
    func leftover(
        of finding: StepLoop.Finding, _ command: Command, begun: ContinuousClock.Instant, _ state: inout State
    ) throws -> Background? {
        note(finding.jobs, state)
        let known = Set(state.leftovers.flatMap { $0.background.processes.map(\.pid) })
        let isOwn = { (pid: Int) in !known.contains(pid) }
        let ended = command.launch == .background ? finding.jobs.ended.filter { isOwn($0.pid) } : []
        let pids = finding.jobs.running.filter(isOwn) + ended.map(\.pid)
        var isHeld = finding.areStreamsHeld || finding.jobs.holdStreams
        // A shell that keeps them itself prints there on behalf of its next commands.
        if isHeld, pids.isEmpty, !finding.isShellGone, let streams = state.streams, streams.isHeld(by: state.shellPID) {
            isHeld = false
        }
        guard !pids.isEmpty || isHeld else { return nil }
        let background = Background(pids: pids, holdsStreams: isHeld, begun: begun)
        for job in ended { background.noteEnd(of: job.pid, Outcome.Ending(shellStatus: job.status)) }
        var leftover = Leftover(background: background, isDetached: command.launch == .detached)
        if isHeld, let streams = state.streams {
            leftover.reader = try LeftoverReader(streams, of: background, output: command.afterwards ?? { _ in })
            state.streams = nil
        }
        state.leftovers.append(leftover)
        return background
    }

    func note(_ jobs: ShellJobs, _ state: borrowing State) {
        for job in jobs.ended {
            for leftover in state.leftovers {
                leftover.background.noteEnd(of: job.pid, Outcome.Ending(shellStatus: job.status))
            }
        }
    }

    package func review() async {
        guard hasLeftovers.isSet else { return }
        _ = try? await onThread { [self] state in
            self.wake.reset()
            self.review(&state)
        }
    }

    func review(_ state: inout State) {
        guard !state.leftovers.isEmpty, !state.isHostLost else { return }
        if state.shell != nil,
            state.leftovers.contains(where: { $0.background.processes.contains { $0.ending == nil } })
        {
            var command = Command(text: ":", isStrict: false, timeout: .seconds(20))
            command.grace = .seconds(1)
            _ = try? ask(command, &state)
        }
        for leftover in state.leftovers where leftover.isOrphaned && launcher.isDirect {
            for process in leftover.background.processes
            where process.ending == nil && !ProcessTable.isAlive(pid_t(process.pid)) {
                leftover.background.noteEnd(
                    of: process.pid, .lost("the shell that started it had ended before, so its exit code is unknown"))
            }
        }
        fetch(&state)
        state.leftovers.removeAll { $0.background.isOver }
    }

    /// After the end of the shell: nobody sees the exit codes of what it started any more.
    func orphan(_ state: inout State) {
        for index in state.leftovers.indices { state.leftovers[index].isOrphaned = true }
    }

    /// What is ended with the session has not ended by itself, whatever it says to being asked to end.
    func noteEndWithSession(_ state: borrowing State) {
        for leftover in state.leftovers where !leftover.isDetached { leftover.background.noteEndOfAll(.cancelled) }
    }

    /// The session's end: what still ran was ended with it, unless it was to be left.
    func closeLeftovers(keepingBackground: Bool, _ state: inout State) {
        if !keepingBackground { noteEndWithSession(state) }
        for leftover in state.leftovers {
            leftover.reader?.stop()
            leftover.background.releaseStreams()
        }
        state.leftovers = []
    }
}
