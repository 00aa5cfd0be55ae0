/// A set of Unicode scalars, as sorted ranges that do not touch.
struct ScalarSet: Sendable, Equatable {
    private(set) var ranges: [ClosedRange<UInt32>]

    static let digits = ScalarSet([0x30...0x39])
    static let wordScalars = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x2028...0x2029])
    static let newline = ScalarSet([0x0A...0x0A])
    static let all = ScalarSet([0...0x10FFFF])

    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    init(_ scalar: UInt32) { ranges = [scalar...scalar] }

    var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return ScalarSet(gaps)
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    /// With both cases of each letter. Past the small alphabets only single scalars are folded: a range there is a
    /// script without case.
    var foldingCase: ScalarSet {
        var folded = ranges
        for range in ranges {
            for scalar in range.clamped(to: 0...0x24F).lowerBound...min(range.upperBound, max(range.lowerBound, 0x24F))
            {
                guard let properties = Unicode.Scalar(scalar)?.properties else { continue }
                for mapping in [properties.lowercaseMapping, properties.uppercaseMapping]
                where mapping.unicodeScalars.count == 1 {
                    if let other = mapping.unicodeScalars.first?.value { folded.append(other...other) }
                }
            }
        }
        return ScalarSet(folded)
    }

    /// The UTF-8 of the set: sequences of byte ranges, as Thompson's construction needs them (after RE2 and Rust's
    /// utf8-ranges).
    var byteSequences: [[ClosedRange<UInt8>]] {
        var sequences: [[ClosedRange<UInt8>]] = []
        for range in ranges {
            for (first, last) in [(0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
                as [(UInt32, UInt32)]
            {
                let low = max(range.lowerBound, first)
                let high = min(range.upperBound, last)
                if low <= high { ScalarSet.append(low, high, to: &sequences) }
            }
        }
        return sequences
    }

    /// Splits until low and high differ only where all later bytes run through their whole range.
    private static func append(_ low: UInt32, _ high: UInt32, to sequences: inout [[ClosedRange<UInt8>]]) {
        guard low > 0x7F, let first = Unicode.Scalar(low), let last = Unicode.Scalar(high) else {
            if low <= 0x7F { sequences.append([UInt8(low)...UInt8(high)]) }
            return
        }
        for shift in [6, 12, 18] as [UInt32] {
            let mask: UInt32 = (1 << shift) - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 {
                append(low, low | mask, to: &sequences)
                append((low | mask) + 1, high, to: &sequences)
                return
            }
            if high & mask != mask {
                append(low, (high & ~mask) - 1, to: &sequences)
                append(high & ~mask, high, to: &sequences)
                return
            }
        }
        sequences.append(zip(Array(String(first).utf8), Array(String(last).utf8)).map { $0...$1 })
    }
}
