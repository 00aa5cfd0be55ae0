import ProvText

/// What cmark is given in place of a file: the same lines under the same numbers, with what would mislead it taken out.
struct ParserInput {
    let source: SourceText
    private(set) var frontMatter: FrontMatter?
    private(set) var body: [UInt8]
    /// Lines that cmark sees changed: the text of code and HTML on them is read from the source again.
    private(set) var alteredLines: Set<Int> = []
    /// Lines whose headings have no text unless parsed with `.full`, because reading their markup would take quadratic
    /// time.
    private(set) var plainLines: Set<Int> = []
    /// Where admonitions and tabs of MkDocs begin, by line.
    private(set) var containerMarks: [Int: IndentedContainerMark] = [:]
    /// Where footnotes are defined, by line.
    private(set) var footnoteMarks: [Int: FootnoteMark] = [:]

    /// A stretch of the source that cmark sees as something else.
    struct Edit {
        var bytes: Range<Int>
        var replacement: [UInt8]
    }

    init(_ source: SourceText, detail: ParseDetail, dialect: Dialect) {
        self.source = source
        body = source.bytes
        var edits: [Edit] = []
        var firstLine = 1
        if let cut = FrontMatterCut(source) {
            frontMatter = cut.frontMatter
            firstLine = cut.lineCount + 1
            let end = cut.lineCount < source.lineStarts.count ? source.lineStarts[cut.lineCount] : source.bytes.count
            edits.append(Edit(bytes: 0..<end, replacement: [UInt8](repeating: ASCII.newline, count: cut.lineCount)))
        }
        let nesting = NestingGuard(source, from: firstLine)
        let images = ImageGuard(source, from: firstLine)
        plainLines = nesting.lines.union(images.lines)
        edits += nesting.edits + images.edits
        if detail == .full, dialect == .github {
            footnoteMarks = FootnoteMark.find(in: source, from: firstLine)
            edits += footnoteMarks.values.map(\.edit)
        }
        if dialect == .github {
            containerMarks = IndentedContainerMark.find(in: source, from: firstLine)
            edits += containerMarks.values.map(\.edit)
        }
        let components = dialect == .github ? ComponentTag.find(in: source, from: firstLine) : [:]
        edits += components.values
        alteredLines = plainLines.union(footnoteMarks.keys).union(containerMarks.keys).union(components.keys)
        edits += ParserInput.lineEndings(in: source, from: firstLine)
        if !edits.isEmpty { apply(edits) }
    }

    /// cmark keeps CRLF in the text of code blocks; one newline a line is what we promise.
    private static func lineEndings(in source: SourceText, from firstLine: Int) -> [Edit] {
        guard source.bytes.offset(of: ASCII.carriageReturn, from: 0) != nil else { return [] }
        var edits: [Edit] = []
        let newline = [ASCII.newline]
        for line in firstLine..<max(firstLine, source.lineStarts.count) {
            let end = source.byteRange(ofLine: line).upperBound
            if source.bytes[end] == ASCII.carriageReturn {
                edits.append(Edit(bytes: end..<source.lineStarts[line], replacement: newline))
            }
        }
        return edits
    }

    private mutating func apply(_ edits: [Edit]) {
        var result: [UInt8] = []
        result.reserveCapacity(source.bytes.count)
        var done = 0
        for edit in edits.sorted(by: { $0.bytes.lowerBound < $1.bytes.lowerBound }) where edit.bytes.lowerBound >= done
        {
            result += source.bytes[done..<edit.bytes.lowerBound]
            result += edit.replacement
            done = edit.bytes.upperBound
        }
        result += source.bytes[done...]
        body = result
    }
}
