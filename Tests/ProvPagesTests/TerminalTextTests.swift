import ProvText
import Testing

@testable import ProvReport
@testable import ProvSite

@Suite("Output made fit for a terminal")
struct TerminalTextTests {
    static let hostile: [(String, shown: String)] = [
        ("plain text, ünïcödé, 日本語, 👍\tend\n", "plain text, ünïcödé, 日本語, 👍\tend\n"),
        ("10%\r20%\r\nnext", "10%␍20%\nnext"),
        ("\u{1B}[2J\u{1B}[Hgone", "␛[2J␛[Hgone"),
        ("\u{1B}]0;new title\u{07}", "␛]0;new title␇"),
        ("\u{1B}]8;;https://evil.example\u{1B}\\click\u{1B}]8;;\u{1B}\\", "␛]8;;https://evil.example␛\\click␛]8;;␛\\"),
        ("\u{1B}P+q544e\u{1B}\\", "␛P+q544e␛\\"),
        ("user\u{202E}txt.exe\u{202C}", "user‹RLO›txt.exe‹PDF›"),
        ("\u{2066}a\u{2069}\u{200E}\u{061C}", "‹LRI›a‹PDI›‹LRM›‹ALM›"),
        ("a\u{200B}b\u{FEFF}c\u{AD}d", "a‹ZWSP›b‹BOM›c‹SHY›d"),
        ("\u{E0041}\u{E007F}", "‹U+E0041›‹U+E007F›"),
        ("\u{9B}31mC1 introducer\u{85}", "‹U+009B›31mC1 introducer‹U+0085›"),
        ("\u{0}\u{7}\u{8}\u{B}\u{C}\u{7F}", "␀␇␈␋␌␡"),
        ("\u{FFFE}", "‹U+FFFE›"),
        ("\u{1B}[31;1mred\u{1B}[0m", "red"),
        ("\u{1B}[?25lhidden cursor", "␛[?25lhidden cursor"),
        ("\u{1B}", "␛"),
        ("\u{1B}[31", "␛[31"),
        ("\u{1B}[" + String(repeating: "1;", count: 80) + "m", "␛[" + String(repeating: "1;", count: 80) + "m"),
    ]

    @Test("shows what it must not obey", arguments: hostile)
    func shown(text: String, shown: String) {
        #expect(TerminalText.safe(Array(text.utf8)) == shown)
    }

    @Test(
        "repairs what is no UTF-8, visibly and byte by byte",
        arguments: [
            ([0x61, 0xFF, 0x62], "a‹FF›b"), ([0xC3], "‹C3›"), ([0xE2, 0x82], "‹E2›‹82›"), ([0xC0, 0xAF], "‹C0›‹AF›"),
            ([0xED, 0xA0, 0x80], "‹ED›‹A0›‹80›"), ([0xF4, 0x90, 0x80, 0x80], "‹F4›‹90›‹80›‹80›"),
            ([0x9B, 0x33, 0x31, 0x6D], "‹9B›31m"),
            ([0xF0, 0x9F, 0x91, 0x8D, 0x80], "👍‹80›"),
        ] as [([UInt8], String)])
    func repaired(bytes: [UInt8], shown: String) {
        #expect(TerminalText.safe(bytes) == shown)
    }

    @Test(
        "lets colours through where they are wanted, and switches them off at the end",
        arguments: [
            ("\u{1B}[31mred\u{1B}[0m.", "\u{1B}[31mred\u{1B}[0m."),
            ("\u{1B}[31mred", "\u{1B}[31mred\u{1B}[0m"),
            ("\u{1B}[38;5;208;1mo\u{1B}[m", "\u{1B}[38;5;208;1mo\u{1B}[0m"),
            ("\u{1B}[38;2;1;2;3mx\u{1B}[0m", "\u{1B}[38;2;1;2;3mx\u{1B}[0m"),
            ("\u{1B}[8mconcealed\u{1B}[5mblinking", "concealedblinking"),
            ("\u{1B}[8;31mconcealed\u{1B}[0m", "\u{1B}[31mconcealed\u{1B}[0m"),
            ("\u{1B}[38;5;999mx", "x"),
            ("\u{1B}[99999999999999999999mx", "x"),
        ])
    func colours(text: String, kept: String) {
        #expect(TerminalText.safe(Array(text.utf8), keepsColours: true) == kept)
    }

    @Test("says the same wherever the output is cut into pieces")
    func anyCut() {
        let texts = Self.hostile.map(\.0).joined()
        let whole: [UInt8] = Array(texts.utf8) + [0xE2, 0x82, 0x41, 0x0D, 0x0A, 0xF0, 0x9F]
        for keepsColours in [false, true] {
            let expected = TerminalText.safe(whole, keepsColours: keepsColours)
            for size in 1...40 {
                var stream = TerminalTextStream(keepsColours: keepsColours)
                var text = ""
                for start in stride(from: 0, to: whole.count, by: size) {
                    text += stream.feed(whole[start..<min(start + size, whole.count)])
                }
                #expect(text + stream.finish() == expected, "in pieces of \(size)")
            }
        }
    }

    @Test("nothing that comes out can move a cursor, whatever goes in")
    func everyByte() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let telling: [UInt8] = [0x1B, 0x5B, 0x6D, 0x3B, 0x33, 0xE2, 0x80, 0xAE]
            let bytes: [UInt8] = (0..<200).map { _ in
                Bool.random(using: &random)
                    ? .random(in: 0...255) : telling[Int.random(in: 0..<telling.count, using: &random)]
            }
            for scalar in TerminalText.safe(bytes).unicodeScalars {
                #expect(scalar == "\n" || scalar == "\t" || VisibleControls.symbol(for: scalar) == nil)
            }
        }
    }

    @Test("a title stays on one line")
    func oneLine() {
        #expect(TerminalText.safeLine("  two\r\nlines\u{1B}[31m \t and\nmore ") == "two lines␛[31m and more")
    }

    @Test(
        "columns are counted as a terminal counts them",
        arguments: [
            ("abc", 3), ("日本", 4), ("é", 1), ("e\u{301}", 1), ("👍", 2), ("", 0),
        ])
    func width(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test("text is cut to fit")
    func fitted() {
        #expect(DisplayWidth.fitted("abcdef", to: 4) == "abc…")
        #expect(DisplayWidth.fitted("日本語", to: 4) == "日…")
        #expect(DisplayWidth.fitted("abc", to: 3) == "abc")
        #expect(DisplayWidth.fitted("abc", to: 0) == "")
    }
}
