import Glibc
import ProvSystem
import ProvText
import Synchronization

/// How a session's shell ends, and what it left running.
extension ShellSession {
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
        var command = Command(
            text: "sh -c \(ShellText.quoted(RemoteProcesses.listing(beside)))", isStrict: false, isIsolated: true,
            timeout: .seconds(20))
        command.grace = .seconds(1)
        return RemoteProcesses.survivors(in: (try? ask(command, &state).output) ?? [])
    }

    /// Runs something of our own in the shell; gives its standard output.
    func ask(_ command: Command, _ state: inout State) throws -> (outcome: Outcome, output: [UInt8]) {
        let collected = Mutex<[UInt8]>([])
        let outcome = try runInShell(
            command, { _ in },
            { chunk in
                if chunk.stream == .stdout { collected.withLock { $0.append(contentsOf: chunk.bytes) } }
            }, isLive: false, &state)
        return (outcome, collected.withLock { $0 })
    }

    package func remains(ofShell pid: Int, besides earlier: Set<Int>) async -> [Survivor] {
        guard let session = pid_t(exactly: pid), session > 1 else { return [] }
        let (processes, scope) = (processes, ProcessScope(sessions: [session], marker: ""))
        let found = try? await BlockingQueue.run {
            // What keeps the output of a session is prov's own, and lives as long as anything holds its streams.
            let members = (processes.members(scope) ?? []).filter { !Bootstrap.isHelper($0.command) }
            guard !members.isEmpty, !earlier.isEmpty else { return members }
            let own = processes.look(scope, since: .now - .seconds(1 << 31), besides: earlier)?.processes
            return members.filter { own?.contains($0.pid) ?? !earlier.contains($0.pid) }
        }
        return found ?? []
    }

    package func living(_ pids: Set<Int>) async -> [Survivor] {
        guard !pids.isEmpty else { return [] }
        let processes = processes
        return (try? await BlockingQueue.run { processes.living(pids) }) ?? []
    }

    package func close(keepingBackground: Bool) async -> [Survivor] {
        (try? await onThread { [self] state in
            self.launcher.isDirect
                ? self.closeHere(&state, keepingBackground: keepingBackground)
                : self.closeThere(&state, keepingBackground: keepingBackground)
        }) ?? []
    }

    private func closeHere(_ state: inout State, keepingBackground: Bool) -> [Survivor] {
        guard state.shell != nil else { return [] }
        wake.reset()
        review(&state)
        defer { closeLeftovers(keepingBackground: keepingBackground, &state) }
        var left: [Survivor] = []
        if keepingBackground {
            kill(state.shellPID, SIGKILL)
        } else {
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

    // MARK: On another host

    private func closeThere(_ state: inout State, keepingBackground: Bool) -> [Survivor] {
        let departure = entry?.departure() ?? ""
        defer { closeLeftovers(keepingBackground: keepingBackground, &state) }
        guard !state.isHostLost, !state.sessions.isEmpty else {
            state.reapShell()
            return []
        }
        lookBack(&state)
        guard !keepingBackground else {
            leave(&state, departure: departure)
            return []
        }
        noteEndWithSession(state)
        if state.leftovers.contains(where: { $0.files != nil }) {
            // What it prints to its end is there only as long as the shell is.
            let left = endBeside(&state)
            fetch(&state)
            leave(&state, departure: departure)
            return left
        }
        // Asked of the keeper, whom no step can have changed, once the shell is gone: one answer for all.
        let spared = state.helpers.union([state.shellPID])
        guard dismiss(&state), say(Bootstrap.goodbye(token: token, sparing: spared, departure: departure), &state)
        else {
            return closeFromOutside(&state, departure)
        }
        guard hears({ $0 == .listed }, &state) else {
            // It had nothing to list, and has gone.
            finish(&state)
            return []
        }
        let left = endBeside(&state)
        _ = say(Bootstrap.release(token: token, departure: departure), &state)
        finish(&state)
        return left
    }

    /// Takes what was left running printed until now; a link that is gone is not waited for.
    private func lookBack(_ state: inout State) {
        guard !state.leftovers.isEmpty, state.shell != nil else { return }
        wake.reset()
        if (try? isShellThere(&state)) == true { return review(&state) }
        orphan(&state)
        state.reapShell()
    }

    /// Ends what the steps left running, and gives it back.
    private func endBeside(_ state: inout State) -> [Survivor] {
        var others = scope(state)
        others.spared.insert(state.shellPID)
        var marked = others
        marked.sessions = []
        let left = processes.members(marked) ?? []
        guard !left.isEmpty else { return [] }
        processes.signal(others, SIGTERM)
        for _ in 0..<10 {
            if processes.members(others)?.isEmpty != false { break }
            usleep(200_000)
        }
        processes.endAll(others)
        return left
    }

    /// The same where the keeper does not answer: over connections of its own.
    private func closeFromOutside(_ state: inout State, _ departure: String) -> [Survivor] {
        let left = endBeside(&state)
        state.reapShell()
        forget(&state, departure)
        return left
    }

    /// Lets an idle shell go by itself, and what was kept of its output with it.
    func leave(_ state: inout State, departure: String) {
        if dismiss(&state), say(Bootstrap.release(token: token, departure: departure), &state) { return finish(&state) }
        state.reapShell()
        forget(&state, departure)
    }

    func forget(_ state: inout State, _ departure: String) {
        guard !state.spools.isEmpty || !departure.isEmpty else { return }
        _ = try? launcher.ask(Bootstrap.afterwards(state.spools, departure: departure))
        state.spools = []
    }

    /// Waits a moment for what connects us to end.
    private func finish(_ state: inout State) {
        state.shell?.leave()
        state.reapShell()
        state.spools = []
    }

    /// Makes the shell end, and waits until the keeper says so; false where it does not.
    private func dismiss(_ state: inout State) -> Bool {
        guard state.shell != nil else { return false }
        return say(state.dialect.words.dismissal, &state)
            && hears({ if case .ended = $0 { true } else { false } }, &state)
    }

    private func say(_ words: String, _ state: inout State) -> Bool {
        let bytes = Array(words.utf8)
        let written = try? state.withShell { shell in
            RawIO.write(shell.inputNumber, bytes[...])
        }
        return written == bytes.count
    }

    private static let patience = Duration.seconds(5)

    /// Reads until the keeper gives a sign; false where it has gone, or gives none in time.
    private func hears(_ sign: (MarkerScanner.Marker) -> Bool, _ state: inout State) -> Bool {
        let token = token
        let heard = try? state.withShell { shell in
            var scanner = MarkerScanner(nonce: token, keeper: token)
            var buffer = ReadBuffers.take()
            defer { ReadBuffers.giveBack(buffer) }
            let deadline = ContinuousClock.now + ShellSession.patience
            while ContinuousClock.now < deadline {
                var polls = [
                    pollfd(fd: shell.output.number, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: shell.errors.number, events: Int16(POLLIN), revents: 0),
                ]
                RawIO.poll(&polls, milliseconds: 100)
                if polls[1].revents != 0 {
                    _ = RawIO.read(shell.errors.number, into: &buffer)
                }
                guard polls[0].revents != 0 else {
                    if shell.child.hasEnded { return false }
                    continue
                }
                let count = RawIO.read(shell.output.number, into: &buffer)
                if count == 0 { return false }
                if scanner.feed(buffer[..<max(0, count)], emit: { _ in }).contains(where: sign) { return true }
            }
            return false
        }
        return heard ?? false
    }
}
