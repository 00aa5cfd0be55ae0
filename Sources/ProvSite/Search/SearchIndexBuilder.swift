/// Takes the words of pages one by one, in any order, and makes the files of the index when all are there.
struct SearchIndexBuilder {
    private var table = TermTable()
    private var words = SearchWords()
    private var traits: [UInt8] = []
    /// In the order in which they came.
    private var numbers: [String: Int] = [:]

    /// Takes a page whose parts do not change any more, and lets go of their text.
    mutating func addEarly(_ page: inout PageContent) {
        add(page)
        let first = page.sections.firstIndex { !$0.text.isEmpty }
        for index in page.sections.indices {
            page.sections[index].text =
                index == first
                ? String(String.UnicodeScalarView(page.sections[index].text.unicodeScalars.prefix(SearchIndex.lead)))
                : ""
        }
    }

    /// Takes a page, unless it was taken before.
    mutating func add(_ page: PageContent) {
        guard numbers[page.path] == nil else { return }
        numbers[page.path] = traits.count
        let before = table.occurrenceCount
        table.beginPage()
        add(page.title, .title)
        add(page.summary, .once)
        for section in page.sections {
            if section.anchor != nil { add(section.title, .heading) }
            add(section.text, .once)
        }
        traits.append(SearchIndex.trait(of: page.kind, terms: table.occurrenceCount - before))
    }

    private mutating func add(_ text: String, _ weight: TermTable.Weight) {
        words.each(in: text) { table.add($0, weight: weight) }
    }

    /// The files of the index, in order of path.
    ///
    /// - Parameter pages: all that were taken, in the order that the index counts them by; it decides nothing that a
    ///   reader sees, and must be the same in each build.
    func files(pages: [PageContent]) -> [(path: String, bytes: [UInt8])] {
        let order = pages.map { numbers[$0.path] ?? 0 }
        let shards = SearchIndex.shardCount(pages: pages.count)
        var files = [
            (
                path: "search/index.js",
                bytes: SearchIndex.index(pages: pages.count, shards: shards, traits: order.map { traits[$0] })
            )
        ]
        for (number, text) in shardTexts(order, count: shards).enumerated() {
            files.append(
                ("search/terms-\(number).js", Array("provSearch.terms(\(number),\"".utf8) + text + Array("\")\n".utf8)))
        }
        for start in stride(from: 0, to: pages.count, by: SearchIndex.pagesPerFile) {
            let number = start / SearchIndex.pagesPerFile
            files.append(
                (
                    "search/pages-\(number).js",
                    SearchIndex.pageTable(
                        pages[start..<min(start + SearchIndex.pagesPerFile, pages.count)], number: number)
                ))
        }
        return files.sorted { $0.path < $1.path }
    }

    private func shardTexts(_ order: [Int], count: Int) -> [[UInt8]] {
        var writers = [ShardWriter](repeating: ShardWriter(), count: count)
        let postings = table.postings(order: order)
        for term in table.inOrder() {
            let letters = table.letters(of: term)
            writers[SearchIndex.shard(of: letters, count: count)].add(letters, postings[term])
        }
        return writers.map(\.bytes)
    }
}

/// Writes the terms of one shard, in the order of their bytes.
struct ShardWriter {
    private(set) var bytes: [UInt8] = []
    private var before: [UInt8] = []

    mutating func add(
        _ letters: some RandomAccessCollection<UInt8>, _ postings: [(page: Int, weight: TermTable.Weight)]
    ) {
        // A reader of the script counts characters, so only those of one byte are shared.
        let shared = zip(letters, before).prefix(SearchIndex.longestShared).prefix { $0 == $1 && $0 < 0x80 }.count
        before.removeAll(keepingCapacity: true)
        before.append(contentsOf: letters)
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: shared))
        bytes.append(contentsOf: letters.dropFirst(shared))
        bytes.append(UInt8(ascii: " "))
        var next = 0
        for (page, weight) in postings {
            SearchCode.append((page - next) * 4 + Int(weight.rawValue), to: &bytes)
            next = page + 1
        }
        bytes.append(UInt8(ascii: ","))
    }
}
