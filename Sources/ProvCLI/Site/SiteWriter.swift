import Glibc
import ProvSite
import ProvSystem

/// Writes a site's files: each whole or not at all, and only those that differ from what stands there.
struct SiteWriter {
    let folder: String
    private(set) var written = 0
    private(set) var kept = 0

    init(_ folder: String) { self.folder = folder }

    mutating func write(_ file: SiteFile) throws(CommandFailure) {
        let path = "\(folder)/\(file.path)"
        if let old = try? TextFile.read(path), old == file.bytes {
            kept += 1
            return
        }
        SiteWriter.makeFolders(Files.parent(of: path))
        try TextFile.replace(path, with: file.bytes)
        written += 1
    }

    /// Like `mkdir -p`, for everybody to read: a site is there to be shown.
    static func makeFolders(_ path: String) {
        guard !Files.isFolder(path), path != "/" else { return }
        makeFolders(Files.parent(of: path))
        try? Files.makeFolder(path, mode: 0o755)
    }
}

extension TextFile {
    /// Puts bytes in the place of a file at once, so that nobody reads half of them.
    static func replace(_ path: String, with bytes: [UInt8]) throws(CommandFailure) {
        let temporary = "\(Files.parent(of: path))/.prov-\(getpid())-\(path.split(separator: "/").last ?? "file")"
        try write(bytes, to: temporary)
        do throws(SystemError) { try Files.rename(temporary, to: path) } catch {
            try? Files.remove(temporary)
            throw CommandFailure(
                .usage, "cannot write \(path): \(error.reason)", advice: "check the permissions of its folder")
        }
    }
}
