import CProvShims
package import Glibc

/// `read(2)`, `write(2)` and `poll(2)` without pointers; what they return is the system's own answer, and `errno` says
/// why it is below 0.
package enum RawIO {
    /// Both ends of a new pipe, closed on exec, which nobody closes; for what a handler of signals writes to.
    package static func pipe() -> (reading: Int32, writing: Int32)? {
        var ends: [Int32] = [-1, -1]
        return unsafe prov_pipe2(&ends, O_CLOEXEC) == 0 ? (ends[0], ends[1]) : nil
    }

    /// Closed on exec, whatever the flags.
    package static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
        unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
    }

    /// What `fstat(2)` tells.
    package static func status(_ number: Int32) -> stat? {
        var status = stat()
        return unsafe fstat(number, &status) == 0 ? status : nil
    }

    /// Reads into a part of the buffer, from its offset to its end.
    package static func read(_ number: Int32, into buffer: inout [UInt8], at start: Int, fileOffset: Int) -> Int {
        unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe pread(
                number, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start, off_t(fileOffset))
        }
    }

    /// - Parameter most: how many bytes are read at most; as many as the buffer holds where it is `nil`.
    package static func read(_ number: Int32, into buffer: inout [UInt8], most: Int = .max) -> Int {
        unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, min($0.count, most)) }
    }

    /// One `write(2)`: how many bytes were taken, or -1 with `errno`; the caller tries again after EINTR.
    package static func write(_ number: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
    }

    /// To a socket, without a signal where nobody reads any more.
    package static func send(_ number: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// - Parameter milliseconds: how long it waits at most; below 0 for ever.
    @discardableResult package static func poll(_ polls: inout [pollfd], milliseconds: Int32) -> Int32 {
        unsafe Glibc.poll(&polls, nfds_t(polls.count), milliseconds)
    }

    /// Waits until there is something to read; false where there is nothing in that time.
    @discardableResult package static func isReadable(_ number: Int32, withinMilliseconds limit: Int32) -> Bool {
        var polls = [pollfd(fd: number, events: Int16(POLLIN), revents: 0)]
        return poll(&polls, milliseconds: limit) > 0
    }
}
