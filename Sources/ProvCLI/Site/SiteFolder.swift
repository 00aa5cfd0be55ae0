import ProvJournal
import ProvMarkdown
import ProvPages
import ProvRunbook

/// What a site is made from, as it stands on disk.
struct SiteFolder {
    /// From the root of the file system.
    let path: String
    /// Markdown files, by their path from the folder.
    let files: [String]

    /// - Parameter paths: one folder, or files and folders below the working directory, which then is the site's folder.
    init(_ paths: [String]) throws(CommandFailure) {
        for path in paths where !TextFile.exists(path) { throw CommandFailure(.usage, "there is no \(path)", advice: "name a folder of Markdown files") }
        if paths.count == 1, let only = paths.first, TextFile.isFolder(only) {
            let folder = TextFile.absolute(only)
            path = folder
            files = TextFile.markdownFiles(under: folder).map { String($0.dropFirst(folder.count + 1)) }
            return
        }
        let here = TextFile.absolute(".")
        path = here
        var found: [String] = []
        for given in paths {
            let full = TextFile.absolute(given)
            guard full.hasPrefix(here + "/") else { throw CommandFailure(.usage, "\(given) is not below the working directory", advice: "change to a folder that holds all of them") }
            let names = TextFile.isFolder(full) ? TextFile.markdownFiles(under: full) : [full]
            found += names.map { String($0.dropFirst(here.count + 1)) }
        }
        files = Array(Set(found)).sorted()
    }

    func target(_ relative: String) -> SiteTarget {
        let full = "\(path)/\(relative)"
        guard TextFile.exists(full) else { return .nothing }
        return TextFile.isFolder(full) ? .folder : .file
    }

    func include(_ relative: String, from: String) -> IncludeResult {
        let folder = from.lastIndex(of: "/").map { String(from[...$0]) } ?? ""
        var parts: [Substring] = []
        for part in (folder + relative).split(separator: "/") where part != "." {
            if part == ".." { if parts.popLast() == nil { return .missing("it is outside of the folder") } } else { parts.append(part) }
        }
        let name = parts.joined(separator: "/")
        guard !relative.hasPrefix("/"), let bytes = try? TextFile.read("\(path)/\(name)") else { return .missing("there is no such file") }
        return .found(SourceText(path: name, bytes: bytes))
    }
}
