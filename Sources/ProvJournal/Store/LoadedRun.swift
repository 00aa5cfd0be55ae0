import ProvSystem

/// A run read back from its folder, with what can be said about its wholeness.
package struct LoadedRun: Sendable {
    package var id: String
    package var directory: String
    /// Everything up to the first thing that is wrong.
    package var events: [TimedEvent]
    package var report: RunReport
    package var integrity: Integrity
    /// Whether a process is writing it now.
    package var isRunning: Bool
    private let contents: ContentFolder

    /// What was found out about the journal while reading it.
    package struct Integrity: Sendable {
        /// File names of the journal's segments.
        package var segments: [String]
        package var head: JournalHead
        package var lineHashes: [[UInt8]]
        package var tornBytes: Int
        /// Corruption; empty for a whole journal.
        package var problems: [JournalProblem]
        /// What contradicts the record: the store's log, its checksums, the files it names.
        package var contradictions: [String] = []
        /// Lines of types this version does not know.
        package var unknown: [String: Int]
        package var unreadable: [JournalProblem]

        package var isWhole: Bool { flaws.isEmpty }
        /// Everything for which the record is not to be relied on, the most telling first.
        package var flaws: [String] { problems.map(\.description) + contradictions }
    }

    /// - Parameter ledger: what the record is held against; `nil` trusts what this very process writes.
    init(folder: String, id: String, isRunning: Bool, ledger: StoreLedger?, limit: Int, system: SystemCalls)
        throws(StoreError)
    {
        let journal = try storing("read the journal in", folder) { try RunFolder.journal(in: folder) }
        // Of a journal that was read in part everything else would follow from that.
        let audit =
            journal.problems.isEmpty
            ? ledger.map { RunAudit(id: id, folder: folder, journal: journal, ledger: $0, depth: .everything) } : nil
        let contradictions = audit?.contradictions() ?? []
        let flaw = journal.problems.first?.description ?? contradictions.first
        guard
            let report = RunReport(
                events: journal.events, headHash: journal.head.hashText, isRunning: isRunning, corruption: flaw)
        else {
            let why = flaw.map { "its journal is corrupt: \($0)" } ?? "the first line of its journal is incomplete"
            throw StoreError(
                code: flaw == nil ? .notOpened : .corrupt, path: folder,
                message: "run \(id) cannot be read: \(why)",
                advice: flaw == nil
                    ? "nothing was executed in it; start a new run" : "compare it with a copy of the store"
            )
        }
        self.id = id
        directory = folder
        events = journal.events
        self.report = report
        self.isRunning = isRunning
        self.report.problems += journal.problems.map { "journal: \($0)" } + contradictions.map { "record: \($0)" }
        integrity = Integrity(
            segments: journal.files.map(\.name), head: journal.head, lineHashes: journal.lineHashes,
            tornBytes: journal.tornBytes,
            problems: journal.problems, contradictions: contradictions, unknown: journal.unknown,
            unreadable: journal.unreadable)
        contents = ContentFolder(path: "\(folder)/outputs", limit: limit, system: system)
    }

    /// The bytes that are kept of an output, masked; proven to be those the journal names.
    package func bytes(of output: OutputStored) throws(StoreError) -> [UInt8] {
        if let inline = output.inline { return Array(inline.utf8) }
        if output.length == 0 { return [] }
        return try contents.get(output.contentHash)
    }

    /// The path of an output's file; `nil` where it stands in the journal itself.
    package func path(of output: OutputStored) -> String? {
        output.inline == nil && output.length > 0 ? contents.path(of: output.contentHash) : nil
    }

    /// The last lines of what is kept of an output, as text.
    package func tail(of output: OutputStored, lines: Int) throws(StoreError) -> String {
        OutputTail.text(of: try bytes(of: output), lines: lines)
    }

    /// Any content kept beside the journal.
    package func stored(_ hash: String) throws(StoreError) -> [UInt8] { try contents.get(hash) }

    /// The shell's last kept state after each step, masked, by `step NUL host`.
    package func states() throws(StoreError) -> [String: KeptState] {
        var states: [String: KeptState] = [:]
        for case .stateSaved(let saved) in events.map(\.event) {
            let place = "\(saved.step)\u{0}\(saved.host)"
            let text =
                if let inline = saved.inline { inline } else {
                    String(decoding: try contents.get(saved.hash), as: UTF8.self)
                }
            states[place] = KeptState(text: text, withheld: saved.withheld ?? [])
        }
        return states
    }
}

/// The end of an output.
package enum OutputTail {
    /// The last so many lines, without the newline at the end; bytes that are not UTF-8 become U+FFFD.
    package static func text(of bytes: [UInt8], lines: Int) -> String {
        var end = bytes.endIndex
        if bytes.last == 0x0A { end -= 1 }
        var start = end
        var left = lines
        while start > bytes.startIndex {
            if bytes[start - 1] == 0x0A {
                left -= 1
                if left == 0 { break }
            }
            start -= 1
        }
        return lines > 0 ? String(decoding: bytes[start..<end], as: UTF8.self) : ""
    }
}
