package import Glibc

/// Files by path.
package enum Files {
    /// A whole file, links followed; a device or a pipe gives nothing.
    package static func read(_ path: String) throws(SystemError) -> [UInt8] {
        try Descriptor(path: path, flags: O_RDONLY).readAll()
    }

    /// Hands over a file in pieces of at most 1 MiB; what is no regular file is refused.
    package static func read(_ path: String, _ take: (ArraySlice<UInt8>) -> Void) throws(SystemError) {
        guard isRegular(path) else { throw SystemError(number: exists(path) ? EINVAL : ENOENT, call: "open") }
        let file = try Descriptor(path: path, flags: O_RDONLY)
        let size = try file.size()
        for offset in stride(from: 0, to: size, by: 1 << 20) { take(try file.read(from: offset, count: 1 << 20)[...]) }
    }

    /// Whether there is a file of its own, no link to another one, no device and no pipe.
    package static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether something is there, links followed: false for a link that leads nowhere.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    package static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    package static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

    package static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Whether a folder of a PATH has a program of that name.
    package static func hasProgram(_ name: String, in path: some StringProtocol) -> Bool {
        path.split(separator: ":").contains { isExecutable("\($0)/\(name)") && !isFolder("\($0)/\(name)") }
    }

    /// Whether a symbolic link is there, wherever it leads.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Sets the permission bits of a file.
    package static func setMode(_ path: String, _ mode: mode_t) throws(SystemError) {
        if unsafe chmod(path, mode & 0o7777) != 0 { throw SystemError(number: errno, call: "chmod") }
    }

    /// Like `chown`; what fails changes nothing.
    package static func giveAway(_ path: String, to user: uid_t, _ group: gid_t) { _ = unsafe chown(path, user, group) }

    /// What `stat(2)` tells, links followed; `nil` where there is nothing, or nothing that may be seen.
    package static func status(_ path: String) -> stat? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status : nil
    }

    /// Who owns what stands there itself, be it a link.
    package static func owner(_ path: String) -> uid_t? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_uid : nil
    }

    /// What a symbolic link leads to, of at most 255 bytes.
    package static func linkTarget(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe readlink(
                path, buffer.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    /// Makes one folder, and throws EEXIST where something is there: whoever makes it first has it.
    package static func makeFolder(_ path: String, mode: mode_t = 0o700) throws(SystemError) {
        if unsafe mkdir(path, mode) != 0 { throw SystemError(number: errno, call: "mkdir") }
    }

    /// Makes the folder and those above it; one that exists already is fine.
    package static func makeFolders(_ path: String) throws(SystemError) {
        if isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolders(String(path[..<slash])) }
        guard unsafe mkdir(path, 0o700) != 0 else { return }
        let number = errno
        if number == EEXIST, isFolder(path) { return }
        throw SystemError(number: number == EEXIST ? ENOTDIR : number, call: "mkdir")
    }

    /// Whether a folder is there, links followed.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Throws where the folder's names, or what is under them, cannot be reached.
    package static func requireReadable(_ folder: String) throws(SystemError) {
        if unsafe access(folder, R_OK | X_OK) != 0 { throw SystemError(number: errno, call: "access") }
    }

    /// Replaces what has the new name in one step; both are on the same file system.
    package static func rename(_ old: String, to new: String) throws(SystemError) {
        if unsafe Glibc.rename(old, new) != 0 { throw SystemError(number: errno, call: "rename") }
    }

    /// Removes a file or a link; one that is not there is no error.
    package static func remove(_ path: String) throws(SystemError) {
        if unsafe unlink(path) != 0, errno != ENOENT { throw SystemError(number: errno, call: "unlink") }
    }

    /// Removes an empty folder; false where it holds something, or cannot be removed.
    @discardableResult package static func removeFolder(_ path: String) -> Bool { unsafe rmdir(path) == 0 }

    /// Makes names that were created or renamed in a folder survive a power cut.
    package static func syncFolder(_ path: String) throws(SystemError) {
        try Descriptor(path: path, flags: O_RDONLY | O_DIRECTORY).sync()
    }

    /// Names in a folder, sorted, without `.` and `..`.
    package static func names(in folder: String) throws(SystemError) -> [String] {
        try unsortedNames(in: folder).sorted()
    }

    /// The same in the order of the file system.
    package static func unsortedNames(in folder: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw SystemError(number: errno, call: "opendir") }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Replaces a file in one step; readers see the old content or the new one.
    ///
    /// - Parameter keepsExisting: leaves a file alone that somebody else made meanwhile.
    package static func replace(
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

    /// Where this process stands; `nil` where that folder is gone.
    package static var current: String? {
        guard let folder = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(folder) }
        return unsafe String(cString: folder)
    }

    /// A new folder for its owner alone, whose name begins so and ends in six random characters.
    package static func makeTemporaryFolder(_ prefix: String) throws(SystemError) -> String {
        var template = Array("\(prefix)XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else { throw SystemError(number: errno, call: "mkdtemp") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path without symbolic links, or as it was where it does not exist.
    package static func resolved(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
