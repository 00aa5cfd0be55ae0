import Glibc
import ProvSystem
import ProvText
import Synchronization

/// How a session's shell begins.
extension ShellSession {
    func start(_ state: inout State) throws {
        if launcher.isDirect { try spawn(&state) } else { try connect(&state) }
        if launcher.isDirect, state.stateNumber < 0 {
            let stream = try Pipe().takeReading()
            stream.setNonBlocking()
            state.stateStream = consume stream
        }
        let limit = launcher.isDirect ? DescriptorLimit.original.map { "builtin ulimit -Sn \($0)\n" } ?? "" : ""
        let isFirst = state.baseline == nil
        let said = Mutex<[UInt8]>([])
        var loop = StepLoop(
            processes: processes, scope: scope(state), timeout: .seconds(30), grace: .seconds(1), wake: -1
        ) { chunk in
            said.withLock { if $0.count < 8192 { $0.append(contentsOf: chunk.bytes.prefix(8192)) } }
        }
        loop.stateStream = state.stateNumber
        let nonce = ShellProtocol.nonce()
        var scanners = Scanners(nonce: nonce, keeper: launcher.isDirect ? "" : token)
        let hello = ShellProtocol.hello(
            nonce: nonce, tellsState: isFirst, stateStream: state.statePath, dialect: state.dialect)
        let opening = ShellProtocol.opening(
            state.dialect, stateStream: state.statePath, limit: limit,
            takeover: state.takeover(of: state.lastState, directory: state.directory), hello: hello)
        let text = Array(opening.utf8)
        let finding = try state.withShell { try loop.run(text, in: $0, &scanners) }
        guard finding.code != nil else {
            state.reapShell()
            if !launcher.isDirect { forget(&state, entry?.departure() ?? "") }
            throw ConnectionFailure.mute(
                launcher, state.dialect, said: said.withLock { $0 },
                status: finding.shellStatus.map(Outcome.Ending.init(shellStatus:)))
        }
        state.shellPID = finding.shellPID ?? state.shellPID
        state.lastHeard = .now
        if isFirst, let dump = finding.state { state.begin(dump) }
        if let directory = finding.directory { state.directory = directory }
    }

    private func spawn(_ state: inout State) throws {
        let shell = try ShellProcess(
            ["bash", "--noprofile", "--norc"], environment: launcher.environment.adding(marker),
            directory: state.sessions.isEmpty ? state.directory : nil)
        state.shellPID = shell.child.pid
        state.sessions.insert(shell.child.pid)
        state.shell = consume shell
    }

    /// Reaches the host and waits until a shell there says who it is.
    private func connect(_ state: inout State) throws {
        let script = Bootstrap.script(
            token: token, outlivesLink: launcher.address.kind == .ssh, entry: entry, removing: state.spools)
        let isFirst = state.sessions.isEmpty
        var tries = 0
        while true {
            tries += 1
            do {
                state.log = try? TemporaryFile(content: "")
                let greeting = try Greeter(launcher: launcher, token: token, wake: wake.reading, log: state.logPath)
                    .greet(launcher.arguments(script, log: state.logPath), &state.shell)
                welcome(greeting, &state)
                try enter(greeting, &state)
                if isFirst, greeting.dialect == .posix {
                    notice(
                        """
                        \(host) has no bash: blocks run with its sh, without arrays and `[[`, and functions are lost after a failing block
                        """
                    )
                }
                return
            } catch let error as HostError where error.code == .busy && tries < 5 {
                // Many connections at once: sshd drops some of those that have not logged in yet (MaxStartups).
                usleep(UInt32(tries) * 200_000 + UInt32.random(in: 0..<300_000))
            }
        }
    }

    private func welcome(_ greeting: Bootstrap.Greeting, _ state: inout State) {
        if let before = state.greeting, before.bootID != greeting.bootID {
            // Process numbers of another boot are those of strangers.
            state.sessions = []
            state.helpers = []
        }
        state.greeting = greeting
        state.isHostLost = false
        (state.generation, state.tees) = (0, greeting.tees)
        state.spools = greeting.spool.map { [$0] } ?? []
        state.sessions.insert(greeting.session)
        state.helpers.formUnion([greeting.keeper] + greeting.helpers)
    }

