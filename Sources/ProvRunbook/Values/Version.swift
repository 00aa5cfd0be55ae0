/// A version as tools and packages write it, compared component by component: numbers as numbers, `1.0-rc1` before `1.0`.
package struct Version: Sendable, Comparable {
    package var text: String
    private var numbers: [Int]
    private var suffix: String

    /// `nil` where the text does not begin with a number (a leading `v` is let pass).
    package init?(_ text: String) {
        self.text = text
        var rest = Substring(text)
        if rest.first == "v" || rest.first == "V" { rest.removeFirst() }
        numbers = []
        while true {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else { break }
            numbers.append(number)
            rest = rest.dropFirst(digits.count)
            guard rest.first == ".", rest.dropFirst().first?.isNumber == true else { break }
            rest.removeFirst()
        }
        guard !numbers.isEmpty else { return nil }
        suffix = String(rest)
    }

    /// The numbers before any suffix.
    package var components: [Int] { numbers }

    package static func < (left: Version, right: Version) -> Bool {
        let count = max(left.numbers.count, right.numbers.count)
        for index in 0..<count {
            let a = index < left.numbers.count ? left.numbers[index] : 0
            let b = index < right.numbers.count ? right.numbers[index] : 0
            if a != b { return a < b }
        }
        switch (left.isEarly, right.isEarly) {
        case (true, false): return true
        case (false, true): return false
        case (true, true): return left.suffix < right.suffix
        case (false, false): return false
        }
    }

    package static func == (left: Version, right: Version) -> Bool { !(left < right) && !(right < left) }

    /// True for a version before the one its numbers name: `-rc1`, `~beta`, `a2`.
    private var isEarly: Bool {
        let lower = suffix.lowercased()
        return lower.hasPrefix("~") || ["alpha", "beta", "rc", "pre", "dev", "snapshot"].contains { lower.drop { "-._~".contains($0) }.hasPrefix($0) }
    }
}
