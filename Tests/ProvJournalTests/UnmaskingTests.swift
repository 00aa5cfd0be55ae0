import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvText

@Suite struct UnmaskingTests {
    private let masker = Masker(["PW": "p\"w$d`x\\y", "KEY": "first line\nsecond 'line'", "PLAIN": "hunter22"])

    private func roundTrip(_ text: String) -> String {
        let masked = masker.maskReversibly(text)
        #expect(masker.firstOccurrence(in: Array(masked.utf8)) == nil, "\(masked)")
        let restored = masker.unmask(Array(masked.utf8))
        #expect(restored.unresolved == [])
        return String(decoding: restored.bytes, as: UTF8.self)
    }

    @Test func whatIsPlainKeepsItsPlainName() {
        #expect(masker.maskReversibly("x hunter22 y") == "x [masked:PLAIN] y")
        #expect(roundTrip("x hunter22 y") == "x hunter22 y")
    }

    @Test func everyFormComesBackAsItStood() {
        for form in masker.rules.forms {
            for bytes in [form.original ?? form.pattern, form.pattern] {
                let text = Array("a=".utf8) + bytes + [0x0A]
                #expect(masker.unmask(masker.maskReversibly(text)).bytes == text, "\(form.name) \(form.mark)")
            }
        }
    }

    /// Put back as its plain value, `$` and the backquote would be expanded.
    @Test func aShellStateComesBackRunnable() throws {
        let state = try run([
            "env", "PW=p\"w$d`x\\y", "KEY=first line\nsecond 'line'", "bash", "-c",
            "A=(\"$PW\" \"$KEY\"); B=$(printf %s \"u:$PW\" | base64); declare -p PW KEY A B",
        ]).output
        let masked = masker.maskReversibly(state)
        #expect(!masked.contains("w\\$d"))
        #expect(roundTrip(state) == state)
    }

    @Test func whatCannotComeBackIsSaid() {
        let masked = masker.maskReversibly("hunt\u{1B}[1mer22 and [masked:OTHER]")
        #expect(masked == "[masked:PLAIN|?] and [masked:OTHER]")
        #expect(masker.unmask(Array(masked.utf8)).unresolved == ["[masked:PLAIN|?]", "[masked:OTHER]"])
    }
}
