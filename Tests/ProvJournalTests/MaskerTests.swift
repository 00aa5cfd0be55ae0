import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvText

/// The masker done the slow way: every thread from every place, no automaton, nothing held back, nothing cut.
private struct Oracle {
    let rules: MaskRules

    func mask(_ text: [UInt8]) -> [UInt8] {
        var places: [Int] = []
        var controls: [Range<Int>] = []
        var index = 0
        while index < text.count {
            if text[index] == 0x1B, case .whole(let length) = ControlSequence.find(in: text, at: index) {
                controls.append(index..<index + length)
                index += length
            } else {
                places.append(index)
                index += 1
            }
        }
        var isMasked = [Bool](repeating: false, count: text.count)
        var joins = [Bool](repeating: false, count: text.count)
        for (start, end) in matches(text, places) {
            for place in start..<end { isMasked[place] = true }
            for place in start + 1..<end { joins[place] = true }
        }
        var result: [UInt8] = []
        for place in text.indices {
            if !isMasked[place] {
                result.append(text[place])
            } else if !joins[place] {
                result += Array("[masked:S]".utf8)
                var end = place + 1
                while end < text.count, joins[end] { end += 1 }
                for control in controls
                where control.lowerBound >= place && control.upperBound <= end && text[control.upperBound - 1] == 0x6D {
                    result += text[control]
                }
            }
        }
        return result
    }

    private func matches(_ text: [UInt8], _ places: [Int]) -> [(Int, Int)] {
        var found: [(Int, Int)] = []
        for (first, start) in places.enumerated() {
            var threads = rules.beginnings[Int(text[start])].threads
            var next = first + 1
            while !threads.isEmpty, next <= places.count {
                var moved = MaskGrammar.Moved()
                for thread in threads {
                    rules.grammar.step(thread, next < places.count ? text[places[next]] : 0x0A, into: &moved)
                }
                let end = next < places.count ? places[next] : text.count
                for one in moved.accepted where one.isTail || next < places.count {
                    found.append((start, one.isTail ? end : end + 1))
                }
                threads = next < places.count ? moved.threads : []
                next += 1
            }
        }
        return found
    }
}

@Suite struct MaskerTests {
    private func masked(_ text: String, _ secrets: String...) -> String {
        Masker(secrets: secrets.enumerated().map { Secret(name: "S\($0)", value: $1) }).mask(text)
    }

    @Test("a secret in another Unicode form is another secret, and is learned")
    func learnsAnotherForm() {
        let (composed, decomposed) = ("passw\u{F6}rt-1234", "passwo\u{308}rt-1234")
        let masker = Masker(secrets: [Secret(name: "ONE", value: composed)])
        #expect(!masker.isSecret(decomposed))
        masker.learn(Secret(name: "TWO", value: decomposed))
        #expect(masker.mask("a \(composed) b \(decomposed)") == "a [masked:ONE] b [masked:TWO]")
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
        for text in [
            "\(secret)", String(reflecting: secret), "\([secret])", dumped,
            "\(Masker(secrets: [secret]).withheldNames)",
        ] {
            #expect(!text.contains("hunter22"))
        }
    }

