import ProvHosts
import ProvJournal
import Synchronization

/// Keeps a file of a host in the record before it is replaced, so that an undo gives back the same bytes.
struct FileBackup: Sendable {
    let context: RunContext
    let session: any Session

    /// Why a file cannot be kept; nothing has been written then.
    struct Refusal: Error {
        var reason: String
    }

    /// The beginning of a file is shown as a difference up to this many bytes.
    private static let shown = 1 << 20

    /// Takes a copy, secrets masked; throws `Refusal` unless the same bytes can be given back.
    ///
    /// What was not digested when it was looked at may change while it is read: who replaces it then must compare its
    /// version (`FilePlacement.replaces`).
    ///
    /// - Returns: what an undo needs, and the content if it is short enough to be compared.
    func take(_ attributes: FileChange.Attributes, path: String, timeout: Duration) async throws -> (
        undo: FileUndo, shown: [UInt8]?
    ) {
        let writer = try context.log.contentWriter()
        let mask = context.masker.fileStream()
        // What passes as it is has the digest that it is stored under.
        let hasher = mask.passesAll ? nil : ContentHasher()
        let state = Mutex((mask: mask, hasher: hasher, head: [UInt8]()))
        do {
            try await session.get(path, timeout: timeout) { bytes in
                try state.withLock { state in
                    state.hasher?.update(bytes)
                    if state.head.count <= FileBackup.shown { state.head += bytes.prefix(FileBackup.shown + 1) }
                    try writer.write(state.mask.feed(bytes)[...])
                }
            }
        } catch let error as HostError {
            throw Refusal(reason: "\(error.message); nothing was changed")
        }
        let (read, head) = try state.withLock { state in
            try writer.write(state.mask.finish()[...])
            return (state.hasher?.hex, state.head)
        }
        let sha256 = read ?? writer.digest
        guard attributes.sha256 == nil || attributes.sha256 == sha256 else {
            throw Refusal(reason: "\(path) changed while it was read; nothing was changed by this step")
        }
        let kept = try writer.finish()
        let undo = FileUndo(
            attributes, previous: kept, sha256: sha256, isMasked: kept != sha256, proof: context.log.keyedHash)
        if undo.isMasked, try FileRestore.sha256(of: undo, context) != sha256 {
            throw Refusal(
                reason:
                    """
                    \(path) contains a secret in a form that cannot be restored exactly, so its undo would change it; nothing was changed
                    """
            )
        }
        return (undo, head.count <= FileBackup.shown ? head : nil)
    }
}

/// Reads back what a `FileBackup` kept.
struct FileRestore: Sendable {
    /// The bytes of the file, in pieces; none at the end. Throws `FileBackup.Refusal` if a secret in it is not known
    /// now.
    static func content(of undo: FileUndo, _ context: RunContext) throws -> @Sendable () throws -> ArraySlice<UInt8> {
        guard let hash = undo.previous else { return { [] } }
        let reader = try context.log.contentReader(hash)
        guard undo.isMasked else { return { try reader.next()[...] } }
        let stream = Mutex((unmask: context.masker.unmaskStream(), isOver: false))
        return {
            try stream.withLock { stream in
                while !stream.isOver {
                    let piece = try reader.next()
                    stream.isOver = piece.isEmpty
                    let bytes = piece.isEmpty ? stream.unmask.finish() : stream.unmask.feed(piece[...])
                    if let token = stream.unmask.unresolved.first {
                        throw FileBackup.Refusal(reason: "it contains secrets that are unknown now: \(token)")
                    }
                    if !bytes.isEmpty { return bytes[...] }
                }
                return []
            }
        }
    }

    /// The whole file as it would be given back; refused where it is not the file that was there.
    static func bytes(of undo: FileUndo, _ context: RunContext) throws -> [UInt8] {
        let next = try content(of: undo, context)
        var bytes: [UInt8] = []
        while true {
            let piece = try next()
            if piece.isEmpty { break }
            bytes += piece
        }
        try refuseOther(context.log.contentHash(bytes), than: undo, context)
        return bytes
    }

    /// - Parameter sha256: of the file as it would be given back.
    static func refuseOther(_ sha256: String, than undo: FileUndo, _ context: RunContext) throws {
        guard undo.sha256 == nil || undo.sha256 == sha256,
            undo.proof == nil || undo.proof == context.log.keyedHash(sha256)
        else { throw FileBackup.Refusal(reason: "the stored copy does not match the previous file") }
    }

    /// SHA-256 of the file as it would be given back.
    static func sha256(of undo: FileUndo, _ context: RunContext) throws -> String {
        let next = try content(of: undo, context)
        var hasher = ContentHasher()
        while true {
            let piece = try next()
            if piece.isEmpty { return hasher.hex }
            hasher.update(piece)
        }
    }
}
