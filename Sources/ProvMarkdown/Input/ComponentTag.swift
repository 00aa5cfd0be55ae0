import ProvText

/// A line that holds nothing but the tag of a component of MDX: `<TabItem value="npm">`, `</Tabs>`.
///
/// CommonMark takes such a line for the beginning of HTML that ends at the next empty line, fences and all; MDX does
/// not. So cmark is given a processing instruction in its place, which ends on its line; the text of the HTML is read
/// from the source again. Source: MDX 3, "JSX"; CommonMark 0.30, HTML blocks of kinds 3 and 7.
enum ComponentTag {
    static func find(in source: SourceText, from firstLine: Int) -> [Int: ParserInput.Edit] {
        guard source.bytes.contains(ASCII.less), firstLine <= source.lineStarts.count else { return [:] }
        var edits: [Int: ParserInput.Edit] = [:]
        for line in firstLine...source.lineStarts.count {
            let range = source.byteRange(ofLine: line)
            guard let tag = tag(in: source.bytes[range]) else { continue }
            edits[line] = ParserInput.Edit(bytes: tag, replacement: Array("<?-?>".utf8))
        }
        return edits
    }

    /// The bytes of the tag, if nothing else is on the line.
    private static func tag(in line: ArraySlice<UInt8>) -> Range<Int>? {
        guard let open = line.firstIndex(where: { !$0.isBlank }), line[open] == ASCII.less else { return nil }
        let rest = line[(open + 1)...]
        let name = rest.first == ASCII.slash ? rest.dropFirst() : rest
        // `<DIV>` is HTML of old.
        guard name.first?.isUppercase == true, name.dropFirst().first?.isLowercase == true,
            let close = line.lastIndex(where: { !$0.isBlankOrNewline }), line[close] == ASCII.greater,
            !line[(open + 1)..<close].contains(ASCII.less), !line[(open + 1)..<close].contains(ASCII.greater)
        else { return nil }
        let word = name.prefix { $0.isAlphanumeric || $0 == ASCII.period }
        guard let behind = name[word.endIndex...].first,
            behind.isBlank || behind == ASCII.greater || behind == ASCII.slash
        else { return nil }
        return open..<(close + 1)
    }
}
