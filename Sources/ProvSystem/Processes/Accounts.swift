package import Glibc

/// The users and the name of this machine.
package enum Accounts {
    /// The name of a user; `nil` where the number has none.
    package static func name(of user: uid_t) -> String? {
        guard let entry = unsafe getpwuid(user), let name = unsafe entry.pointee.pw_name else { return nil }
        return unsafe String(cString: name)
    }

    /// The main group of a user of that name; `nil` where there is none.
    package static func group(of name: String) -> gid_t? { unsafe getpwnam(name).map { unsafe $0.pointee.pw_gid } }

    package static var machineName: String? {
        var host = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&host, host.count - 1) == 0 else { return nil }
        return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
