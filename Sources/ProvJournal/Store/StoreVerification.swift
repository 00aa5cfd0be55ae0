/// What a store's records say about themselves when everything is read and hashed again.
package struct StoreVerification: Sendable {
    /// One thing that does not fit.
    package struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// `nil` where it concerns the store-wide log.
        package var run: String?
        package var what: String

        package var description: String { run.map { "run \($0): \(what)" } ?? what }
    }

    package var problems: [Problem] = []
    /// Runs whose every line, output and seal was checked.
    package var runs = 0
    package var outputs = 0
    /// Entries of the store-wide log, and its root.
    package var checkpoint = StoreCheckpoint(size: 0, root: Hexadecimal.text(MerkleTree.root([])))

    package var isWhole: Bool { problems.isEmpty }
}

extension Store {
    /// Reads everything again and names what was altered, cut or removed, with its line.
    package func verify() throws(StoreError) -> StoreVerification {
        // Folders first: a run that is opened meanwhile must not look as if the log had never heard of it.
        let ids = try ids()
        let (lines, entries, torn) = try storing("read the log of", path) { try log.read() }
        var verifier = StoreVerifier(store: self, lines: lines, entries: entries)
        verifier.checkLog(tornBytes: torn)
        for id in ids { verifier.checkRun(id) }
        return verifier.result
    }
}

private struct StoreVerifier {
    let store: Store
    /// Root of the log over its first n entries, for every n.
    private let roots: [String]
    private let entries: [StoreLogEntry?]
    /// Entries by run, in order.
    private var logged: [String: [StoreLogEntry]] = [:]
    var result = StoreVerification()

    init(store: Store, lines: [[UInt8]], entries: [StoreLogEntry?]) {
        self.store = store
        self.entries = entries
        var tree = MerkleFrontier()
        var roots = [Hexadecimal.text(tree.root)]
        for line in lines {
            tree.append(MerkleTree.leafHash(line))
            roots.append(Hexadecimal.text(tree.root))
        }
        self.roots = roots
        result.checkpoint = StoreCheckpoint(size: tree.count, root: roots.last ?? "")
    }

    private mutating func blame(_ run: String?, _ what: String) { result.problems.append(.init(run: run, what: what)) }

    mutating func checkLog(tornBytes: Int) {
        if tornBytes > 0 { blame(nil, "the store's log ends in \(tornBytes) bytes that are no whole entry") }
        for (index, entry) in entries.enumerated() {
            guard let entry else {
                blame(nil, "line \(index + 1) of the store's log is no entry, or was moved")
                continue
            }
            logged[entry.run, default: []].append(entry)
        }
        for (run, entries) in logged.sorted(by: { $0.key < $1.key }) where !Files.isFolder(store.folder(of: run)) {
            let when = entries.first.map { " (opened \($0.wall))" } ?? ""
            blame(run, "it stands in the store's log\(when), and its folder is gone")
        }
    }

    mutating func checkRun(_ id: String) {
        result.runs += 1
        let run: LoadedRun
        do {
            run = try store.load(id)
        } catch {
            return blame(id, error.message)
        }
        for problem in run.integrity.problems { blame(id, problem.description) }
        for problem in run.integrity.unreadable { blame(id, "\(problem)") }
        checkEntries(of: run)
        checkCheckpoint(of: run)
        checkContents(of: run)
        if run.report.closed != nil { checkSeal(of: run) }
    }

    private mutating func checkEntries(of run: LoadedRun) {
        let hashes = run.integrity.lineHashes.map { Hexadecimal.text($0) }
        guard let entries = logged[run.id] else {
            // A crash between the two leaves a run that never did anything.
            if run.events.count > 1 { blame(run.id, "it is not in the store's log, and yet it ran") }
            return
        }
        let known = Set(hashes)
        for entry in entries {
            switch entry.kind {
            case .opened:
                if entry.hash != hashes.first { blame(run.id, "its first line is not the one the store's log took down when it was opened") }
            case .closed:
                if !known.contains(entry.hash) { blame(run.id, "the line with which it was closed at \(entry.wall) is gone") }
            }
        }
    }

    /// Every run takes down how the log stood before it: a log that was rewritten later does not give that root.
    private mutating func checkCheckpoint(of run: LoadedRun) {
        guard let checkpoint = run.report.opened.storeCheckpoint else { return }
        guard checkpoint.size < roots.count else {
            return blame(run.id, "when it was opened the store's log had \(checkpoint.size) entries; now it has \(roots.count - 1)")
        }
        if roots[max(0, checkpoint.size)] != checkpoint.root {
            blame(run.id, "the first \(checkpoint.size) entries of the store's log are not those that stood there when it was opened")
        }
    }

    private mutating func checkContents(of run: LoadedRun) {
        for timed in run.events {
            switch timed.event {
            case .output(let output):
                if let inline = output.inline {
                    if ContentHash.hex(Array(inline.utf8)) != output.hash { blame(run.id, "line \(timed.seq): the output's text does not have its hash") }
                } else if output.length > 0 {
                    checkContent(output.contentHash, of: run, line: timed.seq)
                }
            case .stateSaved(let state) where state.inline == nil: checkContent(state.hash, of: run, line: timed.seq)
            case .deviation(let deviation): if let evidence = deviation.evidence { checkContent(evidence, of: run, line: timed.seq) }
            default: break
            }
        }
    }

    private mutating func checkContent(_ hash: String, of run: LoadedRun, line: Int) {
        result.outputs += 1
        do {
            let found = try FileHash.hex(of: "\(run.directory)/outputs/\(hash)")
            if found != hash { blame(run.id, "line \(line): outputs/\(hash) does not have the content its name says") }
        } catch {
            blame(run.id, "line \(line): outputs/\(hash) cannot be read: \(error.reason)")
        }
    }

    private mutating func checkSeal(of run: LoadedRun) {
        let path = "\(run.directory)/\(Seal.name)"
        guard let bytes = try? Files.read(path) else { return blame(run.id, "it is closed and has no \(Seal.name)") }
        var sealed: Set<String> = []
        for entry in Seal.parse(bytes) {
            guard let entry, !entry.name.contains("..") else {
                blame(run.id, "\(Seal.name) has a line that is no checksum")
                continue
            }
            sealed.insert(entry.name)
            if (try? FileHash.hex(of: "\(run.directory)/\(entry.name)")) != entry.hash {
                blame(run.id, "\(entry.name) does not have the content that \(Seal.name) names")
            }
        }
        for segment in run.integrity.segments where !sealed.contains(segment) { blame(run.id, "\(segment) is not in \(Seal.name)") }
    }
}

/// The SHA-256 of a file, without holding it in memory.
enum FileHash {
    static func hex(of path: String) throws(SystemError) -> String {
        let file = try Descriptor(path: path, flags: 0)
        let size = try file.size()
        var hasher = ContentHasher()
        for offset in stride(from: 0, to: size, by: 1 << 20) { hasher.update(try file.read(from: offset, count: 1 << 20)) }
        return hasher.hex
    }
}
