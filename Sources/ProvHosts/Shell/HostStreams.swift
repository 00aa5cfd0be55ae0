import ProvText
import Synchronization

/// Streams on another host that a command left to what it started: what is printed there is kept in files.
struct HostStreams {
    /// On the host.
    var folder: String
    /// What reads the streams there, as long as anybody holds them.
    var tees: [Int32]
    /// Of the command that they belong to: they know where it begins in a file, which may hold the end of the command
    /// before.
    var scanners: Scanners
    /// Where it begins in each file, once that is known.
    var beginnings: [OutputStream: Int] = [:]
    /// How much from there on was given out.
    var offsets: [OutputStream: Int]
    var output: @Sendable (OutputChunk) throws -> Void

    static let pieceSize = 1 << 20

    /// Prints a word as long as somebody holds the streams.
    var isHeldScript: String {
        "for p in \(tees.map(String.init).joined(separator: " ")); do IFS= read -r l </proc/$p/stat && "
            + "case ${l##*) } in Z*|X*) ;; *) echo held;; esac; done 2>/dev/null"
    }

    /// Prints what comes next in one of them.
    func script(_ stream: OutputStream) -> String {
        """
        tail -c +\((beginnings[stream] ?? 0) + (offsets[stream] ?? 0) + 1) \(file(stream)) | head -c \
        \(HostStreams.pieceSize)
        """
    }

    /// Prints the first of one of them.
    func headScript(_ stream: OutputStream) -> String { "head -c \(HostStreams.pieceSize) \(file(stream))" }

    private func file(_ stream: OutputStream) -> String {
        ShellText.quoted("\(folder)/\(stream == .stdout ? "out" : "err")")
    }

    mutating func findBeginning(of stream: OutputStream, in head: [UInt8]) {
        let scanner = stream == .stdout ? scanners.stdout : scanners.stderr
        beginnings[stream] = scanner.beginning(in: head)?.upperBound ?? 0
    }
}

extension ShellSession {
    /// Gives the shell on another host other streams: those it has stay with what the command left running.
    ///
    /// - Parameter scanners: know how much of the command's output has come.
    func switchStreams(leftBy background: Background, _ command: Command, _ scanners: Scanners, _ state: inout State)
        throws
    {
        guard let folder = state.spool, let index = state.leftovers.firstIndex(where: { $0.background == background })
        else { return }
        let output = command.afterwards ?? { _ in }
        let late = Mutex<[OutputStream: Int]>([:])
        let loop = StepLoop(
            processes: processes, scope: scope(state), timeout: .seconds(30), grace: .seconds(1), wake: -1
        ) { chunk in
            late.withLock { $0[chunk.stream, default: 0] += chunk.bytes.count }
            try output(chunk)
        }
        var old = Scanners(nonce: ShellProtocol.nonce(), keeper: token)
        let request = Array(ShellProtocol.streamsRequest(state.dialect).utf8)
        let carriers = try state.withShell { try loop.run(request, in: $0, &old) }.carriers
        try loop.flush(&old)
        let kept = [OutputStream.stdout: scanners.stdout.kept, .stderr: scanners.stderr.kept]
        let offsets = kept.merging(late.withLock { $0 }, uniquingKeysWith: +)
        state.leftovers[index].files = HostStreams(
            folder: folder, tees: state.tees, scanners: scanners, offsets: offsets, output: output)
        state.generation += 1
        guard let carriers, let folder = state.spool else { return loseShell(&state) }
        state.tees = carriers.tees
        state.helpers.formUnion(carriers.helpers)
        let nonce = ShellProtocol.nonce()
        var new = Scanners(nonce: nonce, keeper: token)
        let text = ShellProtocol.switching(to: folder, nonce: nonce, dialect: state.dialect)
        let finding = try state.withShell { try loop.run(Array(text.utf8), in: $0, &new) }
        note(finding.jobs, state)
        if !finding.isAnswered { loseShell(&state) }
    }

    /// The next command gets a shell of its own.
    private func loseShell(_ state: inout State) {
        orphan(&state)
        state.reapShell()
    }

    /// Takes what was printed on another host by what earlier commands left running, since it was last asked.
    func fetch(_ state: inout State) {
        for index in state.leftovers.indices {
            guard let files = state.leftovers[index].files, state.shell != nil else { continue }
            // Asked first: what was printed before the end is in the files then.
            let isHeld = (try? ask(HostStreams.command(files.isHeldScript), &state).output.isEmpty) == false
            for stream in [OutputStream.stdout, .stderr] { fetch(stream, index, &state) }
            if !isHeld { state.leftovers[index].background.releaseStreams() }
        }
    }

    private func fetch(_ stream: OutputStream, _ index: Int, _ state: inout State) {
        if let files = state.leftovers[index].files, files.beginnings[stream] == nil,
            let head = try? ask(HostStreams.command(files.headScript(stream)), &state).output
        {
            state.leftovers[index].files?.findBeginning(of: stream, in: head)
        }
        while let files = state.leftovers[index].files {
            guard let bytes = try? ask(HostStreams.command(files.script(stream)), &state).output, !bytes.isEmpty else {
                return
            }
            state.leftovers[index].files?.offsets[stream, default: 0] += bytes.count
            do { try files.output(OutputChunk(stream: stream, bytes: bytes[...])) } catch { return }
            if bytes.count < HostStreams.pieceSize { return }
        }
    }
}

extension HostStreams {
    fileprivate static func command(_ text: String) -> Command {
        var command = Command(text: text, isStrict: false, isIsolated: true, timeout: .seconds(60))
        command.grace = .seconds(1)
        return command
    }
}

extension ShellSession.State {
    /// Where the host keeps what the shell prints; `nil` where it does not.
    var spool: String? { greeting?.spool.map { "\($0)/\(generation)" } }
}
