import Testing

@testable import ProvCLI

@Suite("Output cut into lines for a terminal")
struct OutputLinesTests {
    private func shown(_ pieces: [String]) -> String {
        var lines = TerminalLines(prefix: "| ")
        let bytes = pieces.flatMap { lines.feed(Array($0.utf8)[...]) } + lines.finish()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("a line that comes a character at a time is one line")
    func joinsPieces() { #expect(shown(["O", "r", "g\nsecond"]) == "| Org\n| second\n") }

    @Test("a character cut between two pieces is whole again")
    func joinsCharacters() {
        var lines = TerminalLines(prefix: "")
        let bytes = Array("é\n".utf8)
        #expect(lines.feed(bytes[..<1]).isEmpty)
        #expect(String(decoding: lines.feed(bytes[1...]), as: UTF8.self) == "é\n")
    }

    @Test("an output without line ends does not pile up")
    func boundsLongLines() {
        var lines = TerminalLines(prefix: "")
        #expect(lines.feed([UInt8](repeating: 0x61, count: 100_000)[...]).count == 100_001)
        #expect(lines.finish().isEmpty)
    }

    @Test(
        "a progress bar is one line: its last state",
        arguments: [
            "\rprogress 1%\rprogress 2%\rprogress 100%\n", "Get 1 kB/s\rGet 20 MB/s eta 3 s\rGet 21 MB/s\n",
            "\r 0 12 --:--\r50 12 0:01\r\n",
        ])
    func progress(output: String) { #expect(shown([output]).split(separator: "\n").count == 1) }

    @Test("the last state of a progress bar is what is shown")
    func lastState() { #expect(shown(["fetch 1%\r", "fetch 2%", "\rfetch 3%\n"]) == "| fetch 3%\n") }

    @Test("a carriage return hides nothing: another text before it has a line of its own")
    func overwritten() { #expect(shown(["deleted /srv\rall is well\n"]) == "| deleted /srv\n| all is well\n") }

    @Test("a progress bar that runs for hours does not pile up")
    func longProgress() {
        var lines = TerminalLines(prefix: "")
        for number in 0..<20_000 { #expect(lines.feed(Array("\rstep \(number)".utf8)[...]).isEmpty) }
        #expect(lines.current == "step 19999")
        #expect(String(decoding: lines.finish(), as: UTF8.self) == "step 19999\n")
    }

    @Test("a line that has not ended can be seen")
    func current() {
        var lines = TerminalLines(prefix: "| ")
        _ = lines.feed(Array("first\nsecond\r41%\r42%".utf8)[...])
        #expect(lines.current == "42%")
    }

    @Test("what a terminal would obey is not passed on")
    func disarms() { #expect(!shown(["\u{1B}[2Jgone\r\u{1B}]0;title\u{7}\n"]).contains("\u{1B}")) }
}

@Suite("Signs and widths of the terminal views")
struct GlyphsTests {
    @Test(
        "the locale decides: UTF-8 or ASCII", arguments: [("C.UTF-8", "│"), ("de_DE.utf8", "│"), ("C", "|"), ("", "|")])
    func locale(name: String, bar: String) { #expect(Glyphs.fitting { $0 == "LANG" ? name : nil }.bar == bar) }

    @Test("the first variable that is set wins")
    func order() { #expect(Glyphs.fitting { ["LC_ALL": "C", "LANG": "C.UTF-8"][$0] }.bar == "|") }

    @Test("colours take no columns, and a cut text ends them")
    func styled() {
        #expect(StyledText.width("\u{1B}[1mabc\u{1B}[0m") == 3)
        #expect(StyledText.fitted("\u{1B}[1mabcdef\u{1B}[0m", to: 4) == "\u{1B}[1mabc…\u{1B}[0m")
    }
}
