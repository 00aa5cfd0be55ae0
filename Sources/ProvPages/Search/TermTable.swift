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
        var page: UInt32
        var count: UInt8
        var weight: Weight
    }

    /// Open addressing; a place holds the number of a term and one more, 0 is free.
    private var places = [UInt32](repeating: 0, count: 1 << 14)
    private var hashes: [UInt32] = []
    /// All terms one after another; term `n` is `starts[n]..<starts[n + 1]`.
    private var letters: [UInt8] = []
    private var starts: [UInt32] = [0]
    /// Where the newest occurrence of each term stands in `occurrences`.
    private var newest: [UInt32] = []
    private var occurrences: [Occurrence] = []

    var count: Int { hashes.count }
    var occurrenceCount: Int { occurrences.count }

    /// Pages come in order; every weight of one page before the next page.
    mutating func add(_ term: ArraySlice<UInt8>, page: Int, weight: Weight) {
        let number = self.number(of: term)
        if number < newest.count {
            let place = Int(newest[number])
            if occurrences[place].page == UInt32(truncatingIfNeeded: page) {
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
        occurrences.append(Occurrence(term: UInt32(truncatingIfNeeded: number), page: UInt32(truncatingIfNeeded: page), count: 1, weight: weight))
    }

    func letters(of term: Int) -> ArraySlice<UInt8> { letters[Int(starts[term])..<Int(starts[term + 1])] }

    /// For each term its pages in order; all in one array, as most terms stand on a page or two.
    struct Postings {
        /// Page × 4 + weight.
        fileprivate var all: [UInt32]
        fileprivate var ends: [Int]

        subscript(term: Int) -> [(page: Int, weight: Weight)] {
            all[(term == 0 ? 0 : ends[term - 1])..<ends[term]].map { (Int($0 >> 2), Weight(rawValue: UInt8($0 & 3)) ?? .once) }
        }
    }

    func postings() -> Postings {
        var ends = [Int](repeating: 0, count: count + 1)
        for each in occurrences { ends[Int(each.term) + 1] += 1 }
        for term in 0..<count { ends[term + 1] += ends[term] }
        var all = [UInt32](repeating: 0, count: occurrences.count)
        // Each entry is where the next page of a term goes, and in the end where its pages end.
        for each in occurrences {
            let weight = max(each.weight, each.count >= Self.often ? .often : .once)
            all[ends[Int(each.term)]] = each.page << 2 | UInt32(weight.rawValue)
            ends[Int(each.term)] += 1
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
            one.head != other.head ? one.head < other.head : letters(of: one.term).lexicographicallyPrecedes(letters(of: other.term))
        }
        return keys.map(\.term)
    }

    private mutating func number(of term: ArraySlice<UInt8>) -> Int {
        var hash: UInt32 = 0x811C_9DC5
        for letter in term { hash = (hash ^ UInt32(letter)) &* 0x0100_0193 }
        hash ^= hash >> 15
        var place = Int(hash) & (places.count - 1)
        while places[place] != 0 {
            let number = Int(places[place]) - 1
            if hashes[number] == hash, letters(of: number) == term { return number }
            place = (place + 1) & (places.count - 1)
        }
        hashes.append(hash)
        letters += term
        starts.append(UInt32(truncatingIfNeeded: letters.count))
        places[place] = UInt32(truncatingIfNeeded: hashes.count)
        if hashes.count * 2 > places.count { grow() }
        return hashes.count - 1
    }

    private mutating func grow() {
        places = [UInt32](repeating: 0, count: places.count * 2)
        for (number, hash) in hashes.enumerated() {
            var place = Int(hash) & (places.count - 1)
            while places[place] != 0 { place = (place + 1) & (places.count - 1) }
            places[place] = UInt32(truncatingIfNeeded: number + 1)
        }
    }
}
