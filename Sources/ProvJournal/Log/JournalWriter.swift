import Dispatch
import Glibc
package import ProvSystem
import Synchronization

/// Appends events to one segment of a journal; every event is on disk when `append` returns.
///
/// May be used from several tasks at once. Nothing is written behind the event that closes the run. The first failure
/// is final: after a failed sync a second one may report success although the data is gone, so nothing more is written
/// and every later call throws the same error.
package final class JournalWriter: Sendable {
    package let path: String
    private let reservePath: String
    private let clock: SystemClock
    private let system: SystemCalls
    private let state: Mutex<State>
    /// Where tasks have their events synced, so that many hosts share one sync and no task holds a thread meanwhile.
    private let syncing = DispatchQueue(label: "prov.journal")
    /// Whether many tasks append at the same time; a single one syncs on its own thread, which is cheaper.
    private let isShared = Atomic(false)

    private struct State: ~Copyable {
        let file: Descriptor
        var head: JournalHead
        /// Bytes of whole lines in this segment.
        var length = 0
        var segmentHash = ContentHasher()
        var failure: StoreError?
        /// Whether the line that closes the run is written: the seal is made of what stands before it and of it.
        var isClosed = false
        var buffer: [UInt8] = []
        /// Those who wait for what is written to be on disk.
        var waiting: [Waiter] = []
        var isSyncing = false
        /// Of the last line that is known to be on disk.
        var synced = 0
    }

    /// What is told of the run, in order, and no part of it before what it reports is on disk.
    private let outbox = Mutex(Outbox())

    private struct Outbox: ~Copyable {
        var messages: [(sequence: Int, tell: @Sendable () -> Void)] = []
        var isTimed = false
    }

    /// How long what is recorded waits at most for a sync that others need anyway.
    private static let patience = DispatchTimeInterval.milliseconds(3)

    private struct Waiter {
        /// Of the last line that must be on disk.
        var sequence: Int
        var continuation: CheckedContinuation<StoreError?, Never>
    }

    /// Creates the segment, which must not exist yet.
    ///
    /// - Parameters:
    ///   - head: where the chain stands; `JournalHead()` for a new run.
    ///   - reserve: the path of the file that keeps space for the last record on a full disk.
    package init(
        creating path: String, head: JournalHead, reserve: String, reserveBytes: Int, clock: SystemClock,
        system: SystemCalls
    ) throws(StoreError) {
        let file: Descriptor = try storing("create", path) {
            let space = try Descriptor(path: reserve, flags: O_WRONLY | O_CREAT)
            try space.allocate(reserveBytes)
            return try Descriptor(path: path, flags: O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
        }
        self.path = path
        self.clock = clock
        self.system = system
        reservePath = reserve
        state = Mutex(State(file: file, head: head))
    }

    /// Appends in order, in one write and one sync.
    package func append(_ events: [Event]) throws(StoreError) { try appendHere(events) }

    /// Syncs on the caller's thread.
    private func appendHere(_ events: [Event]) throws(StoreError) {
        try write(events, isDurable: true)
        deliver()
    }

    package func append(_ event: Event) throws(StoreError) { try append([event]) }

    /// From now on many tasks append at the same time.
    package func share() { isShared.store(true, ordering: .relaxed) }

    /// The same for tasks: those that append at the same time share one sync, once `share` was called.
    package func append(_ events: [Event]) async throws(StoreError) {
        guard isShared.load(ordering: .relaxed) else { return try appendHere(events) }
        guard !events.isEmpty else { return }
        try write(events, isDurable: false)
        if let failure = await synced() { throw failure }
    }

    /// Waits until everything written so far is on disk; gives the failure that ended the writer.
    private func synced() async -> StoreError? {
        await withCheckedContinuation { (continuation: CheckedContinuation<StoreError?, Never>) in
            let begins = state.withLock { state -> Bool in
                if let failure = state.failure {
                    continuation.resume(returning: failure)
                    return false
                }
                state.waiting.append(Waiter(sequence: state.head.sequence, continuation: continuation))
                defer { state.isSyncing = true }
                return !state.isSyncing
            }
            if begins { syncing.async { self.syncWaiting() } }
        }
    }

    /// Syncs until nobody waits any more.
    private func syncWaiting() {
        while let (number, target) = state.withLock({ state -> (Int32, Int)? in
            state.isSyncing = !state.waiting.isEmpty
            return state.isSyncing ? (state.file.number, state.head.sequence) : nil
        }) {
            var failure: SystemError?
            do { try system.sync(number) } catch { failure = error }
            let (done, reason) = state.withLock { state -> ([Waiter], StoreError?) in
                if let failure, state.failure == nil { state.failure = self.finalFailure(failure, &state) }
                if failure == nil { state.synced = max(state.synced, target) }
                let done = state.waiting.filter { failure != nil || $0.sequence <= target }
                state.waiting.removeAll { failure != nil || $0.sequence <= target }
                return (done, failure == nil ? nil : state.failure)
            }
            deliver()
            for waiter in done { waiter.continuation.resume(returning: reason) }
        }
    }

    /// Appends without waiting for the disk; `tell` is called once the events are there, which is with the next event
    /// that is waited for, or a moment later. It is never called where the record could not be kept.
    package func append(_ events: [Event], thenTell tell: @escaping @Sendable () -> Void) throws(StoreError) {
        try note(events)
        let sequence = head.sequence
        let begins = outbox.withLock { outbox in
            outbox.messages.append((sequence, tell))
            defer { outbox.isTimed = true }
            return !outbox.isTimed
        }
        guard begins else { return }
        syncing.asyncAfter(deadline: .now() + JournalWriter.patience) { [self] in
            outbox.withLock { $0.isTimed = false }
            try? flush()
        }
    }

    /// Tells something that needs no record, after everything that was to be told before.
    package func tell(_ tell: @escaping @Sendable () -> Void) {
        outbox.withLock { outbox in
            guard !outbox.messages.isEmpty else { return tell() }
            outbox.messages.append((0, tell))
            deliver(&outbox)
        }
    }

    /// Brings to disk, and tells, what waits for that; throws too where that failed before, unasked.
    package func flush() throws(StoreError) {
        let isWaitedFor = outbox.withLock { !$0.messages.isEmpty }
        let failure = state.withLock { state -> StoreError? in
            if let failure = state.failure { return failure }
            guard isWaitedFor, state.synced < state.head.sequence else { return nil }
            do throws(SystemError) {
                try system.sync(state.file.number)
                state.synced = state.head.sequence
            } catch {
                state.failure = finalFailure(error, &state)
            }
            return state.failure
        }
        if isWaitedFor { deliver() }
        if let failure { throw failure }
    }

    private func deliver() { outbox.withLock { deliver(&$0) } }

    /// What could not be recorded is never told; what needs no record is told all the same.
    private func deliver(_ outbox: inout Outbox) {
        guard !outbox.messages.isEmpty else { return }
        let (synced, hasFailed) = state.withLock { ($0.synced, $0.failure != nil) }
        let isReady = { (message: (sequence: Int, tell: @Sendable () -> Void)) in message.sequence <= synced }
        let due = hasFailed ? outbox.messages[...] : outbox.messages.prefix(while: isReady)
        outbox.messages.removeFirst(due.count)
        for message in due where isReady(message) { message.tell() }
    }

    /// Appends without waiting for the disk: survives the end of this process, and a power cut only with the next
    /// `append`.
    package func note(_ events: [Event]) throws(StoreError) { try write(events, isDurable: false) }

    /// Where the chain stands.
    package var head: JournalHead { state.withLock { $0.head } }

    /// SHA-256 of the segment's bytes so far, hex.
    package var segmentHash: String { state.withLock { $0.segmentHash.hex } }

    /// The error that ended this writer, if one did.
    package var failure: StoreError? { state.withLock { $0.failure } }

    /// Ends the writer because another part of the record could not be kept, and says so in the journal where that is
    /// possible.
    package func end(because error: StoreError) {
        state.withLock { state in
            guard state.failure == nil, !state.isClosed else { return }
            state.failure = error
            try? Files.remove(reservePath)
            try? write([.runInterrupted(RunInterrupted(cause: error.code.rawValue))], isDurable: true, to: &state)
        }
        deliver()
    }

    private func write(_ events: [Event], isDurable: Bool) throws(StoreError) {
        guard !events.isEmpty else { return }
        let failure = state.withLock { self.writing(events, isDurable: isDurable, to: &$0) }
        guard let failure else { return }
        deliver()
        throw failure
    }

    /// Gives the failure that ends the writer, if there is one.
    private func writing(_ events: [Event], isDurable: Bool, to state: inout State) -> StoreError? {
        if let failure = state.failure { return failure }
        if state.isClosed {
            return StoreError(
                code: .journalFailed, path: path, message: "the record of the run is closed",
                advice: "continue the run with `prov resume`")
        }
        do throws(SystemError) {
            try write(events, isDurable: isDurable, to: &state)
            if case .runClosed? = events.last { state.isClosed = true }
            return nil
        } catch {
            state.failure = finalFailure(error, &state)
            return state.failure
        }
    }

    private func write(_ events: [Event], isDurable: Bool, to state: inout State) throws(SystemError) {
        state.buffer.removeAll(keepingCapacity: true)
        var head = state.head
        for event in events {
            let times = JournalLine.Times(
                wallMilliseconds: clock.wallMilliseconds(),
                monotonicNanoseconds: clock.monotonicNanoseconds(), boot: clock.boot)
            let hash = JournalLine.write(
                event, sequence: head.sequence + 1, previous: head.hash, times: times, into: &state.buffer)
            head.advance(to: hash)
        }
        try system.writeAll(state.buffer[...], to: state.file.number)
        if isDurable { try system.sync(state.file.number) }
        state.length += state.buffer.count
        state.segmentHash.update(state.buffer)
        state.head = head
        if isDurable { state.synced = head.sequence }
    }

    /// Says on disk, if the disk is merely full, that the record ends here; then gives the error every later call gets.
    private func finalFailure(_ error: SystemError, _ state: inout State) -> StoreError {
        let reason = StoreError(error, doing: "write the journal", path: path)
        if error.isDiskFull, error.call == "write" {
            do {
                // Nobody was told that this line is written, and half of it must not stand before the last record.
                try state.file.truncate(to: state.length)
                try Files.remove(reservePath)
                try write(
                    [.runInterrupted(RunInterrupted(cause: StoreError.Code.diskFull.rawValue))], isDurable: true,
                    to: &state)
            } catch {}
        }
        return StoreError(
            code: reason.code, path: path,
            message: "\(reason.message); recording and the run were stopped",
            advice: reason.advice)
    }
}

/// Where a journal's chain stands.
package struct JournalHead: Sendable, Equatable {
    /// Of the last line; 0 before the first.
    package private(set) var sequence = 0
    /// Of the last line, as 64 hex digits in ASCII.
    package private(set) var hash = JournalLine.firstPrevious
    /// The Merkle tree over all lines.
    package private(set) var tree = MerkleFrontier()

    package init() {}

    /// Takes up the next line of the journal.
    ///
    /// - Parameter lineHash: 32 bytes, over the line as `JournalLine` makes it.
    package mutating func advance(to lineHash: [UInt8]) {
        sequence += 1
        hash = Hexadecimal.bytes(lineHash)
        tree.append(lineHash)
    }

    package var hashText: String { String(decoding: hash, as: UTF8.self) }
}
