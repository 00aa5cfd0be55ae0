import Glibc
import ProvSystem
import Synchronization

/// The limit of open files, which a run meets before its first step or not at all.
package enum DescriptorLimit {
    /// A shell speaks with prov over descriptors up to 252, so that a step may use the low ones.
    package static let least = 256

    /// What the smallest command has open at a time: the runtime's own, a file, a child's pipes.
    private static let toStart = 32

    /// Of each shell: its three pipes, the sign of its end, and what wakes who waits for it.
    private static let perShell = 5
    /// Of everything else: the record, and a connection of its own for each host that is asked something at the same
    /// time.
    private static let others = 128
    private static let perConnection = 8

    private static let before = Mutex<rlim_t?>(nil)

    /// What a shell on this machine gets back; `nil` where nothing was raised.
    static var original: rlim_t? { before.withLock { $0.map { max($0, rlim_t(least)) } } }

    /// How many files are open at most.
    package static func needed(shells: Int, atOnce: Int) -> Int {
        max(least, shells * perShell + min(shells, atOnce) * perConnection + others)
    }

    /// Raises the soft limit as far as so many open files take.
    ///
    /// - Returns: the hard limit where it is too low; `nil` where all is well.
    package static func reserve(_ needed: Int) -> Int? {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(needed) else { return nil }
        let (soft, hard) = (limit.rlim_cur, limit.rlim_max)
        limit.rlim_cur = rlim_t(needed)
        guard hard >= rlim_t(needed), unsafe setrlimit(resource, &limit) == 0 else { return Int(clamping: hard) }
        before.withLock { $0 = $0 ?? soft }
        return nil
    }

    /// Makes room for a run if the limit may be raised; called before anything else, as the runtime crashes
    /// where its own descriptors cannot be opened.
    ///
    /// - Returns: the limit where prov cannot start with what is free of it; `nil` where all is well.
    package static func reserveAtStart() -> Int? {
        guard let allowed = reserve(least) else { return nil }
        guard let root = try? Descriptor(path: "/", flags: O_RDONLY) else { return allowed }
        var copies: [Int32] = []
        while copies.count + 1 < toStart, case let copy = dup(root.number), copy >= 0 { copies.append(copy) }
        for copy in copies { close(copy) }
        return copies.count + 1 < toStart ? allowed : nil
    }
}
