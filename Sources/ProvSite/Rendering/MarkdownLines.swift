import ProvMarkdown
import ProvText

/// The lines of a Markdown file on their way into another one: some go, some come, lists move to where every generator
/// understands them.
struct MarkdownLines {
    private let lines: [String]
    private var dropped: Set<Int> = []
    private var replaced: [Int: String] = [:]
    private var before: [Int: [Addition]] = [:]
    private var after: [Int: [Addition]] = [:]
    private var moves: [Int: Move] = [:]
    private var ending: [Int: String] = [:]

    /// Markdown between two lines, in the container whose prefix it is given.
    private struct Addition {
        var prefix: String
        /// Empty for a blank line alone.
        var text: String
    }

    /// Where the content of a list's item stood and where it stands, in columns from 0.
    private struct Move {
        var old: Int
        var new: Int
        /// With what stands in front of it; `nil` for every line but the item's first.
        var marker: String?
    }

    init(_ source: SourceText) {
        var lines = source.lineStarts.indices.map { source.line($0 + 1) ?? "" }
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    func line(_ number: Int) -> String { lines.indices.contains(number - 1) ? lines[number - 1] : "" }

    // MARK: What changes

    mutating func drop(_ numbers: ClosedRange<Int>) { dropped.formUnion(numbers) }
    mutating func replace(_ number: Int, by text: String) { replaced[number] = text }

    /// - Parameter block: what the text goes before, whose container it joins.
    mutating func add(_ text: String, before block: TextRange) {
        before[block.start.line, default: []].append(Addition(prefix: prefix(of: block), text: text))
    }

    mutating func add(_ text: String, after block: TextRange) {
        after[Self.lastLine(of: block), default: []].append(Addition(prefix: prefix(of: block), text: text))
    }

    /// Ends a fence that was left open.
    mutating func close(_ block: TextRange, with fence: String) {
        ending[Self.lastLine(of: block)] = prefix(of: block) + fence
    }

    static func lastLine(of range: TextRange) -> Int {
        max(range.start.line, range.end.column > 1 ? range.end.line : range.end.line - 1)
    }

    /// Quote marks, and as many blanks as the list's items are indented.
    private func prefix(of block: TextRange) -> String {
        let lead = line(block.start.line).utf8.prefix(max(0, block.start.column - 1)).map {
            $0 == UInt8(ascii: ">") ? ">" as Character : " "
        }
        guard let move = moves[block.start.line] else { return String(lead) }
        return String(repeating: " ", count: move.new + max(0, lead.count - move.old))
    }

    // MARK: Lists

    /// Indents what belongs to a list's items by four columns, which CommonMark and Python-Markdown both take for the
    /// items' own; a list of plain lines stays as it is, and so does one with tabs.
    mutating func indent(_ list: List) {
        let isPlain = list.items.allSatisfy { item in
            guard item.blocks.count == 1, case .paragraph? = item.blocks.first?.kind else { return item.blocks.isEmpty }
            return true
        }
        guard !isPlain, canMove(list) else { return }
        move(list, to: 0)
    }

    private func canMove(_ list: List) -> Bool {
        list.items.allSatisfy { item in
            let lead = line(item.range.start.line).utf8.prefix(max(0, item.range.start.column - 1))
            guard lead.allSatisfy({ $0 == 0x20 }) else { return false }
            let isPlain = (item.range.start.line...Self.lastLine(of: item.range)).allSatisfy {
                !line($0).prefix { $0 == " " || $0 == "\t" }.contains("\t")
            }
            return isPlain
                && item.blocks.allSatisfy { block in
                    if case .list(let inner) = block.kind { canMove(inner) } else { true }
                }
        }
    }

    private mutating func move(_ list: List, to column: Int) {
        var needsBlank = false
        for item in list.items {
            let first = line(item.range.start.line)
            let old = item.range.start.column - 1
            let rest = first.utf8.dropFirst(old)
            let marker = rest.prefix { $0 > 0x20 }
            let blanks = rest.dropFirst(marker.count).prefix { $0 == 0x20 }.count
            let width = marker.count + (blanks > 4 || blanks == 0 || rest.count == marker.count + blanks ? 1 : blanks)
            let indent = max(4, marker.count + 1)
            let padded =
                String(repeating: " ", count: column) + String(decoding: marker, as: UTF8.self)
                + String(repeating: " ", count: indent - marker.count)
            for number in item.range.start.line...Self.lastLine(of: item.range) {
                moves[number] = Move(
                    old: old + width, new: column + indent, marker: number == item.range.start.line ? padded : nil)
            }
            // Python-Markdown takes an item directly under another's code for more of its text.
            if needsBlank { before[item.range.start.line, default: []].append(Addition(prefix: "", text: "")) }
            needsBlank = item.blocks.contains { if case .paragraph = $0.kind { false } else { true } }
            for case .list(let inner) in item.blocks.lazy.map(\.kind) { move(inner, to: column + indent) }
        }
    }

    private func moved(_ text: String, _ number: Int) -> String {
        guard let move = moves[number] else { return text }
        let bytes = Array(text.utf8)
        if let marker = move.marker { return marker + String(decoding: bytes.dropFirst(move.old), as: UTF8.self) }
        let blanks = bytes.prefix { $0 == 0x20 }.count
        guard blanks < bytes.count else { return "" }
        return String(repeating: " ", count: move.new)
            + String(decoding: bytes.dropFirst(min(blanks, move.old)), as: UTF8.self)
    }

    // MARK: The result

    private struct Output {
        var text = ""
        var isBlank = true
        /// Blank lines that follow are too many.
        var skipsBlank = true

        mutating func add(_ line: String) {
            text += line + "\n"
            isBlank = line.allSatisfy { $0 == " " || $0 == ">" }
            skipsBlank = false
        }

        mutating func blank(_ prefix: String) {
            if !isBlank { add(MarkdownLines.prefixed(prefix, "")) }
        }
    }

    var text: String {
        var output = Output()
        for (index, line) in lines.enumerated() {
            let number = index + 1
            if dropped.contains(number) {
                write(nil, before[number] ?? [], &output)
                output.skipsBlank = output.isBlank
            } else {
                write(moved(replaced[number] ?? line, number), before[number] ?? [], &output)
                if let ending = ending[number] { output.add(ending) }
            }
            for addition in after[number] ?? [] {
                output.blank(addition.prefix)
                for text in addition.text.linesAsWritten {
                    output.add(Self.prefixed(addition.prefix, text))
                }
                let next = lines.indices.contains(number) ? lines[number] : ""
                if next.contains(where: { $0 != " " && $0 != ">" }) { output.blank(addition.prefix) }
            }
        }
        return output.text
    }

    /// - Parameter line: `nil` for one that goes.
    private func write(_ line: String?, _ additions: [Addition], _ output: inout Output) {
        let isKept = line != nil
        var line = line ?? ""
        for addition in additions {
            let column = addition.prefix.utf8.count
            let lead = String(decoding: line.utf8.prefix(column), as: UTF8.self)
            // In front of a block that stands beside its item's marker, the marker goes to what comes first.
            let isBesideMarker = !addition.text.isEmpty && lead.contains { $0 != " " && $0 != ">" }
            if !isBesideMarker { output.blank(addition.prefix) }
            guard !addition.text.isEmpty else { continue }
            for (index, text) in addition.text.linesAsWritten.enumerated() {
                output.add(Self.prefixed(isBesideMarker && index == 0 ? lead : addition.prefix, text))
            }
            output.blank(addition.prefix)
            if isBesideMarker { line = addition.prefix + String(decoding: line.utf8.dropFirst(column), as: UTF8.self) }
        }
        if isKept, !(line.isEmpty && output.skipsBlank) { output.add(line) }
    }

    fileprivate static func prefixed(_ prefix: String, _ text: Substring) -> String {
        text.isEmpty ? String(prefix.reversed().drop { $0 == " " }.reversed()) : prefix + text
    }

    // MARK: Tags

    /// `<pod-name>` is shown by prov and swallowed by other generators: what is no tag of HTML is written as text.
    mutating func escapeUnknownTags(_ range: TextRange) {
        for number in range.start.line...Self.lastLine(of: range) where line(number).contains("<") {
            let escaped = Self.withoutUnknownTags(replaced[number] ?? line(number))
            if escaped != line(number) { replaced[number] = escaped }
        }
    }

    static func withoutUnknownTags(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let character = rest.first {
            if character == "`" {
                let ticks = rest.prefix { $0 == "`" }
                let code = rest.dropFirst(ticks.count)
                let span = Self.end(ofCode: code, ticks.count).map { rest[..<$0] } ?? ticks
                result += span
                rest = rest[span.endIndex...]
                continue
            }
            let isEscaped = result.hasSuffix("\\") || result.hasSuffix("](")
            result += character == "<" && !isEscaped && isUnknownTag(rest.dropFirst()) ? "&lt;" : String(character)
            rest = rest.dropFirst()
        }
        return result
    }

    private static func end(ofCode code: Substring, _ ticks: Int) -> Substring.Index? {
        var rest = code
        while let start = rest.firstIndex(of: "`") {
            let run = rest[start...].prefix { $0 == "`" }
            if run.count == ticks { return run.endIndex }
            rest = rest[run.endIndex...]
        }
        return nil
    }

    private static func isUnknownTag(_ text: Substring) -> Bool {
        let text = text.first == "/" ? text.dropFirst() : text
        guard let first = text.utf8.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A,
            let end = text.firstIndex(of: ">")
        else { return false }
        let name = text[..<end].prefix {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") || $0 == "_" || $0 == "."
        }
        let next = text[name.endIndex]
        guard next == ">" || next == " " || next == "/" else { return false }
        return !RawHTML.isKnown(name.lowercased())
    }
}
