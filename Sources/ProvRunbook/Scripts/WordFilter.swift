import ProvText

/// Finds out in one pass whether a text holds one of some words: most texts hold none, and need not be parsed.
package struct WordFilter: Sendable {
    /// The words that any lint rule looks at.
    package static let lint = WordFilter([
        "rm", "dd", "mkfs", "drop", "dropdb", "dropuser", "truncate", "delete", "destroy", "shred", "wipefs", "parted",
        "fdisk", "sfdisk",
        "userdel", "groupdel", "lvremove", "vgremove", "pvremove", "zpool", "zfs", "force", "reset", "clean", "purge",
        "prune", "disable",
        "uninstall", "flushall", "flushdb", "mkfs.ext4", "rmi", "down", "sleep", "curl", "wget", "fetch", "install",
        "add", "get", "pull",
        "vim", "vi", "nano", "emacs", "less", "more", "top", "htop", "ssh", "su", "sudo", "psql", "mysql", "python",
        "python3", "node",
        "irb", "exec", "run", "edit", "crontab", "visudo", "passwd", "ssh-keygen", "read", "rebase", "commit", "login",
        "menuconfig",
        "watch", "iostat", "vmstat", "tail", "journalctl", "attach",
    ])

    /// True at the first two bytes of each word (0 for the second of a word of one).
    private let firstBytes: [Bool]
    private let packed: Set<UInt64>

    init(_ words: [String]) {
        let spellings = words + words.map { $0.uppercased() }
        var table = [Bool](repeating: false, count: 65_536)
        for spelling in spellings {
            let bytes = Array(spelling.utf8)
            table[Int(bytes[0]) << 8 | Int(bytes.count > 1 ? bytes[1] : 0)] = true
        }
        firstBytes = table
        packed = Set(spellings.map { WordFilter.pack(Array($0.utf8)[...]) })
    }

    private static func pack(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    package func matches(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        var index = 0
        while index < bytes.count {
            guard bytes[index].isLetter else {
                index += 1
                continue
            }
            let start = index
            var value: UInt64 = 0
            while index < bytes.count,
                bytes[index].isNameByte || bytes[index] == ASCII.hyphen || bytes[index] == ASCII.period
            {
                if index - start < 8 { value = value << 8 | UInt64(bytes[index]) }
                index += 1
            }
            let second = index - start > 1 ? Int(bytes[start + 1]) : 0
            if firstBytes[Int(bytes[start]) << 8 | second], packed.contains(value) { return true }
        }
        return false
    }
}
