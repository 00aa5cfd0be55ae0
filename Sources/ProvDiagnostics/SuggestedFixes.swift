package import ProvText

/// Puts the replacements of diagnostics into the text of a file.
package struct SuggestedFixes {
    /// The text with all replacements that could be made.
    package private(set) var bytes: [UInt8]
    /// What was replaced, in the order of the places.
    package private(set) var applied: [Diagnostic] = []
    /// What overlaps something that was replaced, and has to wait until the text is read again.
    package private(set) var overlapping: [Diagnostic] = []

    /// Diagnostics of other files, and those without a replacement, are not looked at.
    package init(_ diagnostics: [Diagnostic], in source: SourceText) {
        bytes = []
        bytes.reserveCapacity(source.bytes.count + 64)
        let edits = diagnostics.filter { $0.file == source.path && $0.replacement != nil }.map {
            (range: SuggestedFixes.offsets($0.replacementRange, in: source), diagnostic: $0)
        }.sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        var copied = 0
        var last: (range: Range<Int>, text: String)?
        for (range, diagnostic) in edits {
            let text = diagnostic.replacement ?? ""
            // The same edit for two reasons is made once.
            if let last, last.range == range, last.text == text {
                applied.append(diagnostic)
                continue
            }
            guard range.lowerBound >= copied, last?.range != range else {
                overlapping.append(diagnostic)
                continue
            }
            bytes += source.bytes[copied..<range.lowerBound]
            bytes += text.utf8
            copied = range.upperBound
            last = (range, text)
            applied.append(diagnostic)
        }
        bytes += source.bytes[copied...]
    }

    private static func offsets(_ range: TextRange, in source: SourceText) -> Range<Int> {
        func offset(_ position: TextPosition) -> Int {
            let line = source.byteRange(ofLine: position.line)
            return min(line.lowerBound + max(0, position.column - 1), line.upperBound)
        }
        let start = offset(range.start)
        return start..<max(start, offset(range.end))
    }
}
