import Glibc
import Synchronization

/// Takes one stream of one action's output as it comes, already masked, and keeps it by content.
///
/// Memory stays constant: short outputs go into the journal, longer ones stream to a file beside it. May be called from
/// any thread, one call at a time counts.
package final class OutputRecorder: Sendable {
    /// Outputs up to this length go into the journal itself.
    package static let inlineLimit = 4096
    private static let bufferSize = 64 << 10

    private let key: ActionKey
    private let stream: String
    private let contents: ContentFolder
    private let onFailure: @Sendable (StoreError) -> Void
    private let state: Mutex<State>

    private struct State: ~Copyable {
        let measure = OutputMeasure()
        var buffer: [UInt8] = []
        var file: PartialFile?
        var storedLength = 0
        /// Set once the limit is reached: the hash of what is kept.
        var storedHash: String?
    }

    init(key: ActionKey, stream: String, contents: ContentFolder, onFailure: @escaping @Sendable (StoreError) -> Void) {
        self.key = key
        self.stream = stream
        self.contents = contents
        self.onFailure = onFailure
        state = Mutex(State())
    }

    /// Takes the next bytes; throws where they cannot be kept, which ends the run's journal too.
    package func write(_ bytes: ArraySlice<UInt8>) throws(StoreError) {
        guard !bytes.isEmpty else { return }
        try guarding { (state) throws(StoreError) in
            let room = contents.limit - state.storedLength
            if room >= bytes.count {
                state.measure.update(bytes)
                try keep(bytes, &state)
            } else {
                let kept = bytes.prefix(max(0, room))
                state.measure.update(kept)
                try keep(kept, &state)
                if state.storedHash == nil { state.storedHash = state.measure.hex }
                state.measure.update(bytes.dropFirst(kept.count))
            }
        }
    }

    /// Makes what was taken durable and says what it is; call it once.
    package func finish(maskHits: Int = 0, isWithheld: Bool = false, isAfterEnd: Bool = false) throws(StoreError)
        -> OutputStored
    {
        try guarding { (state) throws(StoreError) in
            let length = state.measure.byteCount
            let hash = state.measure.hex
            var inline: String?
            if length <= OutputRecorder.inlineLimit, state.storedHash == nil {
                inline = String(validating: state.buffer, as: UTF8.self)
            }
            if inline == nil {
                try flush(&state)
                try state.file.take()?.finish(as: state.storedHash ?? hash, in: contents)
            }
            let isCut = state.storedHash != nil
            return OutputStored(
                key: key, stream: stream, length: length, hash: hash, maskHits: maskHits,
                lines: state.measure.lines, inline: inline, isWithheld: isWithheld,
                storedLength: isCut ? state.storedLength : nil, storedHash: state.storedHash, isAfterEnd: isAfterEnd)
        }
    }

    private func keep(_ bytes: ArraySlice<UInt8>, _ state: inout State) throws(StoreError) {
        state.storedLength += bytes.count
        if state.buffer.count + bytes.count > OutputRecorder.bufferSize { try flush(&state) }
        if bytes.count >= OutputRecorder.bufferSize {
            try write(bytes, &state)
        } else {
            state.buffer.append(contentsOf: bytes)
        }
    }

    private func flush(_ state: inout State) throws(StoreError) {
        try write(state.buffer[...], &state)
        state.buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: ArraySlice<UInt8>, _ state: inout State) throws(StoreError) {
        if state.file == nil { state.file = try PartialFile(in: contents) }
        try state.file?.write(bytes, system: contents.system)
    }

    private func guarding<Result>(_ work: (inout State) throws(StoreError) -> Result) throws(StoreError) -> Result {
        let result = state.withLock { state -> Swift.Result<Result, StoreError> in
            do throws(StoreError) {
                return .success(try work(&state))
            } catch {
                state.file = nil
                return .failure(error)
            }
        }
        if case .failure(let error) = result { onFailure(error) }
        return try result.get()
    }
}
