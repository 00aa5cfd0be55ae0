/// "Did you mean": the known name nearest to what was written.
package enum Suggestion {
    /// The nearest name, or `nil` where none is near enough to be meant: at most a third of its letters differ, or it
    /// is an abbreviation.
    package static func closest(to written: String, in names: [String]) -> String? {
        let text = Array(written.lowercased().utf8)
        guard !text.isEmpty, text.count <= 64 else { return nil }
        var best: (name: String, distance: Int)?
        for name in names {
            let other = Array(name.lowercased().utf8)
            let allowed = max(1, min(text.count, other.count) / 3)
            guard abs(other.count - text.count) <= allowed else { continue }
            let distance = distance(text, other)
            if distance <= allowed, distance < best?.distance ?? Int.max { best = (name, distance) }
        }
        return best?.name ?? names.first { text.count >= 3 && $0.lowercased().hasPrefix(written.lowercased()) }
    }

    /// Whether a word is a short name with two neighbours swapped, or a letter too many or too few: another letter
    /// makes another word of it.
    package static func isSlip(_ written: String, of name: String) -> Bool {
        let (text, other) = (Array(written.utf8), Array(name.utf8))
        guard text != other, distance(text, other) == 1 else { return false }
        return text.count != other.count || text.sorted() == other.sorted()
    }

    /// Edits from one to the other, a swap of neighbours counting as one (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard !left.isEmpty else { return right.count }
        guard !right.isEmpty else { return left.count }
        var before: [Int] = []
        var above = Array(0...right.count)
        for i in 1...left.count {
            var row = [i]
            for j in 1...right.count {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                var value = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    value = min(value, before[j - 2] + 1)
                }
                row.append(value)
            }
            before = above
            above = row
        }
        return above[right.count]
    }
}

/// Suggestions for a text in which many names are wrong: each is compared with every other name, and past twenty they
/// are not read.
package struct SuggestionBudget {
    private var left = 20

    package init() {}

    /// As `Suggestion.closest`, for the first twenty questions; `nil` for all others.
    package mutating func closest(to written: String, in names: () -> [String]) -> String? {
        guard left > 0 else { return nil }
        left -= 1
        return Suggestion.closest(to: written, in: names())
    }
}
