import ProvSystem
import ProvText

/// What of a session happens on the user's terminal, and its state as text.
extension ShellSession {
    func runOnTerminal(
        _ command: Command, _ started: (Int) -> Void, _ output: @escaping @Sendable (OutputChunk) throws -> Void,
        _ state: inout State
    ) throws -> Outcome {
        if !command.environment.isEmpty {
            // The session's shell takes what is new, so that this command's shell and later steps have it.
            _ = try runInShell(Command(text: ":", environment: command.environment), { _ in }, { _ in }, &state)
        }
        let last = try currentState(&state)
        let text =
            state.takeover(of: last, directory: command.directory ?? state.directory) + state.dialect.words.aliases
            + "\n" + ShellProtocol.script(for: command, dialect: state.dialect) + "\n"
        let relay = TerminalRelay(timeout: command.timeout, wake: wake.reading, screen: command.ownsScreen ? 1 : -1)
        if launcher.isDirect {
            return try relay.run(
                { ["bash", "--noprofile", "--norc", $0] }, script: text,
                environment: launcher.environment.adding(marker),
                directory: command.directory ?? state.directory, started: started, output: output)
        }
        let shell = state.dialect == .bash ? "bash --noprofile --norc" : "sh"
        return try onHostTerminal(text, "\(shell) \"$f\"", relay, started, output, &state)
    }

    package func openUserShell() async throws {
        try await onThread { [self] state in
            let last = try self.currentState(&state)
            let text =
                state.takeover(of: last, directory: state.directory) + state.dialect.words.aliases + "\n"
                + state.dialect.words.returning + "\nPS1='(prov) \\w \\$ '; PROMPT_COMMAND=\n"
            let relay = TerminalRelay(timeout: nil, wake: -1)
            if self.launcher.isDirect {
                _ = try relay.run(
                    { ["bash", "--noprofile", "--rcfile", $0, "-i"] }, script: text,
                    environment: self.launcher.environment.adding(self.marker),
                    directory: state.directory, started: { _ in }, output: { _ in })
            } else {
                let shell = state.dialect == .bash ? "bash --noprofile --rcfile \"$f\" -i" : "ENV=\"$f\" sh -i"
                _ = try self.onHostTerminal(text, shell, relay, { _ in }, { _ in }, &state)
            }
        }
    }

    /// Brings a script to the host as a file that is gone afterwards, and runs it there on a terminal of its own.
    private func onHostTerminal(
        _ script: String, _ program: String, _ relay: TerminalRelay, _ started: (Int) -> Void,
        _ output: @escaping @Sendable (OutputChunk) throws -> Void, _ state: inout State
    ) throws -> Outcome {
        var bring = Command(
            text:
                """
                f=$(umask 077; mktemp "${TMPDIR:-/tmp}/prov.XXXXXX") && printf %s \(ShellText.quoted(script)) \
                >|"$f" && printf %s "$f"
                """,
            isIsolated: true, timeout: .seconds(30))
        bring.grace = .seconds(1)
        let (outcome, path) = try ask(bring, &state)
        guard outcome.ending == .exited(0) else {
            throw HostError(
                code: .noTemporaryFile, host: host, message: "could not write a temporary file on the host",
                advice: "check whether its disk is full or /tmp is read-only")
        }
        let file = ShellText.quoted(String(decoding: path, as: UTF8.self))
        let words = launcher.arguments(
            "f=\(file); \(marker); export PROV_SESSION; \(program); r=$?; rm -f -- \"$f\"; exit $r", onTerminal: true)
        return try relay.run(
            { _ in words }, script: "", environment: launcher.environment, directory: nil, started: started,
            output: output)
    }

    func currentState(_ state: inout State) throws -> String {
        if state.shell == nil { try start(&state) }
        // Nothing of the steps' runs here: the state comes with the end of any command.
        var command = Command(text: "", timeout: .seconds(30))
        command.isStrict = false
        command.keepsState = true
        return try ask(command, &state).outcome.state ?? state.lastState ?? ""
    }

    package func dumpState() async throws -> String {
        try await onThread { [self] state in try self.currentState(&state) }
    }

    package func restoreState(_ text: String, isOfAnotherUser: Bool) async throws {
        let dialect = dialect
        let restoring = dialect == .bash ? ShellState.restore(text) : PosixState.restore(text)
        var command = Command(text: isOfAnotherUser ? Identity.kept(over: restoring) : restoring, timeout: .seconds(60))
        command.isStrict = false
        _ = try await run(command, started: { _ in }, output: { _ in })
    }
}
