/// A shell glob over a whole name, case and all: `*`, `?`, `[abc]`, `[a-f]`, `[!0-9]`.
struct NameGlob: Sendable {
    private enum Part: Sendable {
        case any, one
        case scalar(Unicode.Scalar)
        case set([ClosedRange<UInt32>], isNegated: Bool)
    }

    private let parts: [Part]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var parts: [Part] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*": parts.append(.any)
            case "?": parts.append(.one)
            case "[":
                guard let (part, end) = NameGlob.set(scalars, from: index + 1) else {
                    parts.append(.scalar("["))
                    break
                }
                parts.append(part)
                index = end
            default: parts.append(.scalar(scalars[index]))
            }
            index += 1
        }
        self.parts = parts
    }

    /// A set and the index of its `]`; `nil` where the bracket is never closed.
    private static func set(_ scalars: [Unicode.Scalar], from start: Int) -> (Part, Int)? {
        var index = start
        let isNegated = index < scalars.count && scalars[index] == "!"
        if isNegated { index += 1 }
        let first = index
        var ranges: [ClosedRange<UInt32>] = []
        while index < scalars.count, scalars[index] != "]" || index == first {
            let low = scalars[index].value
            if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
                let high = scalars[index + 2].value
                if low <= high { ranges.append(low...high) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return index < scalars.count ? (.set(ranges, isNegated: isNegated), index) : nil
    }

    /// Linear in the product of both lengths, whatever the stars.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var part = 0
        var index = 0
        var star: (part: Int, index: Int)?
        while index < scalars.count {
            if part < parts.count, case .any = parts[part] {
                star = (part, index)
                part += 1
            } else if part < parts.count, NameGlob.fits(parts[part], scalars[index]) {
                part += 1
                index += 1
            } else if let last = star {
                star = (last.part, last.index + 1)
                (part, index) = (last.part + 1, last.index + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .any = $0 { true } else { false } }
    }

    private static func fits(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .any: false
        case .one: true
        case .scalar(let own): own == scalar
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }
}

/// A glob on the names of files.
package enum NamePattern {
    /// Whether a pattern with `*`, `?` and `[…]` is the whole name.
    package static func matches(_ name: String, _ pattern: String) -> Bool { NameGlob(pattern).matches(name) }
}
