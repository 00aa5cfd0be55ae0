/// Every term of every page, and how much it counts there.
struct TermTable {
    /// How much a term counts on a page, also as it is written into the index.
    enum Weight: UInt8, Comparable {
        case once, often, heading, title

        static func < (one: Weight, other: Weight) -> Bool { one.rawValue < other.rawValue }
    }

    /// Occurrences in the text from which on a term stands there often.
    static let often: UInt8 = 3

    private struct Occurrence {
        var term: UInt32
        var count: UInt8
        var weight: Weight
    }

    /// Open addressing; a place holds the hash of a term, and in its lower half the term's number and one more; 0 is
    /// free.
    private var places = [UInt64](repeating: 0, count: 1 << 14)
    /// All terms one after another; term `n` is `starts[n]..<starts[n + 1]`.
    private var letters: [UInt8] = []
    private var starts: [UInt32] = [0]
    /// Where the newest occurrence of each term stands in `occurrences`.
    private var newest: [UInt32] = []
    private var occurrences: [Occurrence] = []
    /// Where the occurrences of each page begin.
    private var pages: [Int] = []

    var count: Int { starts.count - 1 }
    var occurrenceCount: Int { occurrences.count }

    /// What is added from here on stands on the next page.
    mutating func beginPage() { pages.append(occurrences.count) }

    mutating func add(_ term: Span<UInt8>, weight: Weight) {
        let number = self.number(of: term)
        if number < newest.count {
            let place = Int(newest[number])
            if place >= pages[pages.count - 1] {
                if weight == .once {
                    occurrences[place].count = min(occurrences[place].count + 1, Self.often)
                } else {
                    occurrences[place].weight = max(occurrences[place].weight, weight)
                }
                return
            }
            newest[number] = UInt32(truncatingIfNeeded: occurrences.count)
        } else {
            newest.append(UInt32(truncatingIfNeeded: occurrences.count))
        }
        occurrences.append(Occurrence(term: UInt32(truncatingIfNeeded: number), count: 1, weight: weight))
    }

    func letters(of term: Int) -> ArraySlice<UInt8> { letters[Int(starts[term])..<Int(starts[term + 1])] }

    /// For each term its pages in order; all in one array, as most terms stand on a page or two.
    struct Postings {
        /// Page × 4 + weight.
        fileprivate var all: [UInt32]
        fileprivate var ends: [Int]

        subscript(term: Int) -> [(page: Int, weight: Weight)] {
            all[(term == 0 ? 0 : ends[term - 1])..<ends[term]].map {
                (Int($0 >> 2), Weight(rawValue: UInt8($0 & 3)) ?? .once)
            }
        }
    }

    /// - Parameter order: for each page as it shall count, its number in the order of coming.
    func postings(order: [Int]) -> Postings {
        var ends = [Int](repeating: 0, count: count + 1)
        for each in occurrences { ends[Int(each.term) + 1] += 1 }
        for term in 0..<count { ends[term + 1] += ends[term] }
        var all = [UInt32](repeating: 0, count: occurrences.count)
        // Each entry is where the next page of a term goes, and in the end where its pages end.
        for (page, number) in order.enumerated() {
            for each in occurrences[pages[number]..<(number + 1 < pages.count ? pages[number + 1] : occurrences.count)]
            {
                let weight = max(each.weight, each.count >= Self.often ? .often : .once)
                all[ends[Int(each.term)]] = UInt32(truncatingIfNeeded: page) << 2 | UInt32(weight.rawValue)
                ends[Int(each.term)] += 1
            }
        }
        return Postings(all: all, ends: ends)
    }

    /// Every term in the order of its bytes.
    func inOrder() -> [Int] {
        var keys: [(head: UInt64, term: Int)] = []
        keys.reserveCapacity(count)
        for term in 0..<count {
            var head: UInt64 = 0
            let letters = letters(of: term)
            for letter in letters.prefix(8) { head = head << 8 | UInt64(letter) }
            keys.append((head << UInt64(8 * max(0, 8 - letters.count)), term))
        }
        keys.sort { one, other in
            one.head != other.head
                ? one.head < other.head : letters(of: one.term).lexicographicallyPrecedes(letters(of: other.term))
        }
        return keys.map(\.term)
    }

    private mutating func number(of term: Span<UInt8>) -> Int {
        var hash: UInt32 = 0x811C_9DC5
        for index in term.indices { hash = (hash ^ UInt32(term[index])) &* 0x0100_0193 }
        hash ^= hash >> 15
        var place = Int(hash) & (places.count - 1)
        while places[place] != 0 {
            let number = Int(truncatingIfNeeded: places[place] & 0xFFFF_FFFF) - 1
            if places[place] >> 32 == UInt64(hash), isTerm(number, term) { return number }
            place = (place + 1) & (places.count - 1)
        }
        for index in term.indices { letters.append(term[index]) }
        starts.append(UInt32(truncatingIfNeeded: letters.count))
        places[place] = UInt64(hash) << 32 | UInt64(count)
        if count * 2 > places.count { grow() }
        return count - 1
    }

    private func isTerm(_ number: Int, _ term: Span<UInt8>) -> Bool {
        let start = Int(starts[number])
        guard Int(starts[number + 1]) - start == term.count else { return false }
        for index in term.indices where letters[start + index] != term[index] { return false }
        return true
    }

    private mutating func grow() {
        let old = places
        places = [UInt64](repeating: 0, count: old.count * 2)
        for entry in old where entry != 0 {
            var place = Int(truncatingIfNeeded: entry >> 32) & (places.count - 1)
            while places[place] != 0 { place = (place + 1) & (places.count - 1) }
            places[place] = entry
        }
    }
}
