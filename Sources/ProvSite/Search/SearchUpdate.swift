/// The index after one page got another text, from the index as it was: byte for byte what `SearchIndexBuilder.files`
/// would make.
///
/// Holds where title, summary, kind and headings of the page are what they were, and there are as many pages.
struct SearchUpdate {
    private let number: Int
    private let trait: UInt8
    /// By shard, the page's terms in the order of their bytes.
    private let terms: [[(letters: [UInt8], weight: TermTable.Weight)]]

    /// - Parameters:
    ///   - number: of the page in the index, from 0.
    ///   - pages: how many pages there are.
    init(_ page: PageContent, number: Int, pages: Int) {
        self.number = number
        let single = SearchIndexBuilder.single(page)
        trait = single.trait
        let count = SearchIndex.shardCount(pages: pages)
        var byShard = [[(letters: [UInt8], weight: TermTable.Weight)]](repeating: [], count: count)
        for term in single.terms { byShard[SearchIndex.shard(of: term.letters[...], count: count)].append(term) }
        terms = byShard
    }

    var shardCount: Int { terms.count }

    /// `search/index.js` with the page's new traits.
    func index(_ bytes: [UInt8]) -> [UInt8]? {
        let mark = Array("\"traits\":\"".utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }),
            start + mark.count + number < bytes.count
        else { return nil }
        var result = bytes
        result[start + mark.count + number] = trait
        return result
    }

    /// One of `search/terms-N.js` with the page's new terms; `nil` where it is none.
    func shard(_ shard: Int, _ bytes: [UInt8]) -> [UInt8]? {
        let head = Array("provSearch.terms(\(shard),\"".utf8)
        let foot = Array("\")\n".utf8)
        guard bytes.starts(with: head), bytes.count >= head.count + foot.count else { return nil }
        var writer = ShardWriter(bytes: head, capacity: bytes.count + 256)
        var fresh = terms[shard][...]
        var letters: [UInt8] = []
        var index = head.count
        let end = bytes.count - foot.count
        while index < end {
            let shared = Int(bytes[index]) - 0x30
            guard shared >= 0, shared <= letters.count, let space = bytes[index..<end].firstIndex(of: 0x20),
                let comma = bytes[space..<end].firstIndex(of: 0x2C)
            else { return nil }
            letters.removeLast(letters.count - shared)
            letters += bytes[(index + 1)..<space]
            while let next = fresh.first, next.letters.lexicographicallyPrecedes(letters) {
                writer.add(next.letters, SearchPostings([(number, next.weight)]).bytes[...])
                fresh.removeFirst()
            }
            let postings = bytes[(space + 1)..<comma]
            let weight = fresh.first.flatMap { $0.letters == letters ? $0.weight : nil }
            if weight != nil { fresh.removeFirst() }
            if let edited = SearchPostings.edited(postings, page: number, weight: weight) {
                if !edited.isEmpty { writer.add(letters, edited[...]) }
            } else {
                writer.add(letters, postings)
            }
            index = comma + 1
        }
        for next in fresh { writer.add(next.letters, SearchPostings([(number, next.weight)]).bytes[...]) }
        return writer.bytes + foot
    }
}

/// The pages of one term, as they stand in the index.
struct SearchPostings {
    private(set) var bytes: [UInt8] = []

    init(_ pages: [(page: Int, weight: TermTable.Weight)]) {
        var next = 0
        for (page, weight) in pages {
            SearchCode.append((page - next) * 4 + Int(weight.rawValue), to: &bytes)
            next = page + 1
        }
    }

    /// With another weight of a page, or without the page; `nil` where nothing changes.
    static func edited(_ bytes: ArraySlice<UInt8>, page: Int, weight: TermTable.Weight?) -> [UInt8]? {
        var rest = bytes
        var next = 0
        var found: TermTable.Weight?
        while next <= page, let value = SearchCode.read(&rest) {
            let here = next + value / 4
            if here == page { found = TermTable.Weight(rawValue: UInt8(value % 4)) }
            next = here + 1
        }
        guard found != weight else { return nil }
        var pages = all(bytes).filter { $0.page != page }
        if let weight { pages.insert((page, weight), at: pages.firstIndex { $0.page > page } ?? pages.count) }
        return SearchPostings(pages).bytes
    }

    private static func all(_ bytes: ArraySlice<UInt8>) -> [(page: Int, weight: TermTable.Weight)] {
        var rest = bytes
        var next = 0
        var pages: [(page: Int, weight: TermTable.Weight)] = []
        while let value = SearchCode.read(&rest) {
            pages.append((next + value / 4, TermTable.Weight(rawValue: UInt8(value % 4)) ?? .once))
            next += value / 4 + 1
        }
        return pages
    }
}
