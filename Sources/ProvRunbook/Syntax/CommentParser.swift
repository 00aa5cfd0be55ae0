import ProvText

/// What an HTML comment says to prov, or to one of the tools whose documents are read as they are.
struct RunbookComment {
    enum Content {
        /// `<!-- prov: key=value -->` and its long form.
        case attributes([Attribute])
        /// `<!-- prov: include PATH -->`; the remaining keys are defaults for what is included.
        case include(Located<String>, [Attribute])
        /// mechanical-markdown's `<!-- STEP … -->`: its YAML and the line that starts on.
        case step(yaml: String, firstLine: Int)
        case endOfStep
        /// Innovation Engine's `<!-- expected_similarity=0.8 -->`, or a regular expression in quotes.
        case similarity(Located<String>)
    }

    var content: Content
    var range: TextRange
    var problems: [(headline: String, range: TextRange, fix: String?)] = []
    var isClosed = true
}

/// Finds the comments of an HTML block that mean something.
struct CommentParser {
    private let bytes: [UInt8]
    private let file: String
    private var positions: BlockPositions
    private var comments: [RunbookComment] = []

    /// The comments in the text of an HTML block, or of a list item, that starts on `firstLine`; usually none.
    static func comments(in text: String, firstLine: Int, source: SourceText) -> [RunbookComment] {
        guard mayHoldComment(text) else { return [] }
        var parser = CommentParser(text, firstLine: firstLine, source: source)
        parser.parse()
        return parser.comments
    }

    /// Keeps the common case, HTML that is none of our business, free of copies.
    private static func mayHoldComment(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        var index = 0
        while index + 4 < bytes.count {
            if bytes[index] == ASCII.less, bytes[index + 1] == ASCII.exclamation,
                bytes[index + 2] == ASCII.hyphen, bytes[index + 3] == ASCII.hyphen
            {
                return true
            }
            index += 1
        }
        return false
    }

    private init(_ text: String, firstLine: Int, source: SourceText) {
        bytes = Array(text.utf8)
        file = source.path
        positions = BlockPositions(source: source, text: text, firstLine: firstLine)
    }

    private mutating func parse() {
        var index = 0
        while let open = find("<!--", from: index) {
            let close = find("-->", from: open + 4)
            let body = (open + 4)..<(close ?? bytes.count)
            parseBody(body, comment: open..<min(bytes.count, (close ?? bytes.count) + 3), isClosed: close != nil)
            guard let close else { return }
            index = close + 3
        }
    }

    private mutating func parseBody(_ body: Range<Int>, comment: Range<Int>, isClosed: Bool) {
        guard let start = body.first(where: { !bytes[$0].isBlankOrNewline }) else { return }
        if let rest = word("prov", at: start, in: body, ignoresCase: true) {
            parseProv(rest..<body.upperBound, comment: comment, isClosed: isClosed)
        } else if let rest = word("STEP", at: start, in: body), isClosed {
            let yaml = String(decoding: bytes[rest..<body.upperBound], as: UTF8.self)
            let line = positions.position(at: rest).line
            append(.step(yaml: yaml, firstLine: line), comment)
        } else if word("END_STEP", at: start, in: body) != nil {
            append(.endOfStep, comment)
        } else if let rest = prefix("expected_similarity", at: start, in: body) {
            parseSimilarity(rest..<body.upperBound, comment: comment)
        }
    }

    /// The offset after the word, where the text has exactly that word there.
    private func word(_ word: String, at start: Int, in body: Range<Int>, ignoresCase: Bool = false) -> Int? {
        guard let end = prefix(word, at: start, in: body, ignoresCase: ignoresCase) else { return nil }
        return end == body.upperBound || bytes[end].isBlankOrNewline || bytes[end] == ASCII.colon ? end : nil
    }

    private func prefix(_ word: String, at start: Int, in body: Range<Int>, ignoresCase: Bool = false) -> Int? {
        let end = start + word.utf8.count
        guard end <= body.upperBound,
            bytes[start..<end].elementsEqual(word.utf8, by: { (ignoresCase ? $0.lowercased : $0) == $1 })
        else { return nil }
        return end
    }

    private func find(_ needle: StaticString, from start: Int) -> Int? {
        let text = Array("\(needle)".utf8)
        guard var index = bytes[min(start, bytes.count)...].firstIndex(of: text[0]) else { return nil }
        while index + text.count <= bytes.count {
            if bytes[index..<index + text.count].elementsEqual(text) { return index }
            guard let next = bytes[(index + 1)...].firstIndex(of: text[0]) else { return nil }
            index = next
        }
        return nil
    }

