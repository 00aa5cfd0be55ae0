import ProvText

extension Expectation {
    /// Compares an output with what is expected; escape sequences and carriage returns before newlines do not count.
    ///
    /// Linear in the output; `found` names the first difference with its line.
    package func judge(_ output: String) -> Verdict { judge(Array(output.utf8)) }

    package func judge(_ output: [UInt8]) -> Verdict {
        let found = OutputText.plain(output)
        switch match {
        case .lines: return LineExpectation(text).judge(found)
        case .exact: return judgeExact(found)
        case .contains: return judgeContains(found)
        case .regex: return judgeRegex(found)
        case .json: return JSONExpectation.judge(wanted: text, found: found)
        case .similarity: return Similarity.judge(wanted: text, found: found, threshold: threshold ?? 1)
        }
    }

    /// True where no output whatever would fail it.
    package var cannotFail: Bool {
        switch match {
        case .lines: LineExpectation(text).acceptsEverything
        case .contains: OutputText.trimmed(text).isEmpty
        case .regex: (try? Pattern(OutputText.trimmed(text)))?.acceptsEverything ?? false
        case .similarity: (threshold ?? 1) <= 0
        case .json: (try? JSON(parsing: text)) == .string("...")
        case .exact: false
        }
    }

    private func judgeExact(_ found: [UInt8]) -> Verdict {
        let wanted = OutputText.plain(Array(text.utf8))
        // The newline before the closing fence is not told from one that the output ends with.
        if found.withoutFinalNewline == wanted.withoutFinalNewline {
            return Verdict(.pass, wanted: "exactly that output", found: "it")
        }
        let verdict = LineExpectation(literal: text).judge(found)
        return verdict.result == .pass
            ? Verdict(.fail, wanted: "exactly that output", found: "different blanks at the ends of lines") : verdict
    }

    private func judgeContains(_ found: [UInt8]) -> Verdict {
        let wanted = OutputLines(OutputText.plain(Array(text.utf8))).drop(while: \.isEmpty)
        let lines = OutputLines(found)
        let text = Array(wanted.joined(separator: [ASCII.newline]))
        let words = "output that contains \(OutputText.excerpt(text))"
        if OutputText.contains(lines.joined(separator: [ASCII.newline]), text) {
            return Verdict(.pass, wanted: words, found: "it")
        }
        let missing = wanted.first { line in !lines.contains { OutputText.contains($0, Array(line)) } }
        guard wanted.count > 1 else { return Verdict(.fail, wanted: words, found: OutputText.excerpt(found)) }
        return Verdict(
            .fail, wanted: words,
            found: missing.map { "no \(OutputText.shown($0))" } ?? "its lines, but not in one block")
    }

    private func judgeRegex(_ found: [UInt8]) -> Verdict {
        let text = OutputText.trimmed(text)
        let wanted = "output that matches /\(text)/"
        let pattern: Pattern
        do { pattern = try Pattern(text) } catch {
            return Verdict(.error, wanted: wanted, found: "an invalid regular expression: \(error.message)")
        }
        var searcher = pattern.searcher()
        let holds = searcher.isFound(in: found[...])
        return Verdict(holds ? .pass : .fail, wanted: wanted, found: holds ? "it" : OutputText.excerpt(found))
    }
}

extension [UInt8] {
    fileprivate var withoutFinalNewline: ArraySlice<UInt8> { last == ASCII.newline ? dropLast() : self[...] }
}
