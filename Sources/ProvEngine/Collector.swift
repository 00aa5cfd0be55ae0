import ProvHosts
import Synchronization

/// Keeps the output of a short command, up to a bound.
final class Collector: Sendable {
    private static let limit = 16 << 20
    private let state = Mutex<(output: [UInt8], errors: [UInt8])>(([], []))

    func take(_ chunk: OutputChunk) {
        guard !chunk.isLate else { return }
        state.withLock { state in
            switch chunk.stream {
            case .stdout: state.output.append(contentsOf: chunk.bytes.prefix(max(0, Collector.limit - state.output.count)))
            case .stderr: state.errors.append(contentsOf: chunk.bytes.prefix(max(0, Collector.limit - state.errors.count)))
            }
        }
    }

    func texts() -> (output: String, errors: String) {
        state.withLock { (String(decoding: $0.output, as: UTF8.self), String(decoding: $0.errors, as: UTF8.self)) }
    }

    func bytes() -> [UInt8] { state.withLock { $0.output } }
}
