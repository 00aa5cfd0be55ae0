import Synchronization

/// Buffers for reading from shells: fresh ones cost more to be zeroed than a short command takes, and one for each of
/// hundreds of shells would take their memory.
package enum ReadBuffers {
    private static let size = 256 << 10
    /// As many shells as are read at once on a busy machine.
    private static let limit = 16
    private static let free = Mutex<[[UInt8]]>([])

    /// A buffer of 256 KiB with any content; whoever takes it gives it back.
    package static func take() -> [UInt8] { free.withLock { $0.popLast() } ?? [UInt8](repeating: 0, count: size) }

    /// Keeps the buffer for the next reader, unless enough are kept.
    package static func giveBack(_ buffer: [UInt8]) {
        free.withLock { free in
            if free.count < limit { free.append(buffer) }
        }
    }
}
