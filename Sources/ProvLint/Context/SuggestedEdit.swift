import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

extension LintContext {
    /// Reports a command of a table, with the edit of the text that fixes it where there is one.
    /// - Parameters:
    ///   - advice: what to do where the row does not say.
    ///   - takesKey: a key may be added to the step, as nothing waits behind the command.
    mutating func report(
        _ rule: DiagnosticRule, _ headline: String, of match: CommandTable.Match, in piece: ScriptPiece,
        advice: String, takesKey: Bool = true
    ) {
        let range = match.invocation.bytes
        switch match.row.fix {
        case nil: report(rule, headline, in: piece, at: range, fix: advice)
        case .advice(let text): report(rule, headline, in: piece, at: range, fix: text)
        case .insert(let option):
            let end = match.verb.bytes.upperBound
            report(
                rule, headline, in: piece, at: range, fix: "add \(option)",
                replacement: isWritten(match.verb, in: piece) ? " " + option : nil, over: end..<end)
        case .remove(let names):
            let option = match.line.arguments.first { names.contains($0.text) && isWritten($0, in: piece) }
            let place = option.map { ($0.bytes.lowerBound - 1)..<$0.bytes.upperBound }
            report(
                rule, headline, in: piece, at: range, fix: "remove \(option?.text ?? names[0]), or \(advice)",
                replacement: place.map { piece.shell.slice($0).hasPrefix(" ") } ?? false ? "" : nil, over: place)
        case .key(let key):
            let place = takesKey ? endOfKeys(of: piece.step, key) : nil
            report(
                rule, headline, in: piece, at: range, fix: advice, replacement: place?.text, overRange: place?.range)
        }
    }

    /// Whether a word stands in the step's script exactly as its program is given it.
    private func isWritten(_ argument: Argument, in piece: ScriptPiece) -> Bool {
        argument.bytes.upperBound <= piece.script.text.utf8.count && piece.shell.slice(argument.bytes) == argument.text
    }

    private mutating func report(
        _ rule: DiagnosticRule, _ headline: String, in piece: ScriptPiece, at bytes: Range<Int>, fix: String,
        replacement: String?, over place: Range<Int>?
    ) {
        var positions = BlockPositions(
            source: source(piece.step.file), text: piece.script.text, firstLine: piece.script.range.start.line)
        report(
            rule, headline, in: piece, at: bytes, fix: fix, replacement: place == nil ? nil : replacement,
            overRange: place.map { positions.range($0) })
    }

    private mutating func report(
        _ rule: DiagnosticRule, _ headline: String, in piece: ScriptPiece, at bytes: Range<Int>, fix: String,
        replacement: String?, overRange: TextRange?
    ) {
        var positions = BlockPositions(
            source: source(piece.step.file), text: piece.script.text, firstLine: piece.script.range.start.line)
        report(
            Diagnostic(
                rule, headline, file: piece.step.file, range: positions.range(bytes), fix: fix,
                replacement: replacement, replacementRange: overRange))
    }

    /// Where a key is added to the fence of a step, and the text that adds it.
    private func endOfKeys(of step: Step, _ key: String) -> (range: TextRange, text: String)? {
        guard case .script = step.body else { return nil }
        let source = source(step.file)
        let number = step.range.start.line
        guard number <= source.lineStarts.count else { return nil }
        let start = source.lineStarts[number - 1]
        var end = start + source.lineLength(number)
        while end > start, source.bytes[end - 1].isBlankOrNewline { end -= 1 }
        let line = source.bytes[start..<end]
        // Keys in JSON are another tool's, and a line without the marks is not a fence.
        guard line.contains(ASCII.backtick) || line.contains(ASCII.tilde), !line.contains(ASCII.quotationMark) else {
            return nil
        }
        let hasBraces = line.last == ASCII.closeBrace
        let column = (hasBraces ? end - 1 : end) - start + 1
        let position = TextPosition(line: number, column: column)
        return (TextRange(position, position), hasBraces ? " \(key)" : " {\(key)}")
    }
}
