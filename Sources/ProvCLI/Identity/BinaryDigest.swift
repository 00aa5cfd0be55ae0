import ProvJournal
import ProvSystem

/// The SHA-256 of prov's own binary, made beside the first steps and recorded when it is known.
struct BinaryDigest: Sendable {
    private let done: AsyncStream<Void>

    /// Begins to hash, on a thread of its own.
    init(recordedIn log: RunLog) {
        let (done, announcing) = AsyncStream<Void>.makeStream()
        self.done = done
        BackgroundThread.start {
            if let digest = try? BinaryDigest.hash(of: "/proc/self/exe") {
                // A record that cannot be kept is noticed by the run, which ends for it.
                try? log.note(.toolHashed(ToolHashed(version: ProgramVersion.text, digest: digest)))
            }
            announcing.finish()
        }
    }

    /// Returns once the digest is in the record.
    func recorded() async { for await _ in done {} }

    private static func hash(of path: String) throws -> String {
        var hasher = ContentHasher()
        try TextFile.read(path) { piece in
            hasher.update(piece)
            return true
        }
        return hasher.hex
    }
}
