import ProvChecks
import ProvText

/// The lines of one expected output, to be replaced in the file that they are written in.
struct OutputEdit {
    /// Of the file, from 1.
    let lines: Range<Int>
    /// Of the file.
    let bytes: Range<Int>
    let text: [UInt8]

    /// `nil` where the place of the output is not known line by line.
    init?(of expectation: Expectation, in source: SourceText, _ accepted: [AcceptedLine]) {
        let range = expectation.range
        guard range.start.line >= 1, range.start.line <= range.end.line, range.end.line <= source.lineStarts.count
        else { return nil }
        lines = range.start.line..<range.end.line
        bytes = source.lineStarts[lines.lowerBound - 1]..<source.lineStarts[lines.upperBound - 1]
        let prefix = OutputEdit.prefix(of: expectation, in: source, lines)
        let ending = OutputEdit.ending(before: lines.lowerBound, source)
        var text: [UInt8] = []
        for line in accepted {
            switch line {
            case .kept(let number):
                let kept = lines.lowerBound + number
                guard lines.contains(kept) else { return nil }
                text += source.bytes[source.lineStarts[kept - 1]..<source.lineStarts[kept]]
            case .new(let words), .guarded(let words):
                // In Markdown an empty line needs nothing before it but the signs of quotes.
                let trims = words.isEmpty && expectation.dialect != .cram
                text += (trims ? OutputEdit.trimmed(prefix) : prefix) + Array(words.utf8) + ending
            }
        }
        self.text = text
    }

    /// What stands before each line of the block: the room of lists, the signs of quotes, the fence's own indentation.
    private static func prefix(of expectation: Expectation, in source: SourceText, _ lines: Range<Int>) -> [UInt8] {
        let texts = expectation.text.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        for (line, text) in zip(lines, texts) where !text.isEmpty {
            let written = source.bytes[source.byteRange(ofLine: line)]
            let text = text.last == ASCII.carriageReturn ? text.dropLast() : text
            if written.suffix(text.count).elementsEqual(text) { return Array(written.dropLast(text.count)) }
        }
        let width = expectation.range.start.column - 1
        for line in [lines.lowerBound - 1, lines.upperBound] {
            let start = source.bytes[source.byteRange(ofLine: line)].prefix(width)
            if start.count == width, start.allSatisfy({ $0.isBlank || $0 == ASCII.greater }) { return Array(start) }
        }
        return [UInt8](repeating: ASCII.space, count: width)
    }

    private static func trimmed(_ prefix: [UInt8]) -> [UInt8] {
        Array(prefix.reversed().drop(while: \.isBlank).reversed())
    }

    /// How the line before ends, which is a command or the opening fence.
    private static func ending(before line: Int, _ source: SourceText) -> [UInt8] {
        guard line > 1 else { return [ASCII.newline] }
        let end = source.lineStarts[line - 1]
        return Array(source.bytes[source.byteRange(ofLine: line - 1).upperBound..<end])
    }
}
