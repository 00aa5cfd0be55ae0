/// A version as tools print it, compared component by component: numbers as numbers, `1.0-rc1` before `1.0`, `1.1.1w`
/// after `1.1.1`.
///
/// Build metadata (`17.0.2+8`) and what a packager adds after a dash (`8.5.1-ubuntu1`) do not order versions.
package struct Version: Sendable, Comparable {
    package let text: String
    /// The numbers before any suffix.
    package let components: [Int]
    private let suffix: Suffix

    private enum Suffix: Sendable {
        /// A version before the one its numbers name: `-rc1`, `~beta`, `a2`, `.dev3`.
        case early([Part])
        case none
        /// A later one of the same numbers: `1.1.1w`, `9.2p1`.
        case late([Part])
    }

    private enum Part: Sendable, Comparable {
        case word(String)
        case number(Int)
    }

    /// `nil` where the text does not begin with a number (a leading `v` is let pass).
    package init?(_ text: String) {
        self.text = text
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "v") || rest.first == UInt8(ascii: "V") { rest.removeFirst() }
        var numbers: [Int] = []
        while let number = Version.takeNumber(&rest) {
            numbers.append(number)
            guard rest.first == ASCII.period, rest.dropFirst().first?.isDigit == true else { break }
            rest.removeFirst()
        }
        guard !numbers.isEmpty else { return nil }
        components = numbers
        suffix = Version.suffix(rest)
    }

    private static func takeNumber(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix(while: \.isDigit)
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static let earlyWords = [
        "alpha", "beta", "rc", "pre", "preview", "dev", "snapshot", "nightly", "canary", "next", "ea", "m", "cr",
    ]

    private static func suffix(_ rest: ArraySlice<UInt8>) -> Suffix {
        guard let first = rest.first else { return .none }
        let parts = parts(rest)
        if first == ASCII.tilde { return .early(parts) }
        if case .word(let word) = parts.first, earlyWords.contains(word) { return .early(parts) }
        // Python writes 3.13a2 and 3.13b1; elsewhere a letter at once after the number is a later patch.
        if first == UInt8(ascii: "a") || first == UInt8(ascii: "b"), parts.count == 2, case .number = parts[1] {
            return .early(parts)
        }
        return first.isLetter ? .late(parts) : .none
    }

    private static func parts(_ rest: ArraySlice<UInt8>) -> [Part] {
        var rest = rest.prefix { $0 != UInt8(ascii: "+") }
        var parts: [Part] = []
        while let next = rest.first {
            if let number = takeNumber(&rest) {
                parts.append(.number(number))
            } else if next.isLetter {
                let word = rest.prefix(while: \.isLetter)
                parts.append(.word(String(decoding: word, as: UTF8.self).lowercased()))
                rest = rest.dropFirst(word.count)
            } else {
                rest.removeFirst()
            }
        }
        return parts
    }

    package var isEarly: Bool { if case .early = suffix { true } else { false } }

    package static func < (left: Version, right: Version) -> Bool { order(left, right) < 0 }

    package static func == (left: Version, right: Version) -> Bool { order(left, right) == 0 }

    /// Negative, zero or positive.
    private static func order(_ left: Version, _ right: Version) -> Int {
        for index in 0..<max(left.components.count, right.components.count) {
            let a = index < left.components.count ? left.components[index] : 0
            let b = index < right.components.count ? right.components[index] : 0
            if a != b { return a < b ? -1 : 1 }
        }
        switch (left.suffix, right.suffix) {
        case (.early(let a), .early(let b)), (.late(let a), .late(let b)):
            return a.lexicographicallyPrecedes(b) ? -1 : b.lexicographicallyPrecedes(a) ? 1 : 0
        case (.none, .none): return 0
        case (.early, _), (.none, .late): return -1
        default: return 1
        }
    }
}
