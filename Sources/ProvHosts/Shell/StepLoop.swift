import Glibc
import ProvSystem

/// One scanner for each stream of a command.
struct Scanners {
    var stdout: MarkerScanner
    var stderr: MarkerScanner

    init(nonce: String, keeper: String = "") {
        stdout = MarkerScanner(nonce: nonce, keeper: keeper)
        stderr = MarkerScanner(nonce: nonce, keeper: keeper)
    }
}

/// Writes one command to a shell and reads until it is over: the blocking heart of a session.
struct StepLoop {
    /// How the loop ended.
    struct Finding {
        var code: Int?
        var directory: String?
        /// Set where the shell ended by itself: what its last command was.
        var exitingCommand: String?
        var state: [UInt8]?
        var jobs = ShellJobs()
        /// True where somebody holds the command's own streams after its end.
        var areStreamsHeld = false
        /// True where the shell's process is gone or going.
        var isShellGone = false
        /// What the one that waits for the shell said of its end: a shell's exit code.
        var shellStatus: Int?
        var shellPID: pid_t?
        var greeting: Bootstrap.Greeting?
        /// True where some of the command's text was given to the shell, or to the program that connects us with it.
        var wasSent = false
        /// True where the host was started again since the command was sent.
        var isHostRestarted = false
        /// Bytes of each stream that the host could not keep while the link was lost, at least.
        var dropped = 0
        /// The folder on the host that keeps what a lost command prints.
        var keptIn: KeptFolder?
        /// What carries the shell's streams from now on.
        var carriers: (tees: [Int32], helpers: [Int32])?
        /// True where both streams said that the command is over.
        var isAnswered = false
        /// Set where we ended the command.
        var endedBecause: Outcome.Ending?
    }

    let processes: any ProcessControl
    let scope: ProcessScope
    let timeout: Duration?
    let grace: Duration
    let wake: Int32
    /// True where an ssh client may put its own last words among the host's errors.
    var isSSH = false
    /// False where nobody looks at the output as it comes.
    var isLive = true
    /// The command's own streams; `nil` where they are the shell's.
    var streams: StepStreams?
    /// Where the shell's state comes from; -1 is its own output.
    var stateStream: Int32 = -1
    let output: @Sendable (OutputChunk) throws -> Void

    /// What is said of a command that was to be ended and may not have been.
    static let unreachable = "it could not be ended because the host is unreachable; it may still be running there"

    /// Milliseconds after which output that nobody looks at is taken out of a pipe that may be full.
    private static let patience: Int32 = 2

    /// Milliseconds after which a state that does not end is read while it comes.
    private static let stateInterval: Int32 = 500

    /// Milliseconds that the last output of a shell which is gone may take through what keeps it.
    private static let lastWait: Int32 = 100

