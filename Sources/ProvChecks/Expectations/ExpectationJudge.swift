import ProvText

extension Expectation {
    /// Compares an output with what is expected.
    ///
    /// Linear in the output where it holds; where it does not, `found` names the first difference with its line, and
    /// `difference` has all of them.
    /// - Parameter exitCode: the command's, where it is compared as a line of the output.
    package func judge(_ output: [UInt8], exitCode: Int = 0) -> Verdict {
        switch match {
        case .lines, .glob: lineExpectation.judge(output, exitCode: exitCode)
        case .exact: judgeExact(output)
        case .contains: judgeContains(OutputText.plain(output))
        case .regex: judgeRegex(OutputText.plain(output))
        case .json: JSONExpectation.judge(wanted: text, found: OutputText.plain(output))
        case .similarity:
            Similarity.judge(wanted: text, found: OutputText.plain(output), threshold: threshold ?? 1)
        case .listed: listed?.judge(output) ?? Verdict(.pass, wanted: "no line", found: "it")
        }
    }

    /// The same for an output that is a text.
    package func judge(_ output: String) -> Verdict { judge(Array(output.utf8)) }

    /// True where no output whatever would fail it.
    package var cannotFail: Bool {
        switch match {
        case .lines, .glob: lineExpectation.acceptsEverything
        case .contains: OutputText.trimmed(text).isEmpty
        case .regex: (try? Pattern(OutputText.trimmed(text)))?.acceptsEverything ?? false
        case .similarity: (threshold ?? 1) <= 0
        case .json: (try? JSON(parsing: text)) == .string("...")
        case .listed: listed?.lines.isEmpty ?? true
        case .exact: false
        }
    }

    var lineExpectation: LineExpectation {
        switch match {
        case .glob: LineExpectation(lines: ExpectedLine.plainLines(of: Array(text.utf8), areGlobs: true))
        case .exact:
            LineExpectation(lines: ExpectedLine.plainLines(of: Array(text.utf8), areGlobs: false), dialect: .cram)
        default: LineExpectation(text, dialect: dialect)
        }
    }

    private func judgeExact(_ found: [UInt8]) -> Verdict {
        let wanted = OutputText.plain(Array(text.utf8))
        // The newline before the closing fence is not told from one that the output ends with.
        if found.withoutFinalNewline == wanted.withoutFinalNewline {
            return Verdict(.pass, wanted: "exactly that output", found: "it")
        }
        return LineAlignment(lineExpectation, FoundLines(found, dialect: .cram)).verdict
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