    private mutating func append(
        _ content: RunbookComment.Content, _ comment: Range<Int>,
        problems: [AttributeProblem] = [], isClosed: Bool = true
    ) {
        let placed = problems.map { (headline: $0.headline, range: positions.range($0.bytes), fix: $0.fix) }
        comments.append(
            RunbookComment(content: content, range: positions.range(comment), problems: placed, isClosed: isClosed))
    }

    // MARK: prov's own

    private mutating func parseProv(_ rest: Range<Int>, comment: Range<Int>, isClosed: Bool) {
        let hasColon = rest.lowerBound < rest.upperBound && bytes[rest.lowerBound] == ASCII.colon
        let text = (hasColon ? rest.lowerBound + 1 : rest.lowerBound)..<rest.upperBound
        let lineEnd = bytes[text].firstIndex(of: ASCII.newline) ?? text.upperBound
        let startsOnItsLine = bytes[text.lowerBound..<lineEnd].contains { !$0.isBlankOrNewline }
        if !hasColon, startsOnItsLine, !looksLikeKeys(text.lowerBound..<lineEnd) { return }
        let parsed = !hasColon && !startsOnItsLine ? parseLines(text) : AttributeParser.parse(bytes[text])
        var attributes: [Attribute] = []
        for raw in parsed.attributes { attributes.append(attribute(raw)) }
        if let first = attributes.first, first.key == "include" {
            if let path = first.value {
                append(
                    .include(Located(path, at: first.valueRange), Array(attributes.dropFirst())), comment,
                    problems: parsed.problems)
                return
            }
            if attributes.count > 1, attributes[1].value == nil {
                let path = Located(attributes[1].key, at: attributes[1].keyRange)
                append(.include(path, Array(attributes.dropFirst(2))), comment, problems: parsed.problems)
                return
            }
        }
        append(.attributes(attributes), comment, problems: parsed.problems, isClosed: isClosed)
    }

    /// `<!-- prov is great -->` is prose; `<!-- prov name=x -->` only lacks its colon.
    private func looksLikeKeys(_ line: Range<Int>) -> Bool {
        let words = AttributeParser.parse(bytes[line]).attributes
        return !words.isEmpty && words.allSatisfy { $0.value != nil || BlockKey.named($0.key) != nil }
    }

    private mutating func attribute(_ raw: RawAttribute) -> Attribute {
        let key = positions.range(raw.keyBytes)
        return Attribute(
            key: raw.key, keyRange: key, value: raw.value,
            valueRange: raw.value == nil ? key : positions.range(raw.valueBytes), origin: .comment, file: file)
    }

    /// `key: value` lines; a line without a colon is read as the short form.
    private func parseLines(_ text: Range<Int>) -> (attributes: [RawAttribute], problems: [AttributeProblem]) {
        var attributes: [RawAttribute] = []
        var problems: [AttributeProblem] = []
        for line in bytes[text].split(separator: ASCII.newline) {
            let trimmed = line.trimmingBlanksAndNewlines()
            guard let first = trimmed.first, first != ASCII.numberSign else { continue }
            let keyEnd =
                trimmed.firstIndex { $0 == ASCII.colon || $0 == ASCII.equals || $0.isBlank } ?? trimmed.endIndex
            guard keyEnd < trimmed.endIndex, trimmed[keyEnd] == ASCII.colon else {
                let parsed = AttributeParser.parse(trimmed)
                attributes += parsed.attributes
                problems += parsed.problems
                continue
            }
            let value = trimmed[(keyEnd + 1)...].trimmingBlanksAndNewlines().withoutQuotes()
            attributes.append(
                RawAttribute(
                    key: String(decoding: trimmed[..<keyEnd], as: UTF8.self), keyBytes: trimmed.startIndex..<keyEnd,
                    value: String(decoding: value, as: UTF8.self), valueBytes: value.startIndex..<value.endIndex))
        }
        return (attributes, problems)
    }

    private mutating func parseSimilarity(_ rest: Range<Int>, comment: Range<Int>) {
        var value = bytes[rest].trimmingBlanksAndNewlines()
        guard value.first == ASCII.equals else { return }
        value = value.dropFirst().trimmingBlanksAndNewlines().withoutQuotes()
        let range = positions.range(value.startIndex..<value.endIndex)
        append(.similarity(Located(String(decoding: value, as: UTF8.self), at: range)), comment)
    }
}

extension ArraySlice<UInt8> {
    /// Without blanks and line ends around it.
    func trimmingBlanksAndNewlines() -> ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first.isBlankOrNewline { slice.removeFirst() }
        while let last = slice.last, last.isBlankOrNewline { slice.removeLast() }
        return slice
    }

    func withoutQuotes() -> ArraySlice<UInt8> {
        guard count >= 2, let first, let last, first == last, first == ASCII.quotationMark || first == ASCII.apostrophe
        else { return self }
        return dropFirst().dropLast()
    }
}
