import ProvReport

/// What is wrong with a template, for the person who wrote it.
struct TemplateMistake: Error, Equatable {
    /// From 1.
    var line: Int?
    var text: String
}

/// Reads templates.
struct TemplateParser {
    /// A tag as it is written.
    private struct Tag {
        /// `nil` for a value that is escaped.
        var mark: UInt8?
        var name: String
        /// As written, for messages.
        var text: String
        var line: Int
        /// With the rest of its line, where the tag has the line to itself.
        var range: Range<Int>
        /// The blanks in front of it, where it has the line to itself.
        var indentation: [UInt8]
    }

    /// A section, block or partial whose end is still to come.
    private struct Open {
        var tag: Tag
        var nodes: [Template.Node] = []
    }

    /// Sections inside of one another; drawing goes as deep.
    private static let mostNesting = 100

    private let bytes: [UInt8]

    static func template(_ text: [UInt8]) throws(TemplateMistake) -> Template {
        Template(nodes: try TemplateParser(bytes: text).nodes())
    }

    /// A partial's text with blanks in front of each line that is not empty.
    static func indented(_ text: [UInt8], by blanks: [UInt8]) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        var result: [UInt8] = []
        for (index, byte) in text.enumerated() {
            if byte != newline, index == 0 || text[index - 1] == newline { result += blanks }
            result.append(byte)
        }
        return result
    }

    private func nodes() throws(TemplateMistake) -> [Template.Node] {
        var stack = [Open(tag: Tag(name: "", text: "", line: 1, range: 0..<0, indentation: []))]
        var read = 0
        for tag in try tags() {
            if tag.range.lowerBound > read {
                stack[stack.count - 1].nodes.append(.text(bytes[read..<tag.range.lowerBound]))
            }
            read = tag.range.upperBound
            switch tag.mark {
            case UInt8(ascii: "!"): break
            case UInt8(ascii: "="):
                throw TemplateMistake(
                    line: tag.line,
                    text: "\(tag.text) sets other delimiters, which prov does not support: use {{ and }}"
                )
            case UInt8(ascii: "#"), UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "<"):
                guard stack.count <= Self.mostNesting else {
                    throw TemplateMistake(
                        line: tag.line, text: "\(tag.text) is inside more than \(Self.mostNesting) sections")
                }
                stack.append(Open(tag: tag))
            case UInt8(ascii: "/"): try close(tag, &stack)
            case UInt8(ascii: ">"):
                stack[stack.count - 1].nodes.append(
                    .part(Template.Part(name: tag.name, indentation: tag.indentation), line: tag.line, blocks: [:]))
            default: stack[stack.count - 1].nodes.append(.value(tag.name, isMarkup: tag.mark != nil))
            }
        }
        if stack.count > 1, let open = stack.last?.tag {
            throw TemplateMistake(
                line: open.line, text: "\(open.text) is not closed: add {{/\(open.name)}}")
        }
        if read < bytes.count { stack[0].nodes.append(.text(bytes[read...])) }
        return stack[0].nodes
    }

    private func close(_ tag: Tag, _ stack: inout [Open]) throws(TemplateMistake) {
        guard stack.count > 1, let open = stack.popLast() else {
            throw TemplateMistake(
                line: tag.line, text: "\(tag.text) without an open section \(tag.name)")
        }
        guard open.tag.name == tag.name else {
            throw TemplateMistake(
                line: tag.line,
                text: "\(tag.text) closes \(open.tag.text) of line \(open.tag.line): write {{/\(open.tag.name)}} first")
        }
        let node: Template.Node =
            switch open.tag.mark {
            case UInt8(ascii: "#"): .section(tag.name, open.nodes)
            case UInt8(ascii: "^"): .inverted(tag.name, open.nodes)
            case UInt8(ascii: "$"): .block(tag.name, open.nodes)
            default:
                .part(
                    Template.Part(name: tag.name, indentation: open.tag.indentation), line: open.tag.line,
                    blocks: Self.blocks(open.nodes))
            }
        stack[stack.count - 1].nodes.append(node)
    }

    /// Only the blocks count between a partial's beginning and its end.
    private static func blocks(_ nodes: [Template.Node]) -> [String: [Template.Node]] {
        var result: [String: [Template.Node]] = [:]
        for case .block(let name, let body) in nodes { result[name] = body }
        return result
    }

    private func tags() throws(TemplateMistake) -> [Tag] {
        var tags: [Tag] = []
        var line = 1
        var read = 0
        while let start = find("{{", from: read) {
            line += newlines(read..<start)
            let end = try end(ofTagAt: start, line: line)
            tags.append(try tag(start..<end, line: line))
            line += newlines(start..<end)
            read = end
        }
        return tags
    }

    private func newlines(_ range: Range<Int>) -> Int { bytes[range].count { $0 == UInt8(ascii: "\n") } }

    private func find(_ wanted: String, from start: Int) -> Int? {
        bytes[start...].firstRange(of: Array(wanted.utf8))?.lowerBound
    }

    /// A comment may hold `{{`; in any other tag it says that the end was forgotten.
    private func end(ofTagAt start: Int, line: Int) throws(TemplateMistake) -> Int {
        let mark = bytes[(start + 2)...].first
        let closing = mark == UInt8(ascii: "{") ? "}}}" : "}}"
        let inner = mark == UInt8(ascii: "{") ? start + 3 : start + 2
        if let end = find(closing, from: inner),
            mark == UInt8(ascii: "!") || (find("{{", from: inner).map { $0 > end } ?? true)
        {
            return end + closing.utf8.count
        }
        let beginning = bytes[start...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.prefix(40)
        throw TemplateMistake(line: line, text: "unclosed tag: \(String(decoding: beginning, as: UTF8.self))")
    }

    private func tag(_ range: Range<Int>, line: Int) throws(TemplateMistake) -> Tag {
        let mark = bytes[range].dropFirst(2).first.flatMap { "!#^$</>=&{".utf8.contains($0) ? $0 : nil }
        let inner = bytes[range].dropFirst(mark == nil ? 2 : 3).dropLast(mark == UInt8(ascii: "{") ? 3 : 2)
        let name = String(decoding: inner, as: UTF8.self).trimmingBlanks
        let text = String(decoding: bytes[range], as: UTF8.self)
        let isNamed = mark != UInt8(ascii: "!") && mark != UInt8(ascii: "=")
        if isNamed, name.isEmpty || !name.utf8.allSatisfy(Self.isOfName) {
            throw TemplateMistake(
                line: line, text: "invalid name '\(name)' in \(text): letters, digits, '-' and '_' make a name")
        }
        let isValue = mark == nil || mark == UInt8(ascii: "{") || mark == UInt8(ascii: "&")
        guard !isValue, let whole = wholeLine(range) else {
            return Tag(mark: mark, name: name, text: text, line: line, range: range, indentation: [])
        }
        return Tag(
            mark: mark, name: name, text: text, line: line, range: whole,
            indentation: Array(bytes[whole.lowerBound..<range.lowerBound]))
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// The tag's line with its end, where nothing else stands on it.
    private func wholeLine(_ range: Range<Int>) -> Range<Int>? {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = bytes[..<range.lowerBound].lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0
        guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return nil }
        var end = bytes[range.upperBound...].firstIndex { !isBlank($0) } ?? bytes.count
        if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "\r"), bytes[end + 1] == UInt8(ascii: "\n") { end += 1 }
        if end == bytes.count { return start..<end }
        return bytes[end] == UInt8(ascii: "\n") ? start..<end + 1 : nil
    }
}