    /// - Parameter scanners: one for each stream; a dropped link leaves them where they were.
    func run(_ text: [UInt8], in shell: borrowing ShellProcess, _ scanners: inout Scanners) throws -> Finding {
        var finding = Finding()
        var open = (stdout: true, stderr: true)
        // A shell on this machine answers on one stream.
        var done = (stdout: false, stderr: stateStream >= 0)
        var (written, stateBytes) = (0, [UInt8]())
        streams?.hold()
        var ender = CommandStopper(loop: self, deadline: timeout.map { ContinuousClock.now + $0 })
        var buffer = ReadBuffers.take()
        defer { ReadBuffers.giveBack(buffer) }
        var (shellEnded, quitMessage) = (false, QuitMessage())
        while !(done.stdout && done.stderr) {
            // bash writes its state line by line. What nobody waits for is taken in large pieces, so that it does not
            // wake us for each.
            let isLive = stateStream >= 0 || (isLive && finding.code == nil)
            let isLeaving = shellEnded || finding.shellStatus != nil
            let writes = written < text.count && !shellEnded
            var polls = polls(shell, (open.stdout && isLive, open.stderr), !shellEnded, ender.isWoken, writes)
            let wait = shellEnded ? 0 : isLeaving ? StepLoop.lastWait : isLive ? pause(ender) : StepLoop.patience
            let count = RawIO.poll(&polls, milliseconds: wait)
            if count < 0, errno != EINTR { throw SystemError(number: errno, call: "wait for the shell") }
            if polls[4].revents != 0 {
                written += write(text, from: written, to: shell.inputNumber, shellEnded: &shellEnded)
            }
            var didRead = try readOwn(polls[5...], &buffer)
            if count == 0, stateStream >= 0 { takeState(&stateBytes, &buffer) }
            if polls[0].revents != 0 || (!isLive && open.stdout) {
                let (bytes, isOpen) = drain(shell.output.number, &buffer)
                open.stdout = isOpen
                didRead = didRead || bytes > 0
                let markers = try scanners.stdout.feed(buffer[..<bytes]) {
                    try output(OutputChunk(stream: .stdout, bytes: $0))
                }
                for found in markers { StepLoop.note(found, in: &finding, done: &done.stdout) }
            }
            if polls[1].revents != 0 {
                let (bytes, isOpen) = drain(shell.errors.number, &buffer)
                open.stderr = isOpen
                didRead = didRead || bytes > 0
                let fresh = isSSH ? quitMessage.pass(buffer[..<bytes]) : buffer[..<bytes]
                let markers = try scanners.stderr.feed(fresh) { try output(OutputChunk(stream: .stderr, bytes: $0)) }
                if markers.contains(where: { $0 != .begun }) { done.stderr = true }
            }
            if polls[3].revents != 0 { ender.wake() }
            shellEnded = shellEnded || polls[2].revents != 0
            ender.act()
            if ender.isUnreachable, !(done.stdout && done.stderr) { break }
            // A shell that is gone leaves only what is in the pipes; children of its own may hold them open for ever.
            if isLeaving && !didRead || finding.greeting != nil { break }
        }
        if isSSH, !shellEnded || done.stdout {
            _ = try scanners.stderr.feed(quitMessage.release()) { try output(OutputChunk(stream: .stderr, bytes: $0)) }
        }
        finding.wasSent = written > 0
        finding.isShellGone = finding.isShellGone || shellEnded || finding.shellStatus != nil
        finding.isAnswered = done.stdout && done.stderr
        finding.endedBecause = ender.isUnreachable && !finding.isAnswered ? .lost(StepLoop.unreachable) : ender.reason
        try takeRest(&finding, stateBytes, &buffer)
        return finding
    }

    /// What is left in the command's own streams, and in that of the state.
    private func takeRest(_ finding: inout Finding, _ state: [UInt8], _ buffer: inout [UInt8]) throws {
        if let streams { finding.areStreamsHeld = try streams.finish(output) }
        guard stateStream >= 0 else { return }
        var state = state
        takeState(&state, &buffer)
        if finding.state != nil { finding.state = state }
    }

    /// What may happen next: on the shell's streams, at its end, at our being woken, in its input, and on the command's
    /// own streams.
    private func polls(
        _ shell: borrowing ShellProcess, _ open: (stdout: Bool, stderr: Bool), _ hasShell: Bool, _ isWoken: Bool,
        _ writes: Bool
    ) -> [pollfd] {
        let reads = [
            open.stdout ? shell.output.number : -1, open.stderr ? shell.errors.number : -1,
            hasShell ? shell.child.watch.number : -1,
            isWoken ? -1 : wake,
        ]
        let own = streams?.numbers.map(\.number) ?? []
        let input = pollfd(fd: writes ? shell.inputNumber : -1, events: Int16(POLLOUT), revents: 0)
        let poll = { (number: Int32) in pollfd(fd: number, events: Int16(POLLIN), revents: 0) }
        return reads.map(poll) + [input] + own.map(poll)
    }

    /// Gives out what came on the command's own streams; tells whether anything did.
    private func readOwn(_ polls: ArraySlice<pollfd>, _ buffer: inout [UInt8]) throws -> Bool {
        var didRead = false
        for (poll, entry) in zip(polls, streams?.numbers ?? []) where poll.revents != 0 {
            let (bytes, _) = drain(entry.number, &buffer)
            guard bytes > 0 else { continue }
            didRead = true
            try output(OutputChunk(stream: entry.stream, bytes: buffer[..<bytes]))
        }
        return didRead
    }

