import CProvShims
import Glibc

/// A file descriptor that is closed when it goes away.
struct Descriptor: ~Copyable {
    let number: Int32

    init(taking number: Int32) { self.number = number }

    deinit { if number >= 0 { close(number) } }

    /// Both ends of a pipe, closed on exec, as large as the system lets us make it.
    static func pipe(size: Int32 = 1 << 20) throws(SystemError) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard unsafe prov_pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError(code: errno, call: "make a pipe") }
        _ = prov_set_pipe_size(ends[0], size)
        return Pipe(reading: Descriptor(taking: ends[0]), writing: Descriptor(taking: ends[1]))
    }

    func setNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
}

struct Pipe: ~Copyable {
    var reading: Descriptor
    var writing: Descriptor

    consuming func takeReading() -> Descriptor { reading }
    consuming func takeWriting() -> Descriptor { writing }
}
