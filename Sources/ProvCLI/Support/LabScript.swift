import Glibc

/// The lab's script, which is a part of the program; bash runs it in prov's place.
enum LabScript {
    static var text: String { String(decoding: PackageResources.lab_sh, as: UTF8.self) }

    /// Becomes the script; comes back only where there is no bash.
    ///
    /// - Parameter words: the action and what it is about, as the end of the script reads them.
    static func become(_ words: [String]) throws(CommandFailure) -> Never {
        // What prov ignores or blocks, its successor would not hear of either.
        signal(SIGPIPE, SIG_DFL)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigprocmask(SIG_SETMASK, &none, nil)
        var arguments: [UnsafeMutablePointer<CChar>?] =
            unsafe (["bash", "-c", text, "prov lab"] + words).map { unsafe strdup($0) } + [nil]
        unsafe execvp("bash", &arguments)
        let why = unsafe String(cString: strerror(errno))
        throw CommandFailure(
            .refused, "bash, which the lab needs, could not be started: \(why)", advice: "as root: apt-get install bash"
        )
    }
}
