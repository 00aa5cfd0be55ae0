import Glibc
import ProvRunbook
import ProvSystem
import ProvText

/// A folder of runs: `.prov` beside the runbooks, or a user's own.
///
///     log               the store-wide log: one line for each run opened or closed
///     runs/ULID/        journal-0001.jsonl, …; outputs/SHA256; SHA256SUMS once closed
///     locks/            one file for each runbook and environment
///     key               what `machine` hashes are keyed with
package struct Store: Sendable {
    package let path: String
    package let context: StoreContext

    /// - Parameter isCreating: make the folder where it is missing; otherwise a missing one is an error.
    package init(at path: String, context: StoreContext = .system(), isCreating: Bool = true) throws(StoreError) {
        self.path = path
        self.context = context
        if Files.isFolder(path) {
            // What cannot be read is not empty.
            try storing("read the store", path) { try Files.requireReadable(path) }
            return
        }
        guard isCreating else {
            throw StoreError(
                code: .missing, path: path, message: "no store of runs at \(path)",
                advice: "run a runbook with `prov run` first, or name the store with `--store`")
        }
        try storing("create the store", path) {
            try Files.makeFolders(path)
            // A record of runs is no part of the project it stands in, and must not make its tree dirty.
            try Files.replace("\(path)/.gitignore", with: Array("*\n".utf8), isDurable: false, system: context.system)
        }
    }

    /// A fresh run id.
    package func newRunID() -> String {
        ULID.make(milliseconds: context.clock.wallMilliseconds(), random: context.random(10))
    }

    var log: StoreLog { StoreLog(folder: path, system: context.system) }
    var runsPath: String { "\(path)/runs" }
    func folder(of run: String) -> String { "\(runsPath)/\(run)" }

    /// Opens the record of a new run: when this returns, the run is on disk and in the store's log.
    ///
    /// - Parameter opened: its `run` is a fresh id from `newRunID()`; the store's checkpoint is filled in here.
    package func createRun(_ opened: RunOpened, masker: Masker = Masker(secrets: [])) throws(StoreError) -> RunLog {
        let folder = folder(of: opened.run)
        guard ULID.isValid(opened.run) else {
            throw StoreError(
                code: .noSuchRun, path: folder, message: "'\(opened.run)' is not a run id",
                advice: "use `Store.newRunID()`")
        }
        return try storing("create the record of the run in", folder) {
            let key = try self.key()
            try Files.makeFolders(runsPath)
            try Files.makeFolder(folder)
            try Files.syncFolder(runsPath)
            try Files.syncFolder(path)
            var log = try log.open()
            var opened = opened
            opened.storeCheckpoint = log.checkpoint
            let writer = try journalWriter(in: folder, segment: 1, head: JournalHead())
            try writer.append(Event.runOpened(opened).masked(by: masker))
            try Files.syncFolder(folder)
            let wall = Timestamp.text(milliseconds: context.clock.wallMilliseconds())
            try log.append(StoreLogEntry(kind: .opened, run: opened.run, hash: writer.head.hashText, wall: wall))
            if !log.remarks.isEmpty { try writer.append(log.remarks.map { .auditFailure(AuditFailure(what: $0)) }) }
            return try RunLog(store: self, id: opened.run, writer: writer, segment: 1, key: key, masker: masker)
        }
    }

    /// Opens a further segment of a run that is not being written, and records that it goes on.
    ///
    /// Also for a run that was closed: a failed one that is resumed, or one that is rolled back (`mode` `rollback`).
    package func resume(
        _ name: String, user: String, toolVersion: String, mode: RunMode = .run, masker: Masker = Masker(secrets: []),
        by complete: (inout RunResumed) -> Void = { _ in }
    ) throws(StoreError) -> (LoadedRun, RunLog) {
        let id = try resolve(name)
        let folder = folder(of: id)
        return try storing("resume the run in", folder) {
            let key = try self.key()
            let claimed = "\(folder)/\(RunFolder.segmentName(1))"
            guard Files.isRegular(claimed) else {
                throw StoreError(
                    code: .corrupt, path: claimed,
                    message:
                        "the record of run \(id) is incomplete: \(claimed) is missing, or not a regular file with a single link",
                    advice: "compare it with a copy of the store")
            }
            let guardian = try RunLog.claim(folder, id: id)
            // The claim is ours, so the run is not running, and what it left open is in doubt.
            let run = try LoadedRun(
                folder: folder, id: id, isRunning: false, ledger: ledger(), limit: context.outputLimit,
                system: context.system)
            if let problem = run.integrity.flaws.first {
                throw StoreError(
                    code: .corrupt, path: folder, message: "the record of run \(id) is damaged: \(problem)",
                    advice: "start a new run; `prov show \(id)` shows what can be trusted")
            }
            try ContentFolder(path: "\(folder)/outputs", limit: 0, system: context.system).removePartialFiles()
            let segment = run.integrity.segments.count + 1
            let writer = try journalWriter(in: folder, segment: segment, head: run.integrity.head)
            var resumed = RunResumed(
                lastHash: run.integrity.head.hashText, tornBytes: run.integrity.tornBytes, user: user,
                toolVersion: toolVersion,
                inDoubt: run.report.inDoubtKeys.map(\.description), mode: mode)
            complete(&resumed)
            try writer.append(.runResumed(resumed))
            try Files.syncFolder(folder)
            var log = try log.open()
            let wall = Timestamp.text(milliseconds: context.clock.wallMilliseconds())
            try log.append(StoreLogEntry(kind: .resumed, run: id, hash: writer.head.hashText, wall: wall))
            if !log.remarks.isEmpty { try writer.append(log.remarks.map { .auditFailure(AuditFailure(what: $0)) }) }
            return (
                run,
                RunLog(store: self, id: id, writer: writer, segment: segment, key: key, masker: masker, claim: guardian)
            )
        }
    }

    /// Locks a runbook on an environment against a second run at the same time.
    package func lock(runbook: String, environment: String, holder: LockHolder) throws(StoreError) -> StoreLock {
        let folder = "\(path)/locks"
        try storing("create", folder) { try Files.makeFolders(folder) }
        let name = ContentHash.hex(Array("\(Files.resolved(runbook))\u{0}\(environment)".utf8)).prefix(32)
        return try StoreLock.take(
            path: "\(folder)/\(name).lock", what: "\(runbook) on \(environment)", holder: holder, system: context.system
        )
    }

    private func journalWriter(in folder: String, segment: Int, head: JournalHead) throws(StoreError) -> JournalWriter {
        try JournalWriter(
            creating: "\(folder)/\(RunFolder.segmentName(segment))", head: head, reserve: "\(folder)/reserve",
            reserveBytes: context.reserveBytes, clock: context.clock, system: context.system)
    }

    /// The store's key, made when it is first needed.
    private func key() throws(SystemError) -> [UInt8] {
        let path = "\(path)/key"
        func stored() -> [UInt8]? {
            (try? Files.readSmall(path)).flatMap(Hexadecimal.decode).flatMap { $0.count == 32 ? $0 : nil }
        }
        if let key = stored() { return key }
        let key = context.random(32)
        try Files.replace(
            path, with: Hexadecimal.bytes(key) + [0x0A], isDurable: true, keepsExisting: true, system: context.system)
        // Whoever was first has made the store's key.
        if let key = stored() { return key }
        try Files.replace(path, with: Hexadecimal.bytes(key) + [0x0A], isDurable: true, system: context.system)
        return key
    }
}

extension ActionKey: CustomStringConvertible {
    package var description: String { "\(step) on \(host), \(action.rawValue) \(attempt)" }
}
