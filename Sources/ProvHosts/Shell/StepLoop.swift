import Glibc

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
    let output: @Sendable (OutputChunk) throws -> Void

    /// What is said of a command that was to be ended and may not have been.
    static let unreachable = "it was to be ended, and the host cannot be reached any more; it may still run there"

    /// Milliseconds after which output that nobody looks at is taken out of a pipe that may be full.
    private static let patience: Int32 = 2

    /// Milliseconds that the last output of a shell which is gone may take through what keeps it.
    private static let farewell: Int32 = 100

    /// - Parameter scanners: one for each stream; a dropped link leaves them where they were.
    func run(_ text: [UInt8], in shell: borrowing ShellProcess, _ scanners: inout Scanners) throws -> Finding {
        var finding = Finding()
        var open = (stdout: true, stderr: true)
        var done = (stdout: false, stderr: false)
        var written = 0
        var ender = Ender(loop: self, deadline: timeout.map { ContinuousClock.now + $0 })
        var buffer = ReadBuffers.take()
        defer { ReadBuffers.giveBack(buffer) }
        var shellEnded = false
        var quitMessage = QuitMessage()
        while !(done.stdout && done.stderr) {
            // bash writes its state line by line. What nobody waits for is taken in large pieces, so that it does not wake us for each.
            let isLive = isLive && finding.code == nil
            let isLeaving = shellEnded || finding.shellStatus != nil
            var polls = [
                pollfd(fd: open.stdout && isLive ? shell.output.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: open.stderr ? shell.errors.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: shellEnded ? -1 : shell.child.watch.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ender.isWoken ? -1 : wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: written < text.count && !shellEnded ? shell.inputNumber : -1, events: Int16(POLLOUT), revents: 0),
            ]
            let wait = shellEnded ? 0 : isLeaving ? StepLoop.farewell : isLive ? ender.milliseconds() : StepLoop.patience
            let count = unsafe poll(&polls, nfds_t(polls.count), wait)
            if count < 0, errno != EINTR { throw SystemError(code: errno, call: "wait for the shell") }
            if polls[4].revents != 0 { written += write(text, from: written, to: shell.inputNumber, shellEnded: &shellEnded) }
            var didRead = false
            if polls[0].revents != 0 || (!isLive && open.stdout) {
                let (bytes, isOpen) = drain(shell.output.number, &buffer)
                open.stdout = isOpen
                didRead = didRead || bytes > 0
                let markers = try scanners.stdout.feed(buffer[..<bytes]) { try output(OutputChunk(stream: .stdout, bytes: $0)) }
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
            if polls[2].revents != 0 { shellEnded = true }
            ender.act()
            if ender.isUnreachable, !(done.stdout && done.stderr) { break }
            // A shell that is gone leaves only what is in the pipes; children of its own may hold them open for ever.
            if isLeaving, !didRead { break }
            if finding.greeting != nil { break }
        }
        if isSSH, !shellEnded || done.stdout {
            _ = try scanners.stderr.feed(quitMessage.release()) { try output(OutputChunk(stream: .stderr, bytes: $0)) }
        }
        finding.wasSent = written > 0
        finding.isShellGone = finding.isShellGone || shellEnded || finding.shellStatus != nil
        finding.isAnswered = done.stdout && done.stderr
        finding.endedBecause = ender.reason
        if ender.isUnreachable, !finding.isAnswered { finding.endedBecause = .lost(StepLoop.unreachable) }
        return finding
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
            let give = { try output(OutputChunk(stream: stream, bytes: $0, isLate: true)) }
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
        case .ended(let status): finding.shellStatus = status
        case .listed: break
        case .stateLost: done = true
        case .returned(let code, let directory):
            finding.code = code
            finding.directory = directory
            done = true
        case .exiting(let code, let directory, let command):
            finding.code = code
            finding.directory = directory
            finding.exitingCommand = command
            finding.isShellGone = true
        case .settling(let code, let directory):
            finding.code = code
            finding.directory = directory
        case .state(let state):
            finding.state = state
            done = true
        }
    }

    private func drain(_ number: Int32, _ buffer: inout [UInt8]) -> (bytes: Int, isOpen: Bool) {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, $0.count) }
            if count > 0 { return (count, true) }
            if count == 0 { return (0, false) }
            if errno == EINTR { continue }
            return (0, errno == EAGAIN)
        }
    }

    private func write(_ text: [UInt8], from start: Int, to number: Int32, shellEnded: inout Bool) -> Int {
        let count = unsafe text[start...].withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        if count < 0, errno == EPIPE { shellEnded = true }
        return max(0, count)
    }
}
