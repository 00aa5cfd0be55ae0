import Glibc
import ProvInventory
import ProvSystem
import ProvText

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
                advice: "split it into several runbooks")
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
            let count = RawIO.read(number, into: &buffer)
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
        guard let info = RawIO.status(number), info.st_size > 0 else { return 64 << 10 }
        return min(Int(info.st_size) + 1, 256 << 10)
    }

    /// A part of a file; shorter where the file ends before.
    static func read(_ path: String, from offset: Int, count: Int) throws(CommandFailure) -> [UInt8] {
        let number = try openRegular(path, inside: nil)
        defer { close(number) }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let size = RawIO.read(number, into: &bytes, at: done, fileOffset: offset + done)
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
        let number = RawIO.open(
            path, O_WRONLY | O_CREAT | (replacing ? O_TRUNC : O_EXCL), mode: isPrivate ? 0o600 : 0o644)
        guard number >= 0 else {
            if errno == EEXIST {
                throw CommandFailure(
                    .usage, "\(path) already exists", advice: "choose another file; nothing was overwritten")
            }
            throw failure(path)
        }
        defer { close(number) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = RawIO.write(number, rest)
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw failure(path) }
        }
    }

    /// Replaces a file in one step, links resolved; its permissions and owner stay.
    static func rewrite(_ path: String, with bytes: [UInt8]) throws(CommandFailure) {
        let path = Files.resolved(path)
        guard let info = Files.status(path) else { throw failure(path) }
        let temporary = "\(path).new-\(UInt64.random(in: 0 ... .max))"
        try write(bytes, to: temporary, replacing: false)
        do throws(SystemError) {
            try Files.setMode(temporary, info.st_mode)
            if geteuid() == 0 { Files.giveAway(temporary, to: info.st_uid, info.st_gid) }
            try Files.rename(temporary, to: path)
        } catch {
            try? Files.remove(temporary)
            throw CommandFailure(
                .usage, "cannot write \(path): \(error.reason)", advice: "check the permissions of its folder")
        }
    }

    /// What root puts into a folder of somebody else is that person's.
    static func giveToOwner(of folder: String, _ path: String) {
        guard geteuid() == 0, let info = Files.status(folder), info.st_uid != 0 else { return }
        Files.giveAway(path, to: info.st_uid, info.st_gid)
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
                advice: "specify a file; a file of this name is ./-")
        }
        guard let named = Files.status(path) else { throw failure(path) }
        try refuse(named.st_mode, path)
        if let boundary, let why = boundary.refusal(of: path) { throw outside(path, why) }
        let number = RawIO.open(path, O_RDONLY | O_NONBLOCK)
        guard number >= 0 else { throw failure(path) }
        do throws(CommandFailure) {
            // What was opened is asked again: the name may stand for something else by now.
            guard let opened = RawIO.status(number) else { throw failure(path) }
            try refuse(opened.st_mode, path)
            if let boundary, let why = boundary.refusal(ofResolved: Files.resolved("/proc/self/fd/\(number)")) {
                throw outside(path, why)
            }
            if opened.st_mode & S_IFMT == S_IFIFO { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) & ~O_NONBLOCK) }
        } catch {
            close(number)
            throw error
        }
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
        throw CommandFailure(.usage, "cannot use \(path): it is \(kind)", advice: "specify a regular file")
    }

    /// Every Markdown file under a folder, in order; hidden folders and those of packages are left out.
    ///
    /// Links are followed; a folder that several lead to, a loop among them, is looked into once.
    static func markdownFiles(under folder: String) -> [String] {
        var visited: Set<[UInt8]> = [Files.resolved(folder).bytes]
        var files: [String] = []
        var queue = [folder]
        var next = 0
        var links: [String] = []
        while true {
            // Folders under their own names come before those that only a link leads to.
            if next == queue.count {
                guard !links.isEmpty else { return files.sorted() }
                queue.append(links.removeFirst())
                guard visited.insert(Files.resolved(queue[next]).bytes).inserted else {
                    queue.removeLast()
                    continue
                }
            }
            for name in (try? Files.names(in: queue[next])) ?? []
            where !name.hasPrefix(".") && !leftOutFolders.contains(name) {
                let path = queue[next] == "." ? name : "\(queue[next])/\(name)"
                if !Files.isFolder(path) {
                    if name.hasSuffix(".md") || name.hasSuffix(".markdown") { files.append(path) }
                } else if Files.isLink(path) {
                    links.append(path)
                } else if visited.insert(Files.resolved(path).bytes).inserted {
                    queue.append(path)
                }
            }
            next += 1
        }
    }

    private static let leftOutFolders: Set<String> = ["node_modules", "vendor", "target", "build"]

    private static func failure(_ path: String) -> CommandFailure {
        let code = errno
        let why = SystemError.reason(of: code)
        let advice: String? =
            switch code {
            case ENOENT:
                "check the spelling"
                    + (path.hasSuffix(".md") ? ", or create a first runbook with `prov init \(path)`" : "")
            case EACCES, EPERM: "check the permissions of the file and of its folders"
            case EISDIR: "specify a file in it"
            default: nil
            }
        return CommandFailure(.usage, "cannot use \(path): \(why)", advice: advice)
    }
}
