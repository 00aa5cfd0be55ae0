package import ProvJournal
import ProvText

/// The words of one failure: the line that says what went wrong, and the lines around it, exactly as they were printed.
package struct ErrorText: Sendable {
    package var line: String
    /// The whole of a short output, else what stands around the line; without colours, controls as symbols.
    package var excerpt: String
    /// The output the line stands in and its number there, from 1; `nil` where it is prov's own words.
    package var place: Place?

    package struct Place: Sendable {
        package var output: OutputStored
        package var line: Int

        package init(output: OutputStored, line: Int) {
            self.output = output
            self.line = line
        }
    }

    /// Lines shown of an output.
    static let shownLines = 14
    /// The failure stands near the end; earlier lines are not looked at.
    private static let searchedLines = 200

    /// - Parameters:
    ///   - outputs: of the failing command.
    ///   - reason: why it failed, in prov's words.
    ///   - patterns: of fixes that were offered; a line that one of them matches is the line that matters.
    package init(outputs: [(stored: OutputStored, bytes: [UInt8])], reason: String, patterns: [String]) {
        let compiled = patterns.compactMap { try? Pattern($0) }
        var best: (score: Int, text: ErrorText)?
        for (stored, bytes) in outputs {
            let tail = OutputExcerpt.lastLines(ErrorText.searchedLines, of: bytes, bytes: 64 << 10)
            let first = OutputExcerpt.lineCount(bytes[..<tail.startIndex]) + 1
            let lines = TerminalText.safe(Array(tail)).linesAsWritten.map(
                String.init)
            guard let found = ErrorText.decisive(lines, patterns: compiled, isErrors: stored.stream == "stderr") else {
                continue
            }
            if let best, best.score >= found.score { continue }
            let text = ErrorText(
                line: lines[found.index].trimmingBlanks, excerpt: ErrorText.window(lines, around: found.index),
                place: Place(output: stored, line: first + found.index))
            best = (found.score, text)
        }
        self = best?.text ?? ErrorText(line: reason.firstLine, excerpt: reason, place: nil)
    }

    package init(line: String, excerpt: String, place: Place?) {
        self.line = line
        self.excerpt = excerpt
        self.place = place
    }

    /// The line that says most about what went wrong: the first of the best ones.
    private static func decisive(_ lines: [String], patterns: [Pattern], isErrors: Bool) -> (index: Int, score: Int)? {
        var best: (index: Int, score: Int)?
        for (index, line) in lines.enumerated() {
            let isFixed = patterns.contains { $0.isFound(in: line) }
            let score = (isFixed ? 100 : 0) + score(of: line)
            if score > 0, score > best?.score ?? 0 { best = (index, score) }
        }
        if best == nil, isErrors, let last = lines.lastIndex(where: { !$0.trimmingBlanks.isEmpty }) { return (last, 1) }
        return best
    }

    /// What names a cause counts most, what says that something is wrong less; what only follows from it counts
    /// against.
    static func score(of line: String) -> Int {
        let line = line.lowercased()
        var score = 0
        if causes.contains(where: line.contains) { score += 6 }
        if complaints.contains(where: line.contains) { score += 4 }
        if score > 0, consequences.contains(where: line.contains) { score -= 3 }
        return score
    }

    private static let causes = [
        "no such file", "permission denied", "connection refused", "already in use", "no space left",
        "command not found", "not found",
        "timed out", "timeout", "busy", "denied", "could not get lock", "could not resolve",
        "name or service not known", "no route to host",
        "out of memory", "cannot allocate", "read-only file system", "already exists", "does not exist",
        "not permitted", "unknown host",
        "certificate", "syntax error", "unexpected", "invalid", "unrecognized", "unsupported", "cannot bind",
        "broken pipe",
        "too many open files", "quota exceeded", "segmentation fault", "killed", "authentication failed", "is held by",
        "refused",
    ]
    private static let complaints = [
        "error", "fatal", "panic", "emerg", "alert", "critical", "e: ", "failed", "failure", "cannot", "can't",
        "could not", "unable",
        "exception", "abort", "missing", "not ",
    ]
    private static let consequences = [
        "make: ***", "see ", "exit code", "exit status", "a complete log", "because the control process", "traceback",
        "hint:", "try ",
    ]

    private static func window(_ lines: [String], around index: Int) -> String {
        var lines = lines[...]
        while lines.last?.trimmingBlanks.isEmpty == true { lines.removeLast() }
        guard lines.count > shownLines else { return lines.joined(separator: "\n") }
        let start = max(lines.startIndex, min(index - 4, lines.endIndex - shownLines))
        return lines[start..<min(lines.endIndex, start + shownLines)].joined(separator: "\n")
    }
}

extension String {
    package var trimmingBlanks: String {
        let blanks: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(drop(while: blanks).reversed().drop(while: blanks).reversed())
    }

    /// The first line that is not empty.
    package var firstLine: String { lines.first.map { String($0).trimmingBlanks } ?? "" }
}
