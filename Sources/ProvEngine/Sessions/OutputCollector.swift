import ProvHosts
import Synchronization

/// Keeps the output of a short command, up to a bound; whoever asks for it learns where that was not all.
final class OutputCollector: Sendable {
    static let limit = 16 << 20

    /// What was kept of both streams.
    struct Kept: Sendable {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        /// Whether there was more output than is kept; of errors the beginning is enough for a message.
        var isCut = false
    }

    private let state = Mutex(Kept())

    func take(_ chunk: OutputChunk) {
        state.withLock { state in
            switch chunk.stream {
            case .stdout: if !OutputCollector.keep(chunk.bytes, in: &state.output) { state.isCut = true }
            case .stderr: _ = OutputCollector.keep(chunk.bytes, in: &state.errors)
            }
        }
    }

    /// Whether all of it was kept.
    private static func keep(_ bytes: ArraySlice<UInt8>, in text: inout [UInt8]) -> Bool {
        let room = max(0, limit - text.count)
        text.append(contentsOf: bytes.prefix(room))
        return bytes.count <= room
    }

    var kept: Kept { state.withLock { $0 } }
}
