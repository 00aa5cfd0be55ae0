import Synchronization

/// Folders on hosts that hold output which is still wanted: of sessions that are open, and of commands that were lost.
///
/// Their names are unique over all hosts, and a host may have several names.
final class KeptFolders: Sendable {
    private let folders = Mutex<Set<String>>([])

    func keep(_ folder: String) { folders.withLock { _ = $0.insert(folder) } }

    func forget(_ folder: String) { folders.withLock { _ = $0.remove(folder) } }

    var all: Set<String> { folders.withLock { $0 } }
}
