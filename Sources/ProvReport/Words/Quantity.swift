/// Numbers in the words people read.
package enum Quantity {
    /// `0 ms`, `340 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "unknown" }
        if seconds < 0.9995 { return "\(whole(seconds * 1000)) ms" }
        if seconds < 59.95 { return "\(decimal(seconds)) s" }
        let total = whole(seconds)
        if total < 3600 { return parts(total / 60, "min", total % 60, "s") }
        if total < 86_400 { return parts(total / 3600, "h", total / 60 % 60, "min") }
        return parts(total / 86_400, "d", total / 3600 % 24, "h")
    }

    /// `512 B`, `4.2 kB`, `1.3 MB`; powers of 1000.
    package static func bytes(_ count: Int) -> String {
        if count < 1000 { return "\(count) B" }
        var value = Double(count) / 1000
        for unit in ["kB", "MB", "GB"] {
            if value < 999.95 { return "\(decimal(value)) \(unit)" }
            value /= 1000
        }
        return "\(decimal(value)) TB"
    }

    /// `1 step`, `12,000 steps`.
    package static func count(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
    }

    /// Thousands set apart: `12,345`.
    package static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3), digits[index - 1] != "-" { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// `1st`, `2nd`, `3rd`, `11th`.
    package static func ordinal(_ number: Int) -> String {
        let suffix = (11...13).contains(number % 100) ? "th" : [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th"
        return "\(number)\(suffix)"
    }

    /// `a`, `a and b`, `a, b and c`.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// One decimal, none from ten on where it is zero anyway.
    private static func decimal(_ value: Double) -> String {
        let tenths = whole(value * 10)
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func parts(_ first: Int, _ firstUnit: String, _ second: Int, _ secondUnit: String) -> String {
        second == 0 ? "\(first) \(firstUnit)" : "\(first) \(firstUnit) \(second) \(secondUnit)"
    }

    private static func whole(_ value: Double) -> Int { Int(exactly: value.rounded()) ?? Int.max }
}
