/// Shell texts made at random from bash's grammar, without expansions, whose commands all run.
struct RandomScript {
    var random: Generator
    private var count = 0
    private var pending: [(end: String, text: String)] = []

    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    init(seed: Int) { random = Generator(state: UInt64(seed) &* 7_919 &+ 17) }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    /// Some lists, one after the other.
    mutating func text() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            if chance(10) { text += pick(["# a comment 'with \"quotes\n", "\n", "   \n", "\t# <<EOF\n"]) }
            text += list(depth: 0) + end()
        }
        return text
    }

    /// A newline, with the here-documents that are due behind it.
    private mutating func end() -> String {
        defer { pending = [] }
        return "\n" + pending.map { $0.text + $0.end + "\n" }.joined()
    }

    private mutating func blank() -> String { pick([" ", "  ", "\t", " \\\n ", " "]) }

    private mutating func list(depth: Int) -> String {
        var text = pipeline(depth: depth)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            text += pick([" ; ", ";", " && ", "&&", " || ", " & "]) + pipeline(depth: depth)
        }
        return text
    }

    private mutating func pipeline(depth: Int) -> String {
        let text = (chance(5) ? "! " : "") + command(depth: depth)
        return chance(20) ? text + pick([" | ", "|", " |& "]) + command(depth: depth) : text
    }

    private mutating func command(depth: Int) -> String {
        guard depth < 3, chance(25) else { return simple() }
        let kind = Int.random(in: 0..<7, using: &random)
        let head = kind == 6 ? simple() : ""
        let inner = list(depth: depth + 1)
        let newline = pending.isEmpty && chance(30) ? "\n" : ";"
        let close = pending.isEmpty ? newline : end()
        switch kind {
        case 0: return "(\(inner)\(close == ";" ? "" : close))"
        case 1: return "{ \(inner)\(close) }"
        case 2: return "if \(inner)\(close) then \(simple()); fi"
        case 3: return "for x in a b; do \(inner)\(close) done"
        case 4: return "case a in (b) x;; a|c) \(inner)\(close == ";" ? ";;" : close + ";;") esac"
        case 5: return "while \(inner)\(close) do break; done"
        default: return "until ! \(head); do \(inner)\(close) done"
        }
    }

    private mutating func simple() -> String {
        var text = ""
        if chance(15) { text += pick(["A=1", "B='x y'", "C=\"a;b\"", "D="]) + blank() }
        if chance(5) { text += ">/dev/null" + blank() }
        count += 1
        text += "cmd\(count)"
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            text += blank() + word()
            if chance(12) { text += blank() + redirection() }
        }
        return text
    }

    private mutating func redirection() -> String {
        guard pending.count < 2, chance(40) else {
            return pick([">/dev/null", "2>&1", "> /dev/null", "2>/dev/null", "</dev/null", "&>/dev/null", "<<<'x y'"])
        }
        let end = pick(["EOF", "E", "END-1"])
        let (sign, close) = pick([
            ("<<\(end)", end), ("<< \(end)", end), ("<<'\(end)'", end), ("<<\"\(end)\"", end), ("<<\\\(end)", end),
            ("<<-\(end)", "\t\t\(end)"),
        ])
        let body = pick(["", "x y\n", "a 'b\n", "# \"\n", " \(end)\n", "\(end) x\n", "if (\n", "\(end)\(end)\n"])
        pending.append((close, body))
        return sign
    }

    private mutating func word() -> String {
        var word = ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            word += pick([
                "a", "b-c", "--x=1", "1", "é", "'it is'", "'a\nb'", "'\\'", "\"a b\"", "\"it's\"", "\"a\\\"b\"",
                "\"\\\\\"", "\"a\\$b\"", "\"#\"", "\\ ", "\\\"", "\\'", "\\;", "\\#", "x#y", "$'a\\nb'", "$'\\''",
                "$'\\x41\\t'", "$\"z\"", "\"\"", "''", "{", "}", "!", "=", "if", "done", "%", "@", ":", "/", "a\\\nb",
                "\"c\\\nd\"", "]]", "~x", ",", "+",
            ])
        }
        return word
    }
}
