import Testing

@testable import ProvDiagnostics
@testable import ProvText

@Suite("Replacements put into a text")
struct SuggestedFixesTests {
    private func edit(_ line: Int, _ columns: Range<Int>, _ text: String?, file: String = "a.md") -> Diagnostic {
        let range = TextRange(
            TextPosition(line: line, column: columns.lowerBound), TextPosition(line: line, column: columns.upperBound))
        return Diagnostic(
            rule: "r", severity: .error, headline: "h \(columns) \(text ?? "")", file: file, range: range,
            replacement: text)
    }

    private func fixed(_ edits: [Diagnostic], _ text: String = "one two\nthree\n") -> (text: String, waiting: Int) {
        let fixes = SuggestedFixes(edits, in: SourceText(path: "a.md", text: text))
        #expect(
            fixes.applied.count + fixes.overlapping.count == edits.count { $0.file == "a.md" && $0.replacement != nil })
        return (String(decoding: fixes.bytes, as: UTF8.self), fixes.overlapping.count)
    }

    @Test("each in its place, whatever order they come in")
    func places() {
        let edits = [edit(2, 1..<6, "3"), edit(1, 5..<8, "2"), edit(1, 1..<4, "1"), edit(1, 4..<4, ",")]
        #expect(fixed(edits) == ("1, 2\n3\n", 0))
        #expect(fixed(edits.reversed()) == ("1, 2\n3\n", 0))
    }

    @Test("what overlaps waits, and so does another edit of the same place; the same edit is made once")
    func overlapping() {
        #expect(fixed([edit(1, 1..<4, "1"), edit(1, 3..<6, "x")]) == ("1 two\nthree\n", 1))
        #expect(fixed([edit(1, 1..<4, "1"), edit(1, 1..<4, "eins")]).waiting == 1)
        #expect(fixed([edit(1, 4..<4, ","), edit(1, 4..<4, ";")]) == ("one, two\nthree\n", 1))
        #expect(fixed([edit(1, 1..<4, "1"), edit(1, 1..<4, "1")]) == ("1 two\nthree\n", 0))
    }

    @Test("what is of another file, or suggests nothing, changes nothing")
    func others() {
        #expect(fixed([edit(1, 1..<4, "1", file: "b.md"), edit(1, 1..<4, nil)]) == ("one two\nthree\n", 0))
    }

    @Test("a place behind the end of its line is the end of the line")
    func beyond() {
        #expect(fixed([edit(1, 8..<99, "!")]).text == "one two!\nthree\n")
        #expect(fixed([edit(2, 6..<6, "!")]).text == "one two\nthree!\n")
    }

    @Test("edits that do not overlap give the text that one gets by making them from the last to the first")
    func oracle() {
        var generator = SeededGenerator(state: 42)
        let text = String(repeating: "abcdefghij", count: 3) + "\n"
        for _ in 0..<500 {
            var column = 1
            var edits: [Diagnostic] = []
            var expected = Array(text.utf8)
            var ranges: [(Range<Int>, String)] = []
            while true {
                let start = column + Int.random(in: 1...5, using: &generator)
                let end = start + Int.random(in: 0...4, using: &generator)
                guard end <= 31 else { break }
                let new = ["", "X", "YZ"].randomElement(using: &generator) ?? ""
                edits.append(edit(1, start..<end, new))
                ranges.append((start - 1..<end - 1, new))
                column = end
            }
            for (range, new) in ranges.reversed() { expected.replaceSubrange(range, with: Array(new.utf8)) }
            #expect(fixed(edits.shuffled(using: &generator), text) == (String(decoding: expected, as: UTF8.self), 0))
        }
    }
}
