import ProvText

extension ShellReader {
    /// Takes a word that stands where a command may begin for a reserved one; false where it is none.
    mutating func takeReserved(_ word: WordRecord) -> Bool {
        if level.isBehindTime {
            level.isBehindTime = false
            if holds(word, "-p") { return true }
        }
        guard word.traits.isEmpty, word.end - word.start <= 8 else { return false }
        switch bytes[Int(word.start)] {
        case UInt8(ascii: "i"): return open(word, "if", .condition)
        case UInt8(ascii: "t"): return holds(word, "then") || takeTime(word)
        case UInt8(ascii: "e"): return holds(word, "else") || holds(word, "elif") || close(word, "esac")
        case UInt8(ascii: "f"): return close(word, "fi") || openFor(word, "for") || takeFunction(word)
        case UInt8(ascii: "w"): return open(word, "while", .loop)
        case UInt8(ascii: "u"): return open(word, "until", .loop)
        case UInt8(ascii: "d"): return holds(word, "do") || close(word, "done")
        case UInt8(ascii: "c"): return openCase(word) || holds(word, "coproc")
        case UInt8(ascii: "s"): return openFor(word, "select")
        case ASCII.openBrace: return open(word, "{", .brace)
        case ASCII.closeBrace: return close(word, "}")
        case ASCII.exclamation: return takeNegation(word)
        case ASCII.openBracket: return openConditional(word)
        default: return false
        }
    }

    private mutating func open(_ word: WordRecord, _ text: String, _ kind: Compound.Kind) -> Bool {
        guard holds(word, text) else { return false }
        openCompound(kind)
        return true
    }

    /// A closing word that closes nothing is a word like any other.
    private mutating func close(_ word: WordRecord, _ text: String) -> Bool {
        guard holds(word, text), !openCompounds.isEmpty else { return false }
        closeCompound()
        return true
    }

    private mutating func openFor(_ word: WordRecord, _ text: String) -> Bool {
        guard open(word, text, .loop) else { return false }
        level.state = .header
        level.hasIn = false
        return true
    }

    private mutating func openCase(_ word: WordRecord) -> Bool {
        guard open(word, "case", .match) else { return false }
        level.state = .caseSubject
        level.hasIn = false
        return true
    }

    private mutating func openConditional(_ word: WordRecord) -> Bool {
        guard holds(word, "[[") else { return false }
        push(word)
        level.state = .conditional
        return true
    }

    private mutating func takeFunction(_ word: WordRecord) -> Bool {
        guard holds(word, "function") else { return false }
        level.state = .functionName
        return true
    }

    private mutating func takeNegation(_ word: WordRecord) -> Bool {
        guard holds(word, "!") else { return false }
        level.isNegated.toggle()
        return true
    }

    private mutating func takeTime(_ word: WordRecord) -> Bool {
        guard holds(word, "time") else { return false }
        level.isBehindTime = true
        return true
    }

    /// `for x do` and `for ((…)) {` have no list that a newline ends.
    mutating func endHeaderWord(_ word: WordRecord) {
        if holds(word, "in") {
            level.hasIn = true
        } else if !level.hasIn, holds(word, "do") {
            level.state = .command
        } else if !level.hasIn, holds(word, "{") {
            level.state = .command
            openCompound(.brace)
        }
    }
}
