/// The words after a program's name, as its options and operands: what `getopt` would make of them.
struct CommandOptions {
    /// As written, one-letter options taken apart: `-it` is `-i` and `-t`.
    private(set) var flags: Set<String> = []
    private(set) var values: [String: String] = [:]
    private(set) var operands: [String] = []
    /// The words after `--`.
    private(set) var afterDashes: [String]?

    /// - Parameters:
    ///   - valued: options that take a value, which may be the next word.
    ///   - limit: from this operand on every word is an operand: the program hands them on.
    init(_ words: some Sequence<String>, valued: Set<String> = [], limit: Int = .max) {
        var words = ArraySlice(Array(words))
        while let word = words.popFirst() {
            if word == "--" {
                afterDashes = Array(words)
                return
            }
            if word.count < 2 || !word.hasPrefix("-") {
                operands.append(word)
                if operands.count >= limit {
                    operands += words
                    return
                }
            } else if word.hasPrefix("--") {
                takeLong(word, valued, &words)
            } else {
                takeShort(word, valued, &words)
            }
        }
    }

    private mutating func takeLong(_ word: String, _ valued: Set<String>, _ words: inout ArraySlice<String>) {
        if let equals = word.firstIndex(of: "=") {
            let name = String(word[..<equals])
            flags.insert(name)
            values[name] = String(word[word.index(after: equals)...])
            return
        }
        flags.insert(word)
        if valued.contains(word), let value = words.popFirst() { values[word] = value }
    }

    private mutating func takeShort(_ word: String, _ valued: Set<String>, _ words: inout ArraySlice<String>) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            flags.insert(name)
            guard valued.contains(name) else { continue }
            let rest = letters.hasPrefix("=") ? letters.dropFirst() : letters
            if !rest.isEmpty {
                values[name] = String(rest)
            } else if let value = words.popFirst() {
                values[name] = value
            }
            return
        }
    }

    func has(_ names: String...) -> Bool { names.contains { flags.contains($0) } }

    /// What the program is told to run: the words after `--`, else the operands from a place on.
    func command(from operand: Int) -> [String] { afterDashes ?? Array(operands.dropFirst(operand)) }
}
