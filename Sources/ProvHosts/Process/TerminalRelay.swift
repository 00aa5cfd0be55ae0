import Glibc
import ProvSystem

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
        _ arguments: (String) -> [String], script: String, environment: Environment, directory: String?,
        started: (Int) -> Void,
        output: (OutputChunk) throws -> Void
    ) throws -> Outcome {
        let begun = ContinuousClock.now
        let file = try TemporaryFile(content: script)
        let terminal = try PseudoTerminal()
        let master = terminal.master.number
        copySize(to: master)
        let child = try ChildProcess(
            ChildProcess.Setup(
                arguments: arguments(file.path), environment: environment, directory: directory,
                standard: (-1, -1, -1), terminal: terminal.path))
        started(Int(child.pid))
        let settings = TerminalSettings(of: keyboard)
        settings?.raw.apply()
        defer { settings?.apply() }
        let reason = try relay(master, child.pid, child.watch.number, output)
        kill(-child.pid, SIGHUP)
        ProcessTable.endAll(ProcessScope(sessions: [child.pid], marker: "PROV_RELAY=\(child.pid)"))
        let status = Outcome.Ending(child.reap())
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
            let ready = RawIO.poll(&polls, milliseconds: 250)
            // A terminal has no end of input: it is told to each reader, or a question would wait for an answer that
            // cannot come.
            if !hasKeyboard, ready == 0, endsTold < TerminalRelay.mostEnds {
                writeAll([TerminalRelay.endOfInput], to: master)
                endsTold += 1
            }
            if polls[0].revents != 0 {
                let count = RawIO.read(master, into: &buffer)
                // The master's EIO is end of file: nobody holds the other side any more.
                if count <= 0, errno != EINTR, errno != EAGAIN { return nil }
                if count > 0 {
                    writeAll(buffer[..<count], to: screen)
                    try output(OutputChunk(stream: .stdout, bytes: buffer[..<count]))
                }
            } else if polls[2].revents != 0 {
                // What it wrote after its terminal was looked at, and before its end was.
                if RawIO.isReadable(master, withinMilliseconds: 0) { continue }
                return nil
            }
            if polls[1].revents != 0 {
                let count = RawIO.read(keyboard, into: &buffer)
                if count > 0 { writeAll(buffer[..<count], to: master) } else { hasKeyboard = false }
            }
            if polls[3].revents != 0 { return .cancelled }
            if let deadline, ContinuousClock.now >= deadline { return .timedOut }
            // Polled four times a second: a signal handler for SIGWINCH would be the whole process's.
            if let now = TerminalSettings.size(of: screen), now != size {
                size = now
                copySize(to: master)
            }
        }
    }

    private func copySize(to master: Int32) {
        // A program that asks for its size must not be given none.
        let size = TerminalSettings.size(of: screen).flatMap { $0.rows > 0 && $0.columns > 0 ? $0 : nil }
        TerminalSettings.setSize(size ?? (24, 80), of: master)
    }

    private func writeAll(_ bytes: ArraySlice<UInt8>, to number: Int32) {
        var rest = number < 0 ? [] : bytes
        while !rest.isEmpty {
            let count = RawIO.write(number, rest)
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR, errno != EAGAIN { return }
        }
    }
}
