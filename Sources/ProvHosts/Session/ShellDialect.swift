/// What a host's shell understands.
package enum ShellDialect: String, Sendable {
    case bash
    /// dash, busybox ash and the like: no functions over a failing step, no arrays.
    case posix = "sh"
}