    /// Asks whether the host may be used; a shell that was started in vain goes again.
    private func enter(_ greeting: Bootstrap.Greeting, _ state: inout State) throws {
        guard let entry else { return }
        var told = greeting.arrival
        do {
            while case .again(let script) = try entry.judge(told) {
                let answer = try launcher.ask(Bootstrap.clean + script, wake: wake.reading)
                told = String(decoding: answer.stdout, as: UTF8.self)
            }
        } catch {
            leave(&state, departure: "")
            throw error
        }
    }

    /// Reaches a host again that had a shell before, and that may be starting at this moment.
    ///
    /// - Parameter deadline: until when it is tried; the last failure is thrown then.
    func reconnect(_ state: inout State, until deadline: ContinuousClock.Instant) throws {
        var pause = Duration.milliseconds(200)
        while true {
            do { return try start(&state) } catch let error as HostError
                where error.mayPass && ContinuousClock.now + pause < deadline
            {
                if RawIO.isReadable(wake.reading, withinMilliseconds: Int32(pause.wholeMilliseconds)) {
                    throw HostError(code: .cancelled, host: host, message: "stopped while connecting", advice: "resume")
                }
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Sees to it that a shell is there before a command is sent: what is sent on a dead link may have run or not.
    func ensureShell(_ state: inout State) throws {
        if state.shell != nil, try isShellThere(&state) { return }
        orphan(&state)
        state.reapShell()
        guard !launcher.isDirect, !state.sessions.isEmpty, !state.isHostLost else { return try start(&state) }
        guard state.isLinkGone else { return try reconnect(&state, until: .now + linkTimeout) }
        notice(
            """
            the connection to \(host) was lost while nothing ran there; reconnecting for up to \(linkTimeout.runbookText)
            """
        )
        let before = state.greeting?.bootID
        try reconnect(&state, until: .now + linkTimeout)
        state.isLinkGone = false
        notice(
            state.greeting?.bootID == before
                ? "reconnected to \(host)" : "reconnected to \(host); it was restarted meanwhile")
    }

    /// How long a link may be silent before it is asked whether it still carries anything.
    private static let silence = Duration.seconds(5)

    func isShellThere(_ state: inout State) throws -> Bool {
        let keeper = launcher.isDirect ? "" : token
        let loop = StepLoop(
            processes: processes, scope: scope(state), timeout: nil, grace: .seconds(1), wake: -1,
            output: state.afterwards ?? { _ in })
        let gone = try state.withShell { try loop.drainLate(from: $0, keeper: keeper) }
        if let gone {
            state.isLinkGone = gone == .link && !launcher.isDirect
            return false
        }
        guard launcher.address.kind == .ssh, ContinuousClock.now - state.lastHeard > ShellSession.silence else {
            return true
        }
        return try answers(&state)
    }

    /// Asks the shell for a sign of life, which runs nothing of a step.
    private func answers(_ state: inout State) throws -> Bool {
        let nonce = ShellProtocol.nonce()
        let text = ShellProtocol.text(
            for: Command(text: ":", isStrict: false), nonce: nonce, dialect: state.dialect,
            keepsOutput: state.greeting?.spool != nil)
        var scanners = Scanners(nonce: nonce, keeper: token)
        var loop = StepLoop(
            processes: processes, scope: ProcessScope(sessions: [], marker: ""), timeout: nil, grace: .seconds(1),
            wake: wake.reading,
            output: state.afterwards ?? { _ in })
        loop.isSSH = true
        let finding = try state.withShell { try loop.run(Array(text.utf8), in: $0, &scanners) }
        note(finding.jobs, state)
        if finding.isAnswered {
            state.lastHeard = .now
            return true
        }
        state.isLinkGone = finding.shellStatus == nil
        return false
    }
}

extension HostError {
    /// Whether it may be otherwise in a moment, as while a host starts.
    var mayPass: Bool { [.unreachable, .refused, .busy, .booting, .noAnswer, .noConnection, .noShell].contains(code) }
}

extension ShellSession.State {
    var logPath: String? {
        switch log {
        case .some(let file): file.path
        case .none: nil
        }
    }
}
