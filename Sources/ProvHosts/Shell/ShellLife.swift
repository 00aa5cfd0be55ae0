import Glibc
import ProvRunbook
import Synchronization

/// How a session's shell begins and ends.
extension ShellSession {
    /// What a host may take to answer: names to be looked up, keys to be exchanged, a person's touch on a key.
    private static let connectTimeout = Duration.seconds(60)

    func start(_ state: inout State) throws {
        if launcher.isDirect { try spawn(&state) } else { try connect(&state) }
        let opening = ShellProtocol.prologue(state.dialect) + state.takeover(of: state.lastState, directory: state.directory)
        let isFirst = state.baseline == nil
        let loop = StepLoop(processes: processes, scope: scope(state), timeout: .seconds(30), grace: .seconds(1), wake: -1, output: { _ in })
        let nonce = ShellProtocol.nonce()
        var scanners = Scanners(nonce: nonce, keeper: launcher.isDirect ? "" : token)
        let finding = try state.withShell { try loop.run(Array((opening + ShellProtocol.hello(nonce: nonce, tellsState: isFirst)).utf8), in: $0, &scanners) }
        guard finding.code != nil else {
            state.reapShell()
            throw HostError(code: .noShell, host: host, message: "\(state.dialect.rawValue) started but did not answer",
                            advice: "try `bash --noprofile --norc` there by hand")
        }
        state.shellPID = finding.shellPID ?? state.shellPID
        if isFirst, let dump = finding.state { state.begin(dump) }
        if let directory = finding.directory { state.directory = directory }
    }

    private func spawn(_ state: inout State) throws {
        do {
            let shell = try ShellProcess(["bash", "--noprofile", "--norc"], environment: launcher.environment + [marker],
                                         directory: state.sessions.isEmpty ? state.directory : nil)
            state.shellPID = shell.child.pid
            state.sessions.insert(shell.child.pid)
            state.shell = consume shell
        } catch {
            throw hostError(error)
        }
    }

    /// Reaches the host and waits until a shell there says who it is.
    private func connect(_ state: inout State) throws {
        let script = Bootstrap.script(token: token, keepsOutput: launcher.address.kind == .ssh, removing: state.spools)
        let isFirst = state.sessions.isEmpty
        var tries = 0
        while true {
            tries += 1
            do {
                state.log = try? TemporaryFile(content: "")
                let greeting = try greet(launcher.arguments(script, log: state.logPath), &state)
                state.greeting = greeting
                state.isHostLost = false
                state.spools = greeting.spool.map { [$0] } ?? []
                state.sessions.insert(greeting.session)
                state.helpers.formUnion([greeting.keeper] + greeting.helpers)
                if isFirst, greeting.dialect == .posix {
                    notice("\(host) has no bash: blocks run with its sh, so no arrays, no `[[`, and functions do not outlive a failing block")
                }
                return
            } catch let error as HostError where error.code == .busy && tries < 5 {
                // Many connections at once: sshd drops some of those that have not logged in yet (MaxStartups).
                usleep(UInt32(tries) * 200_000 + UInt32.random(in: 0..<300_000))
            }
        }
    }

    private func greet(_ arguments: [String], _ state: inout State) throws -> Bootstrap.Greeting {
        let errors = Mutex<[UInt8]>([])
        let launcher = launcher
        do {
            let shell = try ShellProcess(arguments, environment: launcher.environment, directory: nil)
            let scope = ProcessScope(sessions: [shell.child.pid], marker: "")
            state.shell = consume shell
            let loop = StepLoop(processes: LocalProcesses(), scope: scope, timeout: ShellSession.connectTimeout, grace: .seconds(1), wake: wake.reading) { chunk in
                guard chunk.stream == .stderr else { return }
                let isRefused = errors.withLock { errors in
                    errors.append(contentsOf: chunk.bytes.prefix(8192))
                    return ConnectionFailure.asksInVain(launcher, errors)
                }
                if isRefused { throw ConnectionFailure.refusedPassword(launcher) }
            }
            var scanners = Scanners(nonce: token, keeper: token)
            let finding = try state.withShell { try loop.run(launcher.opening, in: $0, &scanners) }
            if let greeting = finding.greeting { return greeting }
            let status = state.reapShell()
            let log = state.logPath.map(ProcessTable.readFile) ?? []
            throw ConnectionFailure.error(launcher, errors: log + errors.withLock { $0 }, status: status, ended: finding.endedBecause)
        } catch let error as SystemError {
            throw hostError(error)
        } catch {
            state.reapShell()
            throw error
        }
    }

