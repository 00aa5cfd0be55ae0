import Glibc
import ProvSystem
import Synchronization

/// The streams of the commands of one shell on this machine, apart from the shell's own.
///
/// The shell opens them by path for each command and closes them after it. Whoever still holds them then was left
/// running by the command: the streams stay with it, and the next command gets others.
final class StepStreams: Sendable {
    /// Where the shell finds them.
    struct Paths: Sendable {
        var stdout: String
        var stderr: String
    }

    let paths: Paths
    private let stdout: Descriptor
    private let stderr: Descriptor
    /// Our own writing ends: while a command runs, nobody having opened a stream is not its end.
    private let guards = Mutex<[Int32]>([])

    init() throws(SystemError) {
        stdout = try StepStreams.reading()
        stderr = try StepStreams.reading()
        paths = Paths(stdout: StepStreams.path(stdout.number), stderr: StepStreams.path(stderr.number))
    }

    deinit { release() }

    private static func reading() throws(SystemError) -> Descriptor {
        let end = try Pipe().takeReading()
        end.setNonBlocking()
        return end
    }

    static func path(_ number: Int32) -> String { "/proc/\(getpid())/fd/\(number)" }

    var numbers: [(number: Int32, stream: OutputStream)] { [(stdout.number, .stdout), (stderr.number, .stderr)] }

    /// Before a command.
    func hold() {
        guards.withLock { guards in
            guard guards.isEmpty else { return }
            guards = numbers.map { RawIO.open(StepStreams.path($0.number), O_WRONLY | O_NONBLOCK) }
        }
    }

    private func release() {
        guards.withLock { guards in
            for number in guards where number >= 0 { close(number) }
            guards = []
        }
    }

    /// Gives out what stands in the streams once their command is over: at least everything that was written before
    /// this call.
    ///
    /// - Returns: whether somebody still holds a stream.
    func finish(_ output: (OutputChunk) throws -> Void) rethrows -> Bool {
        release()
        var buffer = ReadBuffers.take()
        defer { ReadBuffers.giveBack(buffer) }
        var isHeld = false
        for (number, stream) in numbers {
            // What is in a pipe now is no more than it can hold; beyond that it belongs to what was left running.
            var room = max(Int(fcntl(number, StepStreams.getPipeSize)), 1 << 16)
            while true {
                let count = RawIO.read(number, into: &buffer, most: room)
                if count > 0 {
                    try output(OutputChunk(stream: stream, bytes: buffer[..<count]))
                    room -= count
                    if room > 0 { continue }
                    isHeld = true
                } else if count < 0 {
                    if errno == EINTR { continue }
                    isHeld = isHeld || errno == EAGAIN
                }
                break
            }
        }
        return isHeld
    }

    /// F_GETPIPE_SZ, which Glibc does not show.
    private static let getPipeSize: Int32 = 1032

    /// Whether a process has one of the streams open: a shell whose command said `exec 3>&1` keeps them for its later
    /// commands.
    func isHeld(by process: pid_t) -> Bool {
        let own = Set(numbers.compactMap { Files.linkTarget("/proc/self/fd/\($0.number)") })
        let names = (try? Files.unsortedNames(in: "/proc/\(process)/fd")) ?? []
        return names.contains { Files.linkTarget("/proc/\(process)/fd/\($0)").map(own.contains) ?? false }
    }
}
