import Glibc
import ProvSystem
import Synchronization

/// The `outputs` folder of a run: contents under the SHA-256 of their bytes, each stored once.
struct ContentFolder: Sendable {
    let path: String
    let limit: Int
    let system: SystemCalls

    func path(of hash: String) -> String { "\(path)/\(hash)" }

    /// Keeps the bytes durably; returns their hash.
    func put(_ bytes: [UInt8]) throws(StoreError) -> String {
        let hash = ContentHash.hex(bytes)
        if Files.exists(path(of: hash)) { return hash }
        var file = try PartialFile(in: self)
        try file.write(bytes[...], system: system)
        try file.finish(as: hash, in: self)
        return hash
    }

    /// Reads a content back and proves that it is the one its name says.
    func get(_ hash: String) throws(StoreError) -> [UInt8] {
        let path = path(of: hash)
        let bytes = try storing("read the stored output", path) { try Files.read(path) }
        guard ContentHash.hex(bytes) == hash else {
            throw StoreError(
                code: .corrupt, path: path,
                message: "the content of stored output \(path) does not match its name",
                advice: "compare it with a copy of the store; `prov show` lists further problems")
        }
        return bytes
    }

    /// Clears away what a killed process was still writing; only for who holds the run's claim.
    func removePartialFiles() throws(SystemError) {
        guard Files.isFolder(path) else { return }
        for name in try Files.names(in: path) where name.hasPrefix(".partial-") { try Files.remove("\(path)/\(name)") }
    }

    /// Hashes of everything kept here.
    func hashes() throws(SystemError) -> [String] {
        guard Files.isFolder(path) else { return [] }
        return try Files.names(in: path).filter { $0.utf8.count == 64 && Hexadecimal.decode($0) != nil }
    }
}

/// A content on its way into a `ContentFolder`: under a temporary name until it is whole, gone if that never happens.
struct PartialFile: ~Copyable, Sendable {
    private static let count = Atomic<Int>(0)

    private let path: String
    private let file: Descriptor
    private var isPlaced = false

    init(in folder: ContentFolder) throws(StoreError) {
        let number = PartialFile.count.add(1, ordering: .relaxed).newValue
        let path = "\(folder.path)/.partial-\(getpid())-\(number)"
        self.path = path
        file = try storing("create", path) {
            if !Files.isFolder(folder.path) {
                try Files.makeFolders(folder.path)
                if let slash = folder.path.lastIndex(of: "/") { try Files.syncFolder(String(folder.path[..<slash])) }
            }
            return try Descriptor(path: path, flags: O_WRONLY | O_CREAT | O_TRUNC)
        }
    }

    deinit { if !isPlaced { try? Files.remove(path) } }

    mutating func write(_ bytes: ArraySlice<UInt8>, system: SystemCalls) throws(StoreError) {
        let number = file.number
        try storing("write", path) { try system.writeAll(bytes, to: number) }
    }

    consuming func finish(as hash: String, in folder: ContentFolder) throws(StoreError) {
        let number = file.number
        let path = path
        try storing("write", path) {
            try folder.system.sync(number)
            try Files.rename(path, to: folder.path(of: hash))
            try Files.syncFolder(folder.path)
        }
        isPlaced = true
    }
}

/// Looking for single bytes at the speed of memory.
enum ByteSearch {
    static func count(_ byte: UInt8, in bytes: ArraySlice<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            var (total, offset) = (0, 0)
            while offset < buffer.count {
                // As many as a byte can count: the compiler makes vector instructions of it.
                let end = min(offset &+ 255, buffer.count)
                var found: UInt8 = 0
                while offset < end {
                    found &+= unsafe buffer[offset] == byte ? 1 : 0
                    offset &+= 1
                }
                total &+= Int(found)
            }
            return total
        }
    }
}
