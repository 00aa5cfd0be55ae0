import ProvText

/// Innovation Engine's `expected_similarity`, made honest: not how alike the letters are, but how many words came, in
/// order.
///
/// The share is 2 × common / (expected + found), where common is the longest common subsequence of words; so what is
/// missing counts, and so does what came instead. Punctuation does not: every JSON output has the same.
enum Similarity {
    /// Words compared of each text; what is longer is compared by its beginning.
    private static let wordLimit = (expected: 4096, found: 200_000)

    static func judge(wanted text: String, found output: [UInt8], threshold: Double) -> Verdict {
        let wanted = OutputText.plain(Array(text.utf8))
        let expected = words(wanted, limit: wordLimit.expected)
        let found = words(output, limit: wordLimit.found)
        let aim = "at least \(percent(threshold)) of the words alike, in order"
        guard !expected.isEmpty else {
            return found.isEmpty
                ? Verdict(.pass, wanted: "no output", found: "none")
                : Verdict(.fail, wanted: "no output", found: OutputText.excerpt(output))
        }
        let share = 2 * Double(commonLength(expected, found)) / Double(expected.count + found.count)
        if share >= threshold { return Verdict(.pass, wanted: aim, found: percent(share)) }
        let lines = Set(OutputLines(output).map { Array(OutputText.trimmed($0)) })
        let missing = OutputLines(wanted).map { Array(OutputText.trimmed($0)) }.first {
            !$0.isEmpty && !lines.contains($0)
        }
        return Verdict(
            .fail, wanted: aim,
            found: "\(percent(share))"
                + (missing.map { "; the first line that did not come is \(OutputText.shown($0))" } ?? ""))
    }

    /// Runs of letters, digits and what is not ASCII.
    private static func words(_ bytes: [UInt8], limit: Int) -> [ArraySlice<UInt8>] {
        bytes.split(maxSplits: limit) { !$0.isNameByte && $0 < 0x80 }.prefix(limit).map { $0 }
    }

    /// The length of the longest common subsequence, 64 words at a time (Hyyrö, "Bit-Parallel LCS-length Computation
    /// Revisited").
    static func commonLength<Word: Hashable>(_ left: [Word], _ right: [Word]) -> Int {
        let width = (left.count + 63) / 64
        var places: [Word: [UInt64]] = [:]
        for (index, word) in left.enumerated() {
            places[word, default: [UInt64](repeating: 0, count: width)][index / 64] |= 1 << UInt64(index % 64)
        }
        var row = [UInt64](repeating: .max, count: width)
        for word in right {
            guard let mask = places[word] else { continue }
            var carry: UInt64 = 0
            for index in 0..<width {
                let hits = row[index] & mask[index]
                let (sum, first) = row[index].addingReportingOverflow(hits)
                let (total, second) = sum.addingReportingOverflow(carry)
                carry = first || second ? 1 : 0
                row[index] = total | (row[index] & ~hits)
            }
        }
        let zeros = row.reduce(0) { $0 + (~$1).nonzeroBitCount }
        return min(zeros, left.count)
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded(.down))) %" }
}
