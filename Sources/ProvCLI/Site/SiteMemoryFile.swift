import Glibc
import ProvSite
import ProvSystem

/// What prov remembers of a site it wrote, in a file beside the site's folder.
struct SiteMemoryFile {
    /// `.prov-site-NAME` beside the folder NAME.
    let path: String
    private let out: String

    init(out: String) {
        let folder = out.count > 1 && out.hasSuffix("/") ? String(out.dropLast()) : out
        self.out = folder
        path = "\(Files.parent(of: folder))/.prov-site-\(folder.split(separator: "/").last ?? "site")"
    }

    /// `nil` where there is none, or the site is gone.
    func read() -> SiteMemory? {
        guard Files.exists("\(out)/index.html"), Files.exists(path), let bytes = try? TextFile.read(path) else {
            return nil
        }
        return SiteMemory(text: String(decoding: bytes, as: UTF8.self))
    }

    /// A memory that cannot be kept costs time later, no more.
    func write(_ memory: SiteMemory) { try? TextFile.replace(path, with: Array(memory.text.utf8)) }

    func forget() { try? Files.remove(path) }

    /// Files of an earlier site that the site of now does not have.
    func remove(_ files: some Sequence<String>) {
        for file in files where !file.hasPrefix("/") && !file.split(separator: "/").contains("..") {
            try? Files.remove("\(out)/\(file)")
            var folder = Files.parent(of: "\(out)/\(file)")
            while folder.count > out.count, Files.removeFolder(folder) { folder = Files.parent(of: folder) }
        }
    }
}
