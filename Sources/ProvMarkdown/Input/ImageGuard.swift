import ProvText

/// Finds text on which cmark 0.30.2 takes quadratic time: many `![` that nothing closes before many links.
///
/// For each link cmark looks at every image that is still open: 40,000 times `![[]()` take it five seconds.
struct ImageGuard {
    private(set) var lines: Set<Int> = []
    private(set) var edits: [ParserInput.Edit] = []

    /// Steps that one stretch of text may cost; about a tenth of a second.
    static let costLimit = 20_000_000

    init(_ source: SourceText, from firstLine: Int) {
        // The cost is at most the number of images times the number of brackets.
        guard ImageGuard.countsImages(source.bytes, over: 4_000) else { return }
        var line = firstLine
        while line <= source.lineStarts.count {
            let first = line
            while line <= source.lineStarts.count, !ImageGuard.isBlank(source.bytes[source.byteRange(ofLine: line)]) {
                line += 1
            }
            if first < line { examine(source, first..<line) }
            line += 1
        }
    }

    private mutating func examine(_ source: SourceText, _ lines: Range<Int>) {
        let end = source.byteRange(ofLine: lines.upperBound - 1).upperBound
        let range = source.lineStarts[lines.lowerBound - 1]..<end
        guard ImageGuard.cost(source.bytes.span, range) > ImageGuard.costLimit else { return }
        self.lines.formUnion(lines)
        for offset in range
        where offset + 1 < end && source.bytes[offset] == ASCII.exclamation
            && source.bytes[offset + 1] == ASCII.openBracket
        {
            edits.append(ParserInput.Edit(bytes: (offset + 1)..<(offset + 2), replacement: [0x78]))
        }
    }

    /// The images that are open at each bracket that closes a link, added up.
    private static func cost(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var isImage: [Bool] = []
        var images = 0
        var cost = 0
        for offset in range {
            if bytes[offset] == ASCII.openBracket {
                let opensImage = offset > range.lowerBound && bytes[offset - 1] == ASCII.exclamation
                isImage.append(opensImage)
                if opensImage { images += 1 }
            } else if bytes[offset] == ASCII.closeBracket, let closed = isImage.popLast() {
                if closed { images -= 1 } else { cost += images }
            }
        }
        return cost
    }

    private static func countsImages(_ bytes: [UInt8], over limit: Int) -> Bool {
        guard bytes.count > 2 * limit else { return false }
        var count = 0
        var search = 0
        while let sign = bytes.offset(of: ASCII.exclamation, from: search) {
            search = sign + 1
            if search < bytes.count, bytes[search] == ASCII.openBracket { count += 1 }
        }
        return count > limit
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0.isBlank || $0 == ASCII.greater }
    }
}
