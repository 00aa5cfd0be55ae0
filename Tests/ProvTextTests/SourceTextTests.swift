import Testing

@testable import ProvText

@Suite("Lines of a file")
struct SourceTextTests {
    @Test(
        "LF, CRLF and a lone CR end a line",
        arguments: [
            ("", [0]), ("a", [0]), ("a\n", [0, 2]), ("a\nb", [0, 2]), ("a\r\nb", [0, 3]), ("a\rb", [0, 2]),
            ("a\rb\r\nc\r", [0, 2, 5, 7]),
            ("\r\r\n\n\r", [0, 1, 3, 4, 5]), ("\n\r", [0, 1, 2]),
        ])
    func lineStarts(text: String, starts: [Int]) { #expect(SourceText(path: "t.md", text: text).lineStarts == starts) }

    @Test("a line's bytes come without what ends it")
    func byteRange() {
        let source = SourceText(path: "t.md", text: "a\r\nbc\rd\n")
        #expect((1...5).map { source.byteRange(ofLine: $0) } == [0..<1, 3..<5, 6..<7, 8..<8, 8..<8])
        #expect(source.line(2) == "bc")
        #expect(source.line(5) == nil)
    }
}
