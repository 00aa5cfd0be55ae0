import CProvShims
import Glibc
import Synchronization

/// A long-lived bash on this machine, restarted with its state whenever a command takes it down.
package final class ShellSession: Session {
    package let host: String
    private let state: Mutex<State>
    private let wake: WakePipe
    private let thread = BlockingThread(label: "prov.session")
    /// In the environment of everything the session starts, so that even what left the process session is found.
    private let token: String

    fileprivate struct State: ~Copyable {
        var shell: ShellProcess?
        var sessions: Set<pid_t> = []
        var exports: [(name: String, value: String)]
        var directory: String?
        var lastState: String?
        /// The bytes of `lastState`.
        var lastBytes: [UInt8] = []
        let environment: [String]
    }

    init(host: String, environment: [String], options: SessionOptions) throws {
        self.host = host
        token = "PROV_SESSION=\(ShellProtocol.nonce())"
        wake = try WakePipe()
        state = Mutex(State(shell: nil, exports: options.environment, directory: options.directory, environment: environment + [token]))
        try state.withLock { try start(&$0) }
    }

    package func run(_ command: Command, started: @escaping @Sendable (Int) -> Void,
                     output: @escaping @Sendable (OutputChunk) throws -> Void) async throws -> Outcome {
        if Task.isCancelled { return Outcome(ending: .cancelled, duration: .zero) }
        wake.reset()
        return try await withTaskCancellationHandler {
            do {
                return try await thread.run { [self] in
                    try self.state.withLock { state in
                        if command.input == .terminal { return try self.runOnTerminal(command, started, output, &state) }
                        return try self.runInShell(command, started, output, &state)
                    }
                }
            } catch let error as SystemError {
                throw hostError(error)
            }
        } onCancel: {
            wake.signal()
        }
    }

    private func runInShell(_ command: Command, _ started: (Int) -> Void, _ output: @escaping @Sendable (OutputChunk) throws -> Void,
                            isLive: Bool = true, _ state: inout State) throws -> Outcome {
        let begun = ContinuousClock.now
        if state.shell == nil { try start(&state) }
        let loop = StepLoop(sessions: state.sessions, marker: token, timeout: command.timeout, grace: command.grace, wake: wake.reading, isLive: isLive, output: output)
        let nonce = ShellProtocol.nonce()
        let text = Array(ShellProtocol.text(for: command, nonce: nonce).utf8)
        var finding: StepLoop.Finding
        do {
            guard let pid = state.shell?.child.pid else { throw SystemError(code: ESRCH, call: "reach the shell") }
            started(Int(pid))
            try state.withShell { try loop.drainLate(from: $0) }
            finding = try state.withShell { try loop.run(text, nonce: nonce, in: $0) }
        } catch {
            // The watcher could not take the output: nothing may go on unseen.
            ProcessTable.endAll(sessions: state.sessions, marker: token)
            state.reapShell()
            throw error
        }
        for (name, value) in command.environment { state.exports.append((name, value)) }
        return try conclude(finding, command, seconds: ContinuousClock.now - begun, &state)
    }

    private func conclude(_ finding: StepLoop.Finding, _ command: Command, seconds: Duration, _ state: inout State) throws -> Outcome {
        // A directory for this command only must not become the session's because the command took the shell down.
        if let directory = finding.directory, !finding.isShellGone || command.directory == nil { state.directory = directory }
        var ending = finding.endedBecause ?? finding.code.map(Outcome.Ending.exited)
        var endedEarly = false
        let left = finding.state.map { state.remember($0) }
        if finding.isShellGone {
            let status = state.reapShell()
            endedEarly = true
            ending = ending ?? status ?? .lost("the shell ended without a word")
            try start(&state)
        }
        if finding.endedBecause != nil {
            let strangers = ProcessTable.members(sessions: state.sessions, marker: token).filter { $0.pid != state.shellPID }
            if !strangers.isEmpty { endLeftovers(strangers) }
        }
        var outcome = Outcome(ending: ending ?? .lost("the shell gave no answer"), duration: seconds, directory: state.directory,
                              didRestartShell: finding.isShellGone)
        outcome.state = left
        let failed = ending != .exited(0)
        outcome.endedEarly = endedEarly && !failed
        outcome.place = failed ? finding.exitingCommand.flatMap { ShellSession.place(of: $0, in: command.text) } : nil
        return outcome
    }

    /// `at line 3: false`, where the failing command can be found in the text.
    static func place(of failing: String, in text: String) -> String? {
        let first = failing.split(separator: "\n").first.map { $0.drop { $0 == " " } } ?? ""
        guard !first.isEmpty, !first.hasPrefix("__pv_"), !first.contains("__pv_") else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = first.count > 160 ? first.prefix(159) + "…" : first
        guard let index = lines.firstIndex(where: { $0.contains(first) }) else { return "at `\(shown)`" }
        return "at line \(index + 1): \(shown)"
    }

    private func endLeftovers(_ entries: [ProcessTable.Entry]) {
        for entry in entries { kill(entry.pid, SIGKILL) }
    }

    // MARK: The shell's own life

    private func start(_ state: inout State) throws {
        do {
            let shell = try ShellProcess(environment: state.environment, directory: state.shell == nil ? state.directory : nil)
            state.sessions.insert(shell.child.pid)
            state.shell = consume shell
        } catch {
            throw hostError(error)
        }
        var opening = ShellProtocol.prologue
        for (name, value) in state.exports { opening += "export \(name)=\(ShellProtocol.quoted(value))\n" }
        if let last = state.lastState { opening += ShellState.restore(last) + "\n" }
        if let directory = state.directory { opening += "builtin cd -- \(ShellProtocol.quoted(directory)) 2>/dev/null || :\n" }
        let loop = StepLoop(sessions: state.sessions, marker: token, timeout: .seconds(30), grace: .seconds(1), wake: -1, output: { _ in })
        let nonce = ShellProtocol.nonce()
        let hello = opening + ShellProtocol.hello(nonce: nonce)
        let finding = try state.withShell { try loop.run(Array(hello.utf8), nonce: nonce, in: $0) }
        if finding.code == nil {
            throw HostError(code: "no-shell", host: host, message: "bash started but did not answer",
                            advice: "try `bash --noprofile --norc` there by hand")
        }
        if let directory = finding.directory { state.directory = directory }
    }

    private func hostError(_ error: SystemError) -> HostError {
        switch error.code {
        case ENOENT: HostError(code: "no-shell", host: host, message: error.message, advice: "install bash, or put it on the PATH")
        case EACCES: HostError(code: "permission-denied", host: host, message: error.message, advice: "look at the permissions of bash and of the folder")
        case EAGAIN, ENOMEM, EMFILE, ENFILE:
            HostError(code: "no-resources", host: host, message: error.message, advice: "free memory, processes or descriptors, then resume")
        default: HostError(code: "spawn-failed", host: host, message: error.message, advice: "see what the system's log says")
        }
    }

    package func survivors() async -> [Survivor] {
        let token = token
        return (try? await thread.run { [self] in
            self.state.withLock { state in
                ProcessTable.members(sessions: state.sessions, marker: token).filter { $0.pid != state.shellPID }
                    .map { Survivor(pid: Int($0.pid), command: ProcessTable.commandLine($0.pid)) }
            }
        }) ?? []
    }

    package func remains(ofShell pid: Int) async -> [Survivor] {
        guard let session = pid_t(exactly: pid), session > 1 else { return [] }
        return (try? await thread.run {
            ProcessTable.members(sessions: [session], marker: "").map { Survivor(pid: Int($0.pid), command: ProcessTable.commandLine($0.pid)) }
        }) ?? []
    }

    package func close(keepingBackground: Bool) async {
        let token = token
        _ = try? await thread.run { [self] in
            self.state.withLock { state in
                guard state.shell != nil else { return }
                if !keepingBackground {
                    for entry in ProcessTable.members(sessions: state.sessions, marker: token) where entry.pid != state.shellPID { kill(entry.pid, SIGTERM) }
                    let deadline = ContinuousClock.now + .seconds(2)
                    while ContinuousClock.now < deadline,
                          ProcessTable.members(sessions: state.sessions, marker: token).contains(where: { $0.pid != state.shellPID }) { usleep(10_000) }
                    ProcessTable.endAll(sessions: state.sessions, marker: token)
                } else {
                    kill(state.shellPID, SIGKILL)
                }
                state.reapShell()
            }
        }
    }

    // MARK: Terminals

    private func runOnTerminal(_ command: Command, _ started: (Int) -> Void, _ output: @escaping @Sendable (OutputChunk) throws -> Void,
                               _ state: inout State) throws -> Outcome {
        if !command.environment.isEmpty {
            // The session's shell takes what is new, so that this command's shell and later steps have it.
            _ = try runInShell(Command(text: ":", environment: command.environment), { _ in }, { _ in }, &state)
        }
        let text = ShellState.restore(try currentState(&state)) + "\n" + ShellProtocol.script(for: command) + "\n"
        let relay = TerminalRelay(timeout: command.timeout, wake: wake.reading)
        return try relay.run({ ["bash", "--noprofile", "--norc", $0] }, script: text, environment: state.environment,
                             directory: command.directory ?? state.directory, started: started, output: output)
    }

    package func openUserShell() async throws {
        try await thread.run { [self] in
            try self.state.withLock { state in
                let text = ShellState.restore(try self.currentState(&state)) + "\nPS1='(prov) \\w \\$ '; PROMPT_COMMAND="
                let relay = TerminalRelay(timeout: nil, wake: -1)
                _ = try relay.run({ ["bash", "--noprofile", "--rcfile", $0, "-i"] }, script: text, environment: state.environment,
                                  directory: state.directory, started: { _ in }, output: { _ in })
            }
        }
    }

    private func currentState(_ state: inout State) throws -> String {
        let collected = Mutex<[UInt8]>([])
        var command = Command(text: ShellState.dump, timeout: .seconds(30))
        command.isStrict = false
        _ = try runInShell(command, { _ in }, { chunk in
            if chunk.stream == .stdout, !chunk.isLate { collected.withLock { $0.append(contentsOf: chunk.bytes) } }
        }, isLive: false, &state)
        return state.remember(collected.withLock { $0 })
    }

    package func dumpState() async throws -> String {
        try await thread.run { [self] in
            try self.state.withLock { state in
                try self.currentState(&state)
            }
        }
    }

    package func restoreState(_ text: String) async throws {
        var command = Command(text: ShellState.restore(text), timeout: .seconds(60))
        command.isStrict = false
        _ = try await run(command, started: { _ in }, output: { _ in })
    }
}

extension ShellSession.State {
    fileprivate var shellPID: pid_t {
        switch shell {
        case .some(let shell): shell.child.pid
        case .none: -1
        }
    }

    fileprivate mutating func withShell<Result>(_ body: (borrowing ShellProcess) throws -> Result) throws -> Result {
        switch shell {
        case .some(let shell): return try body(shell)
        case .none: throw SystemError(code: ESRCH, call: "reach the shell")
        }
    }

    /// Cleans a state that bash printed, and keeps it for the next shell.
    fileprivate mutating func remember(_ dump: [UInt8]) -> String {
        let bytes = ShellState.cleaned(dump)
        if let last = lastState, bytes == lastBytes { return last }
        let text = String(decoding: bytes, as: UTF8.self)
        lastState = text
        lastBytes = bytes
        return text
    }

    /// Takes the dead shell's status; one that lingers is killed first.
    @discardableResult
    fileprivate mutating func reapShell() -> Outcome.Ending? {
        guard let shell = shell.take() else { return nil }
        return shell.end()
    }
}
