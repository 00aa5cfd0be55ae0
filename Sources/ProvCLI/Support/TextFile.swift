import Glibc
import ProvMarkdown

/// Reading and writing files, with errors that say what to do.
enum TextFile {
    /// A runbook larger than this is no text anybody wrote.
    private static let limit = 64 << 20

    /// - Parameter boundary: where the file must be, links resolved; `nil` for a file that the user named.
    static func read(_ path: String, inside boundary: ProjectBoundary? = nil) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path, inside: boundary) { piece in
            if bytes.isEmpty { bytes = Array(piece) } else { bytes += piece }
            return bytes.count <= limit
        }
        guard bytes.count <= limit else {
            throw CommandFailure(
                .usage, "\(path) is larger than \(limit >> 20) MiB",
                advice: "a runbook is a text that people read; split it")
        }
        return bytes
    }

    /// Hands over a file piece by piece, as long as it is wanted.
    static func read(_ path: String, inside boundary: ProjectBoundary? = nil, _ take: (ArraySlice<UInt8>) -> Bool)
        throws(CommandFailure)
    {
        let number = try openRegular(path, inside: boundary)
        defer { close(number) }
        var buffer = [UInt8](repeating: 0, count: bufferSize(for: number))
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, $0.count) }
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            guard take(buffer[..<count]) else { return }
        }
    }

    /// Small files need no large buffer; what has no size to tell (/proc, pipes) is read in pieces.
    private static func bufferSize(for number: Int32) -> Int {
        var info = stat()
        guard unsafe fstat(number, &info) == 0, info.st_size > 0 else { return 64 << 10 }
        return min(Int(info.st_size) + 1, 256 << 10)
    }

    /// A part of a file; shorter where the file ends before.
    static func read(_ path: String, from offset: Int, count: Int) throws(CommandFailure) -> [UInt8] {
        let number = try openRegular(path, inside: nil)
        defer { close(number) }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let size = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(number, buffer.baseAddress.map { unsafe $0 + done }, count - done, off_t(offset + done))
            }
            if size < 0, errno == EINTR { continue }
            if size < 0 { throw failure(path) }
            if size == 0 { break }
            done += size
        }
        return Array(bytes.prefix(done))
    }

    static func source(_ path: String, inside boundary: ProjectBoundary? = nil) throws(CommandFailure) -> SourceText {
        SourceText(path: path, bytes: try read(path, inside: boundary))
    }

    /// - Parameter isPrivate: for what a record holds: a file that is made anew is for its owner alone, whatever the
    ///   umask.
    static func write(_ bytes: [UInt8], to path: String, replacing: Bool = true, isPrivate: Bool = false)
        throws(CommandFailure)
    {
        let number = unsafe open(
            path, O_WRONLY | O_CREAT | O_CLOEXEC | (replacing ? O_TRUNC : O_EXCL), isPrivate ? 0o600 : 0o644)
        guard number >= 0 else {
            if errno == EEXIST {
                throw CommandFailure(
                    .usage, "\(path) exists already", advice: "name another file; nothing was overwritten")
            }
            throw failure(path)
        }
        defer { close(number) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw failure(path) }
        }
    }

    /// What root puts into a folder of somebody else is that person's.
    static func giveToOwner(of folder: String, _ path: String) {
        var info = stat()
        guard geteuid() == 0, unsafe stat(folder, &info) == 0, info.st_uid != 0 else { return }
        _ = unsafe chown(path, info.st_uid, info.st_gid)
    }

    // MARK: Kinds of files

    /// Opens what has an end: a regular file, or a pipe that the calling shell opened for us.
    ///
    /// A pipe that nobody writes to would be waited for without end, and a device may never end, or act on being
    /// opened.
    private static func openRegular(_ path: String, inside boundary: ProjectBoundary?) throws(CommandFailure) -> Int32 {
        guard path != "-" else {
            throw CommandFailure(
                .usage, "cannot use -: a runbook is not read from standard input",
                advice: "name a file; a file with this name is ./-")
        }
        var info = stat()
        guard unsafe stat(path, &info) == 0 else { throw failure(path) }
        try refuse(info.st_mode, path)
        if let boundary, let why = boundary.refusal(of: path) { throw outside(path, why) }
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { throw failure(path) }
        do throws(CommandFailure) {
            // What was opened is asked again: the name may stand for something else by now.
            guard unsafe fstat(number, &info) == 0 else { throw failure(path) }
            try refuse(info.st_mode, path)
            if let boundary, let why = boundary.refusal(ofResolved: absolute("/proc/self/fd/\(number)")) {
                throw outside(path, why)
            }
        } catch {
            close(number)
            throw error
        }
        if info.st_mode & S_IFMT == S_IFIFO { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) & ~O_NONBLOCK) }
        return number
    }

    private static func outside(_ path: String, _ why: String) -> CommandFailure {
        CommandFailure(.refused, "cannot use \(path): \(why)", advice: ProjectBoundary.advice)
    }

    private static func refuse(_ mode: mode_t, _ path: String) throws(CommandFailure) {
        let kind: String
        switch mode & S_IFMT {
        case S_IFREG, S_IFDIR: return
        case S_IFIFO:
            // `<(command)` and standard input: the calling shell holds the other end.
            if path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/") { return }
            kind = "a named pipe"
        case S_IFSOCK: kind = "a socket"
        default: kind = "a device"
        }
        throw CommandFailure(.usage, "cannot use \(path): it is \(kind)", advice: "name a regular file")
    }

    static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return unsafe stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

    /// The folder a file stands in, absolute.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return absolute(".") }
        let folder = String(path[..<slash])
        return absolute(folder.isEmpty ? "/" : folder)
    }

    static func absolute(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The same path from the root, whether there is something at it or not.
    static func absolutePath(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return "\(absolute("."))/\(path.hasPrefix("./") ? String(path.dropFirst(2)) : path)"
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Like `mkdir -p`; what fails shows itself when something is written there.
    static func makeFolders(_ path: String) {
        guard !isFolder(path), path != "/" else { return }
        makeFolders(parent(of: path))
        _ = unsafe mkdir(path, 0o700)
    }

    /// The names in a folder, in no order; none where it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let handle = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let item = unsafe readdir(handle) {
            let name = unsafe withUnsafePointer(to: &item.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Every Markdown file under a folder, in order; hidden folders and those of packages are left out.
    ///
    /// Links are followed; a folder that several lead to, a loop among them, is looked into once.
    static func markdownFiles(under folder: String) -> [String] {
        var visited: Set<String> = [absolute(folder)]
        var files: [String] = []
        var queue = [folder]
        var next = 0
        var links: [String] = []
        while true {
            // Folders under their own names come before those that only a link leads to.
            if next == queue.count {
                guard !links.isEmpty else { return files.sorted() }
                queue.append(links.removeFirst())
                guard visited.insert(absolute(queue[next])).inserted else {
                    queue.removeLast()
                    continue
                }
            }
            for name in names(in: queue[next]).sorted() where !name.hasPrefix(".") && !leftOutFolders.contains(name) {
                let path = queue[next] == "." ? name : "\(queue[next])/\(name)"
                if !isFolder(path) {
                    if name.hasSuffix(".md") || name.hasSuffix(".markdown") { files.append(path) }
                } else if isLink(path) {
                    links.append(path)
                } else if visited.insert(absolute(path)).inserted {
                    queue.append(path)
                }
            }
            next += 1
        }
    }

    private static let leftOutFolders: Set<String> = ["node_modules", "vendor", "target", "build"]

    private static func isLink(_ path: String) -> Bool {
        var info = stat()
        return unsafe lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
    }

    private static func failure(_ path: String) -> CommandFailure {
        let code = errno
        let why = unsafe String(cString: strerror(code))
        let advice: String? =
            switch code {
            case ENOENT:
                "look at the spelling"
                    + (path.hasSuffix(".md") ? ", or make a first runbook with `prov init \(path)`" : "")
            case EACCES, EPERM: "look at the permissions of the file and of its folders"
            case EISDIR: "name a file in it"
            default: nil
            }
        return CommandFailure(.usage, "cannot use \(path): \(why)", advice: advice)
    }
}
