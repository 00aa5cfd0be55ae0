import Glibc

/// What /proc says about the processes of a session: found by session id, and by an environment marker where one left it.
enum ProcessTable {
    struct Entry: Sendable, Equatable {
        var pid: pid_t
        var session: pid_t
        var isZombie: Bool
    }

    /// What a detached command's processes carry as `PROV_SESSION`.
    static let detachedMark = "detached"

    /// Living processes of the scope; those of detached commands are not among them.
    static func members(_ scope: ProcessScope) -> [Entry] {
        let needle = Array(scope.marker.utf8)
        let detached = Array("PROV_SESSION=\(detachedMark)".utf8)
        let own = getpid()
        return all().filter { entry in
            guard entry.pid != own, !entry.isZombie, !scope.spared.contains(entry.pid) else { return false }
            let environment = readFile("/proc/\(entry.pid)/environ")
            if scope.sessions.contains(entry.session) { return !contains(environment, detached) }
            return contains(environment, needle)
        }
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

    /// The command line as `ps` would show it.
    static func commandLine(_ pid: pid_t) -> String {
        let bytes = readFile("/proc/\(pid)/cmdline").split(separator: 0)
        return bytes.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }

    private static func all() -> [Entry] {
        guard let folder = unsafe opendir("/proc") else { return [] }
        defer { unsafe closedir(folder) }
        var entries: [Entry] = []
        while let item = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &item.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard let pid = pid_t(name), let entry = entry(pid) else { continue }
            entries.append(entry)
        }
        return entries
    }

    /// Reads the state and session from `/proc/PID/stat`; the name in parentheses may hold anything.
    private static func entry(_ pid: pid_t) -> Entry? {
        let stat = readFile("/proc/\(pid)/stat")
        guard let close = stat.lastIndex(of: 0x29) else { return nil }
        let fields = stat[(close + 1)...].split(separator: 0x20)
        guard fields.count > 3, let session = pid_t(String(decoding: fields[3], as: UTF8.self)) else { return nil }
        return Entry(pid: pid, session: session, isZombie: fields[0].first == 0x5A || fields[0].first == 0x58)
    }

    static func readFile(_ path: String) -> [UInt8] {
        let file = Descriptor(taking: unsafe open(path, O_RDONLY | O_CLOEXEC))
        guard file.number >= 0 else { return [] }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(file.number, $0.baseAddress, $0.count) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private static func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard !needle.isEmpty, bytes.count >= needle.count else { return false }
        return bytes.split(separator: 0).contains { $0.elementsEqual(needle) }
    }
}
