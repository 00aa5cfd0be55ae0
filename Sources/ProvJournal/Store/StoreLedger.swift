import ProvSystem

/// What the store-wide log says of its runs, read once for any number of them.
///
/// Read it before the journals it is held against: a run that goes on meanwhile is then ahead of it, never behind.
package struct StoreLedger: Sendable {
    /// Places, from 0, of lines that are no entries.
    let flaws: [Int]
    /// Bytes after the last whole line, left by a write that was cut off.
    let tornBytes: Int
    /// What is wrong with the log as a whole; empty for one that nobody touched.
    package let problems: [String]
    /// Entries by run, in order.
    private let entries: [String: [StoreLogEntry]]
    /// Runs in the order in which they were opened.
    let opened: [String]
    private let lines: [[UInt8]]
    private let roots: [String]?
    /// The place of each run's opening.
    private let places: [String: Int]
    /// How many entries the log had when it was last found altered; `nil` for one that nobody touched.
    private let alteredSize: Int?

    /// - Parameter hasRoots: whether the log is to be hashed, so that it can be held against what runs took down of it.
    init(_ log: StoreLog, hasRoots: Bool) throws(SystemError) {
        let checkpoint = log.checkpoint
        let (lines, found, tornBytes) = try log.read()
        var entries: [String: [StoreLogEntry]] = [:]
        var opened: [String] = []
        var places: [String: Int] = [:]
        var flaws: [Int] = []
        for (index, entry) in found.enumerated() {
            guard let entry else {
                flaws.append(index)
                continue
            }
            if entry.kind == .opened, entries[entry.run] == nil {
                opened.append(entry.run)
                places[entry.run] = index
            }
            entries[entry.run, default: []].append(entry)
        }
        let roots = hasRoots ? StoreLedger.roots(of: lines) : nil
        var problems = flaws.map { "line \($0 + 1) of the store's log is not a valid entry, or was moved" }
        let alterations = log.alterations
        problems += alterations.map(\.remark)
        if let checkpoint {
            let length = lines.reduce(tornBytes) { $0 + $1.count + 1 }
            if length < checkpoint.length {
                problems.append("the store's log is \(checkpoint.length - length) bytes shorter than it was")
            }
            if let roots, checkpoint.size < roots.count, length >= checkpoint.length,
                roots[checkpoint.size] != checkpoint.root
            {
                problems.append("entries of the store's log changed after it was last written")
            }
        }
        let isAlteredNow = problems.count > alterations.count
        alteredSize = isAlteredNow ? lines.count : alterations.map(\.size).max()
        (self.flaws, self.tornBytes, self.problems, self.entries, self.opened, self.lines, self.roots) =
            (flaws, tornBytes, problems, entries, opened, lines, roots)
        self.places = places
    }

    /// Entries of the log.
    package var count: Int { lines.count }

    func entries(of run: String) -> [StoreLogEntry] { entries[run] ?? [] }

    /// Whether entries of a run may be missing: the log was altered after it was opened.
    func mayLack(_ run: String) -> Bool {
        guard let alteredSize, let place = places[run] else { return false }
        return place < alteredSize
    }

    /// The root over the first entries; `nil` where there are not so many, or the log was not hashed.
    func root(of size: Int) -> String? { roots.flatMap { $0.indices.contains(size) ? $0[size] : nil } }

    var isHashed: Bool { roots != nil }

    private static func roots(of lines: [[UInt8]]) -> [String] {
        var tree = MerkleFrontier()
        return [Hexadecimal.text(tree.root)]
            + lines.map { line in
                tree.append(MerkleTree.leafHash(line))
                return Hexadecimal.text(tree.root)
            }
    }
}

extension Store {
    /// Reads the store-wide log.
    ///
    /// - Parameter hasRoots: needed by `load`; a list of runs does without.
    package func ledger(hasRoots: Bool = true) throws(StoreError) -> StoreLedger {
        try storing("read the log of", path) { try StoreLedger(log, hasRoots: hasRoots) }
    }
}
