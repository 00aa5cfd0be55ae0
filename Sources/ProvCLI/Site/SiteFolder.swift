import ProvRunbook
import ProvSite
import ProvSystem
import ProvText

/// What a site is made from, as it stands on disk.
struct SiteFolder {
    /// From the root of the file system.
    let path: String
    /// Markdown files, by their path from the folder.
    let files: [String]
    /// What may be published.
    private let boundary: ProjectBoundary

    /// - Parameters:
    ///   - paths: one folder, or files and folders below the working directory, which then is the site's folder.
    ///   - outside: folders outside of the project that pages, pictures and includes may come from too.
    init(_ paths: [String], outside: [String] = []) throws(CommandFailure) {
        for path in paths where !Files.exists(path) {
            throw CommandFailure(.usage, "\(path) does not exist", advice: "specify a folder of Markdown files")
        }
        if paths.count == 1, let only = paths.first, Files.isFolder(only) {
            let folder = Files.resolved(only)
            path = folder
            boundary = ProjectBoundary(around: folder, allowed: outside)
            files = TextFile.markdownFiles(under: folder).map { String($0.dropFirst(folder.count + 1)) }
            try refusePagesOutside()
            return
        }
        let here = Files.resolved(".")
        path = here
        boundary = ProjectBoundary(around: here, allowed: outside)
        var found: [String] = []
        for given in paths {
            let full = Files.absolutePath(given)
            guard full.hasPrefix(here + "/") else {
                throw CommandFailure(
                    .usage, "\(given) is not below the working directory",
                    advice: "change to a folder that contains all of them")
            }
            let names = Files.isFolder(full) ? TextFile.markdownFiles(under: full) : [full]
            found += names.map { String($0.dropFirst(here.count + 1)) }
        }
        files = Array(Set(found)).sorted()
        try refusePagesOutside()
    }

    /// Nothing is written where a page would be made of a file that is not the project's.
    private func refusePagesOutside() throws(CommandFailure) {
        let refused = files.compactMap { file in boundary.refusal(of: "\(path)/\(file)").map { "\(file): \($0)" } }
        guard let first = refused.first else { return }
        let more = refused.count == 1 ? "" : "; and \(refused.count - 1) more"
        throw CommandFailure(.refused, "nothing was written: \(first)\(more)", advice: ProjectBoundary.advice)
    }

    /// The bytes of a page, or of what one shows or offers.
    func read(_ relative: String) throws(CommandFailure) -> [UInt8] {
        try TextFile.read("\(path)/\(relative)", inside: boundary)
    }

    /// The folders that it may take files from, as one line.
    var readable: String { boundary.folders.joined(separator: ":") }

    func target(_ relative: String) -> SiteTarget {
        let full = "\(path)/\(relative)"
        guard Files.exists(full) else { return .nothing }
        if let why = boundary.refusal(of: full) { return .outside(why) }
        return Files.isFolder(full) ? .folder : .file
    }

    func include(_ relative: String, from: String) -> IncludeResult {
        let folder = from.lastIndex(of: "/").map { String(from[...$0]) } ?? ""
        var parts: [Substring] = []
        for part in (folder + relative).split(separator: "/") where part != "." {
            if part == ".." {
                if parts.popLast() == nil { return .outside("it is outside of the site's folder") }
            } else {
                parts.append(part)
            }
        }
        let name = parts.joined(separator: "/")
        if relative.hasPrefix("/") {
            return Files.exists(relative)
                ? .outside("it is outside of the site's folder") : .missing("no such file")
        }
        if let why = boundary.refusal(of: "\(path)/\(name)") { return .outside(why) }
        do { return .found(SourceText(path: name, bytes: try read(name))) } catch { return .missing(error.message) }
    }
}
