import ProvText

/// Which command lines a row of a table is about, as one line: `docker|podman volume rm|prune -f|--force !--dry-run`.
///
/// First the programs; then the verbs, `*` for any one and `**` for any number of them, a `*` at either end of a word
/// for any letters; then options of which one has to be there, and behind `!` those that must not. `-X=DELETE` is an
/// option with its value.
package struct CommandPattern: Sendable, ExpressibleByStringInterpolation {
    private enum Verb: Sendable {
        case one([Word])
        case any
        case several
    }

    /// One way to write a verb.
    private enum Word: Sendable {
        case exactly(String)
        case beginning(String)
        case ending(String)

        init(_ text: String) {
            if text.hasSuffix("*") {
                self = .beginning(String(text.dropLast()))
            } else if text.hasPrefix("*") {
                self = .ending(String(text.dropFirst()))
            } else {
                self = .exactly(text)
            }
        }

        func holds(_ text: String) -> Bool {
            switch self {
            case .exactly(let word): word == text
            case .beginning(let part): text.utf8.starts(with: part.utf8)
            case .ending(let part): text.utf8.reversed().starts(with: part.utf8.reversed())
            }
        }

        var sample: String {
            switch self {
            case .exactly(let word): word
            case .beginning(let part): part + "x"
            case .ending(let part): "x" + part
            }
        }
    }

    /// An option, with the value it has to have.
    private struct OptionTest: Sendable {
        var name: String
        var value: String?

        init(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1)
            name = parts.first.map(String.init) ?? text
            value = parts.count > 1 ? String(parts[1]) : nil
        }

        func holds(_ option: CommandOptions.Option) -> Bool {
            option.name == name && (value == nil || option.value == value)
        }
    }

    package let programs: [String]
    private var verbs: [Verb] = []
    private var required: [[OptionTest]] = []
    private var excluded: [OptionTest] = []

    package init(stringLiteral text: String) {
        var tokens = Tool.list(text)[...]
        programs = tokens.popFirst()?.split(separator: "|").map(String.init) ?? []
        for token in tokens {
            let words = token.drop { $0 == "!" }.split(separator: "|").map(String.init)
            if token.hasPrefix("!") {
                excluded += words.map(OptionTest.init)
            } else if token.hasPrefix("-") {
                required.append(words.map(OptionTest.init))
            } else {
                verbs.append(token == "**" ? .several : token == "*" ? .any : .one(words.map(Word.init)))
            }
        }
    }

    /// The verbs of the line that the pattern names; `nil` where the line is another one. The program is not asked.
    package func match(_ line: CommandLine) -> [Argument]? {
        guard let found = matchVerbs(line.operands) else { return nil }
        let options = line.ownOptions
        guard required.allSatisfy({ Self.has($0, options) }), !Self.has(excluded, options) else { return nil }
        return found
    }

    private func matchVerbs(_ operands: [Argument]) -> [Argument]? {
        guard !verbs.isEmpty else { return [] }
        var found: [Argument] = []
        var next = 0
        var skips = false
        for verb in verbs {
            switch verb {
            case .several: skips = true
            case .any:
                guard next < operands.count else { return nil }
                found.append(operands[next])
                next += 1
            case .one(let words):
                while skips, next < operands.count, !words.contains(where: { $0.holds(operands[next].text) }) {
                    found.append(operands[next])
                    next += 1
                }
                guard next < operands.count, words.contains(where: { $0.holds(operands[next].text) }) else {
                    return nil
                }
                found.append(operands[next])
                next += 1
                skips = false
            }
        }
        return found
    }

    /// The options that it asks for or excludes.
    package var options: [String] { (required.flatMap { $0 } + excluded).map(\.name) }

    /// The words of a line that it matches.
    package var sample: (program: String, verbs: [String], options: [String]) {
        let words = verbs.compactMap { verb -> String? in
            switch verb {
            case .one(let words): words.first?.sample
            case .any: "x"
            case .several: nil
            }
        }
        let options = required.compactMap(\.first).map { test in test.name + (test.value.map { " " + $0 } ?? "") }
        return (programs.first ?? "", words, options)
    }

    private static func has(_ tests: [OptionTest], _ options: ArraySlice<CommandOptions.Option>) -> Bool {
        options.contains { option in tests.contains { $0.holds(option) } }
    }
}
