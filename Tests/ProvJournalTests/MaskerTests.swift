@testable import ProvJournal
import Testing

/// The masker done the slow way: strip, compare at every place, merge, replace.
private struct Oracle {
    let rules: MaskRules
    let patterns: [[UInt8]]

    init(_ secrets: [Secret]) {
        rules = MaskRules(secrets)
        patterns = secrets.filter { $0.value.count >= 3 }.flatMap { SecretForms($0).all.map { ControlSequence.removed(from: $0.bytes) }.filter { $0.count >= 3 } }
    }

    func mask(_ text: [UInt8]) -> [UInt8] {
        var places: [Int] = []
        var isSkipped = [Bool](repeating: false, count: text.count)
        var index = 0
        while index < text.count {
            var length = text[index] == 0x0A || text[index] == 0x0D ? 1 : 0
            if text[index] == 0x1B, case .whole(let found) = ControlSequence.find(in: text, at: index) { length = found }
            if length == 0 { places.append(index) } else { for offset in 0..<length { isSkipped[index + offset] = true } }
            index += max(1, length)
        }
        var regions: [(start: Int, end: Int, form: Int)] = []
        for end in places.indices {
            guard var region = longest(endingAt: end, places, text) else { continue }
            while let last = regions.last, last.end > region.start {
                region.start = min(region.start, last.start)
                if rules.forms[last.form].length > rules.forms[region.form].length { region.form = last.form }
                regions.removeLast()
            }
            regions.append(region)
        }
        var result: [UInt8] = []
        var next = 0
        for region in regions {
            result += text[next..<region.start] + rules.forms[region.form].token
            var at = region.start
            while at < region.end {
                if isSkipped[at], text[at] == 0x1B, case .whole(let length) = ControlSequence.find(in: text, at: at) {
                    if text[at + length - 1] == UInt8(ascii: "m") { result += text[at..<at + length] }
                    at += length
                } else {
                    at += 1
                }
            }
            next = region.end
        }
        return result + text[next...]
    }

    private func longest(endingAt end: Int, _ places: [Int], _ text: [UInt8]) -> (start: Int, end: Int, form: Int)? {
        var best: (start: Int, end: Int, form: Int)?
        for (form, pattern) in patterns.enumerated() where pattern.count <= end + 1 {
            let first = end + 1 - pattern.count
            guard (0..<pattern.count).allSatisfy({ text[places[first + $0]] == pattern[$0] }) else { continue }
            guard (first..<end).allSatisfy({ places[$0 + 1] - places[$0] - 1 <= MaskScan.longestSkip }) else { continue }
            if let known = best, patterns[known.form].count >= pattern.count { continue }
            best = (places[first], places[end] + 1, form)
        }
        return best
    }
}

@Suite struct MaskerTests {
    private func masked(_ text: String, _ secrets: String...) -> String {
        Masker(secrets: secrets.enumerated().map { Secret(name: "S\($0)", value: $1) }).mask(text)
    }

    @Test func replacesASecretByItsName() {
        #expect(masked("password is hunter22!", "hunter22") == "password is [masked:S0]!")
        #expect(masked("hunter22hunter22", "hunter22") == "[masked:S0][masked:S0]")
        #expect(masked("nothing here", "hunter22") == "nothing here")
        #expect(masked("", "hunter22") == "")
    }

    @Test func overlapsAreMaskedAsOne() {
        #expect(masked("xaaaaaaaaax", "aaaaaa") == "x[masked:S0]x")
        #expect(masked("abcabcabcabc!", "abcabcabc") == "[masked:S0]!")
        #expect(masked("1234567890", "12345678", "567890") == "[masked:S0]")
        #expect(masked("secret-and-more secret-and", "secret-and-more", "secret-and") == "[masked:S0] [masked:S1]")
    }

    @Test func lineEndingsAndColoursDoNotHideASecret() {
        #expect(masked("a hun\u{1B}[1;31mter\u{1B}[0m22 b", "hunter22") == "a [masked:S0]\u{1B}[1;31m\u{1B}[0m b")
        #expect(masked("a hun\u{1B}[Kter22 b", "hunter22") == "a [masked:S0] b")
        #expect(masked("hunt\ner\r\n22\n", "hunter22") == "[masked:S0]\n")
        #expect(masked("hunt\u{1B}]er22", "hunter22") == "hunt\u{1B}]er22")
    }

