import FoundationEssentials
import Testing

@testable import ProvReport
@testable import ProvSite

@Suite("The search index")
struct SearchIndexTests {
    @Test("pages and their headings are told, and terms with the pages they stand on")
    func small() throws {
        let files = SearchIndex.files(pages: [
            searchPage("a.html", "Alpha", "one two\n# Zürich\ntwo two"),
            searchPage("b/c.html", "Beta \"quoted\"", kind: .troubleshooting, "two\n# Two ways\nof it"),
        ])
        #expect(files.map(\.path) == ["search/index.js", "search/pages-0.js", "search/terms-0.js"])
        #expect(
            text(files, "search/index.js")
                == "provSearch.index({\"pages\":2,\"shards\":1,\"perFile\":16,\"traits\":\"3;\"})\n")
        #expect(
            text(files, "search/pages-0.js") == """
                provSearch.pages(0,[
                ["a.html","Alpha","one two","zürich","Zürich"],
                ["b/c.html","Beta \\"quoted\\"","two","","Two ways"]
                ])

                """)
        // "one" shares a letter with "of"; "two" stands three times on page 0 (`#` is 1) and in a heading of page 1
        // (`$` is 2).
        #expect(
            text(files, "search/terms-0.js")
                == "provSearch.terms(0,\"0alpha %,0beta ),0it &,0of &,1ne !,0quoted ),0two #$,0ways (,0zürich $,\")\n")
    }

    @Test("the same pages give the same bytes, and a change of one page leaves most files as they were")
    func stable() {
        let pages = (0..<200).map {
            searchPage("p\($0).html", "Page \($0)", "word\($0) common\n# Part \($0)\nERR_\($0 * 7919)_FAILED")
        }
        let files = SearchIndex.files(pages: pages)
        #expect(files.elementsEqual(SearchIndex.files(pages: pages)) { $0 == $1 })
        var changed = pages
        changed[40].sections[0].text += " zebra"
        let after = SearchIndex.files(pages: changed)
        #expect(after.map(\.path) == files.map(\.path))
        #expect(zip(files, after).filter { $0 != $1 }.count <= 3)
    }

    @Test("it stays small beside the text of real pages: this project's own documents")
    func size() throws {
        let root = "\(packageRoot())/docs"
        var pages: [PageContent] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: root).sorted() where name.hasSuffix(".md") {
            let text = String(
                decoding: FileManager.default.contents(atPath: "\(root)/\(name)") ?? Data(), as: UTF8.self)
            pages.append(searchPage(name, name, text))
        }
        let text = pages.flatMap(\.sections).map(\.text.utf8.count).reduce(0, +)
        let index = SearchIndex.files(pages: pages).map(\.bytes.count).reduce(0, +)
        // Few pages share few words; a thousand pages need half of this share.
        #expect(index * 100 <= text * 30, "\(index) bytes of index for \(text) of text")
    }

    @Test("shards grow with the site, a power of two")
    func shards() {
        #expect(
            [0, 1, 16, 17, 100, 1_000, 5_000, 100_000].map(SearchIndex.shardCount(pages:)) == [
                1, 1, 1, 1, 4, 32, 256, 256,
            ])
    }

    private func text(_ files: [(path: String, bytes: [UInt8])], _ path: String) -> String {
        String(decoding: files.first { $0.path == path }?.bytes ?? [], as: UTF8.self)
    }
}
