import ProvText

/// Reads the tags of a template in one pass.
///
/// Only the words `for`, `endfor`, `if`, `elif`, `else` and `endif` after `{%` make a tag; anything else in these signs
/// is text of the file, unless it is a statement of Jinja's, which would stay in the file unseen.
struct FileTemplateParser {
    private typealias Failure = FileTemplate.ReadingError

    /// Deeper ones are not written by hand, and recursion follows them.
    private static let depthLimit = 32
    private static let foreignWords: Set<String> = [
        "set", "include", "block", "extends", "macro", "raw", "endraw", "filter", "import", "from", "call", "with",
    ]

    /// A tag, from its `{%` to its `%}`.
    private struct Tag {
        enum Word: String { case `for`, endfor, `if`, elif, `else`, endif }
        var word: Word
        /// What stands between the word and the end, without blanks around it.
        var argument: Range<Int>
        var bytes: Range<Int>
    }

    /// A statement that is open.
    private struct Frame {
        enum Kind {
            case root
            case loop(variable: String, list: String, listBytes: Range<Int>)
            case choice(done: [FileTemplate.Branch], condition: Condition?, bytes: Range<Int>)
        }
        var kind: Kind
        var tag: Range<Int>
        var nodes: [FileTemplate.Node] = []
    }

    private let bytes: [UInt8]
    private var stack = [Frame(kind: .root, tag: 0..<0)]
    /// Where the last `%}` of the line is, so that a line of openings is not searched again for each; -1 for none.
    private var lastClosing = -1
    private(set) var hasTags = false
    private(set) var freeNames: Set<String> = []

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parse() throws(FileTemplate.ReadingError) -> [FileTemplate.Node] {
        var lineStart = 0
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: ASCII.newline).map { $0 + 1 } ?? bytes.count
            try readLine(lineStart..<lineEnd)
            lineStart = lineEnd
        }
        if let open = stack.last, stack.count > 1 {
            let word = if case .loop = open.kind { "for" } else { "if" }
            throw Failure(
                message: "'\(word)' without its 'end\(word)'",
                fix: "write {% end\(word) %} behind the part that it is for",
                bytes: open.tag)
        }
        return stack[0].nodes
    }

    // MARK: Lines

    private mutating func readLine(_ line: Range<Int>) throws(Failure) {
        var tags: [Tag] = []
        var index = line.lowerBound
        lastClosing = lastClosing(in: line)
        while let tag = try nextTag(in: index..<line.upperBound) {
            tags.append(tag)
            index = tag.bytes.upperBound
        }
        let isAlone = !tags.isEmpty && isBlank(line, besides: tags)
        index = line.lowerBound
        for tag in tags {
            if !isAlone { addText(index..<tag.bytes.lowerBound) }
            try add(tag)
            index = tag.bytes.upperBound
        }
        if !isAlone { addText(index..<line.upperBound) }
    }

    private func isBlank(_ line: Range<Int>, besides tags: [Tag]) -> Bool {
        var index = line.lowerBound
        for tag in tags {
            guard bytes[index..<tag.bytes.lowerBound].allSatisfy(\.isBlankOrNewline) else { return false }
            index = tag.bytes.upperBound
        }
        return bytes[index..<line.upperBound].allSatisfy { $0.isBlankOrNewline || $0 == ASCII.carriageReturn }
    }

    /// The next tag of a line; what only looks like one is passed over.
    private mutating func nextTag(in range: Range<Int>) throws(Failure) -> Tag? {
        var index = range.lowerBound
        while index + 1 < range.upperBound {
            guard bytes[index] == ASCII.openBrace, bytes[index + 1] == ASCII.percent else {
                index += 1
                continue
            }
            let opening = index
            var begin = index + 2
            if begin < range.upperBound, bytes[begin] == ASCII.hyphen { begin += 1 }
            while begin < range.upperBound, bytes[begin].isBlank { begin += 1 }
            var end = begin
            while end < range.upperBound, bytes[end].isNameByte { end += 1 }
            let word = String(decoding: bytes[begin..<end], as: UTF8.self)
            guard let closing = closing(from: end, in: range) else {
                guard Tag.Word(rawValue: word) != nil else {
                    index += 2
                    continue
                }
                throw Failure(
                    message: "'{% \(word)' without its '%}' on the same line", fix: "write %} behind it",
                    bytes: opening..<end)
            }
            if let known = Tag.Word(rawValue: word) {
                hasTags = true
                return Tag(word: known, argument: trimmed(end..<closing), bytes: opening..<(closing + 2))
            }
            if FileTemplateParser.foreignWords.contains(word) {
                throw Failure(
                    message: "unknown tag '\(word)': templates of prov have 'for' and 'if' only",
                    fix: "write it with these, or write template=false on the block", bytes: opening..<(closing + 2))
            }
            index = closing + 2
        }
        return nil
    }

    private func lastClosing(in line: Range<Int>) -> Int {
        var index = line.upperBound - 2
        while index >= line.lowerBound {
            if bytes[index] == ASCII.percent, bytes[index + 1] == ASCII.closeBrace { return index }
            index -= 1
        }
        return -1
    }

    private func closing(from index: Int, in range: Range<Int>) -> Int? {
        guard index <= lastClosing else { return nil }
        var index = index
        while index + 1 < range.upperBound {
            if bytes[index] == ASCII.percent, bytes[index + 1] == ASCII.closeBrace { return index }
            index += 1
        }
        return nil
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (begin, end) = (range.lowerBound, range.upperBound)
        while begin < end, bytes[begin].isBlank { begin += 1 }
        while end > begin, bytes[end - 1].isBlank || bytes[end - 1] == ASCII.hyphen { end -= 1 }
        return begin..<end
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Tags

    private mutating func add(_ tag: Tag) throws(Failure) {
        switch tag.word {
        case .for: try open(loop: tag)
        case .if:
            let condition = try condition(tag)
            try push(Frame(kind: .choice(done: [], condition: condition, bytes: tag.argument), tag: tag.bytes))
        case .elif, .else: try nextBranch(tag)
        case .endfor, .endif: try close(tag)
        }
    }

    private mutating func push(_ frame: Frame) throws(Failure) {
        guard stack.count <= FileTemplateParser.depthLimit else {
            throw Failure(message: "tags are nested too deeply", fix: "make two files of it", bytes: frame.tag)
        }
        stack.append(frame)
    }

    private mutating func open(loop tag: Tag) throws(Failure) {
        let words = bytes[tag.argument].split(whereSeparator: \.isBlank)
        guard words.count == 3, words[1].elementsEqual("in".utf8), words[0].allSatisfy(\.isNameByte),
            words[2].allSatisfy(\.isNameByte), ShellText.isVariableName(String(decoding: words[0], as: UTF8.self))
        else {
            throw Failure(
                message: "'\(text(tag.bytes))' is not a loop", fix: "write {% for NAME in LIST %}", bytes: tag.bytes)
        }
        let (variable, list) = (String(decoding: words[0], as: UTF8.self), String(decoding: words[2], as: UTF8.self))
        guard !["host", "environment", "loop"].contains(variable) else {
            throw Failure(
                message: "'\(variable)' cannot be the name of an item", fix: "choose another name", bytes: tag.argument)
        }
        if !isBound(list) { freeNames.insert(list) }
        try push(
            Frame(
                kind: .loop(variable: variable, list: list, listBytes: words[2].startIndex..<words[2].endIndex),
                tag: tag.bytes))
    }

    private func isBound(_ name: String) -> Bool {
        name == "loop"
            || stack.contains { if case .loop(let variable, _, _) = $0.kind { variable == name } else { false } }
    }

    private mutating func condition(_ tag: Tag) throws(Failure) -> Condition {
        let condition: Condition
        do { condition = try Condition(parsing: text(tag.argument), allowsMembers: true) } catch {
            throw Failure(
                message: "invalid condition: \(error.message)", fix: "write for example {% if os == \"debian\" %}",
                bytes: tag.argument.isEmpty ? tag.bytes : tag.argument)
        }
        for name in condition.names {
            let first = name.split(separator: ".").first.map(String.init) ?? name
            if !isBound(first) { freeNames.insert(first) }
        }
        return condition
    }

    private mutating func nextBranch(_ tag: Tag) throws(Failure) {
        guard let top = stack.last, case .choice(var done, let condition?, let range) = top.kind else {
            throw Failure(
                message: "'\(tag.word.rawValue)' without its 'if'", fix: "write {% if CONDITION %} before it",
                bytes: tag.bytes)
        }
        done.append(FileTemplate.Branch(condition: condition, body: top.nodes, bytes: range))
        let next = tag.word == .elif ? try self.condition(tag) : nil
        stack[stack.count - 1] = Frame(kind: .choice(done: done, condition: next, bytes: tag.argument), tag: top.tag)
    }

    private mutating func close(_ tag: Tag) throws(Failure) {
        guard let top = stack.last else { return }
        switch (top.kind, tag.word) {
        case (.loop(let variable, let list, let range), .endfor):
            stack.removeLast()
            append(.loop(FileTemplate.Loop(variable: variable, list: list, body: top.nodes, bytes: range)))
        case (.choice(let done, let condition, let range), .endif):
            stack.removeLast()
            append(.choice(done + [FileTemplate.Branch(condition: condition, body: top.nodes, bytes: range)]))
        default:
            let word = tag.word == .endfor ? "for" : "if"
            throw Failure(
                message: "'\(tag.word.rawValue)' without its '\(word)'",
                fix: "remove it, or close the tag before it first",
                bytes: tag.bytes)
        }
    }

    private mutating func append(_ node: FileTemplate.Node) { stack[stack.count - 1].nodes.append(node) }

    // MARK: Holes

    /// A part of the text, cut at the holes of loops that are open.
    private mutating func addText(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var begin = range.lowerBound
        var index = begin
        while index < range.upperBound {
            guard bytes[index] == ASCII.openBrace,
                let hole = HoleReader.hole(in: bytes, at: index, end: range.upperBound),
                isBound(hole.item)
            else {
                index += 1
                continue
            }
            if index > begin { append(.text(begin..<index)) }
            append(.hole(hole))
            index = hole.bytes.upperBound
            begin = index
        }
        if begin < range.upperBound { append(.text(begin..<range.upperBound)) }
    }
}

