import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText
import Synchronization

/// Takes one command's output as it comes: masks it, stores it, shows it, and keeps what the engine needs of it.
///
/// Memory stays bounded whatever the command prints. Called on the session's thread while the command runs.
final class OutputPipeline: Sendable {
    /// Bytes of each stream kept for expectations and captures.
    static let limit = 16 << 20
    private static let tailLimit = 64 << 10
    private static let errorsLimit = 2048

    let key: ActionKey
    private let context: RunContext
    /// Whether the observer gets it; false for what has the terminal itself.
    private let isShown: Bool
    /// Whether it comes from what the command left running.
    private let isAfterEnd: Bool
    /// Names that say secret and capture its standard output.
    private let secretCaptures: [String]
    private let state: Mutex<State>

    private struct State {
        var streams: [String: Stream] = [:]
        var tail: [UInt8] = []
        /// The end of what came on standard error, masked.
        var errors: [UInt8] = []
        var collected: [String: [UInt8]] = [:]
        var cut: Set<OutputStream> = []
        /// What came, in bytes.
        var received = 0
        var pid: Int?
        let collects: Bool
    }

    private struct Stream {
        var mask: MaskStream
        var recorder: OutputRecorder
    }

    init(
        key: ActionKey, context: RunContext, collects: Bool, isShown: Bool = true, isAfterEnd: Bool = false,
        secretCaptures: [String] = []
    ) {
        self.secretCaptures = secretCaptures
        self.isAfterEnd = isAfterEnd
        self.isShown = isShown
        self.key = key
        self.context = context
        state = Mutex(State(collects: collects))
    }

    /// For what the command's processes print after its end.
    func afterwards() -> OutputPipeline {
        OutputPipeline(
            key: key, context: context, collects: false, isAfterEnd: true, secretCaptures: secretCaptures)
    }

    /// How many bytes came so far.
    var received: Int { state.withLock { $0.received } }
    /// The process that the command runs under.
    var pid: Int? { state.withLock { $0.pid } }

    func started(pid: Int) {
        state.withLock { $0.pid = pid }
        // Not worth a sync of its own: it goes to disk with whatever comes next, and a failing log shows itself there.
        try? context.log.note(.stepStarted(StepStarted(key: key, pid: pid)))
    }

    func take(_ chunk: OutputChunk) throws {
        try state.withLock { state in
            let name = chunk.stream.rawValue
            state.received += chunk.bytes.count
            if state.collects {
                let room = OutputPipeline.limit - (state.collected[name]?.count ?? 0)
                if room < chunk.bytes.count { state.cut.insert(chunk.stream) }
                if room > 0 { state.collected[name, default: []].append(contentsOf: chunk.bytes.prefix(room)) }
            }
            if state.streams[name] == nil {
                state.streams[name] = Stream(
                    mask: context.masker.stream(capturedAs: name == OutputStream.stdout.rawValue ? secretCaptures : []),
                    recorder: try context.log.recorder(for: key, stream: name))
            }
            let masked = state.streams[name]?.mask.feed(chunk.bytes) ?? []
            try pass(masked[...], stream: name, state: &state)
        }
    }

    private func pass(_ masked: ArraySlice<UInt8>, stream: String, state: inout State) throws {
        guard !masked.isEmpty else { return }
        try state.streams[stream]?.recorder.write(masked)
        guard context.masker.withheldNames.isEmpty else { return }
        state.tail.append(contentsOf: masked[max(masked.startIndex, masked.endIndex - OutputPipeline.tailLimit)...])
        if state.tail.count > 2 * OutputPipeline.tailLimit {
            state.tail.removeFirst(state.tail.count - OutputPipeline.tailLimit)
        }
        if stream == OutputStream.stderr.rawValue {
            state.errors = Array(
                (state.errors + masked.suffix(OutputPipeline.errorsLimit)).suffix(OutputPipeline.errorsLimit))
        }
        if isShown { context.observe(.output(key, stream: stream, bytes: masked, isAfterEnd: isAfterEnd)) }
    }

    /// Flushes what the masker held back and closes the records.
    func finish() throws -> [OutputStored] {
        try state.withLock { state in
            var stored: [OutputStored] = []
            for name in state.streams.keys.sorted(by: >) {
                let rest = state.streams[name]?.mask.finish() ?? []
                try pass(rest[...], stream: name, state: &state)
                guard let stream = state.streams[name] else { continue }
                let output = try stream.recorder.finish(
                    maskHits: stream.mask.hits, isWithheld: stream.mask.isWithholding, isAfterEnd: isAfterEnd)
                // Whether a stream that stayed empty is heard of is chance; hosts that did the same have the same
                // record.
                if output.length > 0 { stored.append(output) }
            }
            return stored
        }
    }

    /// The last line of the errors, and with it the place of the command that failed.
    func lastError(_ outcome: Outcome?, _ source: CommandSource?) -> (text: String, place: CommandPlace?) {
        guard let outcome, outcome.ending != .exited(0) else { return ("", nil) }
        let errors = state.withLock { $0.errors }
        let lines = String(decoding: errors, as: UTF8.self).lines
        let last = lines.last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let message = BashMessage(String(last))
        let text = message?.text ?? String(last)
        return (text.count > 300 ? text.prefix(299) + "…" : text, source?.place(of: outcome, message))
    }

    func result(outcome: Outcome?, trouble: String?) -> ActionResult {
        state.withLock { state in
            ActionResult(
                outcome: outcome, trouble: outcome == nil ? trouble ?? "it could not be started" : nil,
                collected: CollectedOutput(
                    stdout: state.collected["stdout"] ?? [], stderr: state.collected["stderr"] ?? [],
                    cut: state.cut),
                tail: String(decoding: state.tail.suffix(OutputPipeline.tailLimit), as: UTF8.self))
        }
    }
}
