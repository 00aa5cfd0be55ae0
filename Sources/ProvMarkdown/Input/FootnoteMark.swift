import ProvText

/// The beginning of a footnote's definition, `[^label]:`.
///
/// cmark takes `[^1]: https://example.org` for a link definition and drops it. So it is given a list item in its place,
/// with the rarest of bullets, whose content behaves in every way as that of a footnote: lazy lines, indented blocks,
/// fences. The tree that comes back has the item taken out again.
struct FootnoteMark {
    var label: String
    /// Puts the list marker in place of the mark; the line number stays.
    var edit: ParserInput.Edit
    /// Whether nothing stands behind the mark. Then cmark sees a comment there, because an empty item does not end a
    /// paragraph.
    var isEmpty: Bool

    /// Columns of the marker, as many as GitHub wants further lines of a footnote indented by.
    static let width = 4
    private static let marker = Array("+   ".utf8)

    /// How many columns further to the right things stand in the source than on the line that cmark sees.
    var shift: Int { edit.bytes.count - FootnoteMark.width }

    static func find(in source: SourceText, from firstLine: Int) -> [Int: FootnoteMark] {
        var marks: [Int: FootnoteMark] = [:]
        guard firstLine <= source.lineStarts.count else { return marks }
        for line in firstLine...source.lineStarts.count {
            let range = source.byteRange(ofLine: line)
            if let mark = FootnoteMark(source.bytes, range) { marks[line] = mark }
        }
        return marks
    }

    private init?(_ bytes: [UInt8], _ line: Range<Int>) {
        var start = line.lowerBound
        var indentation = 0
        if start == 0, bytes.starts(with: ByteOrderMark.bytes) { start += ByteOrderMark.bytes.count }
        while start < line.upperBound, bytes[start] == ASCII.space || bytes[start] == ASCII.greater {
            indentation = bytes[start] == ASCII.space ? indentation + 1 : 0
            start += 1
        }
        guard indentation <= 4, start + 4 < line.upperBound, bytes[start] == ASCII.openBracket,
            bytes[start + 1] == ASCII.circumflex
        else { return nil }
        var end = start + 2
        while end < line.upperBound, bytes[end] != ASCII.closeBracket, !bytes[end].isWhitespace, bytes[end] != 0 {
            end += 1
        }
        guard end > start + 2, end + 1 < line.upperBound, bytes[end] == ASCII.closeBracket,
            bytes[end + 1] == ASCII.colon
        else { return nil }
        label = bytes[(start + 2)..<end].text
        end += 2
        while end < line.upperBound, bytes[end].isBlank { end += 1 }
        isEmpty = end == line.upperBound
        edit = ParserInput.Edit(
            bytes: start..<end, replacement: isEmpty ? FootnoteMark.marker + Array("<!---->".utf8) : FootnoteMark.marker
        )
    }

    /// Labels are equal where they differ in case only.
    static func key(_ label: String) -> String { label.lowercased() }
}
