import Glibc
import ProvPages

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
        SiteWriter.makeFolders(TextFile.parent(of: path))
        try TextFile.replace(path, with: file.bytes)
        written += 1
    }

    /// Like `mkdir -p`, for everybody to read: a site is there to be shown.
    static func makeFolders(_ path: String) {
        guard !TextFile.isFolder(path), path != "/" else { return }
        makeFolders(TextFile.parent(of: path))
        _ = unsafe mkdir(path, 0o755)
    }
}

extension TextFile {
    /// Puts bytes in the place of a file at once, so that nobody reads half of them.
    static func replace(_ path: String, with bytes: [UInt8]) throws(CommandFailure) {
        let temporary = "\(parent(of: path))/.prov-\(getpid())-\(path.split(separator: "/").last ?? "file")"
        try write(bytes, to: temporary)
        guard unsafe rename(temporary, path) == 0 else {
            let why = unsafe String(cString: strerror(errno))
            unsafe unlink(temporary)
            throw CommandFailure(
                .usage, "cannot write \(path): \(why)", advice: "look at the permissions of its folder")
        }
    }
}
