import ProvText

/// The words after a fence: a language, and attributes in prov's, Runme's or another tool's spelling.
struct InfoString {
    /// As written; empty where there is none.
    var language = ""
    var attributes: [Attribute] = []
    var problems: [AttributeProblem] = []

    /// Reads `bash {name=x}`, `{.bash .copy}`, `{python}`, `js:title=x`, `rust,ignore`.
    init(_ info: String, at start: TextPosition, file: String) {
        let bytes = Array(info.utf8)
        var end = 0
        while end < bytes.count, !InfoString.endsLanguage(bytes[end]) { end += 1 }
        language = String(decoding: bytes[0..<end], as: UTF8.self)
        // `rust,ignore` and `js:title=x`: the rest is another tool's.
        if end < bytes.count, bytes[end] == ASCII.comma || bytes[end] == ASCII.colon { return }
        while end < bytes.count, bytes[end].isBlankOrNewline { end += 1 }
        guard end < bytes.count else { return }
        let parsed: (attributes: [RawAttribute], problems: [AttributeProblem])
        let origin: Attribute.Origin
        if bytes[end] == ASCII.openBrace {
            origin = bytes[(end + 1)...].first { !$0.isBlankOrNewline } == ASCII.quotationMark ? .json : .braces
            parsed =
                ScrutConfiguration.languages.contains(language)
                ? ScrutConfiguration.attributes(bytes, from: end) : parseBraces(bytes, from: end)
        } else {
            origin = .bare
            // What cannot be read without braces was not meant for us.
            parsed = (AttributeParser.parse(bytes[end...]).attributes, [])
        }
        func range(_ offsets: Range<Int>) -> TextRange {
            TextRange(
                TextPosition(line: start.line, column: start.column + offsets.lowerBound),
                TextPosition(line: start.line, column: start.column + offsets.upperBound))
        }
        problems = parsed.problems
        attributes = parsed.attributes.map {
            Attribute(
                key: $0.key, keyRange: range($0.keyBytes), value: $0.value, valueRange: range($0.valueBytes),
                origin: origin, file: file)
        }
    }

    private static func endsLanguage(_ byte: UInt8) -> Bool {
        byte.isBlankOrNewline || byte == ASCII.openBrace || byte == ASCII.comma || byte == ASCII.colon
    }

    private mutating func parseBraces(_ bytes: [UInt8], from open: Int) -> (
        attributes: [RawAttribute], problems: [AttributeProblem]
    ) {
        let close = bytes[open...].lastIndex(of: ASCII.closeBrace)
        var parsed = AttributeParser.parse(bytes[(open + 1)..<max(open + 1, close ?? bytes.count)])
        if close == nil {
            parsed.problems.append(
                AttributeProblem(headline: "unclosed '{'", bytes: open..<open + 1, fix: "add '}' at the end"))
        }
        if language.isEmpty { takeLanguage(from: &parsed.attributes) }
        return parsed
    }

    /// Pandoc's and MkDocs' `{.bash}`, knitr's `{bash}`.
    private mutating func takeLanguage(from attributes: inout [RawAttribute]) {
        guard let first = attributes.first, first.value == nil else { return }
        if first.key.hasPrefix("."), first.key.count > 1 {
            language = String(first.key.dropFirst())
        } else if BlockKey.named(first.key) == nil, !ForeignKey.hasForeignShape(first.key) {
            language = first.key
        } else {
            return
        }
        attributes.removeFirst()
    }
}
