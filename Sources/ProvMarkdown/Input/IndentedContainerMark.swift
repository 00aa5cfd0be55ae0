import ProvText

/// The line that opens an admonition or a tab of MkDocs: `!!! note`, `??? note`, `=== "Linux"`.
///
/// Its content is indented by four columns, which CommonMark reads as code. So cmark is given a list item at this
/// place, with as many bytes, whose content behaves as the container's. The tree that comes back has the item taken out
/// again, and its blocks in its place. Source: Python-Markdown's Admonition, PyMdown Extensions' Details and Tabbed.
struct IndentedContainerMark {
    /// Puts the list marker over the mark; columns and line numbers stay.
    var edit: ParserInput.Edit

    /// Columns of the marker, as many as the content is indented by.
    static let width = 4

    static func find(in source: SourceText, from firstLine: Int) -> [Int: IndentedContainerMark] {
        var marks: [Int: IndentedContainerMark] = [:]
        guard firstLine < source.lineStarts.count else { return marks }
        for line in firstLine..<source.lineStarts.count {
            let range = source.byteRange(ofLine: line)
            guard let mark = IndentedContainerMark(source.bytes, range) else { continue }
            if hasContent(under: line, column: mark.edit.bytes.lowerBound - range.lowerBound, in: source) {
                marks[line] = mark
            }
        }
        return marks
    }

    /// Whether the next line that is not blank is indented by four columns more than the mark.
    private static func hasContent(under line: Int, column: Int, in source: SourceText) -> Bool {
        var next = line + 1
        while next <= source.lineStarts.count, next - line <= mostBlankLines {
            let bytes = source.bytes[source.byteRange(ofLine: next)]
            if !bytes.allSatisfy(\.isBlankOrNewline) {
                var width = 0
                for byte in bytes.prefix(while: \.isBlank) {
                    width = byte == ASCII.tab ? width + 4 - width % 4 : width + 1
                }
                return width >= column + IndentedContainerMark.width
            }
            next += 1
        }
        return false
    }

    private static let mostBlankLines = 20

    private init?(_ bytes: [UInt8], _ line: Range<Int>) {
        var start = line.lowerBound
        while start < line.upperBound, bytes[start] == ASCII.space { start += 1 }
        guard start + 5 < line.upperBound, bytes[start] == bytes[start + 1], bytes[start] == bytes[start + 2] else {
            return nil
        }
        let sign = bytes[start]
        guard sign == ASCII.exclamation || sign == ASCII.question || sign == ASCII.equals else { return nil }
        // `???+ note` is open, `===! "x"` begins a group of tabs, `===+ "x"` is the chosen tab.
        let modifier = bytes[start + 3]
        let hasModifier =
            modifier == ASCII.plus && sign != ASCII.exclamation || modifier == ASCII.exclamation && sign == ASCII.equals
        let blank = start + (hasModifier ? 4 : 3)
        guard blank + 1 < line.upperBound, bytes[blank] == ASCII.space, !bytes[blank + 1].isBlank else { return nil }
        let first = bytes[blank + 1]
        guard sign == ASCII.equals ? first == ASCII.quotationMark : first.isLetter || first == ASCII.quotationMark
        else {
            return nil
        }
        edit = ParserInput.Edit(
            bytes: start..<(blank + 1), replacement: Array((hasModifier ? "-   +" : "-   ").utf8))
    }
}
