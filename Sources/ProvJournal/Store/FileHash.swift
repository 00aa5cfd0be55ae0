import Glibc
import ProvSystem
import Synchronization

/// The SHA-256 of a file, without holding it in memory.
enum FileHash {
    /// Of large files that this process has read: a run is read when it is looked up, and again when it is claimed.
    private static let known = Mutex<[String: (version: Version, hash: String)]>([:])
    private static let large = 16 << 20

    /// What another content of a file would change.
    private struct Version: Equatable {
        private let numbers: [Int]

        init(_ status: stat) {
            let (change, content) = (status.st_ctim, status.st_mtim)
            numbers = [
                Int(bitPattern: UInt(status.st_dev)), Int(bitPattern: UInt(status.st_ino)), Int(status.st_size),
                change.tv_sec, change.tv_nsec, content.tv_sec, content.tv_nsec,
            ]
        }
    }

    static func hex(of path: String) throws(SystemError) -> String {
        let version = Files.status(path).flatMap { $0.st_size >= large ? Version($0) : nil }
        if let version, let (last, hash) = known.withLock({ $0[path] }), last == version { return hash }
        var hasher = ContentHasher()
        try Files.read(path) { hasher.update($0) }
        let hash = hasher.hex
        if let version { known.withLock { $0[path] = (version, hash) } }
        return hash
    }
}
