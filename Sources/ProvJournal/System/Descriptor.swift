import Glibc

/// The calls that decide whether a record is safe, replaceable so that tests can make them fail.
package struct SystemCalls: Sendable {
    /// As `write(2)`: how many bytes were taken, or minus the error number.
    package var write: @Sendable (_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int
    /// As `fdatasync(2)`: 0, or the error number.
    package var syncData: @Sendable (_ descriptor: Int32) -> Int32

    package init(
        write: @escaping @Sendable (Int32, ArraySlice<UInt8>) -> Int, syncData: @escaping @Sendable (Int32) -> Int32
    ) {
        self.write = write
        self.syncData = syncData
    }

    package static let real = SystemCalls(
        write: { descriptor, bytes in
            unsafe bytes.withUnsafeBytes { buffer in
                let count = unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                return count < 0 ? -Int(errno) : count
            }
        },
        syncData: { fdatasync($0) == 0 ? 0 : errno })

    /// Writes everything, going on after interruptions and short writes.
    func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest)
            if count == -Int(EINTR) { continue }
            guard count >= 0 else { throw SystemError(number: Int32(-count), call: "write") }
            // A file that takes nothing and gives no reason takes no more.
            guard count > 0 else { throw SystemError(number: ENOSPC, call: "write") }
            rest = rest.dropFirst(count)
        }
    }

    func sync(_ descriptor: Int32) throws(SystemError) {
        while true {
            let number = syncData(descriptor)
            if number == 0 { return }
            if number != EINTR { throw SystemError(number: number, call: "fdatasync") }
        }
    }
}

/// An open file, closed with its owner.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    init(path: String, flags: Int32, mode: mode_t = 0o600) throws(SystemError) {
        while true {
            let opened = unsafe open(path, flags | O_CLOEXEC, mode)
            if opened >= 0 {
                number = opened
                return
            }
            if errno != EINTR { throw SystemError(number: errno, call: "open") }
        }
    }

    deinit { close(number) }

    /// Everything from the start of the file to its end.
    func readAll() throws(SystemError) -> [UInt8] { try read(from: 0, count: Int.max) }

    func read(from offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        let wanted = min(count, max(0, try size() - offset))
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            while filled < wanted {
                let taken = unsafe pread(
                    number, buffer.baseAddress?.advanced(by: filled), wanted - filled, offset + filled)
                if taken == 0 { break }
                if taken < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    break
                }
                filled += taken
            }
        }
        guard failure == 0 else { throw SystemError(number: failure, call: "read") }
        return bytes
    }

    func size() throws(SystemError) -> Int {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw SystemError(number: errno, call: "fstat") }
        return Int(status.st_size)
    }

    func truncate(to length: Int) throws(SystemError) {
        guard ftruncate(number, length) == 0 else { throw SystemError(number: errno, call: "ftruncate") }
    }

    func sync() throws(SystemError) {
        while fsync(number) != 0 {
            if errno != EINTR { throw SystemError(number: errno, call: "fsync") }
        }
    }

    /// Takes the file's advisory lock; false where another open file still has it after that time.
    func lock(exclusive: Bool = true, withinMilliseconds limit: Int = 0) throws(SystemError) -> Bool {
        let pause = 5
        var waited = 0
        while flock(number, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                if waited >= limit { return false }
                usleep(UInt32(pause * 1000))
                waited += pause
            default: throw SystemError(number: errno, call: "flock")
            }
        }
        return true
    }

    /// Sets blocks aside for the first `length` bytes.
    func allocate(_ length: Int) throws(SystemError) {
        let number = posix_fallocate(number, 0, length)
        guard number == 0 else { throw SystemError(number: number, call: "posix_fallocate") }
    }
}

/// Files by path.
enum Files {
    static func read(_ path: String) throws(SystemError) -> [UInt8] {
        try Descriptor(path: path, flags: O_RDONLY).readAll()
    }

    /// Hands over a file in pieces of at most 1 MiB; what is no regular file is refused.
    static func read(_ path: String, _ take: (ArraySlice<UInt8>) -> Void) throws(SystemError) {
        guard isRegular(path) else { throw SystemError(number: exists(path) ? EINVAL : ENOENT, call: "open") }
        let file = try Descriptor(path: path, flags: O_RDONLY)
        let size = try file.size()
        for offset in stride(from: 0, to: size, by: 1 << 20) { take(try file.read(from: offset, count: 1 << 20)[...]) }
    }

    /// Whether there is a file of its own, no link to another one, no device and no pipe.
    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func makeFolder(_ path: String) throws(SystemError) {
        if unsafe mkdir(path, 0o700) != 0 { throw SystemError(number: errno, call: "mkdir") }
    }

    /// Makes the folder and those above it; one that exists already is fine.
    static func makeFolders(_ path: String) throws(SystemError) {
        if isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolders(String(path[..<slash])) }
        guard unsafe mkdir(path, 0o700) != 0 else { return }
        let number = errno
        if number == EEXIST, isFolder(path) { return }
        throw SystemError(number: number == EEXIST ? ENOTDIR : number, call: "mkdir")
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Throws where the folder's names, or what is under them, cannot be reached.
    static func requireReadable(_ folder: String) throws(SystemError) {
        if unsafe access(folder, R_OK | X_OK) != 0 { throw SystemError(number: errno, call: "access") }
    }

    static func rename(_ old: String, to new: String) throws(SystemError) {
        if unsafe Glibc.rename(old, new) != 0 { throw SystemError(number: errno, call: "rename") }
    }

    static func remove(_ path: String) throws(SystemError) {
        if unsafe unlink(path) != 0, errno != ENOENT { throw SystemError(number: errno, call: "unlink") }
    }

    /// Makes names that were created or renamed in a folder survive a power cut.
    static func syncFolder(_ path: String) throws(SystemError) {
        try Descriptor(path: path, flags: O_RDONLY | O_DIRECTORY).sync()
    }

    /// Names in a folder, sorted, without `.` and `..`.
    static func names(in folder: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw SystemError(number: errno, call: "opendir") }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Replaces a file in one step; readers see the old content or the new one.
    ///
    /// - Parameter keepsExisting: leaves a file alone that somebody else made meanwhile.
    static func replace(
        _ path: String, with bytes: [UInt8], isDurable: Bool, keepsExisting: Bool = false, system: SystemCalls
    ) throws(SystemError) {
        // A name of its own: two that begin in a new store write the same files at the same time.
        let temporary = "\(path).new-\(UInt64.random(in: 0 ... .max))"
        do {
            let file = try Descriptor(path: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
            try system.writeAll(bytes[...], to: file.number)
            if isDurable { try system.sync(file.number) }
            if keepsExisting, unsafe Glibc.link(temporary, path) == 0 || errno == EEXIST {
                _ = unsafe unlink(temporary)
            } else {
                try rename(temporary, to: path)
            }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        if isDurable, let slash = path.lastIndex(of: "/") { try syncFolder(String(path[..<slash])) }
    }

    /// The path without symbolic links, or as it was where it does not exist.
    static func resolved(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
