import ProvMarkdown
import ProvText

/// Innovation Engine's prerequisites: links to Markdown files in the section of that name.
enum Prerequisites {
    /// The links of the document's `Prerequisites` section to other files of the same folder tree, without anchors.
    static func links(in document: Document) -> [Located<String>] {
        guard let lines = section(of: document) else { return [] }
        let source = document.source
        let start = source.lineStarts[lines.lowerBound - 1]
        let end =
            lines.upperBound <= source.lineStarts.count ? source.lineStarts[lines.upperBound - 1] : source.bytes.count
        var found: [Located<String>] = []
        var index = start
        var line = lines.lowerBound
        while index + 1 < end {
            if source.bytes[index] == ASCII.newline { line += 1 }
            guard source.bytes[index] == ASCII.closeBracket, source.bytes[index + 1] == ASCII.openParenthesis else {
                index += 1
                continue
            }
            let first = index + 2
            var last = first
            while last < end, source.bytes[last] != ASCII.closeParenthesis, !source.bytes[last].isBlankOrNewline {
                last += 1
            }
            let path = String(decoding: source.bytes[first..<last].prefix { $0 != ASCII.numberSign }, as: UTF8.self)
            if path.hasSuffix(".md"), !path.contains("://") {
                let column = first - source.lineStarts[line - 1] + 1
                found.append(
                    Located(
                        path,
                        at: TextRange(
                            TextPosition(line: line, column: column),
                            TextPosition(line: line, column: column + path.utf8.count))))
            }
            index = max(last, index + 1)
        }
        return found
    }

    /// The lines between the heading and the next of its level; the end does not belong to it.
    private static func section(of document: Document) -> Range<Int>? {
        var start: (line: Int, level: Int)?
        for block in document.blocks {
            guard case .heading(let heading) = block.kind else { continue }
            if let open = start, heading.level <= open.level {
                return open.line..<max(open.line, block.range.start.line)
            }
            if start == nil, ["prerequisites", "prerequisite"].contains(heading.text.lowercased()) {
                start = (min(block.range.end.line + 1, document.source.lineStarts.count), heading.level)
            }
        }
        return start.map { $0.line..<(document.source.lineStarts.count + 1) }
    }
}
