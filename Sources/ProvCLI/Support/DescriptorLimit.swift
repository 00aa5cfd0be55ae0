import Glibc

/// The limit of open files, which a run meets before its first step or not at all.
enum DescriptorLimit {
    /// A shell speaks with prov over descriptors up to 252, so that a step may use the low ones.
    private static let least: rlim_t = 256

    /// Raises the soft limit as far as it may be; refuses where even that is too low for one shell.
    static func require() throws(CommandFailure) {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < least else { return }
        let found = limit.rlim_cur
        if limit.rlim_max >= least {
            limit.rlim_cur = least
            if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 { return }
        }
        throw CommandFailure(.refused, "nothing was run: the limit of open files is \(found), and a run needs \(least)",
                             advice: "raise it and try again: ulimit -n \(least)")
    }
}
