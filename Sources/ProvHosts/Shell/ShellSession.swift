import Glibc
import ProvSystem
import ProvText
import Synchronization

/// A long-lived shell on one host, restarted with its state whenever a command takes it down.
package final class ShellSession: Session {
    package let host: String
    let launcher: Launcher
    let processes: any ProcessControl
    let wake: WakeEvent
    /// In the environment of everything the session starts, so that even what left the process session is found.
    let token = ShellProtocol.nonce()
    let notice: @Sendable (String) -> Void
    let linkTimeout: Duration
    let entry: HostEntry?
    private let state: Mutex<State>
    private let thread = BlockingQueue(label: "prov.session")
    let hasLeftovers = SharedFlag()

    /// What changes in the life of a session; all of it belongs to the session's thread.
    struct State: ~Copyable {
        var shell: ShellProcess?
        var shellPID: pid_t = -1
        /// What the host said when the shell was started there; `nil` for a shell that is our own child.
        var greeting: Bootstrap.Greeting?
        var sessions: Set<pid_t> = []
        /// What keeps and carries the output of this and earlier shells of the session on another host.
        var helpers: Set<pid_t> = []
        /// Where earlier shells of the session kept their output there.
        var spools: Set<String> = []
        /// When the shell last gave an answer.
        var lastHeard = ContinuousClock.now
        /// True where it was the link that ended, not the shell there.
        var isLinkGone = false
        /// Which of its pairs of streams the shell on another host has, and what reads them there.
        var generation = 0
        var tees: [Int32] = []
        /// True where the host was lost in the middle of a command, until it is reached again: nothing more is asked of
        /// it meanwhile.
        var isHostLost = false
        /// What ssh itself has to say.
        var log: TemporaryFile?
        var exports: [(name: String, value: String)]
        let secrets: Secrets
        var directory: String?
        /// What the steps have changed since the shell began; `nil` until a shell has said so.
        var lastState: String?
        /// What earlier commands left running.
        var leftovers: [Leftover] = [] {
            didSet { hasLeftovers.store(!leftovers.isEmpty) }
        }
        /// Nearly always nothing was left running, and whoever asks need not wait for the session's thread then.
        let hasLeftovers: SharedFlag
        /// Gets what comes between two commands on the streams of a shell on another host: it is of the command before.
        var afterwards: (@Sendable (OutputChunk) throws -> Void)?
        /// Of the next command on this machine.
        var streams: StepStreams?
        /// Where a shell on this machine tells its state.
        var stateStream: Descriptor?
        /// What the shell printed when `lastState` was taken from it.
        var lastDump: [UInt8] = []
        /// The shell before anything ran in it, with what the run exports to it.
        var baseline: Baseline?
        /// The functions and aliases of a bash whose state is `lastState`; `nil` where a command may have changed it
        /// since, or may do more than its text says.
        var definedWords: Set<String>?
        /// True once a command may have loaded built-in commands of other people's: what they do, nobody knows.
        var mayHaveOtherWords = false

        var dialect: ShellDialect { greeting?.dialect ?? .bash }

        enum Baseline: Sendable {
            case bash(ShellSnapshot)
            case posix(PosixState.Snapshot)
        }
    }

    /// - Parameter wake: ends the connecting when it is signalled, and later what runs.
    init(launcher: Launcher, options: SessionOptions, wake: WakeEvent) throws {
        self.launcher = launcher
        host = launcher.address.name
        processes = launcher.isDirect ? LocalProcesses() : RemoteProcesses(launcher: launcher)
        notice = options.notice
        linkTimeout = options.linkTimeout
        entry = launcher.isDirect ? nil : options.entry
        self.wake = wake
        state = Mutex(
            State(
                exports: options.environment, secrets: options.secrets, directory: options.directory,
                hasLeftovers: hasLeftovers))
        try state.withLock { try start(&$0) }
    }

    package var dialect: ShellDialect { state.withLock { $0.dialect } }

    var marker: String { "PROV_SESSION=\(token)" }

    func scope(_ state: borrowing State) -> ProcessScope {
        ProcessScope(sessions: state.sessions, marker: marker, spared: state.helpers)
    }

    /// Does blocking work with the session's state, on its thread.
    func onThread<Value: Sendable>(_ work: @escaping @Sendable (inout State) throws -> Value) async throws -> Value {
        try await thread.run { [self] in try self.state.withLock { try work(&$0) } }
    }

    package func run(
        _ command: Command, started: @escaping @Sendable (Int) -> Void,
        output: @escaping @Sendable (OutputChunk) throws -> Void
    ) async throws -> Outcome {
        if Task.isCancelled { return Outcome(ending: .cancelled, duration: .zero) }
        wake.reset()
        return try await withTaskCancellationHandler {
            do {
                return try await onThread { [self] state in
                    if command.input == .terminal { return try self.runOnTerminal(command, started, output, &state) }
                    return try self.runInShell(command, started, output, &state)
                }
            } catch let error as SystemError {
                throw hostError(error)
            }
        } onCancel: {
            wake.signal()
        }
    }

    package func look(atShell pid: Int, since begun: ContinuousClock.Instant, besides earlier: Set<Int>) async
        -> CommandLook?
    {
        let (processes, scope) = (processes, ProcessScope(sessions: [pid_t(pid)], marker: marker))
        return try? await BlockingQueue.run { processes.look(scope, since: begun, besides: earlier) }
    }

    func exchange(
        _ command: Command, _ started: (Int) -> Void, _ output: @escaping @Sendable (OutputChunk) throws -> Void,
        isLive: Bool, _ state: inout State
    ) throws -> Outcome {
        let begun = ContinuousClock.now
        // What came since the command before is not this one's.
        try ensureShell(&state)
        state.afterwards = command.afterwards ?? state.afterwards
        var loop = stepLoop(of: command, isLive: isLive, state, output)
        let nonce = ShellProtocol.nonce()
        let keepsOutput = state.greeting?.spool != nil
        let isLeftAlone = state.isLeftAlone(by: command)
        var sent = command
        sent.keepsState = command.keepsState && !isLeftAlone
        let text = Array(
            ShellProtocol.text(
                for: sent, nonce: nonce, dialect: state.dialect, keepsOutput: keepsOutput,
                streams: try streams(&state), stateStream: state.statePath,
                looks: keepsOutput && isLive
            ).utf8)
        loop.streams = state.streams
        loop.stateStream = state.stateNumber
        let keeper = launcher.isDirect ? "" : token
        var scanners = Scanners(nonce: nonce, keeper: keeper)
        var finding: StepLoop.Finding
        do {
            // What belongs to the command is told by its process session, wherever the shell runs.
            started(Int(state.greeting?.session ?? state.shellPID))
            finding = try state.withShell { try loop.run(text, in: $0, &scanners) }
            if isLinkLost(finding),
                try !finding.wasSent || outlive(&finding, &scanners, command, begun, output, &state) == .neverBegan
            {
                orphan(&state)
                state.reapShell()
                state.isLinkGone = !finding.wasSent
                return try exchange(command, started, output, isLive: isLive, &state)
            }
            try loop.flush(&scanners)
        } catch {
            // The watcher could not take the output: nothing may go on unseen.
            processes.endAll(scope(state))
            state.reapShell()
            throw error
        }
        for (name, value) in command.environment { state.exports.append((name, value)) }
        let background = try leftover(of: finding, command, begun: begun, &state)
        if finding.jobs.holdStreams, !finding.isShellGone, finding.endedBecause == nil, let background {
            try switchStreams(leftBy: background, command, scanners, &state)
        }
        var outcome = try conclude(finding, command, seconds: ContinuousClock.now - begun, &state)
        outcome.background = background
        if !isLeftAlone {
            if finding.state == nil { state.definedWords = nil }
            state.mayHaveOtherWords = state.mayHaveOtherWords || command.text.contains("enable")
        } else if command.keepsState, finding.state == nil, finding.isAnswered, !finding.isShellGone {
            outcome.state = state.lastState
        }
        return outcome
    }

    private func stepLoop(
        of command: Command, isLive: Bool, _ state: borrowing State,
        _ output: @escaping @Sendable (OutputChunk) throws -> Void
    ) -> StepLoop {
        var loop = StepLoop(
            processes: processes, scope: scope(state), timeout: command.timeout, grace: command.grace,
            wake: wake.reading, isLive: isLive, output: output)
        loop.isSSH = launcher.address.kind == .ssh
        return loop
    }

    private func isLinkLost(_ finding: StepLoop.Finding) -> Bool {
        !launcher.isDirect && finding.isShellGone && !finding.isAnswered && finding.shellStatus == nil
            && finding.endedBecause == nil
    }

    private func outlive(
        _ finding: inout StepLoop.Finding, _ scanners: inout Scanners, _ command: Command,
        _ begun: ContinuousClock.Instant,
        _ output: @escaping @Sendable (OutputChunk) throws -> Void, _ state: inout State
    ) throws -> Reattachment.Ending {
        guard let greeting = state.greeting else { return .lost("the shell ended unexpectedly") }
        let reattachment = Reattachment(
            launcher: launcher, greeting: greeting,
            folder: launcher.address.kind == .ssh ? state.spool : nil, shell: state.shellPID, token: token,
            patience: linkTimeout,
            deadline: command.timeout.map { begun + $0 }, wake: wake.reading, notice: notice, output: output)
        let ending = try reattachment.follow(&scanners, &finding)
        switch ending {
        case .answered: finding.isAnswered = true
        case .neverBegan: break
        case .stillRuns(let reason):
            let isReached = processes.signal(scope(state), SIGTERM, SIGCONT) && processes.endAll(scope(state))
            finding.endedBecause = isReached ? reason : .lost(StepLoop.unreachable)
        case .lost(let how):
            finding.endedBecause = .lost(how)
            // Whoever has to find out what became of it can read there what it printed.
            if let spool = greeting.spool {
                state.spools.remove(spool)
                finding.keptIn = KeptFolder(path: spool)
            }
        case .restarted:
            finding.endedBecause = .lost("the host was restarted while it ran")
            finding.isHostRestarted = true
        }
        return ending
    }

    private func conclude(_ finding: StepLoop.Finding, _ command: Command, seconds: Duration, _ state: inout State)
        throws -> Outcome
    {
        // A directory for this command only must not become the session's because the command took the shell down.
        if let directory = finding.directory, !finding.isShellGone || command.directory == nil {
            state.directory = directory
        }
        var ending = finding.endedBecause ?? finding.code.map(Outcome.Ending.exited)
        var endedEarly = false
        let left = finding.state.map { state.remember($0) }
        if finding.endedBecause != nil { ending = endLeftovers(finding, state) }
        var isLost = false
        if !launcher.isDirect, case .lost? = ending { isLost = true }
        state.isHostLost = isLost && !finding.isHostRestarted
        state.lastHeard = .now
        if finding.isShellGone || isLost {
            orphan(&state)
            let status = state.reapShell()
            endedEarly = finding.exitingCommand != nil || finding.code == nil
            ending =
                ending ?? finding.shellStatus.map(Outcome.Ending.init(shellStatus:))
                ?? (launcher.isDirect ? status : nil)
                ?? .lost("the shell ended unexpectedly")
            // Another host is connected again when the next command needs it.
            if launcher.isDirect { try start(&state) }
        }
        var outcome = Outcome(
            ending: ending ?? .lost("no answer from the shell"), duration: seconds, directory: state.directory,
            didRestartShell: finding.isShellGone)
        outcome.state = left
        outcome.didRestartHost = finding.isHostRestarted
        outcome.droppedBytes = finding.dropped
        outcome.keptIn = finding.keptIn
        let failed = ending != .exited(0)
        outcome.endedEarly = endedEarly && !failed
        outcome.failed =
            failed ? finding.exitingCommand.flatMap { FailedCommand(told: $0) } : nil
        outcome.linesBefore = finding.exitingCommand.flatMap {
            FailedCommand.linesBefore(told: $0)
        }
        return outcome
    }

    /// Makes sure that nothing of a command that we ended goes on; where that cannot be known, the command is lost.
    private func endLeftovers(_ finding: StepLoop.Finding, _ state: borrowing State) -> Outcome.Ending? {
        if case .lost? = finding.endedBecause { return finding.endedBecause }
        guard let members = processes.members(scope(state)) else {
            return .lost(StepLoop.unreachable)
        }
        if members.contains(where: { $0.pid != Int(state.shellPID) }) {
            var leftovers = scope(state)
            if !finding.isShellGone { leftovers.spared.insert(state.shellPID) }
            processes.endAll(leftovers)
            for leftover in state.leftovers { leftover.background.noteEndOfAll(.cancelled) }
        }
        return finding.endedBecause
    }

    func hostError(_ error: SystemError) -> HostError { error.hostError(launcher) }
}

