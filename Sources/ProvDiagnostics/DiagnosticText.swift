package import ProvText

/// Diagnostics for a person: where, what, the line with a caret under the token, why, and what to do.
package struct DiagnosticText {
    /// True writes ANSI colours.
    package var color: Bool
    /// Tab stops of the lines shown.
    package var tabWidth = 4
    private let source: (String) -> SourceText?
    /// Many diagnostics can be of one long line, which is read once.
    private let latest = ShownLine()

    /// - Parameter source: the text of a file that a diagnostic names; `nil` leaves its line out.
    package init(color: Bool, source: @escaping (String) -> SourceText?) {
        self.color = color
        self.source = source
    }

    /// Every diagnostic with an empty line between two; ends with a newline unless there is none.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(render).joined(separator: "\n")
    }

    /// `2 errors and 1 warning`; `nil` where there is nothing to count.
    package static func summary(_ diagnostics: [Diagnostic]) -> String? {
        let parts = [(Diagnostic.Severity.error, "error"), (.warning, "warning"), (.note, "note")].compactMap {
            severity, word -> String? in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        guard let last = parts.last else { return nil }
        return parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last
    }

    package func render(_ diagnostic: Diagnostic) -> String {
        var text =
            place(diagnostic.file, diagnostic.range)
            + styled("\(diagnostic.severity.rawValue): ", style(of: diagnostic.severity))
            + styled(TextWidth.shown(diagnostic.headline), "1") + styled(" [\(diagnostic.rule)]", "2") + "\n"
        let gutter = String(repeating: " ", count: max(4, String(diagnostic.range.start.line).count))
        text += excerpt(diagnostic.file, diagnostic.range, gutter: gutter, style: style(of: diagnostic.severity))
        if let why = diagnostic.why { text += "\(gutter) = \(TextWidth.shown(why))\n" }
        if let fix = diagnostic.fix { text += "\(gutter) = \(styled("fix:", "32")) \(TextWidth.shown(fix))\n" }
        for note in diagnostic.notes {
            text += place(note.file, note.range) + styled("note: ", "36") + TextWidth.shown(note.text) + "\n"
            text += excerpt(note.file, note.range, gutter: gutter, style: "36")
        }
        return text
    }

    private func place(_ file: String, _ range: TextRange) -> String {
        styled("\(TextWidth.shown(file)):\(range.start.line):\(range.start.column): ", "1")
    }

    private func style(of severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "1;31"
        case .warning: "1;33"
        case .note: "1;36"
        }
    }

    private func styled(_ text: String, _ code: String) -> String { color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

    // MARK: The line

    /// The most columns of a line that are shown; more of a long line would hide the caret.
    private static let maximumColumns = 120

    private func excerpt(_ file: String, _ range: TextRange, gutter: String, style: String) -> String {
        guard let source = source(file), range.start.line <= source.lineStarts.count else { return "" }
        let line = source.lineStarts.count >= range.start.line ? window(of: source, range) : nil
        guard let line else { return "" }
        let number = String(range.start.line)
        let padding = String(repeating: " ", count: max(0, gutter.count - number.count))
        let marker = "^" + String(repeating: "~", count: max(0, line.width - 1))
        return
            """
            \(padding)\(number) | \(line.text)
            \(gutter) | \(String(repeating: " ", count: line.column))\(styled(marker, style))

            """
    }

    /// The part of the line around the token, tabs expanded, with the token's column and width in it.
    private func window(of source: SourceText, _ range: TextRange) -> (text: String, column: Int, width: Int)? {
        let length = source.lineLength(range.start.line)
        let tokenStart = min(max(0, range.start.column - 1), length)
        let tokenEnd = range.end.line == range.start.line ? min(max(tokenStart, range.end.column - 1), length) : length
        // Bytes around the token are enough for the columns shown, four bytes a character at most.
        let reach = DiagnosticText.maximumColumns * 4
        let first = tokenStart > reach ? tokenStart - reach : 0
        let last = min(length, max(tokenStart + reach, min(tokenEnd, tokenStart + reach)))
        let bytes = latest.bytes(of: source, line: range.start.line)
        func decoded(_ part: Range<Int>) -> String { String(decoding: bytes[part], as: UTF8.self) }
        var before = expanded(decoded(first..<tokenStart), from: 0)
        let token = expanded(decoded(tokenStart..<min(tokenEnd, last)), from: TextWidth.columns(before))
        var after = expanded(
            decoded(min(tokenEnd, last)..<last), from: TextWidth.columns(before) + TextWidth.columns(token))
        let half = DiagnosticText.maximumColumns / 2
        if first > 0 || TextWidth.columns(before) > DiagnosticText.maximumColumns {
            before = "…" + suffix(of: before, columns: half)
        }
        let room = max(20, DiagnosticText.maximumColumns - TextWidth.columns(before))
        let shownToken = prefix(of: token, columns: room)
        after =
            shownToken.count < token.count
            ? "" : prefix(of: after, columns: max(0, room - TextWidth.columns(shownToken)))
        let isCut = shownToken.count < token.count || last < length || tokenEnd < length && after.isEmpty
        return (
            before + shownToken + after + (isCut ? "…" : ""), TextWidth.columns(before), TextWidth.columns(shownToken)
        )
    }

    private func expanded(_ text: String, from column: Int) -> String {
        var result = ""
        var column = column
        for character in text {
            let shown =
                character == "\t"
                ? String(repeating: " ", count: tabWidth - column % tabWidth) : TextWidth.shown(character)
            result += shown
            column += TextWidth.columns(shown)
        }
        return result
    }

    private func prefix(of text: String, columns: Int) -> String {
        var width = 0
        return String(
            text.prefix {
                width += TextWidth.columns($0)
                return width <= columns
            })
    }

    private func suffix(of text: String, columns: Int) -> String {
        var width = 0
        return String(
            text.reversed().prefix {
                width += TextWidth.columns($0)
                return width <= columns
            }.reversed())
    }
}

/// The line that was shown last, without the values of secrets in it.
private final class ShownLine {
    private var path = ""
    private var number = 0
    private var bytes: [UInt8] = []

    func bytes(of source: SourceText, line: Int) -> [UInt8] {
        if path != source.path || number != line {
            let start = source.lineStarts[line - 1]
            bytes = SecretAssignment.hidden(in: Array(source.bytes[start..<(start + source.lineLength(line))]))
            (path, number) = (source.path, line)
        }
        return bytes
    }
}
