import Glibc
import ProvSystem
import Synchronization

/// What /proc says about the processes of a session: found by session id, and by an environment marker where one left
/// it.
enum ProcessTable {
    struct Entry: Sendable, Equatable {
        var pid: pid_t
        var session: pid_t
        /// What its environment held of ours when it was started.
        var marks: [[UInt8]]
    }

    private static let ownPrefix = Array("PROV_".utf8)
    private static let sessionPrefix = Array("PROV_SESSION=".utf8)

    /// What a detached command's processes carry as `PROV_SESSION`.
    static let detachedMark = "detached"

    /// Living processes of the scope; those of detached commands are not among them.
    static func members(_ scope: ProcessScope) -> [Entry] {
        let marker = Array(scope.marker.utf8)
        let detached = Array("PROV_SESSION=\(detachedMark)".utf8)
        return living().filter { entry in
            guard !scope.spared.contains(entry.pid) else { return false }
            if scope.sessions.contains(entry.session) { return !entry.marks.contains(detached) }
            return entry.marks.contains(marker)
        }
    }

    /// The latest look at all processes, and when it began.
    private static let latest = Mutex<(begun: ContinuousClock.Instant, entries: [Entry])?>(nil)

    /// All living processes but our own, no older than the call. Hundreds of shells that end at the same time share a
    /// look.
    private static func living() -> [Entry] {
        let asked = ContinuousClock.now
        return latest.withLock { latest in
            if let latest, latest.begun >= asked { return latest.entries }
            let begun = ContinuousClock.now
            let entries = look()
            latest = (begun, entries)
            return entries
        }
    }

    /// Whether a process runs; one that is dead and not yet asked for does not.
    static func isAlive(_ pid: pid_t) -> Bool { entry(pid) != nil }

    /// Whether a process runs that a session of some prov started.
    static func isMarked(_ pid: pid_t) -> Bool {
        entry(pid)?.marks.contains { $0.starts(with: sessionPrefix) } ?? false
    }

    /// Kills every member, in rounds, until none is left or a hundred rounds have passed.
    static func endAll(_ scope: ProcessScope) {
        for _ in 0..<100 {
            let found = members(scope)
            if found.isEmpty { return }
            // Stopped first, so that a storm of forks stands still while it is ended.
            for entry in found { kill(entry.pid, SIGSTOP) }
            for entry in found { kill(entry.pid, SIGKILL) }
            usleep(2000)
        }
    }

    /// The command line as `ps` shows it: the name in brackets where it is empty. `nil` for a process that has ended.
    static func commandLine(_ pid: pid_t) -> String? {
        let words = Files.readUnsized("/proc/\(pid)/cmdline").split(separator: 0)
        if !words.isEmpty { return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ") }
        // A process that is about to end has no command line any more, and a moment later no name.
        let name = Files.readUnsized("/proc/\(pid)/comm").prefix { $0 != 0x0A }
        return name.isEmpty || !isAlive(pid) ? nil : "[\(String(decoding: name, as: UTF8.self))]"
    }

    private static func look() -> [Entry] {
        let own = getpid()
        var entries: [Entry] = []
        for name in (try? Files.unsortedNames(in: "/proc")) ?? [] {
            guard let pid = pid_t(name), pid != own, let entry = entry(pid) else { continue }
            entries.append(entry)
        }
        return entries
    }

    /// Reads the state and session from `/proc/PID/stat`; the name in parentheses may hold anything. `nil` for what is
    /// dead.
    private static func entry(_ pid: pid_t) -> Entry? {
        let stat = Files.readUnsized("/proc/\(pid)/stat")
        guard let close = stat.lastIndex(of: 0x29) else { return nil }
        let fields = stat[(close + 1)...].split(separator: 0x20)
        guard fields.count > 3, let session = pid_t(String(decoding: fields[3], as: UTF8.self)) else { return nil }
        guard fields[0].first != UInt8(ascii: "Z"), fields[0].first != UInt8(ascii: "X") else { return nil }
        let marks = Files.readUnsized("/proc/\(pid)/environ").split(separator: 0).filter { $0.starts(with: ownPrefix) }
            .map {
                Array($0)
            }
        return Entry(pid: pid, session: session, marks: marks)
    }
}
