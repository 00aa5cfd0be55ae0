extension Duration {
    /// Reads `250ms`, `90s`, `5m`, `1h30m`, `1h 30m`, `2d`, `1.5h`; a number alone counts seconds. `nil` for anything
    /// else.
    ///
    /// Longer than a thousand years is no duration either.
    package static func parse(_ text: String) -> Duration? {
        var rest = Array(text.utf8)[...]
        while rest.last?.isBlank == true { rest.removeLast() }
        var total = Duration.zero
        var count = 0
        while true {
            rest = rest.drop { $0.isBlank }
            guard !rest.isEmpty else { break }
            guard let (number, unit) = takePart(&rest),
                let milliseconds = milliseconds(of: unit) ?? (count == 0 && rest.isEmpty && unit.isEmpty ? 1000 : nil),
                number * milliseconds < 1000 * 366 * 86_400_000
            else { return nil }
            total += .microseconds(Int64((number * milliseconds * 1000).rounded()))
            count += 1
        }
        return count == 0 ? nil : total
    }

    private static func takePart(_ rest: inout ArraySlice<UInt8>) -> (number: Double, unit: String)? {
        let digits = rest.prefix { $0.isDigit || $0 == ASCII.period }
        rest = rest.dropFirst(digits.count)
        guard digits.first?.isDigit == true, digits.last?.isDigit == true,
            let number = Double(String(decoding: digits, as: UTF8.self))
        else { return nil }
        let unit = rest.drop { $0.isBlank }.prefix { $0.isLetter }
        if !unit.isEmpty { rest = rest[unit.endIndex...] }
        return (number, String(decoding: unit, as: UTF8.self))
    }

    private static func milliseconds(of unit: String) -> Double? {
        switch unit {
        case "ms": 1
        case "s", "sec", "secs", "second", "seconds": 1000
        case "m", "min", "mins", "minute", "minutes": 60_000
        case "h", "hour", "hours": 3_600_000
        case "d", "day", "days": 86_400_000
        case "w", "week", "weeks": 7 * 86_400_000
        default: nil
        }
    }

    /// Cut off, not rounded.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// As a plain number of seconds.
    package var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// For people: `250ms`, `1.2s`, `1m 30s`, `2h 5m`; `parse` reads it back.
    package var runbookText: String {
        let milliseconds = wholeMilliseconds
        switch milliseconds {
        case 0: return "0s"
        case ..<0: return "-" + (.zero - self).runbookText
        case ..<1000: return "\(milliseconds)ms"
        case ..<10_000:
            return milliseconds % 1000 < 100
                ? "\(milliseconds / 1000)s" : "\(milliseconds / 1000).\(milliseconds % 1000 / 100)s"
        case ..<60_000: return "\(milliseconds / 1000)s"
        case ..<3_600_000: return joined(milliseconds / 60_000, "m", milliseconds % 60_000 / 1000, "s")
        case ..<86_400_000: return joined(milliseconds / 3_600_000, "h", milliseconds % 3_600_000 / 60_000, "m")
        default: return joined(milliseconds / 86_400_000, "d", milliseconds % 86_400_000 / 3_600_000, "h")
        }
    }

    private func joined(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit) \(small)\(smallUnit)"
    }
}
