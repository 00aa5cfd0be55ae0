import CCMark
import ProvText

extension BlockBuilder {
    mutating func codeBlock(_ node: CMarkTree.Node, _ start: TextPosition) -> Block {
        let opening = bytes(ofLine: start.line).dropFirst(start.column - 1)
        let fence = opening.first ?? 0
        let length = opening.prefix { $0 == fence }.count
        // Indented code cannot begin with a fence's indentation of three columns or less, but its text can look like
        // one.
        guard length >= 3, fence == ASCII.backtick || fence == ASCII.tilde, !isIndented(start) else {
            return indentedCode(node, start)
        }
        var literal = node.literal
        let lineCount = literal.newlineCount
        if isAltered(start.line...(start.line + lineCount)) {
            let indentation = containers.line(start.line)?.indentation ?? 0
            literal = restored(literal, firstLine: start.line + 1, indentation: indentation)
        }
        let isClosed = isClosingFence(start.line + lineCount + 1, fence: fence, length: length)
        let end = endOfLine(min(start.line + lineCount + (isClosed ? 1 : 0), lastLine))
        let info = opening.dropFirst(length).trimmingBlanks()
        let infoColumn = info.startIndex - input.source.lineStarts[start.line - 1] + 1
        let infoStart = TextPosition(line: start.line, column: info.isEmpty ? start.column : infoColumn)
        var code = CodeBlock(
            info: info.text,
            infoRange: TextRange(infoStart, TextPosition(line: start.line, column: infoStart.column + info.count)),
            literal: literal, contentStart: contentStart(of: literal, line: start.line + 1), isFenced: true,
            isClosed: isClosed)
        if detail == .full { code.language = references.entities.unescape(info).firstWord }
        return Block(.code(code), range: TextRange(start, end))
    }

    private mutating func indentedCode(_ node: CMarkTree.Node, _ start: TextPosition) -> Block {
        var literal = node.literal
        let lineCount = literal.newlineCount
        if isAltered(start.line...(start.line + lineCount)) {
            literal = restored(literal, firstLine: start.line, indentation: 4)
        }
        let end = endOfLine(min(start.line + max(0, lineCount - 1), lastLine))
        let code = CodeBlock(
            info: "", infoRange: TextRange(start, start), literal: literal, contentStart: start, isFenced: false,
            isClosed: true)
        return Block(.code(code), range: TextRange(start, end))
    }

    mutating func htmlBlock(_ node: CMarkTree.Node, _ start: TextPosition) -> Block {
        var literal = node.literal
        var lineCount = literal.newlineCount
        if isAltered(start.line...(start.line + lineCount)) {
            literal = restored(literal, firstLine: start.line, indentation: 0)
        }
        if literal.utf8.last != ASCII.newline { lineCount += 1 }
        // cmark reports a wrong end; a comment that nothing closes takes the blank lines at the end of the file along.
        var end = min(start.line + max(0, lineCount - 1), lastLine)
        while end > start.line, bytes(ofLine: end).trimmingBlanks().isEmpty { end -= 1 }
        return Block(.html(literal), range: TextRange(start, endOfLine(end)))
    }

    private var lastLine: Int { input.source.lineStarts.count }

    /// Whether a block stands four columns or more behind its container.
    private mutating func isIndented(_ start: TextPosition) -> Bool {
        guard start.column > 1 else { return false }
        return containers.line(start.line).map { $0.indentation > 3 } ?? false
    }

    /// Where the first line of code begins; counted from the right, so that it does not matter what the containers
    /// took.
    private func contentStart(of literal: String, line: Int) -> TextPosition {
        let length = literal.utf8.prefix { $0 != ASCII.newline }.count
        return TextPosition(line: line, column: max(1, bytes(ofLine: line).count - length + 1))
    }

    /// Whether a line is the closing fence of an open block; cmark does not say whether it met one.
    private mutating func isClosingFence(_ number: Int, fence: UInt8, length: Int) -> Bool {
        guard number <= lastLine, let cursor = containers.line(number), cursor.indentation <= 3 else { return false }
        let line = cursor.rest.trimmingBlanks()
        return line.count >= length && line.allSatisfy { $0 == fence }
    }

    // MARK: Lines that cmark saw changed

    private func isAltered(_ lines: ClosedRange<Int>) -> Bool {
        !input.alteredLines.isEmpty && lines.contains(where: input.alteredLines.contains)
    }

    /// The text of code or HTML with the lines that cmark saw changed taken from the source.
    private mutating func restored(_ literal: String, firstLine: Int, indentation: Int) -> String {
        var result: [UInt8] = []
        var number = firstLine
        var lines = literal.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        let endsWithNewline = lines.last?.isEmpty == true
        if endsWithNewline { lines.removeLast() }
        for line in lines {
            if input.alteredLines.contains(number), var cursor = containers.line(number) {
                cursor.advance(columns: min(indentation, cursor.indentation))
                result += cursor.text
            } else {
                result += line
            }
            result.append(ASCII.newline)
            number += 1
        }
        if !endsWithNewline { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }
}