    /// A state longer than its pipe would hold up a shell that is not read from.
    private func pause(_ ender: CommandStopper) -> Int32 {
        let time = ender.milliseconds()
        return stateStream < 0 ? time : time < 0 ? StepLoop.stateInterval : min(time, StepLoop.stateInterval)
    }

    private func takeState(_ state: inout [UInt8], _ buffer: inout [UInt8]) {
        while true {
            let (bytes, _) = drain(stateStream, &buffer)
            guard bytes > 0 else { return }
            state += buffer[..<bytes]
        }
    }

    /// Gives out what the scanners held back because it could still have become a marker.
    func flush(_ scanners: inout Scanners) throws {
        try scanners.stdout.flush { try output(OutputChunk(stream: .stdout, bytes: $0)) }
        try scanners.stderr.flush { try output(OutputChunk(stream: .stderr, bytes: $0)) }
    }

    /// Takes what came in between two commands: output of what an earlier one left in the background.
    ///
    /// - Parameter keeper: the token the shell was started with on another host.
    /// - Returns: what has ended meanwhile, so that nothing must be sent any more; `nil` where all is there.
    func drainLate(from shell: borrowing ShellProcess, keeper: String) throws -> Gone? {
        var buffer = ReadBuffers.take()
        defer { ReadBuffers.giveBack(buffer) }
        var gone: Gone? = shell.child.hasEnded ? .link : nil
        for (number, stream) in [(shell.output.number, OutputStream.stdout), (shell.errors.number, .stderr)] {
            let (bytes, _) = drain(number, &buffer)
            guard bytes > 0 else { continue }
            var scanner = MarkerScanner(nonce: ShellProtocol.nonce(), keeper: keeper)
            let give = { try output(OutputChunk(stream: stream, bytes: $0)) }
            let markers = try scanner.feed(buffer[..<bytes], emit: give)
            try scanner.flush(emit: give)
            if markers.contains(where: { if case .ended = $0 { true } else { false } }) { gone = .shell }
        }
        return gone
    }

    /// What has ended between two commands.
    enum Gone { case shell, link }

    /// - Parameter done: becomes true where the marker is the stream's last.
    static func note(_ marker: MarkerScanner.Marker, in finding: inout Finding, done: inout Bool) {
        switch marker {
        case .begun: break
        case .identified(let pid): finding.shellPID = pid
        case .greeted(let greeting): finding.greeting = greeting
        case .carried(let tees, let helpers):
            finding.carriers = (tees, helpers)
            done = true
        case .ended(let status): finding.shellStatus = status
        case .listed: break
        case .stateLost: done = true
        case .returned(let code, let directory, let jobs):
            finding.jobs = jobs
            finding.code = code
            finding.directory = directory
            done = true
        case .exiting(let code, let directory, let command, let jobs):
            finding.jobs = jobs
            finding.code = code
            finding.directory = directory
            finding.exitingCommand = command
            finding.isShellGone = true
        case .settling(let code, let directory, let jobs):
            finding.jobs = jobs
            finding.code = code
            finding.directory = directory
        case .state(let state):
            finding.state = state
            done = true
        }
    }

    private func drain(_ number: Int32, _ buffer: inout [UInt8]) -> (bytes: Int, isOpen: Bool) {
        while true {
            let count = RawIO.read(number, into: &buffer)
            if count > 0 { return (count, true) }
            if count == 0 { return (0, false) }
            if errno == EINTR { continue }
            return (0, errno == EAGAIN)
        }
    }

    private func write(_ text: [UInt8], from start: Int, to number: Int32, shellEnded: inout Bool) -> Int {
        let count = RawIO.write(number, text[start...])
        if count < 0, errno == EPIPE { shellEnded = true }
        return max(0, count)
    }
}
