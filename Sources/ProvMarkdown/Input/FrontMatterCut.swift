import ProvText

/// Finds the YAML front matter at the top of a file.
struct FrontMatterCut {
    var frontMatter: FrontMatter
    /// How many lines the front matter takes, its two markers included.
    var lineCount: Int

    /// `nil` where the file has none: it begins with `---`, the next line is not blank (that is a thematic break), and
    /// `---` or `...` ends it.
    init?(_ source: SourceText) {
        var opening = source.bytes[source.byteRange(ofLine: 1)]
        if opening.starts(with: ByteOrderMark.bytes) { opening = opening.dropFirst(ByteOrderMark.bytes.count) }
        guard FrontMatterCut.isMarker(opening, ASCII.hyphen), source.lineStarts.count > 2 else { return nil }
        guard !source.bytes[source.byteRange(ofLine: 2)].trimmingBlanks().isEmpty else { return nil }
        for number in 2...source.lineStarts.count {
            let line = source.bytes[source.byteRange(ofLine: number)]
            guard FrontMatterCut.isMarker(line, ASCII.hyphen) || FrontMatterCut.isMarker(line, ASCII.period) else {
                continue
            }
            frontMatter = FrontMatter(
                text: String(
                    decoding: source.bytes[source.lineStarts[1]..<source.lineStarts[number - 1]], as: UTF8.self),
                range: TextRange(TextPosition(line: 2, column: 1), TextPosition(line: number, column: 1)))
            lineCount = number
            return
        }
        return nil
    }

    private static func isMarker(_ line: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
        line.count >= 3 && line.prefix(3).allSatisfy { $0 == byte } && line.dropFirst(3).allSatisfy(\.isBlank)
    }
}
