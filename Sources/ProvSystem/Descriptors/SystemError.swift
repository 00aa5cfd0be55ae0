import Glibc

/// A system call that failed.
package struct SystemError: Error, Equatable {
    /// As `errno` had it.
    package var number: Int32
    /// The name of the call, or what was tried, as a verb phrase.
    package var call: String

    package init(number: Int32, call: String) {
        self.number = number
        self.call = call
    }

    /// The reason in the system's words: `No such file or directory`.
    package var reason: String { SystemError.reason(of: number) }
    package var isDiskFull: Bool { number == ENOSPC || number == EDQUOT }

    package static func reason(of number: Int32) -> String { unsafe String(cString: strerror(number)) }
}
