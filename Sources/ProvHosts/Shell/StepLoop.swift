import Glibc

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
        /// Set where we ended the command.
        var endedBecause: Outcome.Ending?
    }

    let sessions: Set<pid_t>
    let marker: String
    let timeout: Duration?
    let grace: Duration
    let wake: Int32
    /// False where nobody looks at the output as it comes.
    var isLive = true
    let output: @Sendable (OutputChunk) throws -> Void

    private static let bufferSize = 256 << 10
    /// Milliseconds after which output that nobody looks at is taken out of a pipe that may be full.
    private static let patience: Int32 = 2

    func run(_ text: [UInt8], nonce: String, in shell: borrowing ShellProcess) throws -> Finding {
        var finding = Finding()
        var scanners = (stdout: MarkerScanner(nonce: nonce), stderr: MarkerScanner(nonce: nonce))
        var open = (stdout: true, stderr: true)
        var done = (stdout: false, stderr: false)
        var written = 0
        var ender = Ender(loop: self, shell: shell.child.pid, deadline: timeout.map { ContinuousClock.now + $0 })
        var buffer = [UInt8](repeating: 0, count: StepLoop.bufferSize)
        var shellEnded = false
        while !(done.stdout && done.stderr) {
            // bash writes its state line by line. What nobody waits for is taken in large pieces, so that it does not wake us for each.
            let isLive = isLive && finding.code == nil
            var polls = [
                pollfd(fd: open.stdout && isLive ? shell.output.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: open.stderr ? shell.errors.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: shellEnded ? -1 : shell.child.watch.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ender.isWoken ? -1 : wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: written < text.count && !shellEnded ? shell.input.number : -1, events: Int16(POLLOUT), revents: 0),
            ]
            let wait = shellEnded ? 0 : isLive ? ender.milliseconds() : StepLoop.patience
            let count = unsafe poll(&polls, nfds_t(polls.count), wait)
            if count < 0, errno != EINTR { throw SystemError(code: errno, call: "wait for the shell") }
            if polls[4].revents != 0 { written += write(text, from: written, to: shell.input.number, shellEnded: &shellEnded) }
            var didRead = false
            if polls[0].revents != 0 || (!isLive && open.stdout) {
                let (bytes, isOpen) = drain(shell.output.number, &buffer)
                open.stdout = isOpen
                didRead = didRead || bytes > 0
                let markers = try scanners.stdout.feed(buffer[..<bytes]) { try output(OutputChunk(stream: .stdout, bytes: $0)) }
                for found in markers { note(found, in: &finding, done: &done.stdout) }
            }
            if polls[1].revents != 0 {
                let (bytes, isOpen) = drain(shell.errors.number, &buffer)
                open.stderr = isOpen
                didRead = didRead || bytes > 0
                let markers = try scanners.stderr.feed(buffer[..<bytes]) { try output(OutputChunk(stream: .stderr, bytes: $0)) }
                if !markers.isEmpty { done.stderr = true }
            }
            if polls[3].revents != 0 { ender.wake() }
            if polls[2].revents != 0 { shellEnded = true }
            ender.act()
            // A shell that is gone leaves only what is in the pipes; children of its own may hold them open for ever.
            if shellEnded, !didRead { break }
        }
        try scanners.stdout.flush { try output(OutputChunk(stream: .stdout, bytes: $0)) }
        try scanners.stderr.flush { try output(OutputChunk(stream: .stderr, bytes: $0)) }
        finding.isShellGone = finding.isShellGone || shellEnded
        finding.endedBecause = ender.reason
        return finding
    }

    /// Takes what came in between two commands: output of what an earlier one left in the background.
    func drainLate(from shell: borrowing ShellProcess) throws {
        var buffer = [UInt8](repeating: 0, count: StepLoop.bufferSize)
        for (number, stream) in [(shell.output.number, OutputStream.stdout), (shell.errors.number, .stderr)] {
            let (bytes, _) = drain(number, &buffer)
            if bytes > 0 { try output(OutputChunk(stream: stream, bytes: buffer[..<bytes], isLate: true)) }
        }
    }

    private func note(_ marker: MarkerScanner.Marker, in finding: inout Finding, done: inout Bool) {
        switch marker {
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
