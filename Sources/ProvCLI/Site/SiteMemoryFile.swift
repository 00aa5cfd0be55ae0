import Glibc
import ProvSystem
import ProvText

/// The files of the site that was written last, in a file beside the site's folder: those that the next one does not
/// have are removed.
struct SiteMemoryFile {
    /// `.prov-site-NAME` beside the folder NAME.
    let path: String
    private let out: String

    init(out: String) {
        let folder = out.count > 1 && out.hasSuffix("/") ? String(out.dropLast()) : out
        self.out = folder
        path = "\(Files.parent(of: folder))/.prov-site-\(folder.split(separator: "/").last ?? "site")"
    }

    private static let head = "prov-site-memory-2"
    private static let mark = "f\t"

    /// Empty where there is no such file, or the site is gone.
    func read() -> [String] {
        guard Files.exists("\(out)/index.html"), Files.exists(path), let bytes = try? TextFile.read(path) else {
            return []
        }
        // The first version has lines of other kinds too.
        return String(decoding: bytes, as: UTF8.self).lines.filter { $0.hasPrefix(Self.mark) }
            .map { String($0.dropFirst(Self.mark.count)) }
    }

    /// Where it cannot be kept, files that are no longer of the site stay in its folder.
    func write(_ files: [String]) {
        let lines = files.filter { !$0.hasNewline }.map { Self.mark + $0 + "\n" }
        try? TextFile.replace(path, with: Array((Self.head + "\n" + lines.joined()).utf8))
    }

    /// Files of an earlier site that the site of now does not have.
    func remove(_ files: some Sequence<String>) {
        for file in files
        where file.utf8.first != ASCII.slash
            && !file.utf8.split(separator: ASCII.slash).contains(where: { $0.elementsEqual("..".utf8) })
        {
            try? Files.remove("\(out)/\(file)")
            var folder = Files.parent(of: "\(out)/\(file)")
            while folder.count > out.count, Files.removeFolder(folder) { folder = Files.parent(of: folder) }
        }
    }
}
