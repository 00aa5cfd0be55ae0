import ProvText

/// How a program writes its options.
package enum OptionStyle: Sendable {
    /// `-it` is `-i` and `-t`; long ones begin with two hyphens.
    case letters
    /// `-auto-approve` is one option: terraform, find, openssl.
    case words
}

/// Which options take a value, which may be the next word.
package struct OptionValues: Sendable {
    /// By where they count: in front of the verb, behind it. They are not copied together for each command.
    var names: [Set<String>] = []
    /// Options that take a value elsewhere and none here.
    var exceptions: Set<String> = []
    /// Where every long option takes a value but these: aws and az.
    var flags: Set<String>?

    func takes(_ name: String) -> Bool {
        if exceptions.contains(name) { return false }
        if names.contains(where: { $0.contains(name) }) { return true }
        guard let flags else { return false }
        return name.hasPrefix("--") && !flags.contains(name)
    }
}

/// The words after a program's name, as its options and operands: what `getopt` would make of them.
package struct CommandOptions: Sendable {
    package struct Option: Sendable {
        /// As written, letters taken apart: `-it` is `-i` and `-t`.
        package var name: String
        package var value: String?
        /// The word that holds the value, or else the name.
        package var index: Int
    }

    package private(set) var options: [Option] = []
    /// Places of the words that are no options.
    package private(set) var operandIndices: [Int] = []
    /// The place of the first word after `--`.
    package private(set) var dashesEnd: Int?
    package let words: [String]
    private var next = 0

    init(unread words: some Sequence<String>) { self.words = Array(words) }

    /// Reads all words.
    /// - Parameters:
    ///   - valued: options that take a value.
    ///   - limit: from this operand on every word is an operand: the program hands them on.
    package init(_ words: some Sequence<String>, valued: Set<String> = [], limit: Int = .max) {
        self.init(unread: words)
        read(values: OptionValues(names: [valued]), style: .letters, limit: limit)
        readRest()
    }

    /// Reads up to a number of operands from here on, or `--`.
    mutating func read(values: OptionValues, style: OptionStyle, limit: Int) {
        let last = limit == .max ? Int.max : operandIndices.count + limit
        while next < words.count, operandIndices.count < last, dashesEnd == nil {
            let word = words[next]
            if word == "--" {
                dashesEnd = next + 1
            } else if word.utf8.count < 2 || word.utf8.first != ASCII.hyphen {
                operandIndices.append(next)
            } else if style == .words || word.hasPrefix("--") {
                takeLong(word, values)
            } else {
                takeLetters(word, values)
            }
            next += 1
        }
    }

    /// Every word that is left is an operand, or stands behind `--`.
    mutating func readRest() {
        if dashesEnd == nil { operandIndices += next..<max(next, words.count) }
        next = words.count
    }

    private mutating func takeLong(_ word: String, _ values: OptionValues) {
        if let equals = word.firstIndex(of: "=") {
            options.append(
                Option(name: String(word[..<equals]), value: String(word[word.index(after: equals)...]), index: next))
        } else if values.takes(word), next + 1 < words.count {
            next += 1
            options.append(Option(name: word, value: words[next], index: next))
        } else {
            options.append(Option(name: word, value: nil, index: next))
        }
    }

    private mutating func takeLetters(_ word: String, _ values: OptionValues) {
        // A negative number, or a word that is not a group of letters: `-1`, `-o=name`.
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            guard values.takes(name) else {
                options.append(Option(name: name, value: nil, index: next))
                continue
            }
            let rest = letters.hasPrefix("=") ? letters.dropFirst() : letters
            if !rest.isEmpty {
                options.append(Option(name: name, value: String(rest), index: next))
            } else if next + 1 < words.count {
                next += 1
                options.append(Option(name: name, value: words[next], index: next))
            } else {
                options.append(Option(name: name, value: nil, index: next))
            }
            return
        }
    }

    // MARK: Questions

    package var operands: [String] { operandIndices.map { words[$0] } }

    /// Whether one of these options is there, at any place: `-f`, `--force`.
    package func has(_ names: String...) -> Bool { options.contains { names.contains($0.name) } }

    package func hasAny(of names: [String]) -> Bool { options.contains { names.contains($0.name) } }

    /// The value of the first of these options that has one.
    package func value(of names: String...) -> String? {
        options.first { names.contains($0.name) && $0.value != nil }?.value
    }

    /// The words after `--`.
    package var afterDashes: [String]? { dashesEnd.map { Array(words[$0...]) } }

    /// The command that the program runs: the words after `--`, else the operands from a place on.
    package func command(from operand: Int) -> [String] { afterDashes ?? Array(operands.dropFirst(operand)) }
}