    @Test func shortSecretsWithholdTheStream() {
        let masker = Masker(["PIN": "1234", "PW": "hunter22", "NONE": ""])
        #expect(masker.withheldNames == ["PIN"])
        var stream = masker.stream()
        #expect(stream.isWithholding)
        #expect(stream.feed(Array("it is 12".utf8)[...]) == [])
        #expect(
            String(decoding: stream.finish(), as: UTF8.self)
                == "[output withheld: secret PIN is shorter than 6 bytes and cannot be masked]\n")
        #expect(masker.mask("pin 1234") == "pin [masked:PIN]")
        #expect(masker.firstOccurrence(in: Array("1234".utf8)) == nil)
        var silent = masker.stream()
        #expect(silent.finish() == [])
    }

    @Test func base64IsMaskedInBothAlphabetsAndAtEveryOffset() {
        for seed in 0..<200 {
            // Values with many of the two digits in which the alphabets differ.
            let value = (0..<12).map { place -> UInt8 in
                [0x3E, 0x3F, 0x7E, 0x7B][(place * 7 + seed) % 4] + UInt8(seed % 3)
            }
            let masker = Masker(Secrets([Secret(name: "PW", value: value)]))
            for alphabet in [Base64.standard, Base64.urlSafe] {
                for offset in 0..<3 {
                    let whole = Array("xyz".utf8.prefix(offset)) + value + Array("end".utf8)
                    let text = Base64.encode(whole, alphabet: alphabet)
                    let own = Base64.inner(value, offset: offset, alphabet: alphabet)
                    #expect(text.firstRange(of: own) != nil)
                    let masked = Array(masker.mask(String(decoding: text, as: UTF8.self)).utf8)
                    #expect(masked.firstRange(of: own) == nil, "\(String(decoding: text, as: UTF8.self))")
                }
            }
        }
    }

    @Test func hitsAreCountedByNameAndForm() {
        let masker = Masker(["PW": "hunter22", "KEY": "a\"b'c&d e"])
        _ = masker.mask("hunter22 68756e7465723232 68756E7465723232")
        var stream = masker.stream()
        _ = stream.feed(Array("hunter22 a\\\"b'c&d e".utf8)[...])
        _ = stream.finish()
        #expect(stream.hits == 2)
        #expect(masker.hits == ["PW": 4, "KEY": 1])
        #expect(masker.hitsByForm == ["PW raw": 2, "PW hex": 2, "KEY json": 1])
    }

    @Test func findsWhereASecretStandsInClear() throws {
        let masker = Masker(["PW": "hunter22"])
        let found = try #require(masker.firstOccurrence(in: Array("abc aHVudGVyMjI= hunter22".utf8)))
        #expect(found == ("PW", "base64", 4))
        #expect(masker.firstOccurrence(in: Array("[masked:PW]".utf8)) == nil)
        var search = masker.search()
        for byte in Array("hunter22 hunter22 hunter2".utf8) { search.feed([byte]) }
        #expect(search.finish() == 2)
    }

    @Test func holdsBackNoMoreThanAPossibleSecret() {
        var stream = Masker(["PW": "hunter22"]).stream()
        #expect(String(decoding: stream.feed(Array("ready> hunt".utf8)[...]), as: UTF8.self) == "ready> ")
        #expect(String(decoding: stream.feed(Array("ing!".utf8)[...]), as: UTF8.self) == "hunting!")
        // However many line endings follow, not for ever.
        _ = stream.feed(Array("hunt".utf8)[...])
        #expect(stream.feed([UInt8](repeating: 0x0A, count: 10_000)[...]).count == 10_004)
    }

    @Test func agreesWithTheOracleOnRandomStreams() {
        var generator = SystemRandomNumberGenerator()
        func random(_ alphabet: [String], _ count: ClosedRange<Int>) -> String {
            (0..<Int.random(in: count, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "" }
                .joined()
        }
        for round in 0..<160 {
            let letters = round.isMultiple(of: 2) ? ["a", "b"] : ["a", "b", "'", "\"", "\n", "\\", "é", "/", " "]
            let secrets = (0..<Int.random(in: 1...2, using: &generator)).map { _ in
                Secret(name: "S", value: "xabbax" + random(letters, 0...4))
            }
            let masker = Masker(secrets: secrets)
            let noise =
                letters + ["x", "\n", "\r\n", "\u{1B}[1m", "\u{1B}[K", "\u{1B}", "[", "6", "1", "  ", "|", ",", "0x"]
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                text += Array(random(noise, 0...12).utf8)
                for byte in Written.random(secrets.randomElement(using: &generator)?.bytes ?? [], &generator) {
                    if Int.random(in: 0..<20, using: &generator) == 0 { text += Array(random(noise, 1...1).utf8) }
                    text.append(byte)
                }
            }
            let expected = Oracle(rules: masker.rules).mask(text)
            #expect(
                masker.mask(text) == expected,
                "secrets \(secrets.map(\.text)), text \(String(decoding: text, as: UTF8.self).debugDescription)")
            var stream = masker.stream()
            var streamed: [UInt8] = []
            var rest = text[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 1...(round.isMultiple(of: 3) ? 1 : 20), using: &generator))
                rest = rest.dropFirst(chunk.count)
                streamed += stream.feed(chunk)
            }
            streamed += stream.finish()
            #expect(streamed == expected, "secrets \(secrets.map(\.text)), text \(text)")
        }
    }

    /// Each character in a way of its own, as no single writer would, and all of it at every split.
    @Test func everyMixtureOfSpellingsIsMaskedAtEverySplit() {
        var generator = SystemRandomNumberGenerator()
        let secret = Secret(name: "S", value: "p@ss'w\"o\\rd$&<x>/é")
        let masker = Masker(secrets: [secret])
        for _ in 0..<60 {
            let text = Array("see ".utf8) + Written.mixed(secret.bytes, &generator) + Array(" end".utf8)
            for split in 0...text.count {
                var stream = masker.stream()
                let result = stream.feed(text[..<split]) + stream.feed(text[split...]) + stream.finish()
                #expect(
                    String(decoding: result, as: UTF8.self) == "see [masked:S] end",
                    "\(String(decoding: text, as: UTF8.self)) split at \(split)")
            }
        }
    }

    @Test(
        "what Python's ascii() and patterns make of letters",
        arguments: [
            "p\\xe4ssw\\xf6rd-\\u03a9\\u20acx9", "p\\xE4ssw\\xF6rd-\\u03A9\\u20ACx9",
            "p\\\\xe4ssw\\\\xf6rd-\\\\u03a9\\\\u20acx9", "[p]ässwörd-Ω€x9", "[p][ä][s][s][w][ö][r][d][-][Ω][€][x][9]",
            "p\\ä\\s\\s\\w\\ö\\r\\d\\-\\Ω\\€\\x\\9",
        ])
    func lettersWithSigns(_ text: String) {
        #expect(masked("it is \(text), they say", "pässwörd-Ω€x9") == "it is [masked:S0], they say")
    }

    @Test("a backslash before a secret stays, so that what is kept for a resume can be put back")
    func backslashBefore() {
        #expect(masked("DOMAIN\\Tr0ub4dor", "Tr0ub4dor") == "DOMAIN\\[masked:S0]")
        #expect(masked("\\T\\r\\0\\u\\b\\4\\d\\o\\r", "Tr0ub4dor") == "\\[masked:S0]")
        let masker = Masker(["S": "Tr0ub4dor"])
        let text = "C:\\Tr0ub4dor"
        #expect(masker.unmask(Array(masker.maskReversibly(text).utf8)).bytes == Array(text.utf8))
    }

    @Test func aDumpIsMaskedWithTheTextBesideIt() {
        #expect(
            masked("00000000: 6f6b 2068 756e 7465 7232 3221 0a         ok hunter22!.\nnext\n", "hunter22")
                == "00000000: 6f6b 20[masked:S0]\nnext\n")
        #expect(masked("73 33 63 done", "s3cr3t") == "73 33 63 done")
        #expect(masked("[104, 117, 110, 116, 101, 114, 50, 50] done", "hunter22") == "[[masked:S0]] done")
    }

    @Test func partsThatAProgramSplitsOffAreMasked() {
        #expect(
            masked("cat: x-s3cr3t: No such file\ncat: value/99: No", "s3cr3t value/99")
                == "cat: x-[masked:S0]: No such file\ncat: [masked:S0]: No")
        #expect(masked("a horse", "correct horse battery staple") == "a horse")
        #expect(masked("user u, password pw/12345", "postgres://u:pw%2F12345@h/db") == "user u, password [masked:S0]")
        #expect(
            masked("got tok-99aX and hunter", "{\"id\": \"tok-99aX\", \"password\": \"hunter\"}")
                == "got [masked:S0] and [masked:S0]")
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
        let lines = (0..<50).map { _ in
            String(
                (0..<64).map { _ in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/".randomElement(using: &generator) ?? "A" })
        }
        let key = "-----BEGIN-----\n" + lines.joined(separator: "\n") + "\n-----END-----"
        let masker = Masker(["KEY": key])
        #expect(masker.mask("a \(key) b") == "a [masked:KEY] b")
        let encoded = Base64.encode(Array(key.utf8), alphabet: Base64.standard)
        var wrapped: [UInt8] = []
        for start in stride(from: 0, to: encoded.count, by: 76) {
            wrapped += encoded[start..<min(encoded.count, start + 76)] + [0x0A]
        }
        #expect(masker.mask(wrapped).count < 16)
        #expect(masker.mask(Hexadecimal.text(Array(key.utf8))) == "[masked:KEY]")
        #expect(
            masker.mask("it is \(lines[20]), or \(lines[30].dropLast())")
                == "it is [masked:KEY], or \(lines[30].dropLast())")
    }
}

/// A secret as random writers would leave it.
private enum Written {
    static func mixed(_ value: [UInt8], _ generator: inout SystemRandomNumberGenerator) -> [UInt8] {
        String(decoding: value, as: UTF8.self).unicodeScalars.flatMap { scalar in
            Spellings.all(of: Array(String(scalar).utf8)).randomElement(using: &generator) ?? []
        }
    }

    static func random(_ value: [UInt8], _ generator: inout SystemRandomNumberGenerator) -> [UInt8] {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: value
        case 1: mixed(value, &generator)
        case 2:
            Array(
                value.map { Spellings.digits(UInt32($0), 16, 2) }.joined(
                    separator: [" ", "", ":", "\n00000010: "].randomElement(using: &generator) ?? ""
                ).utf8)
        case 3: Array(value.map { String($0) }.joined(separator: ", ").utf8)
        default: Base64.encode([0x41] + value, alphabet: Base64.standard)
        }
    }
}
