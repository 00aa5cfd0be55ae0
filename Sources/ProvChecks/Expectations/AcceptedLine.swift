import ProvText

/// One line of an expected output that is written again after its command printed something else.
package enum AcceptedLine: Sendable, Equatable {
    /// Still right: the line of the expected text with this number, counted from 0, stays as it is written.
    case kept(Int)
    /// What was printed, so written that it matches.
    case new(String)
    /// The same with its first character escaped, for a line that would be read as a command where it stands.
    case guarded(String)
}

extension Expectation {
    /// The lines that make the output the expected one; those that still match keep their marks.
    ///
    /// `nil` where the expectation does not go line by line, or the output cannot be written in its way.
    /// - Parameter isGuarded: which of the lines that are written must not begin as they do.
    package func accepted(_ output: [UInt8], exitCode: Int = 0, isGuarded: (String) -> Bool = { _ in false })
        -> [AcceptedLine]?
    {
        guard isByLine || match == .exact else { return nil }
        let lines = lineExpectation
        let found = FoundLines(output, exitCode: exitCode, dialect: lines.dialect)
        var result: [AcceptedLine] = []
        for entry in LineAlignment(lines, found).entries {
            switch entry {
            case .same(let index): if !lines.lines[index].repeats { result.append(.kept(lines.lines[index].number)) }
            case .missing: break
            case .unexpected(let index):
                let line = found[index]
                guard let text = written(line, isLast: index == found.count - 1) else { return nil }
                let isExitLine = exitCode != 0 && index == found.count - 1
                result.append(
                    !isExitLine && isGuarded(text)
                        ? .guarded(LineEscapes.guarded(line.bytes)) : .new(text))
            }
        }
        return result
    }

    private func written(_ line: FoundLines.Line, isLast: Bool) -> String? {
        let shown = LineEscapes.shown(line.bytes)
        guard match == .lines else {
            // Without marks there are no escapes.
            return shown.utf8.elementsEqual(line.bytes) && (line.hasNewline || isLast) ? shown : nil
        }
        switch dialect {
        case .cram:
            let end = line.hasNewline ? [] : Array(" (no-eol)".utf8)
            return String(decoding: LineEscapes.asCramWrites(Array(line.bytes) + end), as: UTF8.self)
        case .scrut: return shown
        case .prov:
            // Ways to say "and so on" that are an output for once.
            let word = OutputText.trimmed(line.bytes)
            let isEllipsis = ConsoleEllipsis.words.contains { word.elementsEqual($0.utf8) }
            return isEllipsis && shown.utf8.elementsEqual(line.bytes) ? shown + " (equal)" : shown
        }
    }
}

/// The ways people write "and so on" under a command.
package enum ConsoleEllipsis {
    package static let words = ["...", "…", "[...]", "[…]", "(...)", "<snip>", "[snip]"]
}
