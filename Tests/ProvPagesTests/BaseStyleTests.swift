import Glibc
import Testing

@testable import ProvReport
@testable import ProvSite

/// WCAG 2.2, success criterion 1.4.3: text has a contrast of at least 4.5 : 1.
@Suite("Contrast of every colour on every ground it may stand on")
struct BaseStyleTests {
    static let themes = [("light", BaseStyle.light), ("dark", BaseStyle.dark)]

    @Test("words on pages", arguments: themes.map(\.0))
    func words(name: String) throws {
        let theme = try #require(Self.themes.first { $0.0 == name }).1
        for ground in [theme.page, theme.surface, theme.sunken] {
            for text in [theme.ink, theme.soft, theme.link] + theme.tones.values.map(\.text) {
                check(text, on: ground, 4.5)
            }
        }
        for tone in theme.tones.values {
            check(theme.ink, on: tone.ground, 7)
            check(tone.text, on: tone.ground, 4.5)
            // A number in a bar, and the sign cut out of an icon's disc.
            check(theme.surface, on: tone.text, 4.5)
        }
    }

    @Test("output in any of its colours", arguments: themes.map(\.0))
    func output(name: String) throws {
        let theme = try #require(Self.themes.first { $0.0 == name }).1
        #expect(theme.palette.count == 16 && theme.tints.count == 16)
        for text in theme.palette {
            check(text, on: theme.sunken, 4.5)
            for tint in theme.tints { check(text, on: tint, 4.5) }
        }
        for tint in theme.tints { check(theme.ink, on: tint, 7) }
    }

    private func check(_ text: String, on ground: String, _ least: Double) {
        let ratio = contrast(text, ground)
        #expect(ratio >= least, "\(text) on \(ground): \(ratio)")
    }

    private func contrast(_ first: String, _ second: String) -> Double {
        let (a, b) = (luminance(first), luminance(second))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private func luminance(_ colour: String) -> Double {
        let value = Int(colour.dropFirst(), radix: 16) ?? 0
        let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map { part in
            let share = Double(part) / 255
            return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
