import ProvHosts
import ProvJournal
import ProvText
import Synchronization

/// What the steps of a run left running: their records stay open until it is over.
final class BackgroundRecords: Sendable {
    /// Something that an action left running.
    struct Entry: Sendable {
        var key: ActionKey
        var background: Background
        var pipeline: OutputPipeline
        /// Whether the step itself is what runs, so that its end is judged.
        var isStep: Bool
        /// `nil` where any end will do.
        var wantedExit: Int?
        /// Processes whose end is recorded.
        fileprivate var recorded: Set<Int> = []

        init(key: ActionKey, background: Background, pipeline: OutputPipeline, isStep: Bool, wantedExit: Int?) {
            self.key = key
            self.background = background
            self.pipeline = pipeline
            self.isStep = isStep
            self.wantedExit = wantedExit
        }

        /// Why the step failed, where its process ended as it should not.
        var failure: String? {
            guard isStep, let wantedExit else { return nil }
            for process in background.processes {
                switch process.ending {
                case .exited(let code) where code != wantedExit:
                    return "its background process ended with exit code \(code)\(lastWords)"
                case .signalled(let signal) where !BackgroundRecords.requests.contains(signal):
                    return "its background process was ended by signal \(signal)\(lastWords)"
                default: continue
                }
            }
            return nil
        }

        private var lastWords: String {
            let line = pipeline.result(outcome: nil, trouble: nil).tail.lines.last {
                !$0.allSatisfy(\.isWhitespace)
            }
            return line.map { "; last output: \($0.prefix(300))" } ?? ""
        }
    }

    /// HUP, INT and TERM ask a process to end: who sends one to a background process wants its end.
    private static let requests: Set<Int> = [1, 2, 15]

    private let entries = Mutex<[Entry]>([])
    /// Steps in the background, by step and host.
    private let started = Mutex<[String: Entry]>([:])
    /// Failures by action, each told once.
    private let failed = Mutex<Set<ActionKey>>([])

    /// Whether nothing that the steps left running is still open.
    var isEmpty: Bool { entries.withLock { $0.isEmpty } }

    /// From here on a step's undo decides how its process ends.
    func ignoreFailure(of step: String, host: String) {
        if let key = latest(of: step, host: host)?.key { note(failureOf: key) }
    }

    func add(_ entry: Entry) {
        entries.withLock { $0.append(entry) }
        if entry.isStep { started.withLock { $0["\(entry.key.step) \(entry.key.host)"] = entry } }
    }

    /// The last process that is a step itself, running or over.
    func process(of step: String, host: String) -> Entry? { started.withLock { $0["\(step) \(host)"] } }

    /// What a step left running on a host, the latest first.
    func latest(of step: String, host: String) -> Entry? {
        entries.withLock { $0.last { $0.key.step == step && $0.key.host == host } }
    }

    /// The processes that steps left running on a host.
    func pids(on host: String) -> Set<Int> {
        entries.withLock { entries in
            Set(entries.filter { $0.key.host == host }.flatMap { $0.background.processes.map(\.pid) })
        }
    }

    /// Says that a failure was dealt with, so that it is not found again.
    ///
    /// - Returns: false where that was so already.
    @discardableResult
    func note(failureOf key: ActionKey) -> Bool { failed.withLock { $0.insert(key).inserted } }

    /// Records what has ended since the last call.
    ///
    /// - Parameter isLast: true once the run's shells are closed: what has not ended then was left on purpose.
    /// - Returns: steps whose process ended as it should not, each once.
    func collect(in log: RunLog, observe: (Progress) -> Void, isLast: Bool = false) async throws -> [(
        key: ActionKey, reason: String
    )] {
        let (ended, over, failures) = entries.withLock { entries in
            var ended: [BackgroundEnded] = []
            var over: [Entry] = []
            var failures: [(key: ActionKey, reason: String)] = []
            for index in entries.indices {
                for process in entries[index].background.processes where isLast || process.ending != nil {
                    guard entries[index].recorded.insert(process.pid).inserted else { continue }
                    ended.append(BackgroundEnded(key: entries[index].key, process))
                }
                if let reason = entries[index].failure { failures.append((entries[index].key, reason)) }
                if isLast || entries[index].background.isOver { over.append(entries[index]) }
            }
            let keys = over.map(\.pipeline).map(ObjectIdentifier.init)
            entries.removeAll { keys.contains(ObjectIdentifier($0.pipeline)) }
            return (ended, over, failures)
        }
        let outputs = try over.flatMap { try $0.pipeline.finish() }
        let events = outputs.map(Event.output) + ended.map(Event.backgroundEnded)
        if !events.isEmpty { try await log.append(events) }
        for event in ended { observe(.backgroundEnded(event)) }
        return failures.filter { note(failureOf: $0.key) }
    }
}

extension BackgroundEnded {
    init(key: ActionKey, _ process: Background.Process) {
        let seconds = process.seconds ?? 0
        switch process.ending {
        case .exited(let code): self.init(key: key, pid: process.pid, ending: .exit(code), seconds: seconds)
        case .signalled(let signal): self.init(key: key, pid: process.pid, ending: .signal(signal), seconds: seconds)
        case .cancelled, .timedOut: self.init(key: key, pid: process.pid, ending: .endedByProv, seconds: seconds)
        case .lost(let how): self.init(key: key, pid: process.pid, ending: .lost, detail: how, seconds: seconds)
        case nil:
            self.init(
                key: key, pid: process.pid, ending: .leftRunning, detail: "left running after the run", seconds: seconds
            )
        }
    }
}
