import Glibc
import ProvSystem
import ProvText

/// One line of the store-wide log.
package struct StoreLogEntry: Sendable, Equatable {
    package enum Kind: String, Sendable { case opened, resumed, closed }

    package var kind: Kind
    package var run: String
    /// Of the run's `run.opened` or `run.resumed` line, or of its last line at a close; hex.
    package var hash: String
    /// RFC 3339.
    package var wall: String
}

/// The RFC 6962 log over all runs of a store: every run is in it before it executes anything, so none can vanish
/// unseen.
///
/// The file `log` holds one JSON line an entry; the bytes of a line without its newline are a Merkle leaf. Beside it,
/// `log.checkpoint` says how long the log was, so that one that was cut is noticed; it is derived and never the source
/// of a root.
struct StoreLog: Sendable {
    let folder: String
    let system: SystemCalls

    private var path: String { "\(folder)/log" }
    private var checkpointPath: String { "\(folder)/log.checkpoint" }
    /// What contradicted the checkpoint when the log was next written: the checkpoint after it says nothing of it.
    private var alteredPath: String { "\(folder)/log.altered" }

    /// The log under its lock, brought up to its last whole line.
    struct Opened: ~Copyable {
        let file: Descriptor
        var tree: MerkleFrontier
        var length: Int
        /// What was wrong with the log and has been dealt with; belongs in the record of the run that found it.
        var remarks: [String]
        let log: StoreLog

        var checkpoint: StoreCheckpoint { StoreCheckpoint(size: tree.count, root: Hexadecimal.text(tree.root)) }

        mutating func append(_ entry: StoreLogEntry) throws(SystemError) {
            let line = entry.line(number: tree.count)
            try log.system.writeAll((line + [0x0A])[...], to: file.number)
            try log.system.sync(file.number)
            tree.append(MerkleTree.leafHash(line))
            length += line.count + 1
            try log.saveCheckpoint(tree, length: length)
        }
    }

    /// Waits for other processes to be done with the log, which takes them milliseconds.
    func open() throws(SystemError) -> Opened {
        let isNew = !Files.exists(path)
        let file = try Descriptor(path: path, flags: O_RDWR | O_CREAT | O_APPEND)
        guard try file.lock(withinMilliseconds: 30_000) else { throw SystemError(number: EWOULDBLOCK, call: "flock") }
        if isNew { try Files.syncFolder(folder) }
        var remarks: [String] = []
        let size = try file.size()
        let before = checkpoint
        if let before, size < before.length {
            remarks.append(
                "the store's log is \(before.length - size) bytes shorter than it was: entries were removed from it")
        }
        let bytes = try file.read(from: 0, count: size)
        let whole = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        var tree = MerkleFrontier()
        for line in bytes[..<whole].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            tree.append(MerkleTree.leafHash(Array(line)))
            if let before, tree.count == before.size, Hexadecimal.text(tree.root) != before.root {
                remarks.append("entries of the store's log changed after it was last written")
            }
        }
        try keep(remarks, size: tree.count)
        if whole < bytes.count {
            remarks.append(
                "an entry of the store's log was cut off in writing; its \(bytes.count - whole) bytes were removed")
            try file.truncate(to: whole)
        }
        return Opened(file: file, tree: tree, length: whole, remarks: remarks, log: self)
    }

    /// What contradicted the checkpoint before the log was written again.
    struct Alteration: Sendable {
        /// How many entries the log had then.
        var size: Int
        var remark: String
    }

    /// From the first one on.
    var alterations: [Alteration] {
        guard let bytes = try? Files.read(alteredPath) else { return [] }
        return bytes.split(separator: 0x0A).map { line in
            let json = try? JSON(parsing: Array(line))
            return Alteration(
                size: json?["size"]?.intValue ?? .max,
                remark: json?["remark"]?.stringValue ?? "the store's log was altered, and its note of it too")
        }
    }

    private func keep(_ remarks: [String], size: Int) throws(SystemError) {
        guard !remarks.isEmpty else { return }
        let known = (try? Files.read(alteredPath)) ?? []
        let lines = remarks.map { remark in
            JSON.object([.init("size", .integer(size)), .init("remark", .string(remark))]).text(pretty: false) + "\n"
        }
        try Files.replace(alteredPath, with: known + Array(lines.joined().utf8), isDurable: true, system: system)
    }

    /// Every line as it stands, and those that are entries; an empty log where there is none.
    func read() throws(SystemError) -> (lines: [[UInt8]], entries: [StoreLogEntry?], tornBytes: Int) {
        guard Files.exists(path) else { return ([], [], 0) }
        let bytes = try Files.read(path)
        let whole = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let lines = bytes[..<whole].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map {
            Array($0)
        }
        return (lines, lines.enumerated().map { StoreLogEntry(line: $1, number: $0) }, bytes.count - whole)
    }

    /// The run that was opened last, from the end of the log alone.
    func lastOpened() throws(SystemError) -> String? {
        guard Files.exists(path) else { return nil }
        let file = try Descriptor(path: path, flags: O_RDONLY)
        let size = try file.size()
        var span = 16 << 10
        while true {
            let tail = try file.read(from: max(0, size - span), count: span)
            let lines = tail.split(separator: 0x0A)
            for line in lines.reversed() {
                if let entry = StoreLogEntry(line: Array(line), number: nil), entry.kind == .opened { return entry.run }
            }
            if span >= size { return nil }
            span *= 8
        }
    }

    private func saveCheckpoint(_ tree: MerkleFrontier, length: Int) throws(SystemError) {
        let json = JSON.object([
            .init("size", .integer(tree.count)), .init("bytes", .integer(length)),
            .init("peaks", .array(tree.peaks.map { .string(Hexadecimal.text($0)) })),
        ])
        try Files.replace(checkpointPath, with: Array(json.text().utf8), isDurable: false, system: system)
    }

    /// How long the log was when it was last written, and the root over its entries then; `nil` where that is not
    /// known.
    var checkpoint: (length: Int, size: Int, root: String)? {
        guard let bytes = try? Files.read(checkpointPath), let json = try? JSON(parsing: bytes),
            let size = json["size"]?.intValue,
            let length = json["bytes"]?.intValue, length >= 0,
            let peaks = json["peaks"]?.arrayValue?.map({ $0.stringValue.flatMap(Hexadecimal.decode) ?? [] }),
            let tree = MerkleFrontier(count: size, peaks: peaks)
        else { return nil }
        return (length, size, Hexadecimal.text(tree.root))
    }
}

extension StoreLogEntry {
    fileprivate func line(number: Int) -> [UInt8] {
        let json = JSON.object([
            .init("n", .integer(number)), .init("event", .string(kind.rawValue)), .init("run", .string(run)),
            .init("hash", .string(hash)), .init("wall", .string(wall)),
        ])
        return Array(json.text().utf8)
    }

    fileprivate init?(line: [UInt8], number: Int?) {
        guard let json = try? JSON(parsing: line), number == nil || json["n"]?.intValue == number,
            let kind = json["event"]?.stringValue.flatMap(Kind.init), let run = json["run"]?.stringValue,
            let hash = json["hash"]?.stringValue, let wall = json["wall"]?.stringValue
        else { return nil }
        self.init(kind: kind, run: run, hash: hash, wall: wall)
    }
}
