import Dispatch
import ProvSystem
import Synchronization

/// What is told about an output: its hash and its lines. Large pieces are measured beside the thread that reads them.
///
/// One caller at a time; what it hands over is measured in order.
final class OutputMeasure: Sendable {
    /// Pieces below this are measured at once: handing them over would cost more.
    private static let largePiece = 32 << 10
    /// Pieces that wait at most, so that memory stays bounded where hashing is slower than reading.
    private static let waitingPieces = 8

    private struct State: ~Copyable {
        var hasher = ContentHasher()
        var newlines = 0
        var lastByte: UInt8?

        mutating func take(_ bytes: ArraySlice<UInt8>) {
            hasher.update(bytes)
            newlines += ByteSearch.count(0x0A, in: bytes)
            if let last = bytes.last { lastByte = last }
        }
    }

    private let state = Mutex(State())
    private let beside = Mutex<DispatchQueue?>(nil)
    private let room = DispatchSemaphore(value: waitingPieces)

    func update(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        guard let queue = queue(for: bytes.count) else { return state.withLock { $0.take(bytes) } }
        room.wait()
        queue.async { [self] in
            state.withLock { $0.take(bytes) }
            room.signal()
        }
    }

    /// The hash of everything so far, lower-case hex; more may follow.
    var hex: String { settled { $0.hasher.hex } }
    var byteCount: Int { settled { $0.hasher.byteCount } }
    /// Lines so far; one that is not ended counts.
    var lines: Int { settled { $0.newlines + ($0.lastByte == nil || $0.lastByte == 0x0A ? 0 : 1) } }

    private func settled<Value: Sendable>(_ read: (inout State) -> Value) -> Value {
        beside.withLock { $0 }?.sync {}
        return state.withLock { read(&$0) }
    }

    /// Where to measure the next piece; `nil` is here. Once a piece has been handed over, all that follow are.
    private func queue(for count: Int) -> DispatchQueue? {
        beside.withLock { queue in
            if queue == nil, count >= OutputMeasure.largePiece { queue = DispatchQueue(label: "prov.measure") }
            return queue
        }
    }
}
