import Testing

@testable import ProvReport
@testable import ProvSite

@Suite("Words that are searched for")
struct SearchWordsTests {
    static let cases: [(String, [String])] = [
        ("Connection refused", ["connection", "refused"]),
        (
            "x509: ERR_CERT_EXPIRED (web-1.example.org)",
            ["x509", "err", "cert", "expired", "err_cert_expired", "web", "example", "org", "web-1.example.org"]
        ),
        ("…ends. Here: /etc/hosts, --force", ["ends", "here", "etc", "hosts", "etc/hosts", "force"]),
        ("2026-11-21 10.0.0.1:5432", ["2026", "2026-11-21", "5432", "10.0.0.1:5432"]),
        ("a I -- / . _ ", []),
        ("Größe ÜBER naïve", ["größe", "über", "naïve"]),
        ("ΟΔΥΣΣΕΥΣ", ["οδυσσευσ"]),
        ("接続エラー refused", ["接", "続", "エ", "ラ", "ー", "refused"]),
        ("key=value \"quoted\" [x1] a\\b,c", ["key", "value", "quoted", "x1"]),
        ("", []),
    ]

    @Test("a word is itself and its parts", arguments: cases)
    func words(text: String, expected: [String]) { #expect(terms(of: text) == expected) }

    @Test("a long word is short, and differs where its end differs")
    func long() throws {
        let one = try #require(terms(of: "https://example.org/a/very/long/path/to/page-one").last)
        let two = try #require(terms(of: "https://example.org/a/very/long/path/to/page-two").last)
        #expect(one.hasPrefix("https://example.") && two.hasPrefix("https://example."))
        #expect(one.utf8.count <= SearchWords.longest && one != two)
        #expect(
            terms(of: String(repeating: "é", count: 400)).allSatisfy {
                $0.utf8.count <= SearchWords.longest && !$0.contains("\u{FFFD}")
            })
    }

    @Test("no term has what ends a term in the index, or what a script would have to escape")
    func harmless() {
        let everything = String(String.UnicodeScalarView((1..<0x3000).compactMap(Unicode.Scalar.init)))
        for term in terms(of: everything) + terms(of: everything.map(String.init).joined(separator: "x")) {
            #expect(!term.contains { " ,\"\\\n\r\u{2028}\u{2029}".contains($0) }, "\(term)")
        }
    }

    private func terms(of text: String) -> [String] {
        var words = SearchWords()
        var found: [String] = []
        words.each(in: text) { term in found.append(String(decoding: term.indices.map { term[$0] }, as: UTF8.self)) }
        return found
    }
}
