import ProvDiagnostics
import ProvText

/// Front matter that Markdown takes for text, because its end is missing or an empty line follows its beginning.
///
/// Many documents begin with a thematic break; only a key of prov's right after it says that front matter was meant.
struct UnclosedFrontMatter {
    /// The line of `---` that opens it.
    var range: TextRange
    /// The last line that looks like a part of it.
    var lastLine: Int
    /// Whether the line after `---` is empty.
    var beginsEmpty: Bool

    /// - Parameter source: a text in which no front matter was found.
    init?(in source: SourceText) {
        var opening = source.bytes[source.byteRange(ofLine: 1)]
        if opening.starts(with: "\u{FEFF}".utf8) { opening = opening.dropFirst(3) }
        guard opening.starts(with: "---".utf8), opening.dropFirst(3).allSatisfy(\.isBlank) else { return nil }
        let count = source.lineStarts.count
        guard count > 1, let first = (2...count).first(where: { !UnclosedFrontMatter.isEmpty($0, in: source) }),
            let key = FrontMatterScan.key(of: source.bytes[source.byteRange(ofLine: first)]),
            FrontMatterKey.names.contains(key)
        else { return nil }
        range = TextRange(
            TextPosition(line: 1, column: 1), TextPosition(line: 1, column: source.byteRange(ofLine: 1).count + 1))
        beginsEmpty = first > 2
        lastLine = (first...count).prefix { !UnclosedFrontMatter.isEmpty($0, in: source) }.last ?? first
    }

    private static func isEmpty(_ line: Int, in source: SourceText) -> Bool {
        source.bytes[source.byteRange(ofLine: line)].allSatisfy(\.isBlankOrNewline)
    }

    func report(in source: SourceText, to assembly: RunbookAssembly) {
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
