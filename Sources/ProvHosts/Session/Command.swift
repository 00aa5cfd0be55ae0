package import ProvText

/// Something to run on a host: text for an interpreter, with the world it runs in.
package struct Command: Sendable {
    package enum Input: Sendable {
        case empty
        /// The user's terminal becomes the command's controlling terminal; output is still recorded.
        case terminal
    }

    /// Whether the session waits for it.
    package enum Launch: Sendable, Equatable {
        case foreground
        /// Goes on beside later commands; ended when the session closes.
        case background
        /// Waited for like any other, but what it leaves running outlives the session.
        case detached
    }

    package var text: String
    /// The line of its source file at which the text begins, from 1: messages of bash, and of interpreters that count
    /// lines in the same way, then name lines of that file.
    package var firstLine = 1
    package var launch = Launch.foreground
    package var interpreter: Interpreter
    /// `set -e -o pipefail` for the time of the command; the shell's own options come back afterwards.
    package var isStrict: Bool
    /// True runs it in a subshell (session) so that nothing it sets stays.
    package var isIsolated: Bool
    /// True gives both streams as one, in order, as a terminal shows them.
    package var joinsErrors = false
    /// True wants the shell's state afterwards (`Outcome.state`).
    package var keepsState = false
    /// Variables exported for this and later commands of the session.
    package var environment: [(name: String, value: String)]
    /// Variables exported for this command only.
    package var ownEnvironment: [(name: String, value: String)] = []
    /// Variables of the command alone that have what other variables of the shell have, before `ownEnvironment`.
    package var aliases: [(name: String, source: String)] = []
    /// Directory for this command only; `nil` is where the session stands.
    package var directory: String?
    package var input: Input
    /// Whether a command with the user's terminal also writes to it; its output is given out either way.
    package var ownsScreen = true
    package var timeout: Duration?
    /// From TERM to KILL.
    package var grace: Duration = .seconds(5)

    /// Gets what the command's processes print after its end, on a thread of its own; for a background command,
    /// everything.
    package var afterwards: (@Sendable (OutputChunk) throws -> Void)?

    package init(
        text: String, interpreter: Interpreter = .session, isStrict: Bool = true, isIsolated: Bool = false,
        environment: [(name: String, value: String)] = [], directory: String? = nil, input: Input = .empty,
        timeout: Duration? = nil
    ) {
        self.text = text
        self.interpreter = interpreter
        self.isStrict = isStrict
        self.isIsolated = isIsolated
        self.environment = environment
        self.directory = directory
        self.input = input
        self.timeout = timeout
    }
}

extension Outcome.Ending {
    /// As it stands in a message.
    package var words: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let signal): "ended by signal \(signal)"
        case .timedOut: "it timed out"
        case .cancelled: "it was stopped"
        case .lost(let how): how
        }
    }
}

/// The stream of a command that a piece of output came from; both are kept apart also over ssh.
package enum OutputStream: String, Sendable { case stdout, stderr }

/// A piece of output as it came; never longer than the read buffer.
package struct OutputChunk: Sendable {
    package var stream: OutputStream
    package var bytes: ArraySlice<UInt8>

    package init(stream: OutputStream, bytes: ArraySlice<UInt8>) {
        self.stream = stream
        self.bytes = bytes
    }
}

/// What the host said about a command that was started; a failing command is an outcome, not an error.
package struct Outcome: Sendable, Equatable {
    /// How it came to its end. What ends a command from outside is not an exit code, whatever the shell says.
    package enum Ending: Sendable, Equatable {
        case exited(Int)
        case signalled(Int)
        /// Its process group was ended after the time-out.
        case timedOut
        /// Its process group was ended because we were asked to stop.
        case cancelled
        /// The shell or the link went away; whether the command ended is not known. The text says how.
        case lost(String)
    }

    package var ending: Ending
    package var duration: Duration
    /// Where the session stands now.
    package var directory: String?
    /// True where the command ended the shell (`exit`, `exec`, kill -9) and a new one took over its state.
    package var didRestartShell: Bool
    /// True where the command left the shell with code 0 (`exit 0`, `exec`), so that what stands after it never ran.
    package var endedEarly = false
    /// The shell's state after it, where the command asked for it and the shell lived to tell, or took it along as it
    /// ended.
    package var state: String?
    /// True where the host was started again while the command ran: what it did until then is not known, and it runs no
    /// more.
    package var didRestartHost = false
    /// Bytes of its output that were dropped on the host because the link was lost and more was printed than is kept
    /// there; at least.
    package var droppedBytes = 0
    /// The folder on the host that has what a lost command printed.
    package var keptIn: KeptFolder?
    /// The command that failed first; `nil` if the shell does not know, as a POSIX shell.
    package var failed: FailedCommand?
    /// How many lines bash had counted before the first one of the text; `nil` if it is not known. What its messages
    /// call line N is line N minus this of the text.
    package var linesBefore: Int?

    /// What it left running; `nil` where that is nothing.
    package var background: Background?

    package init(ending: Ending, duration: Duration, directory: String? = nil, didRestartShell: Bool = false) {
        self.ending = ending
        self.duration = duration
        self.directory = directory
        self.didRestartShell = didRestartShell
    }
}

