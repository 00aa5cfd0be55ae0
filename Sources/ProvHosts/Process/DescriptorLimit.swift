import CProvShims
import Synchronization

/// How many files this process may have open: each shell takes some for as long as it is there.
package enum DescriptorLimit {
    /// Of each shell: its three pipes, the sign of its end, and what wakes who waits for it.
    package static let perShell = 5
    /// Of everything else: the record, and a connection of its own for each host that is asked something at the same time.
    private static let others = 128
    private static let perConnection = 8

    private static let before = Mutex<UInt?>(nil)

    /// What was allowed before it was raised, which is what programs that are started here shall have; `nil` where it was not.
    static var original: UInt? { before.withLock { $0 } }

    /// Sees to it that so many shells can be open at once; raises the soft limit as far as that takes.
    ///
    /// - Returns: what is needed and what is allowed at most, where that is too little; `nil` where all is well.
    package static func reserve(shells: Int, atOnce: Int) -> (needed: Int, allowed: Int)? {
        let needed = shells * perShell + min(shells, atOnce) * perConnection + others
        var soft: UInt = 0, hard: UInt = 0
        guard unsafe prov_descriptor_limits(&soft, &hard) == 0, UInt(needed) > soft else { return nil }
        guard UInt(needed) <= hard, prov_set_descriptor_limit(UInt(needed), hard) == 0 else { return (needed, Int(clamping: hard)) }
        before.withLock { $0 = $0 ?? soft }
        return nil
    }
}
