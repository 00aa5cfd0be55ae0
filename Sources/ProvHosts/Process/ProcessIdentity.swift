import Glibc
import ProvSystem

/// One process of one boot of one machine: what tells whether who left a sign somewhere can still be there.
package struct ProcessIdentity: Sendable, Equatable {
    /// Of the machine's boot, which no other machine has, and of the namespace that the number counts in: a container
    /// on the same machine has other numbers. Empty where it cannot be told.
    package var bootID: String
    package var pid: Int
    /// When it began, in the kernel's ticks since the boot: numbers are used again.
    package var started: Int

    package init(bootID: String, pid: Int, started: Int) {
        self.bootID = bootID
        self.pid = pid
        self.started = started
    }

    /// This process.
    package static let current = ProcessIdentity(
        bootID: thisBoot, pid: Int(getpid()), started: beginning(of: Int(getpid())) ?? 0)

    /// True where it was a process of this machine, in this boot, that has ended; false where that cannot be known.
    package var isGone: Bool {
        guard !bootID.isEmpty, bootID == ProcessIdentity.thisBoot else { return false }
        return ProcessIdentity.beginning(of: pid) != started
    }

    private static let thisBoot: String = {
        let boot = String(decoding: Files.readUnsized("/proc/sys/kernel/random/boot_id"), as: UTF8.self)
            .filter { !$0.isWhitespace }
        // `pid:[4026531836]`
        let space = Files.linkTarget("/proc/self/ns/pid")?.filter(\.isWholeNumber) ?? ""
        return boot.isEmpty || space.isEmpty ? "" : "\(boot)-\(space)"
    }()

    /// `nil` where there is no such process, or it has ended and nobody has taken its status.
    private static func beginning(of pid: Int) -> Int? {
        let stat = Files.readUnsized("/proc/\(pid)/stat")
        guard let close = stat.lastIndex(of: 0x29) else { return nil }
        let fields = stat[(close + 1)...].split(separator: 0x20)
        guard fields.count > 19, fields[0].first != UInt8(ascii: "Z") else { return nil }
        return Int(String(decoding: fields[19], as: UTF8.self))
    }
}
