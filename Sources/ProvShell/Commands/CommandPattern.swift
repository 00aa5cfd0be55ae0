import ProvText

/// Which command lines a row of a table is about, as one line: `docker|podman volume rm|prune -f|--force !--dry-run`.
///
/// First the programs; then the verbs, `*` for any one and `**` for any number of them, a `*` at either end of a word
/// for any letters; then options of which one has to be there, and behind `!` those that must not. `-X=DELETE` is an
/// option with its value.
package struct CommandPattern: Sendable, ExpressibleByStringInterpolation {
    private enum Verb: Sendable {
        case one([String])
        case any
        case several
    }

    package let programs: [String]
    private var verbs: [Verb] = []
    private var required: [[String]] = []
    private var excluded: [String] = []

    package init(stringLiteral text: String) {
        var tokens = Tool.list(text)[...]
        programs = tokens.popFirst()?.split(separator: "|").map(String.init) ?? []
        for token in tokens {
            let words = token.split(separator: "|").map(String.init)
            if token.hasPrefix("!") {
                excluded += token.dropFirst().split(separator: "|").map(String.init)
            } else if token.hasPrefix("-") {
                required.append(words)
            } else {
                verbs.append(token == "**" ? .several : token == "*" ? .any : .one(words))
            }
        }
    }

    /// The verbs of the line that the pattern names; `nil` where the line is another one. The program is not asked.
    package func match(_ line: CommandLine) -> [Argument]? {
        guard required.allSatisfy({ Self.has($0, line) }), !Self.has(excluded, line) else { return nil }
        guard !verbs.isEmpty else { return [] }
        let operands = line.operands
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
                while skips, next < operands.count, !Self.holds(words, operands[next].text) {
                    found.append(operands[next])
                    next += 1
                }
                guard next < operands.count, Self.holds(words, operands[next].text) else { return nil }
                found.append(operands[next])
                next += 1
                skips = false
            }
        }
        return found
    }

    /// The options that it asks for or excludes.
    package var options: [String] {
        (required.flatMap { $0 } + excluded).map { String($0.prefix { $0 != "=" }) }
    }

    /// The words of a line that it matches.
    package var sample: (program: String, verbs: [String], options: [String]) {
        let words = verbs.compactMap { verb -> String? in
            switch verb {
            case .one(let words): words.first.map { $0.replacing("*", with: "x") }
            case .any: "x"
            case .several: nil
            }
        }
        return (programs.first ?? "", words, required.compactMap(\.first).map { $0.replacing("=", with: " ") })
    }

    private static func has(_ names: [String], _ line: CommandLine) -> Bool {
        names.contains { name in
            guard let equals = name.firstIndex(of: "=") else { return line.has(name) }
            let value = name[name.index(after: equals)...]
            return line.ownOptions.contains { $0.name == name[..<equals] && $0.value.map { $0 == value } ?? false }
        }
    }

    private static func holds(_ words: [String], _ text: String) -> Bool {
        words.contains { word in
            if word == text { return true }
            if word.hasSuffix("*") { return text.hasPrefix(word.dropLast()) }
            return word.hasPrefix("*") && text.hasSuffix(word.dropFirst())
        }
    }
}
