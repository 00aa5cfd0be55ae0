import Glibc
import ProvSystem
import ProvText

/// A run in a list: what its first and last lines say.
package struct RunSummary: Sendable {
    /// Whether the run is over, found without reading all of its journal.
    package enum State: Sendable, Equatable {
        case running
        /// Ended, with the verdict it recorded.
        case closed(RunVerdict)
        /// Neither closed nor being written: resume it.
        case unfinished
        /// Its first line cannot be trusted; the text says why.
        case unreadable(String)
        /// Its journal was altered or damaged; the text says where.
        case notWhole(String)
    }

    package var id: String
    package var directory: String
    package var state: State
    /// `nil` only where it is unreadable.
    package var opened: RunOpened?
    /// Seconds since 1970.
    package var startedAt: Double?
    package var lastEventAt: Double?
    package var closed: RunClosed?
    /// Whether something contradicts the record.
    package var isDamaged: Bool { if case .notWhole = state { true } else { false } }

    private var firstHash = ""
    private var lastHash = ""
    private var lineCount = 0

    /// Reads no more than the beginning and the end of the journal, and holds them against the store's log.
    init(id: String, directory: String, ledger: StoreLedger) {
        self.id = id
        self.directory = directory
        state = .unfinished
        do {
            try read()
        } catch {
            state = .unreadable("its journal cannot be read: \(error.reason)")
        }
        let entries = ledger.entries(of: id)
        if case .unreadable(let why) = state, !entries.isEmpty { state = .notWhole(why) }
        if state != .running, let problem = contradiction(entries) { state = problem }
    }

    /// A run of which the store's log alone is left.
    init(lost: UnreadableRun, directory: String) {
        id = lost.id
        self.directory = directory
        state = .notWhole(lost.why)
        startedAt = lost.openedAt.flatMap(Timestamp.milliseconds).map { Double($0) / 1000 }
    }

    private mutating func read() throws(SystemError) {
        let numbers = try Files.names(in: directory).compactMap(RunFolder.segmentNumber)
        guard let last = numbers.max() else {
            state = .unreadable("it has no journal: nothing was run")
            return
        }
        let first = try RunSummary.firstLine("\(directory)/\(RunFolder.segmentName(1))")
        guard let first, case .runOpened(let opened)? = RunSummary.event(first) else {
            state = .unreadable("the first line of its journal is incomplete")
            return
        }
        self.opened = opened
        startedAt = Double(first.wallMilliseconds) / 1000
        let end = try RunSummary.lastLine("\(directory)/\(RunFolder.segmentName(last))") ?? first
        lastEventAt = Double(end.wallMilliseconds) / 1000
        (firstHash, lastHash, lineCount) = (Hexadecimal.text(first.hash), Hexadecimal.text(end.hash), end.sequence)
        if case .runClosed(let closed)? = RunSummary.event(end) {
            self.closed = closed
            state = .closed(closed.verdict)
        } else if RunFolder.isBeingWritten(directory) {
            state = .running
        }
    }

    /// What the store's log contradicts in the first and the last line.
    private func contradiction(_ entries: [StoreLogEntry]) -> State? {
        guard let opened else { return nil }
        if opened.run != id {
            return .notWhole("the folder is named \(id), but contains the record of run \(opened.run)")
        }
        guard let last = entries.last else {
            return lineCount > 1 ? .notWhole("the run is not in the store's log") : nil
        }
        if entries[0].hash != firstHash {
            return .notWhole("its first line does not match the store's log entry of \(entries[0].wall)")
        }
        guard last.kind == .closed, last.hash != lastHash else { return nil }
        // A segment that was begun after the close goes on from it; whether this one does, the whole journal says.
        let isContinued =
            (try? RunFolder.journal(in: directory)).map { $0.lineHashes.contains { Hexadecimal.text($0) == last.hash } }
            ?? false
        return isContinued ? nil : .notWhole("its closing line of \(last.wall) is missing")
    }

    /// The same run after its whole journal was read, and held against the store's log and its checksums. Outputs are
    /// not read again.
    func verified(_ ledger: StoreLedger) -> RunSummary {
        switch state {
        case .unreadable, .notWhole: return self
        case .running, .closed, .unfinished: break
        }
        guard let journal = try? RunFolder.journal(in: directory) else { return self }
        let audit = RunAudit(id: id, folder: directory, journal: journal, ledger: ledger, depth: .record)
        guard let problem = journal.problems.first?.description ?? audit.contradictions().first else { return self }
        var summary = self
        summary.state = .notWhole(problem)
        return summary
    }

    private static func event(_ line: JournalLine.Parsed) -> Event? {
        EventType(rawValue: line.type).flatMap { try? Event(type: $0, payload: line.data) }
    }

    private static func firstLine(_ path: String) throws(SystemError) -> JournalLine.Parsed? {
        let file = try Descriptor(path: path, flags: O_RDONLY)
        let size = try file.size()
        var span = 8 << 10
        while true {
            let bytes = try file.read(from: 0, count: span)
            if let end = bytes.firstIndex(of: 0x0A) { return try? JournalLine.parse(bytes[..<end]) }
            if span >= size { return nil }
            span *= 8
        }
    }

    /// The last whole line; `nil` where the file has none.
    private static func lastLine(_ path: String) throws(SystemError) -> JournalLine.Parsed? {
        let file = try Descriptor(path: path, flags: O_RDONLY)
        let size = try file.size()
        var span = 8 << 10
        while true {
            let bytes = try file.read(from: max(0, size - span), count: span)
            if let end = bytes.lastIndex(of: 0x0A) {
                if let before = bytes[..<end].lastIndex(of: 0x0A) {
                    return try? JournalLine.parse(bytes[(before + 1)..<end])
                }
                if span >= size { return try? JournalLine.parse(bytes[..<end]) }
            }
            if span >= size { return nil }
            span *= 8
        }
    }
}