    @Test func manyLinesAreMaskedWholeInEveryShape() {
        let key = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQ\nQw==\n-----END KEY-----\n"
        let core = key.dropLast()
        #expect(masked("<\(core)>", key) == "<[masked:S0]>")
        #expect(masked("<\(core.replacing("\n", with: "\r\n"))>", key) == "<[masked:S0]>")
        #expect(masked("<\(core.replacing("\n", with: " "))>", key) == "<[masked:S0]>")
        #expect(masked("<\(core.replacing("\n", with: "\\n"))>", key) == "<[masked:S0]>")
        #expect(masked("<\(core.replacing("\n", with: "\\\\n"))>", key) == "<[masked:S0]>")
        #expect(masked("  MIIEpAIBAAKCAQ\n  other", key) == "  [masked:S0]\n  other")
    }

    @Test func aMaskWordThatIsItselfSecretIsNotUsed() {
        #expect(masked("x masked! masked y", "masked", "masked!") == "x ***** ***** y")
        let masker = Masker(secrets: [Secret(name: "TOKEN_A", value: "TOKEN_A")])
        #expect(masker.mask("TOKEN_A") == "[masked]")
    }

    @Test func theValueIsNeverPrinted() {
        let secret = Secret(name: "PW", value: "hunter22")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped, "\(Masker(secrets: [secret]).withheldNames)"] {
            #expect(!text.contains("hunter22"))
        }
    }

    @Test func shortSecretsWithholdTheStream() {
        let masker = Masker(values: ["PIN": "1234", "PW": "hunter22", "NONE": ""])
        #expect(masker.withheldNames == ["PIN"])
        var stream = masker.stream()
        #expect(stream.isWithholding)
        #expect(stream.feed(Array("it is 12".utf8)[...]) == [])
        #expect(String(decoding: stream.finish(), as: UTF8.self)
            == "[output withheld: secret PIN is shorter than 6 bytes and cannot be masked]\n")
        #expect(masker.mask("pin 1234") == "pin [masked:PIN]")
        #expect(masker.firstOccurrence(in: Array("1234".utf8)) == nil)
        var silent = masker.stream()
        #expect(silent.finish() == [])
    }

    @Test func hitsAreCountedByNameAndForm() {
        let masker = Masker(values: ["PW": "hunter22", "KEY": "a\"b'c&d e"])
        _ = masker.mask("hunter22 68756e7465723232 68756E7465723232")
        var stream = masker.stream()
        _ = stream.feed(Array("hunter22 a\\\"b'c&d e".utf8)[...])
        _ = stream.finish()
        #expect(stream.hits == 2)
        #expect(masker.hits == ["PW": 4, "KEY": 1])
        #expect(masker.hitsByForm == ["PW raw": 2, "PW hex": 2, "KEY json": 1])
    }

    @Test func findsWhereASecretStandsInClear() throws {
        let masker = Masker(values: ["PW": "hunter22"])
        let found = try #require(masker.firstOccurrence(in: Array("abc aHVudGVyMjI= hunter22".utf8)))
        #expect(found == ("PW", "base64", 4))
        #expect(masker.firstOccurrence(in: Array("[masked:PW]".utf8)) == nil)
        var search = masker.search()
        for byte in Array("hunter22 hunter22 hunter2".utf8) { search.feed([byte]) }
        #expect(search.finish() == 2)
    }

    @Test func aSecretLearnedLateIsMaskedFromThenOn() {
        let early = Masker(values: ["PW": "hunter22"])
        var stream = early.stream()
        var text = stream.feed(Array("tok123456 hunte".utf8)[...])
        let late = early.adding([Secret(name: "TOKEN", value: "tok123456")])
        stream.adopt(late)
        text += stream.feed(Array("r22 tok123456".utf8)[...]) + stream.finish()
        #expect(String(decoding: text, as: UTF8.self) == "tok123456 [masked:PW] [masked:TOKEN]")
        #expect(early.hits == ["PW": 1, "TOKEN": 1])
    }

    @Test func holdsBackNoMoreThanAPossibleSecret() {
        var stream = Masker(values: ["PW": "hunter22"]).stream()
        #expect(String(decoding: stream.feed(Array("ready> hunt".utf8)[...]), as: UTF8.self) == "ready> ")
        #expect(String(decoding: stream.feed(Array("ing".utf8)[...]), as: UTF8.self) == "hunting")
        // However many line endings follow, not for ever.
        _ = stream.feed(Array("hunt".utf8)[...])
        #expect(stream.feed([UInt8](repeating: 0x0A, count: 10_000)[...]).count == 10_004)
    }

    @Test func agreesWithTheOracleOnRandomStreams() {
        var generator = SystemRandomNumberGenerator()
        func random(_ alphabet: [String], _ count: ClosedRange<Int>) -> String {
            (0..<Int.random(in: count, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
        }
        for round in 0..<240 {
            let letters = round.isMultiple(of: 2) ? ["a", "b"] : ["a", "b", "'", "\"", "\n", "\\", "é", "/", " "]
            let secrets = (0..<Int.random(in: 1...3, using: &generator)).map { Secret(name: "S\($0)", value: random(letters, 4...9)) }
            let noise = letters + ["\n", "\r\n", "\u{1B}[1m", "\u{1B}[K", "\u{1B}", "["]
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                text += Array(random(noise, 0...12).utf8)
                let forms = secrets.flatMap { SecretForms($0).all.map(\.bytes) }
                let form = forms.randomElement(using: &generator) ?? []
                for byte in form {
                    if Int.random(in: 0..<12, using: &generator) == 0 { text += Array(random(noise, 1...1).utf8) }
                    text.append(byte)
                }
            }
            if round.isMultiple(of: 40) { text += [UInt8](repeating: 0x0A, count: Int.random(in: 250...260, using: &generator)) + secrets[0].value }
            let expected = Oracle(secrets).mask(text)
            let masker = Masker(secrets: secrets)
            #expect(masker.mask(text) == expected)
            var stream = MaskStream(rules: masker.rules, tally: nil, withheldNames: [])
            var streamed: [UInt8] = []
            var rest = text[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 1...(round.isMultiple(of: 3) ? 1 : 20), using: &generator))
                rest = rest.dropFirst(chunk.count)
                streamed += stream.feed(chunk)
            }
            streamed += stream.finish()
            #expect(streamed == expected, "secrets \(secrets.map(\.value)), text \(text)")
        }
    }

    @Test func everySplitOfEveryFormIsMasked() {
        let secret = Secret(name: "S", value: "p@ss'w\"o\\rd$ &<x>/é")
        let masker = Masker(secrets: [secret])
        for form in SecretForms(secret).all {
            let text = Array("see ".utf8) + form.bytes + Array(" end".utf8)
            for split in 0...text.count {
                var stream = masker.stream()
                let result = stream.feed(text[..<split]) + stream.feed(text[split...]) + stream.finish()
                #expect(result == Array("see [masked:S] end".utf8), "\(form.label), split at \(split)")
            }
        }
    }

    @Test func aLongKeyIsMaskedThoughItsStatesDoNotAllFitTheTable() {
        var generator = SystemRandomNumberGenerator()
        let lines = (0..<50).map { _ in String((0..<64).map { _ in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/".randomElement(using: &generator) ?? "A" }) }
        let key = "-----BEGIN-----\n" + lines.joined(separator: "\n") + "\n-----END-----"
        let masker = Masker(values: ["KEY": key])
        #expect(masker.mask("a \(key) b") == "a [masked:KEY] b")
        let encoded = Base64.encode(Array(key.utf8), alphabet: Base64.standard)
        var wrapped: [UInt8] = []
        for start in stride(from: 0, to: encoded.count, by: 76) { wrapped += encoded[start..<min(encoded.count, start + 76)] + [0x0A] }
        #expect(masker.mask(wrapped).count < 16)
        #expect(masker.mask(Hexadecimal.text(Array(key.utf8))) == "[masked:KEY]")
        #expect(masker.mask("it is \(lines[20]), or \(lines[30].dropLast())") == "it is [masked:KEY], or \(lines[30].dropLast())")
    }
}
