extension Duration {
    /// Reads `250ms`, `90s`, `5m`, `1h30m`, `2d`; a number alone counts seconds. `nil` for anything else, and for less than nothing.
    package static func parse(_ text: String) -> Duration? {
        var rest = Substring(text.filter { $0 != " " })
        guard !rest.isEmpty else { return nil }
        if let seconds = Double(rest), seconds >= 0, seconds < 1e9 { return .milliseconds(Int64(seconds * 1000)) }
        var total = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), number < 1e9, let factor = milliseconds(of: unit) else { return nil }
            total += .milliseconds(Int64(number * factor))
        }
        return total
    }

    private static func milliseconds(of unit: Substring) -> Double? {
        switch unit {
        case "ms": 1
        case "s", "sec", "second", "seconds": 1000
        case "m", "min", "minute", "minutes": 60_000
        case "h", "hour", "hours": 3_600_000
        case "d", "day", "days": 86_400_000
        default: nil
        }
    }

    /// For people: `250ms`, `1.2s`, `1m 30s`, `2h 5m`.
    package var runbookText: String {
        let (seconds, attoseconds) = components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        switch milliseconds {
        case ..<1000: return "\(milliseconds)ms"
        case ..<10_000: return milliseconds % 1000 < 100 ? "\(milliseconds / 1000)s" : "\(milliseconds / 1000).\(milliseconds % 1000 / 100)s"
        case ..<60_000: return "\(milliseconds / 1000)s"
        case ..<3_600_000: return Duration.joined(milliseconds / 60_000, "m", milliseconds % 60_000 / 1000, "s")
        case ..<86_400_000: return Duration.joined(milliseconds / 3_600_000, "h", milliseconds % 3_600_000 / 60_000, "m")
        default: return Duration.joined(milliseconds / 86_400_000, "d", milliseconds % 86_400_000 / 3_600_000, "h")
        }
    }

    private static func joined(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit) \(small)\(smallUnit)"
    }
}
