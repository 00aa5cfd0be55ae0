import Glibc

/// A run in a list: what its first and last lines say.
package struct RunSummary: Sendable {
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

    /// Reads no more than the beginning and the end of the journal.
    init(id: String, directory: String) {
        self.id = id
        self.directory = directory
        state = .unfinished
        do {
            let numbers = try Files.names(in: directory).compactMap(RunFolder.segmentNumber)
            guard let last = numbers.max() else {
                state = .unreadable("it has no journal: nothing was executed in it")
                return
            }
            let first = try RunSummary.firstLine("\(directory)/\(RunFolder.segmentName(1))")
            guard let first, case .runOpened(let opened)? = RunSummary.event(first) else {
                state = .unreadable("the first line of its journal is not whole")
                return
            }
            self.opened = opened
            startedAt = Double(first.wallMilliseconds) / 1000
            let end = try RunSummary.lastLine("\(directory)/\(RunFolder.segmentName(last))") ?? first
            lastEventAt = Double(end.wallMilliseconds) / 1000
            if case .runClosed(let closed)? = RunSummary.event(end) {
                self.closed = closed
                state = .closed(closed.verdict)
            } else if RunFolder.isBeingWritten(directory) {
                state = .running
            }
        } catch {
            state = .unreadable("its journal cannot be read: \(error.reason)")
        }
    }

    /// The same run after its whole journal was read: altered or damaged ones are told apart.
    package func verified() -> RunSummary {
        guard case .unreadable = state else {
            guard let segments = try? RunFolder.segments(in: directory), let problem = JournalReader.read(segments).problems.first else { return self }
            var summary = self
            summary.state = .notWhole(problem.description)
            return summary
        }
        return self
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
                if let before = bytes[..<end].lastIndex(of: 0x0A) { return try? JournalLine.parse(bytes[(before + 1)..<end]) }
                if span >= size { return try? JournalLine.parse(bytes[..<end]) }
            }
            if span >= size { return nil }
            span *= 8
        }
    }
}

extension Store {
    /// Every run, the newest first.
    package func runs() throws(StoreError) -> [RunSummary] {
        try ordered().reversed().map { RunSummary(id: $0, directory: folder(of: $0)) }
    }

    /// Reads a run: by its id, the beginning of one, or `last`.
    package func load(_ name: String) throws(StoreError) -> LoadedRun {
        let id = try resolve(name)
        let folder = folder(of: id)
        return try LoadedRun(folder: folder, id: id, isRunning: RunFolder.isBeingWritten(folder), limit: context.outputLimit,
                             system: context.system)
    }

    /// The id a name stands for.
    package func resolve(_ name: String) throws(StoreError) -> String {
        if name == "last" {
            if let last = try storing("read", path, { try log.lastOpened() }), Files.isFolder(folder(of: last)) { return last }
            if let last = try ordered().last { return last }
            throw StoreError(code: .noSuchRun, path: path, message: "there is no run in \(path) yet", advice: "start one with `prov run FILE`")
        }
        let wanted = name.uppercased()
        if ULID.isValid(wanted), Files.isFolder(folder(of: wanted)) { return wanted }
        let found = try ids().filter { !wanted.isEmpty && $0.hasPrefix(wanted) }
        guard let id = found.first else {
            throw StoreError(code: .noSuchRun, path: path, message: "there is no run '\(name)' in \(path)",
                             advice: "`prov runs` lists them; `last` is the newest")
        }
        guard found.count == 1 else {
            let some = found.prefix(4).joined(separator: ", ") + (found.count > 4 ? ", …" : "")
            throw StoreError(code: .ambiguousRun, path: path, message: "'\(name)' is the beginning of \(found.count) runs: \(some)",
                             advice: "give more of its id")
        }
        return id
    }

    /// Ids of the runs that have a folder, sorted.
    func ids() throws(StoreError) -> [String] {
        guard Files.isFolder(runsPath) else { return [] }
        return try storing("list", runsPath) { try Files.names(in: runsPath).filter(ULID.isValid) }
    }

    /// In the order in which they were opened, which is not that of their ids where a clock jumped; unlogged ones first.
    private func ordered() throws(StoreError) -> [String] {
        let entries = try storing("read the log of", path) { try log.read().entries }
        var position: [String: Int] = [:]
        for (index, entry) in entries.enumerated() where entry?.kind == .opened {
            if let run = entry?.run, position[run] == nil { position[run] = index }
        }
        return try ids().sorted { (position[$0] ?? -1, $0) < (position[$1] ?? -1, $1) }
    }
}