    // MARK: End

    package func survivors() async -> [Survivor] {
        (try? await onThread { [self] state in
            guard !state.sessions.isEmpty, !state.isHostLost else { return [] }
            return self.living(&state)
        }) ?? []
    }

    /// What runs besides the shell. An idle shell is asked itself, which needs no other connection.
    private func living(_ state: inout State) -> [Survivor] {
        if launcher.isDirect || state.shell == nil {
            let pid = Int(state.shellPID)
            return processes.members(scope(state))?.filter { $0.pid != pid } ?? []
        }
        var beside = scope(state)
        beside.spared.insert(state.shellPID)
        // What a login shell's own start-up files left running is in the session too, and none of our business.
        beside.sessions = []
        var command = Command(text: RemoteProcesses.suspects(marker), isStrict: false, timeout: .seconds(20))
        command.grace = .seconds(1)
        // Nearly always there is nothing, and the listing costs the host several processes.
        if let answer = try? ask(command, &state), RemoteProcesses.numbers(in: answer.output).allSatisfy(beside.spared.contains) { return [] }
        command = Command(text: "sh -c \(ShellText.quoted(RemoteProcesses.listing(beside)))", isStrict: false, isIsolated: true, timeout: .seconds(20))
        command.grace = .seconds(1)
        return RemoteProcesses.survivors(in: (try? ask(command, &state).output) ?? [])
    }

    /// Runs something of our own in the shell; gives its standard output.
    func ask(_ command: Command, _ state: inout State) throws -> (outcome: Outcome, output: [UInt8]) {
        let collected = Mutex<[UInt8]>([])
        let outcome = try runInShell(command, { _ in }, { chunk in
            if chunk.stream == .stdout, !chunk.isLate { collected.withLock { $0.append(contentsOf: chunk.bytes) } }
        }, isLive: false, &state)
        return (outcome, collected.withLock { $0 })
    }

    package func remains(ofShell pid: Int) async -> [Survivor] {
        guard let session = pid_t(exactly: pid), session > 1 else { return [] }
        let processes = processes
        return (try? await BlockingThread.run { processes.members(ProcessScope(sessions: [session], marker: "")) }) ?? []
    }

    package func close(keepingBackground: Bool) async -> [Survivor] {
        (try? await onThread { [self] state in
            self.launcher.isDirect ? self.closeHere(&state, keepingBackground: keepingBackground)
                : self.closeThere(&state, keepingBackground: keepingBackground)
        }) ?? []
    }

    private func closeHere(_ state: inout State, keepingBackground: Bool) -> [Survivor] {
        guard state.shell != nil else { return [] }
        var left: [Survivor] = []
        if keepingBackground { kill(state.shellPID, SIGKILL) } else {
            var others = scope(state)
            others.spared.insert(state.shellPID)
            // Nearly always there is nothing, and looking through all processes is what costs.
            left = processes.members(others) ?? []
            if !left.isEmpty {
                processes.signal(others, SIGTERM)
                let deadline = ContinuousClock.now + .seconds(2)
                while ContinuousClock.now < deadline, processes.members(others)?.isEmpty == false { usleep(10_000) }
                processes.endAll(scope(state))
            }
        }
        state.reapShell()
        return left
    }

    private func closeThere(_ state: inout State, keepingBackground: Bool) -> [Survivor] {
        guard !state.isHostLost else {
            state.reapShell()
            return []
        }
        let left = keepingBackground || state.sessions.isEmpty ? [] : living(&state)
        if !left.isEmpty {
            var others = scope(state)
            others.spared.insert(state.shellPID)
            processes.signal(others, SIGTERM)
            for _ in 0..<10 {
                if processes.members(others)?.isEmpty != false { break }
                usleep(200_000)
            }
            processes.endAll(others)
        }
        farewell(&state)
        state.reapShell()
        return left
    }

    /// Lets an idle shell go by itself, and what was kept of its output with it.
    private func farewell(_ state: inout State) {
        if state.shell != nil {
            state.shell?.leave(saying: state.greeting?.spool == nil ? "" : Bootstrap.farewell)
        } else if !state.spools.isEmpty {
            _ = try? launcher.ask(Bootstrap.removal(of: state.spools))
        }
    }
}

extension ShellSession.State {
    fileprivate var logPath: String? {
        switch log {
        case .some(let file): file.path
        case .none: nil
        }
    }
}
