package import ProvJournal

/// Everything a report is made from.
package struct ReportInput {
    package var report: RunReport
    /// Gives the masked bytes that are kept of an output; `nil` where they cannot be had.
    package var output: (OutputStored) -> [UInt8]?
    package var integrity: ReportIntegrity
    /// The version of prov that makes the report, which need not be the one that made the run.
    package var generatorVersion: String

    package init(
        report: RunReport, integrity: ReportIntegrity, generatorVersion: String,
        output: @escaping (OutputStored) -> [UInt8]?
    ) {
        self.report = report
        self.output = output
        self.integrity = integrity
        self.generatorVersion = generatorVersion
    }

    /// The kept bytes of an output, short ones without asking; `nil` where they cannot be had.
    package func bytes(of stored: OutputStored) -> [UInt8]? {
        if let inline = stored.inline { return Array(inline.utf8) }
        return stored.length == 0 ? [] : output(stored)
    }
}

/// What was found out about the journal a report is made from.
package struct ReportIntegrity: Sendable, Equatable {
    package enum Chain: Sendable, Equatable {
        /// Every line has its hash and follows the one before it.
        case whole
        /// The same, and after the last whole line so many bytes of a write that was cut off.
        case torn(bytes: Int)
        /// Reading stopped at the first thing that does not fit.
        case corrupt(where: String)
        /// Nobody checked.
        case unchecked
    }

    package var chain: Chain
    /// What stands outside of this store and fixes the head hash, for example a timestamp or a ticket; none is
    /// UNANCHORED.
    package var anchors: [String]
    /// File names of the journal's segments.
    package var segments: [String]
    /// Things that are recorded and not understood by this version, in words.
    package var remarks: [String]

    package init(chain: Chain, anchors: [String] = [], segments: [String] = [], remarks: [String] = []) {
        self.chain = chain
        self.anchors = anchors
        self.segments = segments
        self.remarks = remarks
    }

    package init(_ integrity: LoadedRun.Integrity, anchors: [String] = []) {
        let chain: Chain =
            if let flaw = integrity.flaws.first {
                .corrupt(where: flaw)
            } else {
                integrity.tornBytes > 0 ? .torn(bytes: integrity.tornBytes) : .whole
            }
        let unknown = integrity.unknown.sorted { $0.key < $1.key }.map {
            "\(Quantity.count($0.value, "line")) of the unknown type \($0.key)"
        }
        self.init(
            chain: chain, anchors: anchors, segments: integrity.segments,
            remarks: unknown + integrity.unreadable.map(\.description))
    }

    package var isAnchored: Bool { !anchors.isEmpty }
}
