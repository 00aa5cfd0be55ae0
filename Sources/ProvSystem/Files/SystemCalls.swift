import Glibc

/// The calls that decide whether a record is safe, replaceable so that tests can make them fail.
package struct SystemCalls: Sendable {
    /// As `write(2)`: how many bytes were taken, or minus the error number.
    package var write: @Sendable (_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int
    /// As `fdatasync(2)`: 0, or the error number.
    package var syncData: @Sendable (_ descriptor: Int32) -> Int32

    package init(
        write: @escaping @Sendable (Int32, ArraySlice<UInt8>) -> Int, syncData: @escaping @Sendable (Int32) -> Int32
    ) {
        self.write = write
        self.syncData = syncData
    }

    package static let real = SystemCalls(
        write: { descriptor, bytes in
            unsafe bytes.withUnsafeBytes { buffer in
                let count = unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                return count < 0 ? -Int(errno) : count
            }
        },
        syncData: { fdatasync($0) == 0 ? 0 : errno })

    /// Writes everything, going on after interruptions and short writes.
    package func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest)
            if count == -Int(EINTR) { continue }
            guard count >= 0 else { throw SystemError(number: Int32(-count), call: "write") }
            // A file that takes nothing and gives no reason takes no more.
            guard count > 0 else { throw SystemError(number: ENOSPC, call: "write") }
            rest = rest.dropFirst(count)
        }
    }

    /// Returns when the content is on disk (`fdatasync`).
    package func sync(_ descriptor: Int32) throws(SystemError) {
        while true {
            let number = syncData(descriptor)
            if number == 0 { return }
            if number != EINTR { throw SystemError(number: number, call: "fdatasync") }
        }
    }
}
