import CProvShims
import Glibc

/// Both ends of a pipe, closed on exec.
package struct Pipe: ~Copyable {
    package var reading: Descriptor
    package var writing: Descriptor

    /// - Parameter size: what it should hold; as much as the system lets us where that is less.
    package init(size: Int32 = 1 << 20) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe prov_pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError(number: errno, call: "make a pipe") }
        _ = prov_set_pipe_size(ends[0], size)
        reading = Descriptor(taking: ends[0])
        writing = Descriptor(taking: ends[1])
    }

    package consuming func takeReading() -> Descriptor { reading }
    package consuming func takeWriting() -> Descriptor { writing }
}
