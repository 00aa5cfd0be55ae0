import ProvMarkdown
import ProvText

/// Bytes that are no text: a block with them would not run as it is read, because they are shown as something else.
enum BrokenText {
    struct Place {
        /// From the line's first byte.
        var offset: Int
        var length: Int
        var headline: String
        var fix: String
    }

    /// The first of them in the block, with its line.
    static func first(in fence: Fence, of source: SourceText) -> (line: Int, place: Place)? {
        // Both kinds are read as U+FFFD, which begins with EF; nearly every block is done with here.
        guard fence.code.literal.utf8.contains(0xEF) else { return nil }
        let content = fence.contentRange
        for line in content.start.line...max(content.start.line, content.end.line) {
            if let place = first(in: source.bytes[source.byteRange(ofLine: line)]) { return (line, place) }
        }
        return nil
    }

    private static func first(in line: ArraySlice<UInt8>) -> Place? {
        var parser = UTF8.ForwardParser()
        var bytes = line.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &bytes) {
            case .valid(let scalar):
                if scalar.first == 0 {
                    return Place(offset: offset, length: 1, headline: "block contains a NUL byte", fix: "remove it")
                }
                offset += scalar.count
            case .error(let length):
                let byte = String(line[line.startIndex + offset], radix: 16, uppercase: true)
                return Place(
                    offset: offset, length: length, headline: "block contains invalid UTF-8: byte \(byte)",
                    fix: "save the file as UTF-8")
            case .emptyInput: return nil
            }
        }
    }
}
