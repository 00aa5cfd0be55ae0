package import Glibc

/// A file descriptor that is closed when it goes away.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    /// A descriptor that somebody opened for us; one below 0 stands for none.
    package init(taking number: Int32) { self.number = number }

    package init(path: String, flags: Int32, mode: mode_t = 0o600) throws(SystemError) {
        while true {
            let opened = unsafe open(path, flags | O_CLOEXEC, mode)
            if opened >= 0 {
                number = opened
                return
            }
            if errno != EINTR { throw SystemError(number: errno, call: "open") }
        }
    }

    deinit { if number >= 0 { close(number) } }

    /// Makes reads and writes return at once; a descriptor that others share is changed for them too.
    package func setNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }

    /// Everything from the start of the file to its end.
    package func readAll() throws(SystemError) -> [UInt8] { try read(from: 0, count: Int.max) }

    /// So many bytes of a file from a place on, fewer at its end; the position of the descriptor stays.
    package func read(from offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        let wanted = min(count, max(0, try size() - offset))
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            while filled < wanted {
                let taken = unsafe pread(
                    number, buffer.baseAddress?.advanced(by: filled), wanted - filled, offset + filled)
                if taken == 0 { break }
                if taken < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    break
                }
                filled += taken
            }
        }
        guard failure == 0 else { throw SystemError(number: failure, call: "read") }
        return bytes
    }

    /// In bytes; 0 for what is not a file, a pipe for example.
    package func size() throws(SystemError) -> Int {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw SystemError(number: errno, call: "fstat") }
        return Int(status.st_size)
    }

    package func truncate(to length: Int) throws(SystemError) {
        guard ftruncate(number, length) == 0 else { throw SystemError(number: errno, call: "ftruncate") }
    }

    /// Returns when content and attributes are on disk (`fsync`).
    package func sync() throws(SystemError) {
        while fsync(number) != 0 {
            if errno != EINTR { throw SystemError(number: errno, call: "fsync") }
        }
    }

    /// Takes the file's advisory lock; false where another open file still has it after that time.
    package func lock(exclusive: Bool = true, withinMilliseconds limit: Int = 0) throws(SystemError) -> Bool {
        let pause = 5
        var waited = 0
        while flock(number, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                if waited >= limit { return false }
                usleep(UInt32(pause * 1000))
                waited += pause
            default: throw SystemError(number: errno, call: "flock")
            }
        }
        return true
    }

    /// Sets blocks aside for the first `length` bytes.
    package func allocate(_ length: Int) throws(SystemError) {
        let number = posix_fallocate(number, 0, length)
        guard number == 0 else { throw SystemError(number: number, call: "posix_fallocate") }
    }
}
