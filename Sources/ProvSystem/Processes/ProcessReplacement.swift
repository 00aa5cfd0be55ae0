import Glibc

/// `exec`: prov becomes another program, as `prov lab ssh` becomes ssh.
package enum ProcessReplacement {
    /// Becomes another program, which gets none of our settings of signals; comes back only where it cannot be started.
    package static func become(_ arguments: [String]) -> SystemError {
        // What prov ignores or blocks, its successor would not hear of either.
        signal(SIGPIPE, SIG_DFL)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigprocmask(SIG_SETMASK, &none, nil)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        unsafe execvp(arguments[0], &words)
        return SystemError(number: errno, call: "execvp")
    }
}