extension Store {
    /// Every run that has a folder, the newest first, as its first and last lines say.
    package func runs() throws(StoreError) -> [RunSummary] { try runs(ledger(hasRoots: false)) }

    private func runs(_ ledger: StoreLedger) throws(StoreError) -> [RunSummary] {
        try ordered(ledger).reversed().map { RunSummary(id: $0, directory: folder(of: $0), ledger: ledger) }
    }

    /// Every run, the newest first, those of which the log alone is left among them; so many are read whole.
    ///
    /// - Parameter isListed: asked of what the first and last lines say, before a run is read whole.
    package func listing(
        _ ledger: StoreLedger, limit: Int, where isListed: (RunSummary) -> Bool = { _ in true }
    ) throws(StoreError) -> [RunSummary] {
        let gone = Dictionary(try lost(unreadable: [:]).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var runs: [RunSummary] = []
        for id in try ordered(ledger, with: Array(gone.keys)).reversed() {
            guard runs.count < limit else { break }
            let run =
                gone[id].map { RunSummary(lost: $0, directory: folder(of: id)) }
                ?? RunSummary(id: id, directory: folder(of: id), ledger: ledger)
            if isListed(run) { runs.append(run.verified(ledger)) }
        }
        return runs
    }

    /// Reads a run, by its id, the beginning of one, or `last`, and holds it against everything that is known of it.
    ///
    /// - Parameter ledger: the store's log where it was read already.
    package func load(_ name: String, _ ledger: StoreLedger? = nil) throws(StoreError) -> LoadedRun {
        let id = try resolve(name)
        let given = if let ledger { ledger } else { try self.ledger() }
        let run = try read(id, given)
        guard !run.integrity.contradictions.isEmpty else { return run }
        // What another process did between the two readings is no contradiction.
        let now = try self.ledger()
        return now.count == given.count && !RunFolder.isBeingWritten(run.directory) ? run : try read(id, now)
    }

    private func read(_ id: String, _ ledger: StoreLedger) throws(StoreError) -> LoadedRun {
        let folder = folder(of: id)
        return try LoadedRun(
            folder: folder, id: id, isRunning: RunFolder.isBeingWritten(folder), ledger: ledger,
            limit: context.outputLimit,
            system: context.system)
    }

    /// The id a name stands for.
    package func resolve(_ name: String) throws(StoreError) -> String {
        if name == "last" {
            if let last = try storing("read", path, { try log.lastOpened() }) { return try present(last) }
            if let last = try ids().last { return last }
            throw StoreError(
                code: .noSuchRun, path: path, message: "no runs in \(path)",
                advice: "start one with `prov run FILE`")
        }
        let wanted = name.uppercased()
        if ULID.isValid(wanted), Files.isFolder(folder(of: wanted)) { return wanted }
        let gone = try ledger(hasRoots: false).opened
        let found = Set(try ids() + gone).filter { !wanted.isEmpty && $0.hasPrefix(wanted) }.sorted()
        guard let id = found.first else {
            throw StoreError(
                code: .noSuchRun, path: path, message: "unknown run '\(name)' in \(path)",
                advice: "`prov runs` lists them; `last` is the newest")
        }
        guard found.count == 1 else {
            let some = found.prefix(4).joined(separator: ", ") + (found.count > 4 ? ", …" : "")
            throw StoreError(
                code: .ambiguousRun, path: path,
                message: "ambiguous run '\(name)': it matches \(found.count) runs: \(some)",
                advice: "give more characters of its id")
        }
        return try present(id)
    }

    private func present(_ id: String) throws(StoreError) -> String {
        guard Files.isFolder(folder(of: id)) else {
            throw StoreError(
                code: .corrupt, path: folder(of: id),
                message:
                    "the record of run \(id) is missing: it is in the store's log, but the folder \(folder(of: id)) does not exist",
                advice: "restore the folder from a copy of the store; `prov runs` lists the other runs")
        }
        return id
    }

    /// Ids of the runs that have a folder, sorted.
    func ids() throws(StoreError) -> [String] {
        guard Files.isFolder(runsPath) else { return [] }
        return try storing("list", runsPath) { try Files.names(in: runsPath).filter(ULID.isValid) }
    }

    /// In the order in which they were opened, which is not that of their ids where a clock jumped; unlogged ones
    /// first.
    private func ordered(_ ledger: StoreLedger, with more: [String] = []) throws(StoreError) -> [String] {
        let position = Dictionary(ledger.opened.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return try (ids() + more).sorted { (position[$0] ?? -1, $0) < (position[$1] ?? -1, $1) }
    }
}
