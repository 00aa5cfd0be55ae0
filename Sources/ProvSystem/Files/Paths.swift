extension Files {
    /// The folder a file stands in, absolute.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return resolved(".") }
        let folder = String(path[..<slash])
        return resolved(folder.isEmpty ? "/" : folder)
    }

    /// The same path from the root, whether there is something at it or not.
    package static func absolutePath(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return "\(resolved("."))/\(path.hasPrefix("./") ? String(path.dropFirst(2)) : path)"
    }

    /// The path up to its last slash, without asking the file system; `/` for a name without one.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Like `mkdir -p`, for the owner alone; what fails shows itself when something is written there.
    package static func makeFoldersIfPossible(_ path: String) { try? makeFolders(path) }

    /// The names in a folder, sorted; none where it cannot be read.
    package static func namesIfReadable(in folder: String) -> [String] { (try? names(in: folder)) ?? [] }
}
