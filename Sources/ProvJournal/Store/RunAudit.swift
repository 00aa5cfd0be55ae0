import ProvSystem
import ProvText

/// Holds a run's record against everything else that is known of it: the name of its folder, the store's log, its
/// `SHA256SUMS`, and the hashes that its own journal names.
///
/// A journal that is whole for itself may still be a part of what it was: only these tell. What a process may leave
/// behind that was killed at any moment is no contradiction.
struct RunAudit {
    /// How much is read again.
    enum Depth {
        /// The journal and the files beside it; of outputs only that they are there.
        case record
        case everything
    }

    let id: String
    let folder: String
    let journal: JournalContents
    let ledger: StoreLedger
    let depth: Depth

    private var hashes: [String] { journal.lineHashes.map { Hexadecimal.text($0) } }
    private var entries: [StoreLogEntry] { ledger.entries(of: id) }

    /// Whether the last thing that the store's log has of the run is its close, and the journal ends with that line.
    private var isSealed: Bool {
        guard let last = entries.last, last.kind == .closed, let line = journal.lineHashes.last else { return false }
        return last.hash == Hexadecimal.text(line)
    }

    /// What contradicts the record, the most telling first; empty where nothing does.
    func contradictions() -> [String] {
        var found: [String] = []
        guard case .runOpened(let opened)? = journal.events.first?.event else {
            return entries.isEmpty ? [] : ["it was opened, and its journal has no first line"]
        }
        if opened.run != id {
            found.append("the folder is named \(id), but contains the record of run \(opened.run)")
        }
        found += logged() + checkpoint(opened)
        if case .runClosed(let closed)? = journal.events.last?.event, let root = closed.merkleRoot,
            let real = journal.rootBeforeClose, root != real
        {
            found.append("the Merkle root in its closing line does not match the lines before it")
        }
        var checked: Set<String> = []
        found += seal(&checked)
        found += contents(checked)
        return found
    }

    // MARK: The store's log

    private func logged() -> [String] {
        guard !entries.isEmpty else {
            // A crash between the first line and the log's entry leaves a run that never did anything.
            return journal.lineHashes.count > 1 ? ["the run is not in the store's log"] : []
        }
        let hashes = hashes
        let known = Set(hashes)
        var found = entries.compactMap { entry -> String? in
            switch entry.kind {
            case .opened:
                entry.hash == hashes.first
                    ? nil : "its first line does not match the store's log entry of \(entry.wall)"
            case .resumed:
                known.contains(entry.hash) ? nil : "the line of its resume at \(entry.wall) is missing"
            case .closed:
                known.contains(entry.hash) ? nil : "its closing line of \(entry.wall) is missing"
            }
        }
        if entries[0].kind != .opened { found.append("the store's log does not have its opening") }
        if !isSealed, !ledger.problems.isEmpty {
            if case .runClosed? = journal.events.last?.event {
                found.append(
                    "it is closed, but the altered store's log does not have its closing: \(ledger.problems[0])")
            } else if entries.last?.kind != .closed, ledger.mayLack(id) {
                found.append("it may have been closed: the store's log was altered: \(ledger.problems[0])")
            }
        }
        return found
    }

    /// Every run takes down how the log was before it: a log that was rewritten since does not give that root.
    private func checkpoint(_ opened: RunOpened) -> [String] {
        let checkpoint = opened.storeCheckpoint ?? StoreCheckpoint(size: 0, root: "")
        if let flaw = ledger.flaws.first(where: { $0 >= checkpoint.size }) {
            return ["line \(flaw + 1) of the store's log, written after it was opened, is not a valid entry"]
        }
        guard opened.storeCheckpoint != nil, ledger.isHashed else { return [] }
        guard let root = ledger.root(of: checkpoint.size) else {
            return ["the store's log had \(checkpoint.size) entries when it was opened, and has \(ledger.count) now"]
        }
        return root == checkpoint.root
            ? [] : ["the first \(checkpoint.size) entries of the store's log changed after it was opened"]
    }

    // MARK: The checksums

    /// - Parameter checked: gets the names of the files whose content was proven.
    private func seal(_ checked: inout Set<String>) -> [String] {
        let path = "\(folder)/\(Seal.name)"
        guard Files.exists(path) else {
            return entries.contains { $0.kind == .closed } ? ["it was closed, but \(Seal.name) is missing"] : []
        }
        guard Files.isRegular(path), let bytes = try? Files.read(path) else { return ["\(Seal.name) cannot be read"] }
        var found: [String] = []
        for entry in Seal.parse(bytes) {
            guard let entry,
                !entry.name.utf8.split(separator: ASCII.slash).contains(where: { $0.elementsEqual("..".utf8) })
            else {
                found.append("\(Seal.name) has a line that is not a checksum")
                continue
            }
            // What is asked and reported is written again while a run goes on, and sealed at its next close.
            guard isSealed || !Seal.isRenewed(entry.name) else { continue }
            if let problem = problem(with: entry.name, hash: entry.hash) {
                found.append(problem)
            } else {
                checked.insert(entry.name)
            }
        }
        guard isSealed else { return found }
        let torn = journal.tornBytes
        if torn > 0 { found.append("\(torn) bytes follow its closing line") }
        let sealed = Set(Seal.parse(bytes).compactMap { $0?.name })
        let outputs = (try? ContentFolder(path: "\(folder)/outputs", limit: 0, system: .real).hashes()) ?? []
        for name in journal.files.map(\.name) + outputs.map({ "outputs/\($0)" }) where !sealed.contains(name) {
            found.append("\(name) is not in \(Seal.name)")
        }
        return found
    }

    private func problem(with name: String, hash: String) -> String? {
        let path = "\(folder)/\(name)"
        guard Files.isRegular(path) else {
            return Files.exists(path) ? "\(name) is not a regular file with a single link" : "\(name) is missing"
        }
        let isOutput = name.hasPrefix("outputs/")
        // An output's name is its hash, whatever else says so.
        if isOutput, name != "outputs/\(hash)" { return "the checksum of \(name) in \(Seal.name) does not match" }
        if isOutput, depth == .record { return nil }
        if let file = journal.files.first(where: { $0.name == name }) {
            return file.hash == hash ? nil : "the content of \(name) does not match \(Seal.name)"
        }
        do {
            return try FileHash.hex(of: path) == hash
                ? nil : "the content of \(name) does not match \(isOutput ? "its name" : "\(Seal.name)")"
        } catch {
            return "\(name) cannot be read: \(error.reason)"
        }
    }

    // MARK: What the journal names

    private func contents(_ checked: Set<String>) -> [String] {
        var checked = checked
        var found: [String] = []
        for timed in journal.events {
            guard let hash = RunAudit.content(of: timed.event), checked.insert("outputs/\(hash)").inserted else {
                continue
            }
            if let problem = problem(with: "outputs/\(hash)", hash: hash) {
                found.append("line \(timed.seq): \(problem)")
            }
        }
        return found
    }

    /// The content that an event names and that is kept beside the journal.
    private static func content(of event: Event) -> String? {
        switch event {
        case .output(let output): output.inline == nil && output.length > 0 ? output.contentHash : nil
        case .stateSaved(let state): state.inline == nil ? state.hash : nil
        case .deviation(let deviation): deviation.evidence
        default: nil
        }
    }
}
