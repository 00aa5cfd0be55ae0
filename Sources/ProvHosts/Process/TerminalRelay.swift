import CProvShims
import Glibc

/// Runs a command on a terminal of its own and connects it with the user's: keys one way, output the other, recorded on
/// the way.
struct TerminalRelay {
    var timeout: Duration?
    var wake: Int32
    /// The user's terminal; -1 for a screen that is not there.
    var keyboard: Int32 = 0
    var screen: Int32 = 1

    /// Control-D, what a terminal takes for the end of its input.
    private static let endOfInput: UInt8 = 4
    /// What nobody reads stays in the terminal's buffer, which must not fill up.
    private static let mostEnds = 256

    /// - Parameter arguments: gets the path of a file that holds `script`, readable by us alone and gone afterwards.
    func run(
        _ arguments: (String) -> [String], script: String, environment: [String], directory: String?,
        started: (Int) -> Void,
        output: (OutputChunk) throws -> Void
    ) throws -> Outcome {
        let begun = ContinuousClock.now
        let file = try TemporaryFile(content: script)
        var name = [CChar](repeating: 0, count: 128)
        let master = Descriptor(taking: unsafe prov_open_terminal(&name, Int32(name.count)))
        guard master.number >= 0 else { throw SystemError(code: errno, call: "open a terminal") }
        copySize(to: master.number)
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let child = try ChildProcess(
            ChildProcess.Setup(
                arguments: arguments(file.path), environment: environment, directory: directory,
                standard: (-1, -1, -1), terminal: path))
        started(Int(child.pid))
        let raw = RawMode(keyboard)
        defer { raw.restore() }
        let reason = try relay(master.number, child.pid, child.watch.number, output)
        kill(-child.pid, SIGHUP)
        ProcessTable.endAll(ProcessScope(sessions: [child.pid], marker: "PROV_RELAY=\(child.pid)"))
        let status = child.reap()
        return Outcome(ending: reason ?? status, duration: ContinuousClock.now - begun, directory: directory)
    }

    /// Returns why we ended the command, or `nil` where it ended by itself.
    private func relay(_ master: Int32, _ pid: pid_t, _ watch: Int32, _ output: (OutputChunk) throws -> Void) throws
        -> Outcome.Ending?
    {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var hasKeyboard = true
        var endsTold = 0
        var size: (UInt16, UInt16) = (0, 0)
        while true {
            var polls = [
                pollfd(fd: master, events: Int16(POLLIN), revents: 0),
                pollfd(fd: hasKeyboard ? keyboard : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: watch, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            let ready = unsafe poll(&polls, nfds_t(polls.count), 250)
            // A terminal has no end of input: it is told to each reader, or a question would wait for an answer that
            // cannot come.
            if !hasKeyboard, ready == 0, endsTold < TerminalRelay.mostEnds {
                writeAll([TerminalRelay.endOfInput], to: master)
                endsTold += 1
            }
            if polls[0].revents != 0 {
                let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(master, $0.baseAddress, $0.count) }
                // The master's EIO is end of file: nobody holds the other side any more.
                if count <= 0, errno != EINTR, errno != EAGAIN { return nil }
                if count > 0 {
                    writeAll(buffer[..<count], to: screen)
                    try output(OutputChunk(stream: .stdout, bytes: buffer[..<count]))
                }
            } else if polls[2].revents != 0 {
                return nil
            }
            if polls[1].revents != 0 {
                let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(keyboard, $0.baseAddress, $0.count) }
                if count > 0 { writeAll(buffer[..<count], to: master) } else { hasKeyboard = false }
            }
            if polls[3].revents != 0 { return .cancelled }
            if let deadline, ContinuousClock.now >= deadline { return .timedOut }
            // Polled four times a second: a signal handler for SIGWINCH would be the whole process's.
            var now: (UInt16, UInt16) = (0, 0)
            if unsafe prov_get_winsize(screen, &now.0, &now.1) == 0, now != size {
                size = now
                copySize(to: master)
            }
        }
    }

    private func copySize(to master: Int32) {
        var rows: UInt16 = 0
        var columns: UInt16 = 0
        let isKnown = unsafe prov_get_winsize(screen, &rows, &columns) == 0 && rows > 0 && columns > 0
        // A program that asks for its size must not be given none.
        _ = isKnown ? prov_set_winsize(master, rows, columns) : prov_set_winsize(master, 24, 80)
    }

    private func writeAll(_ bytes: ArraySlice<UInt8>, to number: Int32) {
        var rest = number < 0 ? [] : bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR, errno != EAGAIN { return }
        }
    }
}

/// The user's terminal in raw mode, for as long as a command has it.
struct RawMode {
    private let number: Int32
    private var before = termios()
    private let isTerminal: Bool

    init(_ number: Int32) {
        self.number = number
        isTerminal = unsafe tcgetattr(number, &before) == 0
        guard isTerminal else { return }
        var raw = before
        unsafe cfmakeraw(&raw)
        unsafe tcsetattr(number, TCSADRAIN, &raw)
    }

    func restore() {
        guard isTerminal else { return }
        var copy = before
        unsafe tcsetattr(number, TCSADRAIN, &copy)
    }
}

/// A file that only we can read and that is removed when it goes away.
struct TemporaryFile: ~Copyable {
    let path: String

    init(content: String) throws(SystemError) { path = try TemporaryFile.write(content) }

    private static func write(_ content: String) throws(SystemError) -> String {
        var template = Array("/tmp/prov.XXXXXX".utf8CString)
        let file = Descriptor(taking: unsafe prov_temporary_file(&template))
        guard file.number >= 0 else { throw SystemError(code: errno, call: "make a temporary file") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var rest = Array(content.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file.number, $0.baseAddress, $0.count) }
            if count <= 0 {
                if errno == EINTR { continue }
                unsafe unlink(path)
                throw SystemError(code: errno, call: "write a temporary file")
            }
            rest = rest.dropFirst(count)
        }
        return path
    }

    deinit { unsafe unlink(path) }
}
