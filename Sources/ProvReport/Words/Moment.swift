import ProvText

/// Times in the words people read; always UTC, because a report is read elsewhere than where it was made.
package enum Moment {
    /// `2026-11-21 03:14:15 UTC`.
    package static func text(_ seconds: Double) -> String {
        let stamp = machine(seconds)
        return "\(stamp.prefix(10)) \(stamp.dropFirst(11).prefix(8)) UTC"
    }

    /// `03:14:15`.
    package static func timeOfDay(_ seconds: Double) -> String { String(machine(seconds).dropFirst(11).prefix(8)) }

    /// `2026-11-21 03:14`.
    package static func short(_ seconds: Double) -> String {
        let stamp = machine(seconds)
        return "\(stamp.prefix(10)) \(stamp.dropFirst(11).prefix(5))"
    }

    /// `Sat, 21 Nov 2026 03:14:15 +0000`, as mail and feeds have it.
    package static func mail(_ seconds: Double) -> String {
        let stamp = machine(seconds)
        let days = Int(min(max(seconds, 0), 253_402_300_799) / 86_400)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = Int(stamp.dropFirst(5).prefix(2)).flatMap { (1...12).contains($0) ? months[$0 - 1] : nil } ?? "Jan"
        return
            """
            \(weekday), \(stamp.dropFirst(8).prefix(2)) \(month) \(stamp.prefix(4)) \
            \(stamp.dropFirst(11).prefix(8)) +0000
            """
    }

    /// RFC 3339 with milliseconds, for machines.
    package static func machine(_ seconds: Double) -> String {
        // A journal cannot be trusted to hold a sensible time; years of more than four digits would not be RFC 3339.
        let milliseconds = Int(exactly: (min(max(seconds, 0), 253_402_300_799) * 1000).rounded()) ?? 0
        return Timestamp.text(milliseconds: milliseconds)
    }
}
