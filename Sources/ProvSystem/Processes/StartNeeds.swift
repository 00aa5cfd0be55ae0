import Glibc

/// What a process needs besides descriptors before it can do anything: where it is missing, threads and memory are not
/// had later on, and the runtime waits or crashes.
package enum StartNeeds {
    /// The limit of the process that is too low, as `ulimit` prints it.
    package enum Missing: Sendable, Equatable {
        case memory(limit: String)
        case threads(limit: String)
    }

    /// Address space, in bytes, of which most is reserved for threads and never used.
    private static let space = 768 << 20
    /// The runtime's threads, and those that wait for hosts.
    private static let threads = 12

    /// `nil` where all is well.
    package static var missing: Missing? {
        let place = unsafe mmap(nil, space, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let place = unsafe place, unsafe place != MAP_FAILED else {
            return .memory(limit: limit(of: RLIMIT_AS, unit: 1024, "KiB"))
        }
        unsafe munmap(place, space)
        return canStartThreads ? nil : .threads(limit: limit(of: __RLIMIT_NPROC, unit: 1, ""))
    }

    /// Starts them all, which wait for each other.
    private static var canStartThreads: Bool {
        var started: [pthread_t] = []
        let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        unsafe pthread_mutex_init(gate, nil)
        unsafe pthread_mutex_lock(gate)
        while started.count < threads {
            var thread = pthread_t()
            let code = unsafe pthread_create(
                &thread, nil,
                { gate in
                    guard let gate = unsafe gate?.assumingMemoryBound(to: pthread_mutex_t.self) else { return nil }
                    unsafe pthread_mutex_lock(gate)
                    unsafe pthread_mutex_unlock(gate)
                    return nil
                }, gate)
            guard code == 0 else { break }
            started.append(thread)
        }
        unsafe pthread_mutex_unlock(gate)
        for thread in started { _ = pthread_join(thread, nil) }
        unsafe pthread_mutex_destroy(gate)
        unsafe gate.deallocate()
        return started.count == threads
    }

    private static func limit(of resource: some RawRepresentable<UInt32>, unit: rlim_t, _ name: String) -> String {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur != .max
        else { return "not enough" }
        return "\(limit.rlim_cur / unit)" + (name.isEmpty ? "" : " \(name)")
    }
}