extension Outcome.Ending {
    /// From an exit code as shells tell it of their children: 128 and more is a signal.
    init(shellStatus: Int) {
        self = shellStatus > 128 && shellStatus < 193 ? .signalled(shellStatus - 128) : .exited(shellStatus)
    }
}

extension ShellSession.State {
    mutating func withShell<Result>(_ body: (borrowing ShellProcess) throws -> Result) throws -> Result {
        switch shell {
        case .some(let shell): return try body(shell)
        case .none: throw SystemError(number: ESRCH, call: "reach the shell")
        }
    }

    /// What the steps have changed, from a state that the shell printed; keeps it for the next shell.
    mutating func remember(_ dump: [UInt8]) -> String {
        if let lastState, definedWords != nil, ShellState.isSame(dump, lastDump) { return lastState }
        let bytes: [UInt8]
        if dialect == .posix {
            let snapshot = if case .posix(let snapshot)? = baseline { snapshot } else { PosixState.Snapshot() }
            bytes = PosixState.change(from: snapshot, to: dump)
        } else {
            let before = if case .bash(let snapshot)? = baseline { snapshot } else { ShellSnapshot() }
            let now = ShellSnapshot(dump)
            bytes = ShellState.change(from: before, to: now)
            definedWords = now.definedWords(since: before)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        (lastState, lastDump) = (text, dump)
        return text
    }

    mutating func begin(_ dump: [UInt8]) {
        guard dialect == .bash else {
            baseline = .posix(PosixState.Snapshot(dump))
            return
        }
        baseline = .bash(ShellSnapshot(dump))
        _ = remember(dump)
    }

    /// Whether a command is certain to leave the shell as it is, so that it need not tell its state again.
    func isLeftAlone(by command: Command) -> Bool {
        guard dialect == .bash, command.launch == .foreground, command.environment.isEmpty, !mayHaveOtherWords,
            let definedWords
        else { return false }
        if command.isIsolated { return true }
        switch command.interpreter {
        case .process: return true
        case .session: return ShellEffect.isNone(ShellProtocol.source(of: command), defined: definedWords)
        }
    }

    /// The lines with which a shell takes over what this session has: exports, what the steps have changed, the
    /// directory.
    func takeover(of change: String?, directory: String?) -> String {
        let words = dialect.words
        var lines = exports.map { "\(words.special)export \($0.name)=\(ShellText.quoted($0.value))" }
        lines += secrets.map { "\(words.special)export \($0.name)=\(ShellText.quoted($0.text))" }
        if let change, !change.isEmpty { lines.append(restoring(change)) }
        if let directory {
            lines += [
                words.guarded, words.guarding,
                "\(words.builtin)cd -- \(ShellText.quoted(directory)) 2>/dev/null || [ 1 ]",
            ]
        }
        return lines.map { $0 + "\n" }.joined()
    }

    var stateNumber: Int32 {
        switch stateStream {
        case .some(let stream): stream.number
        case .none: -1
        }
    }

    /// Where a shell on this machine writes its state; `nil` on another host.
    var statePath: String? { stateNumber >= 0 ? StepStreams.path(stateNumber) : nil }

    func restoring(_ state: String) -> String {
        dialect == .bash ? ShellState.restore(state) : PosixState.restore(state)
    }

    /// Takes the dead shell's status; one that lingers is killed first.
    @discardableResult
    mutating func reapShell() -> Outcome.Ending? {
        guard let shell = shell.take() else { return nil }
        return shell.end()
    }
}