/// Reads `{{name}}` and `{{name.member}}`.
enum HoleReader {
    /// The hole that begins at an offset; `nil` where none does.
    static func hole(in bytes: [UInt8], at start: Int, end limit: Int) -> FileTemplate.Name? {
        guard start + 4 <= limit, bytes[start] == ASCII.openBrace, bytes[start + 1] == ASCII.openBrace else {
            return nil
        }
        var index = start + 2
        while index < limit, bytes[index].isBlank { index += 1 }
        let begin = index
        while index < limit, bytes[index].isNameByte || bytes[index] == ASCII.period { index += 1 }
        let name = bytes[begin..<index].split(separator: ASCII.period, omittingEmptySubsequences: false)
        while index < limit, bytes[index].isBlank { index += 1 }
        guard index + 1 < limit, bytes[index] == ASCII.closeBrace, bytes[index + 1] == ASCII.closeBrace,
            (1...2).contains(name.count), name.allSatisfy({ !$0.isEmpty && !($0.first?.isDigit ?? true) })
        else { return nil }
        let words = name.map { String(decoding: $0, as: UTF8.self) }
        return FileTemplate.Name(item: words[0], member: words.count == 2 ? words[1] : nil, bytes: start..<(index + 2))
    }

    /// All holes of a text, in order.
    static func holes(in text: String) -> [FileTemplate.Name] {
        let bytes = Array(text.utf8)
        var holes: [FileTemplate.Name] = []
        var index = 0
        while let brace = bytes[index...].firstIndex(of: ASCII.openBrace) {
            if let hole = hole(in: bytes, at: brace, end: bytes.count) {
                holes.append(hole)
                index = hole.bytes.upperBound
            } else {
                index = brace + 1
            }
        }
        return holes
    }
}
