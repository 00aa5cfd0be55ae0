import ProvDiagnostics
import ProvText

/// Front matter that Markdown takes for text, because its end is missing, an empty line follows its beginning, or
/// something stands before it.
///
/// Many documents begin with a thematic break; only a key of prov's right after it says that front matter was meant.
struct UnclosedFrontMatter {
    /// The line of `---` that opens it.
    var range: TextRange
    /// The last line that looks like a part of it.
    var lastLine: Int
    /// Whether the line after `---` is empty.
    var beginsEmpty: Bool
    /// Whether empty lines or a comment stand before it.
    var isBehindOthers: Bool

    /// - Parameter source: a text in which no front matter was found.
    init?(in source: SourceText) {
        let start = UnclosedFrontMatter.firstLine(in: source)
        var opening = source.bytes[source.byteRange(ofLine: start)]
        if opening.starts(with: "\u{FEFF}".utf8) { opening = opening.dropFirst(3) }
        guard opening.starts(with: "---".utf8), opening.dropFirst(3).allSatisfy(\.isBlankOrNewline) else { return nil }
        isBehindOthers = start > 1
        let count = source.lineStarts.count
        guard count > start,
            let first = (start + 1...count).first(where: { !UnclosedFrontMatter.isEmpty($0, in: source) }),
            let key = FrontMatterScan.key(of: source.bytes[source.byteRange(ofLine: first)]),
            FrontMatterKey.names.contains(key)
        else { return nil }
        range = TextRange(
            TextPosition(line: start, column: 1),
            TextPosition(line: start, column: source.byteRange(ofLine: start).count + 1))
        beginsEmpty = first > start + 1
        lastLine = (first...count).prefix { !UnclosedFrontMatter.isEmpty($0, in: source) }.last ?? first
    }

    /// The first line that is neither empty nor a part of a comment.
    private static func firstLine(in source: SourceText) -> Int {
        var line = 1
        var isComment = false
        while line < source.lineStarts.count {
            var bytes = source.bytes[source.byteRange(ofLine: line)]
            if line == 1, bytes.starts(with: "\u{FEFF}".utf8) { bytes = bytes.dropFirst(3) }
            if !isComment, bytes.starts(with: "<!--".utf8) { isComment = true }
            guard isComment || bytes.allSatisfy(\.isBlankOrNewline) else { return line }
            if isComment, String(decoding: bytes, as: UTF8.self).contains("-->") { isComment = false }
            line += 1
        }
        return line
    }

    private static func isEmpty(_ line: Int, in source: SourceText) -> Bool {
        source.bytes[source.byteRange(ofLine: line)].allSatisfy(\.isBlankOrNewline)
    }

    func report(in source: SourceText, to assembly: RunbookAssembly) {
        guard !isBehindOthers else {
            assembly.report(
                .unclosedFrontMatter, "front matter is not at the start of the file, so it is read as text",
                file: source.path, range: range, fix: "remove the lines before '---'")
            return
        }
        assembly.report(
            .unclosedFrontMatter,
            """
            front matter \(beginsEmpty ? "starts with an empty line" : "is not closed"), so it is read as text
            """,
            file: source.path, range: range,
            fix: beginsEmpty
                ? "remove the empty line after '---', and write '---' on a separate line after the last key"
                : "write '---' on a separate line after the last key, which seems to be on line \(lastLine)")
    }
}
