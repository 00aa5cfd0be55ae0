import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// What a command printed, unmasked; for expectations, captures and probes only, never for the record.
struct CollectedOutput: Sendable {
    var stdout: [UInt8] = []
    var stderr: [UInt8] = []
    /// The streams on which more was printed than `OutputPipeline.limit`.
    var cut: Set<OutputStream> = []

    /// Both are one where the command joined them.
    subscript(stream: Expectation.Stream) -> [UInt8] {
        switch stream {
        case .stdout, .both: stdout
        case .stderr: stderr
        }
    }

    /// Whether what is compared is not all that was printed.
    func isCut(_ stream: Expectation.Stream) -> Bool { cut.contains(stream == .stderr ? .stderr : .stdout) }

    /// What a further command printed, on lines of its own.
    mutating func append(_ other: CollectedOutput) {
        if let last = stdout.last, last != ASCII.newline { stdout.append(ASCII.newline) }
        if let last = stderr.last, last != ASCII.newline { stderr.append(ASCII.newline) }
        let limit = OutputPipeline.limit
        cut.formUnion(other.cut)
        if stdout.count + other.stdout.count > limit { cut.insert(.stdout) }
        if stderr.count + other.stderr.count > limit { cut.insert(.stderr) }
        stdout += other.stdout.prefix(max(0, limit - stdout.count))
        stderr += other.stderr.prefix(max(0, limit - stderr.count))
    }
}

/// What came of one command, as far as the engine goes on with it.
struct ActionResult: Sendable {
    /// `nil` where the command could not even be started; `trouble` says why.
    var outcome: Outcome?
    var trouble: String?
    var collected: CollectedOutput
    /// The last lines of both streams as they came, masked.
    var tail: String
    /// The last line of its errors, masked, without what bash puts before its own; empty if there is none.
    var lastError = ""
    /// Where the command stands that failed, if that is known.
    var place: CommandPlace?
    /// What seemed to be a server, while it ran.
    var server: ServerSeen?
    /// What it was given.
    var timeout: Duration?

    /// The output as text, for what is compared or shown: bytes that are not UTF-8 are replaced in it.
    var output: String { String(decoding: collected.stdout, as: UTF8.self) }
    /// What was started in the background, where the command is that.
    var running: BackgroundRecords.Entry?

    var didSucceed: Bool { outcome?.ending == .exited(0) && trouble == nil }

    var failure: String { failure(expected: 0) }

    /// Why it did not succeed, in one line, and the last line of its errors in another.
    ///
    /// - Parameter expected: the exit code that would have been right.
    func failure(expected: Int) -> String {
        guard let outcome else { return trouble ?? "it could not be started" }
        if let trouble { return trouble }
        switch outcome.ending {
        case .exited(let code):
            let place = place.map { " at \($0)" } ?? ""
            let pipe = code == 141 ? " (it wrote to a pipe whose reader had ended: SIGPIPE)" : ""
            let other = expected == 0 ? "" : ", expected exit code \(expected)"
            let comma = other.isEmpty || place.isEmpty ? "" : ","
            return "exit code \(code)\(other)\(comma)\(place)\(pipe)" + (lastError.isEmpty ? "" : "\n\(lastError)")
        case .signalled(let signal): return "ended by signal \(signal)"
        case .timedOut:
            let time = timeout.map { "within \($0.runbookText)" } ?? "in time"
            return "did not end \(time)\(server.map { ": \($0.cause)" } ?? ""); its processes were ended"
                + (server == nil ? "" : "; \(ServerSeen.advice)")
        case .cancelled: return "stopped by the operator; its processes were ended"
        case .lost(let how): return "its end was not recorded: \(how)"
        }
    }
}