/// The command of a text that failed first, as bash knows it.
package struct FailedCommand: Sendable, Equatable {
    /// Its line in the text, from 1; of a pipeline the line of its last member. In a function that an earlier command
    /// defined, a line of that command's source.
    package var line: Int
    /// As bash prints it; of a pipeline the last member, of a long one the beginning.
    package var text: String
    /// The exit codes of the pipeline's members, the first one first.
    package var statuses: [Int]

    package init(line: Int, text: String, statuses: [Int]) {
        self.line = line
        self.text = text
        self.statuses = statuses
    }

    /// What the shell says: `4:8:0 7:grep x`, with the line at which it began to read the text, the line of the
    /// command, the codes, the command.
    init?(told: String) {
        guard let before = FailedCommand.linesBefore(told: told) else { return nil }
        let parts = told.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let line = Int(parts[1]) else { return nil }
        let text = parts[3].drop { $0 == " " }
        // A command of the protocol failed, not one of the text.
        guard !text.isEmpty, !text.lines[0].contains("__pv_") else { return nil }
        self.init(
            line: line - before, text: String(text),
            statuses: parts[2].split(separator: " ").compactMap { Int($0) })
    }

    /// How many lines the shell had counted before the text, of the same.
    static func linesBefore(told: String) -> Int? { Int(told.prefix { $0 != ":" }).map { $0 - 1 } }
}

/// A process a step left running in the background.
package struct Survivor: Sendable, Equatable {
    package var pid: Int
    package var command: String

    package init(pid: Int, command: String) {
        self.pid = pid
        self.command = command
    }

    /// `sleep 300 (pid 42)`, without what is too long for a line.
    package var words: String {
        let line = command.lines.first.map(String.init) ?? command
        let short = line.count > 100 || line.utf8.count < command.utf8.count ? line.prefix(99) + "…" : line[...]
        return "\(short) (pid \(pid))"
    }
}

/// Our inability to find out; a command that ran and failed is an `Outcome` instead.
package struct HostError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for machines and documentation.
    package enum Code: String, Sendable, CaseIterable {
        case authentication
        case becomePassword = "become-password"
        case becomeRefused = "become-refused"
        case booting
        case busy
        case cancelled
        case diskFull = "disk-full"
        case hostKeyChanged = "host-key-changed"
        case hostKeyUnknown = "host-key-unknown"
        case locked
        case needsTerminal = "needs-terminal"
        case noAnswer = "no-answer"
        case noBecome = "no-become"
        case noClient = "no-client"
        case noConnection = "no-connection"
        case noContainer = "no-container"
        case noDescriptors = "no-descriptors"
        case noResources = "no-resources"
        case noShell = "no-shell"
        case noTemporaryFile = "no-temporary-file"
        case noUser = "no-user"
        case notRead = "not-read"
        case passwordLogin = "password-login"
        case permissionDenied = "permission-denied"
        case refused
        case spawnFailed = "spawn-failed"
        case tooMuchOutput = "too-much-output"
        case unknownHost = "unknown-host"
        case unknownName = "unknown-name"
        case unreachable
    }

    package var code: Code
    package var host: String
    /// What happened and why.
    package var message: String
    /// What to do next.
    package var advice: String

    package init(code: Code, host: String, message: String, advice: String) {
        self.code = code
        self.host = host
        self.message = message
        self.advice = advice
    }

    package var description: String { "\(host): \(message); \(advice)" }
}

extension Command {
    /// What is assigned for the command alone, each as a word of the shell.
    var assignments: [(name: String, word: String)] {
        aliases.map { (name: $0.name, word: "\"${\($0.source)-}\"") }
            + ownEnvironment.map { (name: $0.name, word: ShellText.quoted($0.value)) }
    }
}
