import Glibc
import ProvSystem
import ProvText
import Synchronization

/// The record of a run that is being written: its journal, its outputs, its close.
///
/// May be used from several tasks at once. After the first failure every call that records throws; nothing may run
/// then.
package final class RunLog: Sendable {
    package let id: String
    /// The run's folder.
    package let directory: String
    let store: Store
    private let writer: JournalWriter
    private let segment: Int
    private let key: [UInt8]
    private let masker: Masker
    let contents: ContentFolder
    /// Holds the lock that says "this run is being written".
    private let claim: Descriptor

    init(
        store: Store, id: String, writer: JournalWriter, segment: Int, key: [UInt8], masker: Masker,
        claim: consuming Descriptor
    ) {
        self.id = id
        self.store = store
        self.writer = writer
        self.segment = segment
        self.key = key
        self.masker = masker
        self.claim = claim
        directory = store.folder(of: id)
        contents = ContentFolder(
            path: "\(directory)/outputs", limit: store.context.outputLimit, system: store.context.system)
    }

    convenience init(store: Store, id: String, writer: JournalWriter, segment: Int, key: [UInt8], masker: Masker)
        throws(StoreError)
    {
        let claim = try RunLog.claim(store.folder(of: id), id: id)
        self.init(store: store, id: id, writer: writer, segment: segment, key: key, masker: masker, claim: claim)
    }

    static func claim(_ folder: String, id: String) throws(StoreError) -> Descriptor {
        let path = "\(folder)/\(RunFolder.segmentName(1))"
        let file: Descriptor = try storing("open", path) { try Descriptor(path: path, flags: O_RDWR) }
        // Whoever asks whether the run is being written holds the lock for a moment.
        guard try storing("lock", path, { try file.lock(withinMilliseconds: 200) }) else {
            throw StoreError(
                code: .stillRunning, path: path, message: "run \(id) is being written by another process",
                advice: "wait until it has ended; `prov runs` shows it")
        }
        return file
    }

    /// Masks and records in order; on disk when it returns.
    package func append(_ events: [Event]) throws(StoreError) { try writer.append(masked(events)) }

    package func append(_ event: Event) throws(StoreError) { try append([event]) }

    /// Tells that many tasks record at the same time from now on, as with many hosts.
    package func share() { writer.share() }

    /// The same for tasks, which share a sync where they record at the same time.
    package func append(_ events: [Event]) async throws(StoreError) { try await writer.append(masked(events)) }

    /// Masks and records without waiting; `tell` is called once it is on disk, which is before anything that is
    /// recorded later.
    package func append(_ events: [Event], thenTell tell: @escaping @Sendable () -> Void) throws(StoreError) {
        try writer.append(masked(events), thenTell: tell)
    }

    /// Tells something that needs no record, after everything that was to be told before.
    package func tell(_ tell: @escaping @Sendable () -> Void) { writer.tell(tell) }

    /// Brings to disk, and tells, what waits for that; called before somebody is asked something.
    package func flush() throws(StoreError) { try writer.flush() }

    /// Masks and records without waiting for the disk; there for good with the next `append`.
    package func note(_ event: Event) throws(StoreError) { try note([event]) }

    package func note(_ events: [Event]) throws(StoreError) { try writer.note(masked(events)) }

    private func masked(_ events: [Event]) -> [Event] { masker.isEmpty ? events : events.map { $0.masked(by: masker) } }

    /// A recorder for one stream of one action.
    package func recorder(for key: ActionKey, stream: String) throws(StoreError) -> OutputRecorder {
        if let failure = writer.failure { throw failure }
        return OutputRecorder(
            key: key, stream: stream, contents: contents, onFailure: { [writer] in writer.end(because: $0) })
    }

    /// Keeps bytes, masked ones, beside the journal under their hash, which it returns.
    package func store(_ bytes: [UInt8]) throws(StoreError) -> String {
        do {
            return try contents.put(bytes)
        } catch {
            writer.end(because: error)
            throw error
        }
    }

    /// What `store` or a recorder kept under that hash.
    package func stored(_ hash: String) throws(StoreError) -> [UInt8] { try contents.get(hash) }

    /// Keeps the shell's state after a step, masked reversibly; on disk with the next `append`.
    package func saveState(_ state: KeptState, step: String, host: String) throws(StoreError) {
        let text = masker.maskReversibly(state.text)
        let bytes = Array(text.utf8)
        let isShort = bytes.count <= 4 * OutputRecorder.inlineLimit
        let hash = isShort ? contentHash(bytes) : try store(bytes)
        try note(
            .stateSaved(
                StateSaved(
                    step: step, host: host, length: bytes.count, hash: hash, inline: isShort ? text : nil,
                    withheld: state.withheld.isEmpty ? nil : state.withheld)))
    }

    /// SHA-256 in hex.
    package func contentHash(_ bytes: [UInt8]) -> String { ContentHash.hex(bytes) }

    /// Names something (a machine id) by a hash that only this store can make.
    package func keyedHash(_ text: String) -> String { ContentHash.keyedHex(Array(text.utf8), key: key) }

    /// The run so far, read back from disk.
    package func report() throws(StoreError) -> RunReport { try readBack().report }

    /// Records how the run ended, seals its folder with `SHA256SUMS` and tells the store's log.
    ///
    /// - Parameters:
    ///   - hits: how often each secret was masked.
    ///   - masker: where given, everything recorded is searched once more for what should have been masked.
    ///   - page: makes the run's report, which is kept beside the journal and sealed with it.
    /// - Returns: what the run came to, where a page was made of it.
    @discardableResult
    package func close(
        _ closed: RunClosed, hits: [String: Int] = [:], masker: Masker? = nil, page: ((LoadedRun) -> [UInt8]?)? = nil
    ) throws(StoreError) -> RunReport? {
        if let masker, !masker.isEmpty || !hits.isEmpty {
            let left = try storing("search", directory) {
                try FinalScan(folder: directory, contents: contents).occurrences(of: masker)
            }
            try append(
                .redactionSummary(
                    RedactionSummary(
                        hits: hits, forms: masker.hitsByForm, occurrencesLeft: left.values.reduce(0, +), places: left)))
        } else if !hits.isEmpty {
            try append(.redactionSummary(RedactionSummary(hits: hits)))
        }
        var closed = closed
        closed.merkleRoot = Hexadecimal.text(writer.head.tree.root)
        try append(.runClosed(closed))
        let report = try page.map { (page) throws(StoreError) in try write(page) }
        try storing("seal", directory) {
            try Files.remove("\(directory)/reserve")
            try Seal.write(
                folder: directory, contents: contents, current: (segment, writer.segmentHash),
                system: store.context.system)
            var log = try store.log.open()
            let wall = Timestamp.text(milliseconds: store.context.clock.wallMilliseconds())
            try log.append(StoreLogEntry(kind: .closed, run: id, hash: writer.head.hashText, wall: wall))
        }
        return report
    }

    /// A page that cannot be made or kept costs the page: the record is whole without it.
    private func write(_ page: (LoadedRun) -> [UInt8]?) throws(StoreError) -> RunReport {
        let run = try readBack()
        let path = "\(directory)/\(Seal.report)"
        do {
            // That of an earlier segment says something else now.
            try Files.remove(path)
            if let bytes = page(run) {
                try Files.replace(path, with: bytes, isDurable: true, system: store.context.system)
            }
        } catch {}
        return run.report
    }

    private func readBack() throws(StoreError) -> LoadedRun {
        try LoadedRun(
            folder: directory, id: id, isRunning: true, ledger: nil, limit: contents.limit, system: store.context.system
        )
    }

    /// Where the run's page is kept; `nil` where it could not be.
    package var page: String? {
        let path = "\(directory)/\(Seal.report)"
        return Files.isRegular(path) ? path : nil
    }
}
