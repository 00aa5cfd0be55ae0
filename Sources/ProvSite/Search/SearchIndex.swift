import ProvText

/// What `site/js/search.js` reads to find pages: an inverted index in scripts small enough that a query loads only a
/// few.
///
/// Scripts, because a page opened from a disk may load nothing else. Terms are divided among `search/terms-N.js` by
/// their first two characters; `search/pages-N.js` have titles and headings, of sixteen pages each, and are read for
/// what is shown only.
///
/// - `search/index.js`: `provSearch.index({"pages":…,"shards":…,"traits":"…"})`, a character of traits per page: kind ×
///   8 + size.
/// - `search/terms-N.js`: `provSearch.terms(N,"…")`, per term: how many bytes it shares with the one before (a
///   character, from `0` on), the rest of it, a space, its pages (see `SearchCode`: pages left out since the one
///   before, × 4 + weight), a comma.
/// - `search/pages-N.js`: `provSearch.pages(N,[…])`, a line per page: path, title, summary, then anchor and title of
///   the first headings; the anchor is empty where it follows from the title.
package enum SearchIndex {
    static let pagesPerFile = 16
    private static let longestSummary = 100
    /// Of a page without a summary, how many characters are looked at for one.
    static let lead = 200
    /// Of the headings of one page together, in characters; a long page is found by its words all the same.
    private static let longestHeadings = 300
    /// Told by a character from `0` on, and `\` is too far.
    static let longestShared = 40

    private static let pagesPerShard = 32

    /// A power of two, so that it seldom changes. A browser takes more than a millisecond for each script from a disk,
    /// however short.
    static func shardCount(pages: Int) -> Int {
        var count = 1
        while count < 256, count * pagesPerShard < pages { count *= 2 }
        return count
    }

    static func shard(of letters: ArraySlice<UInt8>, count: Int) -> Int {
        guard let first = letters.first else { return 0 }
        if first < 0x80 {
            let second = letters.dropFirst().first ?? 0
            if second < 0x80 { return (Int(first) * 31 + Int(second)) % count }
        }
        let scalars = Array(String(decoding: letters.prefix(8), as: UTF8.self).unicodeScalars.prefix(2)).map {
            Int($0.value)
        }
        return ((scalars.first ?? 0) * 31 + (scalars.count > 1 ? scalars[1] : 0)) % count
    }

    /// The size in classes, each twice the one before: a long page says everything somewhere.
    static func trait(of kind: PageContent.Kind, terms: Int) -> UInt8 {
        let number = PageContent.Kind.allCases.firstIndex(of: kind) ?? 0
        var size = 0
        while size < 7, terms >= 64 << size { size += 1 }
        return SearchCode.character(number * 8 + size)
    }

    static func index(pages: Int, shards: Int, traits: [UInt8]) -> [UInt8] {
        Array(
            "provSearch.index({\"pages\":\(pages),\"shards\":\(shards),\"perFile\":\(pagesPerFile),\"traits\":\"".utf8)
            + traits + Array("\"})\n".utf8)
    }

    static func pageTable(_ pages: ArraySlice<PageContent>, number: Int) -> [UInt8] {
        var bytes = Array("provSearch.pages(\(number),[".utf8)
        for (index, page) in pages.enumerated() {
            bytes += Array(index == 0 ? "\n".utf8 : ",\n".utf8)
            var cells = [page.path, page.title, summary(of: page)]
            var room = longestHeadings
            for section in page.sections where room > 0 {
                guard let anchor = section.anchor else { continue }
                cells += [anchor == plainAnchor(of: section.title) ? "" : anchor, section.title]
                room -= section.title.utf8.count
            }
            JSON.array(cells.map(JSON.string)).write(into: &bytes)
        }
        return bytes + Array("\n])\n".utf8)
    }

    /// The anchor of a heading whose title is plain ASCII and stands on the page once.
    static func plainAnchor(of title: String) -> String? {
        var anchor: [UInt8] = []
        for byte in title.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                anchor.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): anchor.append(byte | 0x20)
            case UInt8(ascii: " "): anchor.append(UInt8(ascii: "-"))
            case 0x80...: return nil
            default: continue
            }
        }
        return String(decoding: anchor, as: UTF8.self)
    }

    /// What says in a line what the page is about: its summary, or how it begins.
    private static func summary(of page: PageContent) -> String {
        let text = page.summary.isEmpty ? page.sections.first { !$0.text.isEmpty }?.text ?? "" : page.summary
        let start = text.unicodeScalars.prefix(lead)
        let line = String(String.UnicodeScalarView(start)).split { $0.isWhitespace }.joined(separator: " ")
        return line.utf8.count <= longestSummary || line.count <= longestSummary
            ? line : line.prefix(longestSummary - 1) + "…"
    }
}
