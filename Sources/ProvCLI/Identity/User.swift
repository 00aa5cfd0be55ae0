import Glibc
import ProvSystem

/// Who runs prov.
enum User {
    /// The account that the process runs as, and before it the one that logged in, where the kernel's audit knows
    /// another.
    static var name: String {
        let effective = account(geteuid())
        guard let login, login != geteuid() else { return effective }
        return "\(account(login)) as \(effective)"
    }

    /// By which people are counted: the login where the kernel knows it, which `su` and `sudo` keep; else the effective
    /// account.
    static var identity: String { login.map { "login:\($0)" } ?? "uid:\(geteuid())" }

    /// The login uid of the audit subsystem; `nil` where it was never set.
    static var login: uid_t? {
        let text = (try? TextFile.read("/proc/self/loginuid")).map { String(decoding: $0, as: UTF8.self) }
        return text.flatMap { uid_t($0) }.flatMap { $0 == .max ? nil : $0 }
    }

    /// What `$SUDO_USER` says: anybody can set it, so it is recorded as claimed and decides nothing.
    static var claimed: String? { ProcessEnvironment["SUDO_USER"].flatMap { $0.isEmpty ? nil : $0 } }

    /// The accounts in a recorded name: `ada as root` is both.
    static func names(_ recorded: String) -> [String] {
        recorded.split(separator: " ").filter { $0 != "as" }.map(String.init)
    }

    private static func account(_ uid: uid_t) -> String {
        Accounts.name(of: uid) ?? "uid \(uid)"
    }
}
