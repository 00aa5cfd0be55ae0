import Glibc
import Synchronization

/// Wakes a thread that sleeps in `poll`, from any other thread.
final class WakePipe: Sendable {
    let reading: Int32
    private let writing: Int32

    init() throws(SystemError) {
        let pipe = try Descriptor.pipe(size: 4096)
        reading = fcntl(pipe.reading.number, F_DUPFD_CLOEXEC, 3)
        writing = fcntl(pipe.writing.number, F_DUPFD_CLOEXEC, 3)
        guard reading >= 0, writing >= 0 else { throw SystemError(code: errno, call: "make a pipe") }
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(reading)
        close(writing)
    }

    func signal() {
        var byte: UInt8 = 1
        _ = unsafe write(writing, &byte, 1)
    }

    /// Forgets earlier signals.
    func reset() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while unsafe read(reading, &bytes, 16) > 0 {}
    }
}
