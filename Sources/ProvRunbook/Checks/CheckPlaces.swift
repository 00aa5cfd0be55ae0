import ProvMarkdown
import Yams

/// Where the nodes of a block's YAML stand in its file.
struct CheckPlaces {
    private let lines: [Substring]
    private let start: TextPosition

    init(yaml: String, start: TextPosition) {
        lines = yaml.split(separator: /\r?\n/, omittingEmptySubsequences: false)
        self.start = start
    }

    /// The block's first line.
    var firstLine: TextRange { TextRange(start, TextPosition(line: start.line, column: start.column + max(1, (lines.first ?? "").utf8.count))) }

    /// A scalar's range covers its text as far as that is on one line; any other node's is its first character.
    func range(_ node: Node) -> TextRange {
        guard let mark = node.mark else { return firstLine }
        let begin = position(mark)
        var length = 1
        if let scalar = node.scalar {
            length = max(1, scalar.string.utf8.count)
            if scalar.style == .singleQuoted || scalar.style == .doubleQuoted { length += 2 }
        }
        let lineEnd = start.column + (line(mark.line) ?? "").utf8.count
        return TextRange(begin, TextPosition(line: begin.line, column: max(begin.column + 1, min(begin.column + length, lineEnd))))
    }

    func range(_ mark: Mark) -> TextRange {
        let begin = position(mark)
        return TextRange(begin, TextPosition(line: begin.line, column: begin.column + 1))
    }

    private func line(_ number: Int) -> Substring? { number >= 1 && number <= lines.count ? lines[number - 1] : nil }

    /// libyaml counts columns in Unicode scalars, we in bytes; all lines of a block are indented alike.
    private func position(_ mark: Mark) -> TextPosition {
        let scalars = (line(mark.line) ?? "").unicodeScalars.prefix(max(0, mark.column - 1))
        return TextPosition(line: start.line + mark.line - 1, column: start.column + scalars.reduce(0) { $0 + UTF8.width($1) })
    }
}
