import ProvText

/// What was said while no shell could be had, and by whom.
struct HostWords {
    /// ssh's own.
    var log: [UInt8]
    /// Those of the host, and of what connects us where it keeps no log.
    var errors: [UInt8]
    /// What start-up files, or a shell that lets nobody in, printed.
    var output: [UInt8]

    /// All that tells why: lines that ssh writes however things go are left out.
    var reasons: String {
        let lines = String(decoding: log, as: UTF8.self).lines.filter { line in
            !SSHReach.chatter.contains { line.hasPrefix($0) }
        }
        return lines.map { $0 + "\n" }.joined() + String(decoding: errors, as: UTF8.self)
    }

    /// The host's last lines, its errors before what it printed, on one line.
    var last: String? {
        for text in [reasons, String(decoding: output, as: UTF8.self)] {
            let lines = text.lines.filter { line in
                !line.allSatisfy { $0 == "@" || $0.isWhitespace }
            }
            if !lines.isEmpty { return lines.suffix(3).map { ConnectionFailure.trimmed($0) }.joined(separator: " / ") }
        }
        return nil
    }
}
