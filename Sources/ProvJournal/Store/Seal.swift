import ProvSystem
import ProvText

/// `SHA256SUMS` of a closed run, for `sha256sum -c` in the run's folder.
enum Seal {
    static let name = "SHA256SUMS"

    /// The page of a run, written when it is closed.
    static let report = "report.html"
    private static let approvals = "approvals"

    /// Whether a file is written again while a run that was closed goes on.
    static func isRenewed(_ name: String) -> Bool { name == report || name.hasPrefix("\(approvals)/") }

    /// - Parameter current: number and hash of the segment just written; the others are read again.
    static func write(
        folder: String, contents: ContentFolder, current: (segment: Int, hash: String), system: SystemCalls
    ) throws(SystemError) {
        var lines: [String] = []
        for number in 1...max(1, current.segment) {
            let name = RunFolder.segmentName(number)
            let hash = number == current.segment ? current.hash : try FileHash.hex(of: "\(folder)/\(name)")
            lines.append("\(hash)  \(name)")
        }
        // A content's name is its hash, proven when it was written.
        lines += try contents.hashes().map { "\($0)  outputs/\($0)" }
        let answers =
            Files.isFolder("\(folder)/\(approvals)")
            ? try Files.names(in: "\(folder)/\(approvals)").map { "\(approvals)/\($0)" } : []
        for name in answers + [report] where Files.isRegular("\(folder)/\(name)") {
            lines.append("\(try FileHash.hex(of: "\(folder)/\(name)"))  \(name)")
        }
        try Files.replace(
            "\(folder)/\(name)", with: Array((lines.joined(separator: "\n") + "\n").utf8), isDurable: true,
            system: system)
    }

    /// File names and hashes of a seal; `nil` for a line that is none.
    static func parse(_ bytes: [UInt8]) -> [(name: String, hash: String)?] {
        String(decoding: bytes, as: UTF8.self).lines.map { line in
            let hash = line.prefix(64)
            let name = line.dropFirst(66)
            guard hash.utf8.count == 64, line.dropFirst(64).hasPrefix("  "), !name.isEmpty else { return nil }
            return (String(name), String(hash))
        }
    }
}

/// The last search for secrets through everything a run recorded.
struct FinalScan {
    let folder: String
    let contents: ContentFolder

    /// The files in which something was found, by their names in the run's folder, and how often.
    func occurrences(of masker: Masker) throws(SystemError) -> [String: Int] {
        guard !masker.isEmpty else { return [:] }
        let journals = try Files.names(in: folder).filter { RunFolder.segmentNumber($0) != nil }.map {
            ($0, "\(folder)/\($0)")
        }
        var found: [String: Int] = [:]
        for (name, path) in try journals + contents.hashes().map({ ("outputs/\($0)", contents.path(of: $0)) }) {
            let file = try Descriptor(path: path, flags: 0)
            let size = try file.size()
            var search = masker.search()
            for offset in stride(from: 0, to: size, by: 1 << 20) {
                search.feed(try file.read(from: offset, count: 1 << 20))
            }
            let count = search.finish()
            if count > 0 { found[name] = count }
        }
        return found
    }
}
