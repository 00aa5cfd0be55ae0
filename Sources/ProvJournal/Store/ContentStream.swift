import Glibc
import ProvSystem
import Synchronization

/// A content on its way into a run's folder, piece by piece; it is there under its hash once it is finished, and not
/// before.
package final class ContentWriter: Sendable {
    private let contents: ContentFolder
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var file: PartialFile?
        var hasher = ContentHasher()
    }

    init(_ contents: ContentFolder) throws(StoreError) {
        self.contents = contents
        state = Mutex(State(file: try PartialFile(in: contents)))
    }

    /// Takes the next bytes, masked ones.
    package func write(_ bytes: ArraySlice<UInt8>) throws {
        try state.withLock { state in
            state.hasher.update(bytes)
            try state.file?.write(bytes, system: contents.system)
        }
    }

    /// SHA-256 of what was written so far, hex.
    package var digest: String { state.withLock { $0.hasher.hex } }

    /// Makes it durable; returns its SHA-256, hex. Call it once.
    package func finish() throws -> String {
        try state.withLock { state in
            let hash = state.hasher.hex
            guard let file = state.file.take() else { return hash }
            if !Files.exists(contents.path(of: hash)) { try file.finish(as: hash, in: contents) }
            return hash
        }
    }
}

/// A content of a run's folder, read piece by piece.
package final class ContentReader: Sendable {
    private static let pieceSize = 1 << 20
    private let state: Mutex<State>

    private struct State: ~Copyable {
        let file: Descriptor
        let size: Int
        var offset = 0
    }

    init(_ hash: String, in contents: ContentFolder) throws(StoreError) {
        let path = contents.path(of: hash)
        state = Mutex(try ContentReader.open(path))
    }

    private static func open(_ path: String) throws(StoreError) -> State {
        try storing("read the stored output", path) {
            let file = try Descriptor(path: path, flags: O_RDONLY)
            let size = try file.size()
            return State(file: file, size: size)
        }
    }

    /// The next bytes; none at the end.
    package func next() throws -> [UInt8] {
        try state.withLock { state in
            let count = min(ContentReader.pieceSize, state.size - state.offset)
            guard count > 0 else { return [] }
            let bytes = try state.file.read(from: state.offset, count: count)
            state.offset += bytes.count
            return bytes
        }
    }
}

extension RunLog {
    /// Keeps a content of any size, which arrives in pieces.
    package func contentWriter() throws(StoreError) -> ContentWriter { try ContentWriter(contents) }

    /// Reads what was kept under a hash, in pieces.
    package func contentReader(_ hash: String) throws(StoreError) -> ContentReader {
        try ContentReader(hash, in: contents)
    }
}
